"""Honest pictures and PDFs, of which the hostile ones are made."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont


def form_like(text: str = "Receipt 4711\nTotal 9.00\nThank you", size: tuple[int, int] = (420, 300)) -> Image.Image:
    """A small page with some lines of text."""
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).text((30, 30), text, (20, 20, 40), ImageFont.load_default(30), spacing=24)
    return page


def encoded(kind: str, page: Image.Image | None = None, **options: Any) -> bytes:
    """The page in that format."""
    out = BytesIO()
    (page or form_like()).save(out, kind, **options)
    return out.getvalue()


def written(objects: list[bytes], *, head: bytes = b"%PDF-1.7\n", trailer: bytes = b"") -> bytes:
    """A PDF of the given objects, numbered from 1, the first being the catalogue."""
    out = bytearray(head)
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\n" % (size, table, size, trailer)
    return bytes(out) + tail + b"startxref\n%d\n%%%%EOF\n" % len(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def pdf(
    content: bytes = b"BT /F 24 Tf 40 120 Td (Receipt 4711, total 9.00, thank you) Tj ET",
    *more: bytes,
    page: bytes = b"",
    resources: bytes = b"",
    catalog: bytes = b"",
    box: bytes = b"0 0 500 200",
    filters: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """A PDF of one page with the font /F and drawing `content`; `more` objects are numbered from 5."""
    font = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s%s>>%s>>" % (box, font, resources, page),
        stream(content, filters),
        *more,
    ]
    return written(objects, trailer=trailer)
