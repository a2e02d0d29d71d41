"""What a file is, told by its first bytes, never by its name."""

from pathlib import Path
from typing import Literal

from docusnap.domain.errors import UnreadableFile, UnsupportedFile

MediaType = Literal[
    "image/jpeg", "image/png", "image/webp", "image/heic", "image/tiff", "image/gif", "image/bmp", "application/pdf"
]

Source = Path | bytes
"""Where the bytes of a file are: on disk, or in memory, from where they never come to a disk."""

HEAD_BYTES = 1024
"""How many bytes of a file `media_type` wants to see."""

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_HEIF_BRANDS = {b"mif1", b"msf1"}
_BMP_HEADER_SIZES = {12, 40, 52, 56, 64, 108, 124}


def media_type(head: bytes) -> MediaType:
    """The media type of a file that starts with `head` (`HEAD_BYTES` of it, or the whole file). Decodes nothing.

    Raises UnreadableFile on an empty file, UnsupportedFile on any kind that DocuSnap does not read.
    """
    if not head:
        raise UnreadableFile("The file is empty.")
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and _is_heic(head):
        return "image/heic"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return "image/bmp"
    if b"%PDF-" in head[:HEAD_BYTES]:
        return "application/pdf"
    raise UnsupportedFile


def _is_heic(head: bytes) -> bool:
    """The brands of the `ftyp` box: its own kind, or the general one with a HEVC kind among the compatible."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major, compatible = head[8:12], {head[i : i + 4] for i in range(16, size - 3, 4)}
    return major in _HEIC_BRANDS or (major in _HEIF_BRANDS and bool(compatible & _HEIC_BRANDS))
