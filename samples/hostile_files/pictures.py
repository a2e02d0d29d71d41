"""Pictures that lie about their size, inflate without end, or are oddly made. Each format is written by hand."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image

from hostile_files.honest import encoded, form_like

Made = Iterator[tuple[str, bytes]]

ZEROS = bytes(1_000_000)
_BIGGEST = 2**32 - 1


def inflating(megabytes: int, filler: bytes = b"\0") -> bytes:
    """A zlib stream of a thousandth of the size that it inflates to: one packed block, again and again."""
    packer = zlib.compressobj(9)
    plain = filler * 1_000_000
    first, block = (packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(plain, check)
    return first + block * (megabytes - 1) + b"\x03\x00" + struct.pack(">I", check)


def pictures() -> Made:
    """All of them, by name."""
    yield from pngs()
    yield from gifs()
    yield from tiffs()
    yield from jpegs()
    yield from webps()
    yield from heics()
    yield from bmps()


# --- PNG -----------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes, length: int | None = None) -> bytes:
    """One chunk of a PNG; `length` where it lies."""
    size = len(data) if length is None else length
    return struct.pack(">I", size) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour: int, data: bytes | None, *before: bytes, lace: int = 0) -> bytes:
    """A PNG of this header and pixel stream, with more chunks before the pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, lace))
    pixels = b"" if data is None else chunk(b"IDAT", data)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + pixels + chunk(b"IEND", b"")


def pngs() -> Made:
    """Sizes, streams that inflate, chunks that are wrong, animation."""
    few = zlib.compress(bytes(1000))
    yield "png-100000-a-side", png(100_000, 100_000, 1, 0, few)
    yield "png-2-to-31-wide", png(2**31 - 1, 1, 8, 0, few)
    yield "png-zero-wide", png(0, 40, 8, 0, few)
    yield "png-zero-high", png(40, 0, 8, 0, few)
    yield "png-100-megapixels-grey", png(10_000, 10_000, 8, 0, inflating(101))
    yield "png-100-megapixels-rgb", png(9_999, 9_999, 8, 2, inflating(301))
    yield "png-49-megapixels-rgba16", png(7_000, 7_000, 16, 6, inflating(393))
    yield "png-64-megapixels-interlaced", png(8_000, 8_000, 8, 2, inflating(193), lace=1)
    yield "png-pixels-inflate-past-the-end", png(16, 16, 8, 0, inflating(500))
    yield "png-ztxt-bomb", png(16, 16, 8, 0, few, chunk(b"zTXt", b"Comment\0\0" + inflating(300)))
    yield "png-itxt-bomb", png(16, 16, 8, 0, few, chunk(b"iTXt", b"Comment\0\1\0\0\0" + inflating(300)))
    yield "png-icc-bomb", png(16, 16, 8, 2, few, chunk(b"iCCP", b"icc\0\0" + inflating(300)))
    yield "png-100000-texts", png(16, 16, 8, 0, few, chunk(b"tEXt", b"Comment\0more") * 100_000)
    yield "png-chunk-longer-than-the-file", png(16, 16, 8, 0, few, chunk(b"tEXt", b"a\0b", _BIGGEST))
    yield "png-without-pixels", png(16, 16, 8, 0, None)
    yield "png-palette-missing", png(16, 16, 8, 3, few)
    yield (
        "png-palette-too-short",
        png(40, 16, 8, 3, zlib.compress(bytes([0] + [255] * 40) * 16), chunk(b"PLTE", b"abc")),
    )
    yield "png-transparency-too-long", png(16, 16, 8, 2, few, chunk(b"tRNS", bytes(5000)))
    yield "png-depth-3", png(16, 16, 3, 0, few)
    yield "png-filter-9", png(16, 16, 8, 0, zlib.compress(b"\x09" * 1000))
    yield "png-1-wide-60000-high", png(1, 60_000, 1, 0, zlib.compress(bytes(120_000)))
    yield "png-60000-wide-8-high", png(60_000, 8, 1, 0, zlib.compress(bytes(61_000)))
    yield "png-of-a-billion-frames", png(16, 16, 8, 0, few, chunk(b"acTL", struct.pack(">II", 10**9, 0)))
    frame = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 2**31 - 1, 2**31 - 1, 2**31 - 1, 0, 1, 1, 0, 0))
    yield "png-frame-larger-than-all", png(16, 16, 8, 0, few, chunk(b"acTL", struct.pack(">II", 2, 0)), frame)
    exif = chunk(b"eXIf", b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x0112, 4, 1, 3_000_000_000))
    yield "png-turned-three-billion-times", encoded("PNG").replace(b"\0\0\0\0IEND", exif + b"\0\0\0\0IEND")


# --- GIF -----------------------------------------------------------------------------------------


