"""The text layer of a PDF page, where it can be trusted to be what the page shows."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from docusnap.domain.page import Box, Segment, Word, enclosing
from docusnap.pages.ink import Ink

_FEWEST_CHARACTERS = 16
_MOST_CHARACTERS = 50_000
_BAD_SHARE = 0.05
"""Of characters that are invisible, turned or without meaning, above which the layer is not trusted."""
_LEADERS = ".·…"
_SMALLEST = 8
"""Height in pixels, with the room above and below, under which nobody reads a character."""
_WIDE_GAP = 1.0
"""Between words, in text heights, from which on they are apart, as OCR engines see it."""
_MOST_LEAN = radians(10)
_LEVEL = 0.3
"""Of a word's height: how far the middles of two words of one row may be apart."""
_UNSEEN = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
_FINE = 64


class Frame:
    """From the page's points to the pixels of its upright picture."""

    def __init__(self, page: pdfium.PdfPage, size: tuple[int, int]) -> None:
        """`size` of the picture in pixels."""
        self.size = size
        scaled = (0, 0, size[0] * _FINE, size[1] * _FINE, 0)
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for across, up in ((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)):
            raw.FPDF_PageToDevice(page, *scaled, across, up, x, y)
            points.append((x.value / _FINE, y.value / _FINE))
        (self._x, self._y), right, above = points
        self._across = ((right[0] - self._x) / 100, (right[1] - self._y) / 100)
        self._up = ((above[0] - self._x) / 100, (above[1] - self._y) / 100)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box of two corners given in points."""
        xs = [self._x + self._across[0] * a + self._up[0] * u for a, u in ((left, bottom), (right, top))]
        ys = [self._y + self._across[1] * a + self._up[1] * u for a, u in ((left, bottom), (right, top))]
        return (min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class _Character:
    """`trusted`: drawn visibly, upright, and known by its meaning, not only by its shape."""

    text: str
    box: Box
    trusted: bool


def text_layer(page: pdfium.PdfPage, frame: Frame, ink: Ink) -> list[Segment] | None:
    """What the page itself says is written on it, or None where the picture (`ink`) must be read.

    A layer is used if it has enough text and nearly all of it is trusted: text laid invisibly over a scan is
    somebody else's OCR.
    """
    text_page = page.get_textpage()
    try:
        if not _FEWEST_CHARACTERS <= text_page.count_chars() <= _MOST_CHARACTERS:
            return None
        characters = list(_characters(text_page, page.get_rotation(), frame, ink))
    finally:
        text_page.close()
    written = [c for c in characters if not c.text.isspace()]
    trusted = sum(c.trusted for c in written)
    if trusted < _FEWEST_CHARACTERS or trusted < (1 - _BAD_SHARE) * len(written):
        return None
    words = [w for w in _words(characters) if w.text.strip(_LEADERS)]
    return [_segment(run) for row in _rows(words) for run in _runs(row)]


def _characters(text_page: pdfium.PdfTextPage, rotation: int, frame: Frame, ink: Ink) -> Iterator[_Character]:
    """In the order of the file, with pdfium's own spaces between the words."""
    for i in range(text_page.count_chars()):
        text = _meaning(raw.FPDFText_GetUnicode(text_page, i))
        if text.isspace():
            yield _Character(" ", (0, 0, 0, 0), True)
            continue
        rect = raw.FS_RECTF()
        if unicodedata.category(text[0]) == "Cf" or not raw.FPDFText_GetLooseCharBox(text_page, i, rect):
            continue
        box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        if _on_page(box, frame.size):
            yield _Character(
                text, box, _is_trusted(text_page, i, text, rotation) and ink.shows(text_page, i, text, box)
            )


def _meaning(code: int) -> str:
    if code in (0x02, 0xAD):  # pdfium's sign for a hyphen at the end of a line, and the soft hyphen
        return "-"
    text = chr(code) if code < 0x110000 else "\ufffd"
    return unicodedata.normalize("NFKC", text) if 0xFB00 <= code <= 0xFB06 else text


def _on_page(box: Box, size: tuple[int, int]) -> bool:
    """Where it can be seen, and large enough to be."""
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return 0 <= across < size[0] and 0 <= down < size[1] and box[3] - box[1] >= _SMALLEST


def _is_trusted(text_page: pdfium.PdfTextPage, index: int, text: str, rotation: int) -> bool:
    if raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        return False
    if unicodedata.category(text[0]) in ("Cc", "Co", "Cn", "Cs") or text == "\ufffd":
        return False
    lean = raw.FPDFText_GetCharAngle(text_page, index) + radians(rotation)
    if abs(sin(lean)) > sin(_MOST_LEAN) or cos(lean) < 0:
        return False
    drawn = raw.FPDFText_GetTextObject(text_page, index)
    return not drawn or raw.FPDFTextObj_GetTextRenderMode(drawn) not in _UNSEEN


def _words(characters: list[_Character]) -> Iterator[Word]:
    """Characters without a space or a leap between them; where no spaces are written, each is a word."""
    run: list[_Character] = []
    for character in characters:
        if run and (character.text == " " or not _follows(run[-1], character)):
            yield _word(run)
            run = []
        if character.text != " " and character.trusted:
            run.append(character)
    if run:
        yield _word(run)


def _word(run: list[_Character]) -> Word:
    return Word("".join(c.text for c in run), enclosing([c.box for c in run]), 1.0)


def _follows(before: _Character, after: _Character) -> bool:
    """Whether two characters stand side by side in one word."""
    height = min(before.box[3] - before.box[1], after.box[3] - after.box[1])
    overlap = min(before.box[3], after.box[3]) - max(before.box[1], after.box[1])
    near = -height < after.box[0] - before.box[2] < _WIDE_GAP * height
    return overlap > height / 2 and near and not (_is_ideograph(before.text) or _is_ideograph(after.text))


def _is_ideograph(text: str) -> bool:
    return any(unicodedata.east_asian_width(c) == "W" for c in text)


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words whose middles are level, top to bottom, each row left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box[1] + w.box[3]):
        before = rows[-1][0].box if rows else None
        height = word.box[3] - word.box[1]
        if before and (word.box[1] + word.box[3] - before[1] - before[3]) / 2 < height * _LEVEL:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.box[0]) for row in rows]


def _runs(row: list[Word]) -> Iterator[list[Word]]:
    """A row split where the gap is wide."""
    run: list[Word] = []
    for word in row:
        if run and word.box[0] - run[-1].box[2] > _WIDE_GAP * (word.box[3] - word.box[1]):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _segment(run: list[Word]) -> Segment:
    text = run[0].text
    for before, word in pairwise(run):
        glued = _is_ideograph(before.text[-1]) and _is_ideograph(word.text[0])
        text += word.text if glued else " " + word.text
    return Segment(text, tuple(run))
