"""Picture files to upright RGB; runs inside the decoder process only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import BinaryIO

from PIL import Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

from docusnap.domain.byte_sizes import readable_pixels
from docusnap.domain.errors import TooLarge, TooManyPages, UnreadableFile
from docusnap.pages.limits import Limits

_OPENERS: dict[str, Callable[[BinaryIO], ImageFile.ImageFile]] = {
    # a multi-picture JPEG is read as its first picture
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/webp": WebPImageFile,
    "image/heic": HeifImageFile,
    "image/tiff": TiffImageFile,
    "image/gif": GifImageFile,
    "image/bmp": BmpImageFile,
}

_EXIF_ORIENTATION = 0x0112
_TIFF_SUBFILE_TYPE = 254
_BAND = 64
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_SIDEWAYS = {5, 6, 7, 8}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is shown: the upright picture, its size in the file (upright too), whether a part is missing."""

    image: Image.Image
    size: tuple[int, int]
    damaged: bool = False


class PictureFile:
    """An open picture file. Only TIFF has more than one page: its frames that are not thumbnails."""

    def __init__(self, content: bytes, media_type: str, limits: Limits) -> None:
        """Reads the headers only. Raises TooManyPages, UnreadableFile."""
        self._open: Callable[[], ImageFile.ImageFile] = lambda: _OPENERS[media_type](BytesIO(content))
        self._limits = limits
        self._picture = self._open()
        self._frames = list(self._pages()) if media_type == "image/tiff" else [0]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._frames)

    def page(self, index: int, *, whole: bool = False) -> Shown:
        """The page as upright RGB on white, no side longer than the limit unless it is wanted `whole`.

        Raises TooLarge before decoding, UnreadableFile where nothing can be shown.
        """
        frame = self._frames[index]
        damaged = False
        try:
            picture, size = self._load(frame, whole=whole)
        except OSError:
            self._picture.close()
            with _damage_allowed():
                self._picture = self._open()
                picture, size = self._load(frame, whole=whole)
            damaged = True
        orientation = _orientation(picture)
        image = _reduced(picture, max(size) if whole else self._limits.max_side)
        if damaged and image.getcolors(1):
            raise UnreadableFile
        if orientation in _UPRIGHT:
            image = image.transpose(_UPRIGHT[orientation])
        return Shown(image, size[::-1] if orientation in _SIDEWAYS else size, damaged)

    def close(self) -> None:
        """Frees the file."""
        self._picture.close()

    def _pages(self) -> Iterator[int]:
        found = 0
        for frame in range(2 * self._limits.max_pages + 1):
            try:
                self._picture.seek(frame)
            except EOFError:
                return
            if not self._tag(_TIFF_SUBFILE_TYPE) & 1:
                found += 1
                yield frame
            if found > self._limits.max_pages:
                break
        raise TooManyPages(f"The file has more than {self._limits.max_pages} pages.")

    def _tag(self, tag: int) -> int:
        value = self._picture.tag_v2.get(tag, 0) if isinstance(self._picture, TiffImageFile) else 0
        return value if isinstance(value, int) else 0

    def _load(self, frame: int, *, whole: bool) -> tuple[Image.Image, tuple[int, int]]:
        """The decoded picture and its size as stored: a large JPEG is decoded at a fraction of it, which is quicker."""
        picture = self._picture
        if frame != picture.tell():
            picture.seek(frame)
        width, height = picture.size
        if width * height > self._limits.max_page_pixels:
            most = f"{readable_pixels(self._limits.max_page_pixels)} are the most (DOCUSNAP_MAX_PAGE_PIXELS)"
            raise TooLarge(f"The picture has {readable_pixels(width * height)} ({width} x {height}); {most}.")
        if not whole and isinstance(picture, JpegImageFile) and max(picture.size) > self._limits.max_side:
            scale = self._limits.max_side / max(picture.size)
            picture.draft(None, (max(1, round(width * scale)), max(1, round(height * scale))))
        picture.load()
        return picture, (width, height)


@contextmanager
def _damage_allowed() -> Iterator[None]:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) where there is none that can be read."""
    try:
        return int(picture.getexif().get(_EXIF_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, ArithmeticError):
        return 1


def _reduced(picture: Image.Image, max_side: int) -> Image.Image:
    """RGB on white, no side longer than `max_side`.

    A picture more than twice too large is first shrunk band by band, so that none but the decoded one is ever large.
    """
    full = _full_scale(picture)
    scale = max_side / max(picture.size)
    if scale >= 1:
        return _plain(picture, full).convert("RGB")
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    if (factor := int(1 / scale / 2)) > 1:
        plain = Image.new("RGB", (ceil(picture.width / factor), ceil(picture.height / factor)))
        for top in range(0, picture.height, factor * _BAND):
            bottom = min(top + factor * _BAND, picture.height)
            band = picture.crop((0, top, picture.width, bottom))
            plain.paste(_plain(band, full).reduce(factor), (0, top // factor))
    else:
        plain = _plain(picture, full)
    return plain.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def _plain(picture: Image.Image, full: float) -> Image.Image:
    """Eight bits of grey or colours, on white where it is transparent."""
    if full:
        picture = picture.convert("F").point(lambda value: value * (255 / full) + 0).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _full_scale(picture: Image.Image) -> float:
    """Of deep grey, what is white: by the brightest pixel 1.0, or all of 8, 10, 12, 14, 16 … bits. Else 0."""
    if not picture.mode.startswith(("I", "F")):
        return 0.0
    brightest = picture.getextrema()[1]
    assert isinstance(brightest, (int, float))
    full = 1.0 if 0 < brightest <= 1 and picture.mode == "F" else 255.0
    while full < brightest:
        full = full * 4 + 3
    return full
