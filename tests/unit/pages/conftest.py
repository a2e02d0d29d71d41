"""Files made for the tests: PDFs written by hand, and a loader whose processes live for the module."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader

MakePdf = Callable[..., Path]


@pytest.fixture(scope="module")
def loader() -> Iterator[PageLoader]:
    """With room to be slow on a busy machine."""
    made = PageLoader(Limits(seconds=60), processes=2)
    yield made
    made.close()


def _written(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, xref)


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data)


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """Writes a PDF of one page in Helvetica `F`, with drawing `content`, and more objects numbered from 5."""

    def make(
        content: bytes,
        *,
        page: bytes = b"",
        resources: bytes = b"",
        fonts: bytes = b"",
        catalog: bytes = b"",
        box: bytes = b"0 0 612 792",
        more: tuple[bytes | tuple[bytes, bytes], ...] = (),
    ) -> Path:
        font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>%s>>" % fonts
        objects = [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s%s>>%s>>"
            % (box, font, resources, page),
            _stream(b"", content),
            *(item if isinstance(item, bytes) else _stream(*item) for item in more),
        ]
        path = tmp_path / "made.pdf"
        path.write_bytes(_written(objects))
        return path

    return make


@pytest.fixture
def make_raw_pdf(tmp_path: Path) -> Callable[[list[bytes]], Path]:
    """Writes a PDF of the given objects, the first being the catalog."""

    def make(objects: list[bytes]) -> Path:
        path = tmp_path / "raw.pdf"
        path.write_bytes(_written(objects))
        return path

    return make