def gifs() -> Made:
    """Canvases and frames."""
    header = struct.pack("<6sHHBBB", b"GIF89a", 40, 40, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 40, 40, 0) + b"\x02\x02\x84\x51\x00"
    yield "gif-65535-a-side", header[:6] + b"\xff" * 4 + header[10:] + frame + b";"
    yield "gif-frame-of-65535-a-side", header + frame[:5] + b"\xff" * 4 + frame[9:] + b";"
    yield "gif-50000-frames", header + frame * 50_000 + b";"
    yield "gif-code-size-255", header + frame[:10] + b"\xff" + frame[11:] + b";"
    yield "gif-zero-size", header[:6] + bytes(4) + header[10:] + frame + b";"
    yield "gif-20-mb-of-comment", header + b"!\xfe" + (b"\xff" + bytes(255)) * 50_000 + b"\0" + frame + b";"
    yield "gif-without-frames", header + b";"


# --- TIFF ----------------------------------------------------------------------------------------


def directory(tags: dict[int, Any], following: int = 0) -> bytes:
    """One image file directory, little endian; a value is a number, or (type, count, value or offset)."""
    entries = [(tag, *(v if isinstance(v, tuple) else (4, 1, v))) for tag, v in sorted(tags.items())]
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<H", len(entries)) + packed + struct.pack("<I", following)


def tiff(data: bytes = bytes(1000), **tags: Any) -> bytes:
    """A grey TIFF of 40 x 20 pixels with its data behind byte 8, and other tags (`t259=…`)."""
    usual = {256: 40, 257: 20, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 20, 279: len(data)}
    given = {int(name[1:]): value for name, value in tags.items()}
    return struct.pack("<4sI", b"II*\0", 8 + len(data)) + data + directory(usual | given)


def tiffs() -> Made:
    """Directories that lie, loop or never end; compressed streams that are none or too much."""
    yield "tiff-2-to-32-wide", tiff(t256=_BIGGEST)
    yield "tiff-strip-of-4-gb", tiff(t279=_BIGGEST)
    yield "tiff-strip-outside-the-file", tiff(t273=_BIGGEST)
    yield "tiff-a-billion-strips", tiff(t273=(4, 10**9, 8))
    yield "tiff-bits-65535", tiff(t258=(3, 1, 65_535))
    yield "tiff-samples-65535", tiff(t277=65_535)
    yield "tiff-rows-of-a-strip-0", tiff(t278=0)
    yield "tiff-tiles-of-4-gb", tiff(t322=2**31, t323=2**31, t324=8, t325=1000)
    yield "tiff-tiles-of-nothing", tiff(t322=0, t323=0, t324=8, t325=1000)
    yield "tiff-fax-100-megapixels", tiff(b"\0" * 5000, t256=9_999, t257=9_999, t278=9_999, t258=1, t259=4)
    yield "tiff-deflate-bomb", tiff(inflating(400), t259=8)
    yield "tiff-deflate-100-megapixels", tiff(inflating(100), t256=9_999, t257=9_999, t278=9_999, t259=8)
    for name, code in (("lzw", 5), ("jpeg", 7), ("old-jpeg", 6), ("packbits", 32_773), ("lzma", 34_925), ("none", 9)):
        yield f"tiff-garbage-in-{name}", tiff(b"\xa5\x5a\x0f" * 300, t259=code)
    yield "tiff-turned-9-times", tiff(bytes(range(200)) * 5, t274=(3, 1, 9))
    start = struct.pack("<4sI", b"II*\0", 8)
    yield "tiff-directory-points-at-itself", start + directory({256: 40, 257: 20}, 8)
    chain = (directory({256: 40, 257: 20, 273: 8}, 8 + 42 * (n + 1)) for n in range(20_000))
    yield "tiff-20000-pages", start + b"".join(chain)
    yield "tiff-65535-entries", start + struct.pack("<H", 65_535)
    yield "tiff-big-and-empty", struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) + struct.pack("<Q", 2**60)
    yield "tiff-51-pages", encoded("TIFF", save_all=True, append_images=[Image.new("1", (40, 40))] * 50)


# --- JPEG ----------------------------------------------------------------------------------------


