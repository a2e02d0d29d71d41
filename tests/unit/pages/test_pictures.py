"""Picture files become upright RGB on white."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from docusnap.domain.errors import TooLarge, TooManyPages, UnreadableFile, UnsupportedFile
from docusnap.pages.limits import Limits
from docusnap.pages.load import LoadedPage, PageLoader

RED, WHITE = (255, 0, 0), (255, 255, 255)
ORIENTATION = 0x0112


def corner_picture(width: int = 80, height: int = 40) -> Image.Image:
    """White with a red upper left quarter: shows how it lies."""
    picture = Image.new("RGB", (width, height), WHITE)
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    return picture


def only_page(loader: PageLoader, path: Path) -> LoadedPage:
    (page,) = loader.load(path)
    return page


def colour(page: LoadedPage, across: float, down: float) -> tuple[int, ...]:
    height, width = page.image.shape[:2]
    return tuple(int(c) for c in page.image[int(down * height), int(across * width)])


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif", "bmp", "heic"])
def test_every_kind_of_picture_is_read(loader: PageLoader, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    pillow_heif.register_heif_opener()
    corner_picture(128, 64).save(path)
    page = only_page(loader, path.rename(tmp_path / "no-name"))
    assert page.image.shape == (64, 128, 3)
    assert page.image.dtype == np.uint8
    assert near(colour(page, 0.2, 0.2), RED)
    assert near(colour(page, 0.8, 0.8), WHITE)
    assert (page.index, page.pages, page.segments, page.fields, page.damaged) == (0, 1, None, (), False)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "heic"])
@pytest.mark.parametrize(
    ("orientation", "red_corner"),
    [(1, (0.2, 0.2)), (2, (0.8, 0.2)), (3, (0.8, 0.8)), (4, (0.2, 0.8)), (6, (0.8, 0.2)), (8, (0.2, 0.8))],
)
def test_exif_orientation_is_applied_once(
    loader: PageLoader, tmp_path: Path, suffix: str, orientation: int, red_corner: tuple[float, float]
) -> None:
    pillow_heif.register_heif_opener()
    path = tmp_path / f"turned.{suffix}"
    picture = corner_picture(128, 64)
    picture.getexif()[ORIENTATION] = orientation
    # HEIF keeps its orientation in a property of its own, which its writer sets
    picture.save(path, **({} if suffix == "heic" else {"exif": picture.getexif()}))
    page = only_page(loader, path)
    assert page.image.shape[:2] == ((128, 64) if orientation in (6, 8) else (64, 128))
    assert near(colour(page, *red_corner), RED)
    assert near(colour(page, 1 - red_corner[0], 1 - red_corner[1]), WHITE)


def test_broken_exif_leaves_the_picture_as_it_lies(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "exif.jpg"
    corner_picture().save(path, exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f")
    assert only_page(loader, path).image.shape == (40, 80, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "I;16", "I", "F", "LAB"])
def test_every_pixel_kind_becomes_right_colours(loader: PageLoader, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture.tif"
    half = Image.new("L", (40, 40), 0)
    half.paste(255, (20, 0, 40, 40))
    if mode in ("I;16", "I", "F"):
        deep = np.where(np.asarray(half) > 0, 1.0 if mode == "F" else 65535, 0)
        picture = Image.fromarray(deep.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]))
    elif mode == "LAB":
        neutral = Image.new("L", half.size, 128)
        picture = Image.merge("LAB", (half, neutral, neutral))
    else:
        picture = half.convert("RGB").convert(mode)
    picture.save(path)
    page = only_page(loader, path)
    assert near(colour(page, 0.25, 0.5), (0, 0, 0))
    assert near(colour(page, 0.75, 0.5), WHITE)


def test_sixteen_bit_png_keeps_its_greys(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)
    Image.fromarray(np.tile(ramp, (32, 1))).save(path)
    page = only_page(loader, path)
    assert near(colour(page, 0.5, 0.5), (128, 128, 128))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_shown_on_white(loader: PageLoader, tmp_path: Path, mode: str) -> None:
    path = tmp_path / "clear.png"
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 20, 40))
    picture.convert(mode).save(path)
    page = only_page(loader, path)
    assert colour(page, 0.25, 0.5) == (0, 0, 0)
    assert colour(page, 0.75, 0.5) == WHITE


@pytest.mark.parametrize(("suffix", "mode"), [("jpg", "RGB"), ("png", "RGBA"), ("png", "1"), ("tif", "I;16")])
def test_a_large_picture_comes_out_at_the_longest_side(
    loader: PageLoader, tmp_path: Path, suffix: str, mode: str
) -> None:
    path = tmp_path / f"large.{suffix}"
    picture = Image.new("L", (6100, 900), 0)
    picture.paste(255, (3050, 0, 6100, 900))
    deep = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    (deep if mode == "I;16" else picture.convert(mode)).save(path)
    page = only_page(loader, path)
    assert page.image.shape == (295, 2000, 3)
    assert near(colour(page, 0.4, 0.97), (0, 0, 0))
    assert near(colour(page, 0.6, 0.97), WHITE)


def test_all_pages_of_a_tiff_come_in_order_without_thumbnails(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    first, second = Image.new("L", (40, 30), 0), Image.new("L", (50, 60), 255)
    thumbnail = Image.new("L", (10, 8), 0)
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    first.save(path, save_all=True, append_images=[thumbnail, second])
    pages = list(loader.load(path))
    assert [p.image.shape[:2] for p in pages] == [(30, 40), (60, 50)]
    assert [(p.index, p.pages) for p in pages] == [(0, 2), (1, 2)]


def test_too_many_tiff_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.tif"
    page = Image.new("1", (16, 16))
    page.save(path, save_all=True, append_images=[page] * 3)
    loader = PageLoader(Limits(max_pages=3), processes=1)
    try:
        with pytest.raises(TooManyPages):
            next(loader.load(path))
    finally:
        loader.close()


def test_a_cut_off_picture_is_shown_as_far_as_it_goes_and_marked(loader: PageLoader, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    for suffix in ("jpg", "png"):
        whole = tmp_path / f"whole.{suffix}"
        Image.fromarray(noise).save(whole)
        cut = tmp_path / f"cut.{suffix}"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        page = only_page(loader, cut)
        assert page.damaged
        assert page.image[:60].std() > 20


def test_a_picture_cut_off_before_its_pixels_is_unreadable(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    corner_picture(400, 400).save(path)
    path.write_bytes(path.read_bytes()[:45])
    with pytest.raises(UnreadableFile):
        list(loader.load(path))


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("side", "told"), [(11_000, "121 megapixels"), (60_000, "3600 megapixels"), (2**31 - 1, "megapixels")]
)
def test_too_many_pixels_are_refused_before_decoding(loader: PageLoader, tmp_path: Path, side: int, told: str) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(side, side))
    with pytest.raises(TooLarge, match=told):
        list(loader.load(path))


def test_text_chunks_that_inflate_enormously_are_stopped(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    data = b"Comment\x00\x00" + zlib.compress(bytes(20_000_000), 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    plain = png_header(20, 20)
    path.write_bytes(plain[:33] + chunk + plain[33:])
    with pytest.raises(UnreadableFile):
        list(loader.load(path))


def test_a_tiff_whose_frames_form_a_loop_ends(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "loop.tif"
    page = Image.new("L", (20, 20))
    page.save(path, save_all=True, append_images=[page])
    data = bytearray(path.read_bytes())
    (first,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    (second,) = struct.unpack_from("<I", data, first + 2 + 12 * entries)
    (entries,) = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * entries, first)
    path.write_bytes(data)
    assert len(list(loader.load(path))) == 2


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", UnreadableFile),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 0 0\n", UnsupportedFile),
        (b"\x89PNG\r\n\x1a\n" + b"garbage" * 9, UnreadableFile),
        (b"\xff\xd8\xff\xe0garbage", UnreadableFile),
        (b"II*\x00\xff\xff\xff\xff", UnreadableFile),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", UnreadableFile),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", UnreadableFile),
    ],
)
def test_garbage_gets_a_clean_answer(
    loader: PageLoader, tmp_path: Path, content: bytes, error: type[UnreadableFile | UnsupportedFile]
) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(content)
    with pytest.raises(error):
        list(loader.load(path))


def test_a_speck_is_not_a_page(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "speck.png"
    Image.new("L", (3, 3)).save(path)
    with pytest.raises(UnreadableFile, match="3 x 3"):
        list(loader.load(path))


def test_a_picture_of_one_column_is_called_too_small_not_damaged(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "column.jpg"
    Image.new("L", (1, 20_000)).save(path)
    with pytest.raises(UnreadableFile, match="too small"):
        list(loader.load(path))


def test_a_probe_tells_kind_and_pages(loader: PageLoader, tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    page = Image.new("L", (20, 20))
    page.save(path, save_all=True, append_images=[page, page])
    found = loader.probe(path)
    assert (found.media_type, found.pages) == ("image/tiff", 3)
