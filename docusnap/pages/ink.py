"""Whether a character of a PDF's own text can be seen in the picture of its page: text may be hidden to mislead."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from docusnap.domain.page import Box

_LEAST = 40
"""Difference of two shades (0..255) that a reader notices. Paler text is left to OCR, which sees only the picture."""
_DRAWN_ANYWHERE = 0x250
"""Below it, the renderer draws every letter, whatever fonts the machine has."""


class Ink:
    """The picture of a page, to look for the characters that should be on it."""

    def __init__(self, image: Image.Image) -> None:
        """`image` as it was rendered."""
        self._shades = image.convert("L")

    def shows(self, text_page: pdfium.PdfTextPage, index: int, text: str, box: Box) -> bool:
        """Whether the character stands out: not in the colour of what is around it, nor under something else."""
        left, top = max(0, int(box[0])), max(0, int(box[1]))
        right, bottom = min(self._shades.width, int(box[2]) + 1), min(self._shades.height, int(box[3]) + 1)
        if right <= left or bottom <= top:
            return False
        shades = self._shades.crop((left, top, right, bottom)).histogram()
        around = max(range(256), key=shades.__getitem__)
        fill = _fill(text_page, index)
        if fill is not None and (fill[1] < _LEAST or abs(fill[0] - around) < _LEAST):
            return False
        seen = [shade for shade, count in enumerate(shades) if count]
        return seen[-1] - seen[0] >= _LEAST or not _must_be_drawn(text_page, index, text)


def _fill(text_page: pdfium.PdfTextPage, index: int) -> tuple[float, int] | None:
    """Shade and opacity of the character, 0..255, where it has one colour."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha):
        return None
    return 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value, alpha.value


def _must_be_drawn(text_page: pdfium.PdfTextPage, index: int, text: str) -> bool:
    """False where the machine may lack the font."""
    if ord(text[0]) < _DRAWN_ANYWHERE:
        return True
    drawn = raw.FPDFText_GetTextObject(text_page, index)
    font = raw.FPDFTextObj_GetFont(drawn) if drawn else None
    return bool(font) and raw.FPDFFont_GetIsEmbedded(font) == 1
