import pytest

from docusnap.domain.byte_sizes import readable_pixels, readable_size


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


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (99_999, "99999 pixels"),
        (100_000, "0.1 megapixels"),
        (100_000_000, "100 megapixels"),
        (12_340_000, "12.4 megapixels"),
    ],
)
def test_pixels_are_written_as_people_read_them(count: int, written: str) -> None:
    assert readable_pixels(count) == written
