"""PDFs of page pictures with the words that were read lying invisibly over them, to be found and copied.

The font of the words has an empty glyph for each of their characters, so that any script can be found without a font
that draws it. fpdf2 and fontTools are imported when they are used: a server need not wait for them at its start.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docusnap.domain.page import Page, Word

if TYPE_CHECKING:
    from fpdf import FPDF

POINTS_PER_INCH = 72
_UNITS, _ADVANCE = 1000, 500
_LONGEST_SIDE = 14_000
"""Points that a page of a PDF may have."""


@dataclass(frozen=True, slots=True)
class PicturedPage:
    """A page that was read, and its upright picture (JPEG or PNG) in the same pixels."""

    page: Page
    picture: bytes


def searchable_pdf(title: str, pages: Iterable[PicturedPage]) -> bytes:
    """One PDF of the pages, its words where they stand on the pictures."""
    from fpdf import FPDF

    shown = list(pages)
    with tempfile.TemporaryDirectory(prefix="docusnap-") as folder:
        font = Path(folder) / "invisible.ttf"
        font.write_bytes(_empty_font({sign for one in shown for word in one.page.words for sign in word.text}))
        pdf = FPDF(unit="pt")
        pdf.set_title(title)
        pdf.set_auto_page_break(False)
        pdf.add_font("invisible", fname=font)
        for one in shown:
            _add(pdf, one)
        return bytes(pdf.output())


def points_per_pixel(page: Page) -> float:
    """So that a page is about as large as its paper, which is taken to be 8.3 inches wide, or high where it lies."""
    scale = 8.27 * POINTS_PER_INCH / min(page.width, page.height)
    return min(scale, _LONGEST_SIDE / max(page.width, page.height))


def _add(pdf: "FPDF", one: PicturedPage) -> None:
    from fpdf.enums import TextMode

    scale = points_per_pixel(one.page)
    width, height = one.page.width * scale, one.page.height * scale
    pdf.add_page(format=(width, height))
    pdf.image(BytesIO(one.picture), 0, 0, width, height)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for text, word in _spaced(one.page):
            x0, y0, x1, y1 = (edge * scale for edge in word.place)
            size = max(y1 - y0, 1.0)
            pdf.set_font("invisible", size=size)
            pdf.set_stretching(100 * (x1 - x0) / (len(word.text) * size * _ADVANCE / _UNITS) or 100)
            pdf.text(x0, y1, text)
    pdf.set_stretching(100)


def _spaced(page: Page) -> Iterator[tuple[str, Word]]:
    """Each word that has a place, with a space after it where another follows on the line."""
    for line in page.lines:
        words = [word for word in line.words if word.text and word.place[2] > word.place[0]]
        for number, word in enumerate(words, 1):
            yield word.text + (" " if number < len(words) else ""), word


def _empty_font(signs: set[str]) -> bytes:
    """A TrueType font with an empty glyph for each of the characters, all as wide."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    codes: Sequence[int] = sorted({ord(" "), *(ord(sign) for sign in signs)})
    names = {code: f"u{code:05X}" for code in codes}
    glyphs = [".notdef", *names.values()]
    build = FontBuilder(_UNITS, isTTF=True)
    build.setupGlyphOrder(glyphs)
    build.setupCharacterMap(names)
    build.setupGlyf({name: TTGlyphPen(None).glyph() for name in glyphs})
    build.setupHorizontalMetrics(dict.fromkeys(glyphs, (_ADVANCE, 0)))
    build.setupHorizontalHeader(ascent=_UNITS, descent=0)
    build.setupNameTable({"familyName": "Invisible", "styleName": "Regular", "psName": "Invisible"})
    build.setupOS2(sTypoAscender=_UNITS, sTypoDescender=0, usWinAscent=_UNITS, usWinDescent=0)
    build.setupPost()
    out = BytesIO()
    build.save(out)
    return out.getvalue()
