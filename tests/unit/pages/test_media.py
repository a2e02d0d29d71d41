"""What a file is, by its first bytes."""

from io import BytesIO

import pytest
from PIL import Image

from docusnap.domain.errors import UnreadableFile, UnsupportedFile
from docusnap.pages.media import media_type


@pytest.mark.parametrize(
    ("format_name", "expected"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("PDF", "application/pdf"),
    ],
)
def test_a_kind_is_told_by_content(format_name: str, expected: str) -> None:
    buffer = BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, format_name)
    assert media_type(buffer.getvalue()[:1024]) == expected


def test_heic_is_told_by_its_own_brand_or_a_compatible_one() -> None:
    assert media_type(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic") == "image/heic"
    assert media_type(b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic") == "image/heic"


@pytest.mark.parametrize(
    "head",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\xc5\xd0\xd3\xc6 a DOS EPS",
        b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif",
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        b"PK\x03\x04 an office document",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM and then just text, no bitmap",
        b"%PDF",
        b"\xff\xd8",
        b"hello",
    ],
)
def test_other_kinds_are_refused(head: bytes) -> None:
    with pytest.raises(UnsupportedFile):
        media_type(head)


def test_an_empty_file_is_called_empty() -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        media_type(b"")
