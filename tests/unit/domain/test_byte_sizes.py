import pytest

from docusnap.domain.byte_sizes import readable_size


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (20_000_000, "20 MB"),
        (20_000_001, "20.1 MB"),
        (1_500_000_000, "1.5 GB"),
    ],
)
def test_sizes_are_written_as_people_read_them(count: int, written: str) -> None:
    assert readable_size(count) == written