def jpeg_segment(marker: int, data: bytes) -> bytes:
    """A marker segment."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpegs() -> Made:
    """Sizes, scans, metadata."""
    plain = encoded("JPEG")
    frame = plain.index(b"\xff\xc0")
    sized = plain[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + plain[frame + 9 :]
    yield "jpeg-65500-a-side", sized
    yield "jpeg-94-megapixels-of-nothing", plain[: frame + 5] + struct.pack(">HH", 9_700, 9_700) + plain[frame + 9 :]
    yield "jpeg-zero-high", plain[: frame + 5] + bytes(2) + plain[frame + 7 :]
    yield "jpeg-12-bit", plain[: frame + 4] + b"\x0c" + plain[frame + 5 :]
    yield "jpeg-arithmetic", plain.replace(b"\xff\xc0", b"\xff\xc9", 1)
    yield "jpeg-without-tables", plain.replace(b"\xff\xc4", b"\xff\xec")
    scans = encoded("JPEG", progressive=True)
    large = scans.index(b"\xff\xc2")
    scans = scans[: large + 5] + struct.pack(">HH", 9_000, 9_000) + scans[large + 9 :]
    last = scans.rindex(b"\xff\xda")
    yield "jpeg-of-2000-scans", scans[:last] + scans[last:-2] * 2000 + scans[-2:]
    for turn in (0, 9, 65_535):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield f"jpeg-turned-{turn}", encoded("JPEG", exif=exif)
    for name, value in (("text", (2, 12, 8)), ("fraction-by-nothing", (5, 1, 8)), ("a-billion-values", (3, 10**9, 8))):
        exif_bytes = b"Exif\0\0II*\0\x08\0\0\0" + directory({0x0112: value}, 8)
        yield f"jpeg-turned-by-{name}", plain[:2] + jpeg_segment(0xE1, exif_bytes) + plain[2:]
    icc = b"".join(jpeg_segment(0xE2, b"ICC_PROFILE\0" + bytes([n % 256, 255]) + ZEROS[:60_000]) for n in range(1, 256))
    yield "jpeg-15-mb-of-icc", plain[:2] + icc + plain[2:]
    yield "jpeg-icc-of-garbage", encoded("JPEG", icc_profile=b"\0\0\x10\0appl" + b"\xff" * 4000)
    several = jpeg_segment(0xE2, b"MPF\0II*\0\x08\0\0\0" + directory({0xB001: 10**9, 0xB002: (7, _BIGGEST, 8)}, 8))
    yield "jpeg-of-a-billion-pictures", plain[:2] + several + plain[2:]
    yield "jpeg-of-3000-starts", b"\xff\xd8" * 3000 + plain
    yield "jpeg-cmyk", encoded("JPEG", form_like().convert("CMYK"))
    yield "jpeg-1-wide-65000-high", encoded("JPEG", Image.new("L", (1, 65_000)))


# --- WebP, HEIC, BMP -----------------------------------------------------------------------------


def webps() -> Made:
    """Canvases, chunks, animation."""
    plain = encoded("WEBP", lossless=True)
    start = plain.index(b"VP8L") + 9
    yield "webp-16384-a-side", plain[:start] + b"\xff\xff\xff\x0f" + plain[start + 4 :]
    huge = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff" * 6
    yield "webp-canvas-2-to-24", b"RIFF" + struct.pack("<I", 2000) + b"WEBP" + huge + plain[12:]
    yield "webp-size-lies", b"RIFF\xff\xff\xff\xffWEBP" + plain[12:]
    yield "webp-chunk-longer-than-the-file", plain[:16] + b"\xff\xff\xff\x7f" + plain[20:]
    frames = [Image.new("RGB", (20, 20), (n % 256, 0, 0)) for n in range(300)]
    yield "webp-300-frames", encoded("WEBP", frames[0], save_all=True, append_images=frames[1:], duration=10)


def heics() -> Made:
    """Sizes and boxes. The size of a picture stands in its `ispe` box."""
    out = BytesIO()
    pillow_heif.from_pillow(form_like()).save(out)
    plain = out.getvalue()
    size = plain.index(b"ispe") + 8
    for side in (0, 9_999, 65_535, 2**31 - 1):
        yield f"heic-says-{side}-a-side", plain[:size] + struct.pack(">II", side, side) + plain[size + 8 :]
    yield "heic-box-of-2-to-63", plain.replace(plain[plain.index(b"meta") - 4 :][:8], b"\0\0\0\1meta" + b"\x7f" * 8, 1)
    place = plain.index(b"iloc")
    yield "heic-pixels-outside-the-file", plain[: place + 8] + b"\xff" * 20 + plain[place + 28 :]
    nested = b""
    for _ in range(4_000):
        nested = struct.pack(">I4s", len(nested) + 8, b"moov") + nested
    yield "heic-4000-boxes-deep", plain[: plain.index(b"meta") - 4] + nested


def bmps() -> Made:
    """Headers, and a run length that never ends."""

    def bmp(width: int, height: int, bits: int, packing: int, data: bytes, colours: int = 0, start: int = 54) -> bytes:
        head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, packing, 0, 0, 0, colours, 0)
        return struct.pack("<2sIHHI", b"BM", 54 + len(data), 0, 0, start) + head + data

    yield "bmp-2-to-31-a-side", bmp(2**31 - 1, 2**31 - 1, 24, 0, bytes(100))
    yield "bmp-negative", bmp(-40, -2_000_000_000, 24, 0, bytes(100))
    yield "bmp-four-billion-colours", bmp(40, 40, 8, 0, bytes(3000), colours=_BIGGEST)
    yield "bmp-pixels-outside-the-file", bmp(40, 40, 24, 0, bytes(5000), start=2**31)
    yield "bmp-run-length-bomb", bmp(9_990, 9_990, 8, 1, bytes(1024) + b"\xff\x01" * 1000, start=54 + 1024)
