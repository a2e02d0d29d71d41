"""The headings of a form: parts, headings in the left margin between rules, and headings on a line of their own."""

import re
from collections.abc import Sequence

from docusnap.domain.page import Box, Segment
from docusnap.extraction.forms.numbered_lines import NumberedLine, rows_of
from docusnap.extraction.forms.pieces import Piece, tick_boxes
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.words import is_tick

_PART = re.compile(r"^(?:Part|Section|Teil|Partie|Parte|Bahagian|Bagian|Abschnitt)\s*[IVXl|1\dA-H]+\b")
_WIDE = 0.75
_MOST_WORDS = 7


class Sections:
    """The sections of one page. A blank's section is told by the headings above it and beside it."""

    def __init__(self, sheet: Sheet, lines: Sequence[NumberedLine], blanks: Sequence[Box]) -> None:
        self._sheet = sheet
        self._h = sheet.height
        self._blanks = blanks
        content = max((p.box[2] for p in sheet.pieces), default=1) - min((p.box[0] for p in sheet.pieces), default=0)
        left = min((p.box[0] for p in sheet.pieces), default=0.0)
        self._cuts = sorted(
            r[1] for r in sheet.rules.boxes if r[2] - r[0] > _WIDE * content and r[0] < left + 2 * self._h
        )
        self.margin = _margin(sheet, lines, left)
        segments = [s for line in sheet.page.lines for s in line.segments] if self.margin else []
        self._beside_rules = [(text, s.box) for s in segments if (text := self._in_margin(s))]
        self._heads = [
            (p, text) for row in rows_of(sheet.pieces, self._h) if (p := row[0]) and (text := self._heading(row))
        ]

    def of(self, box: Box) -> str:
        """The section's heading; where it has one above and one in the margin, both."""
        middle = (box[1] + box[3]) / 2
        above = next((text for p, text in reversed(self._heads) if p.box[3] <= box[1] + 0.5 * self._h), "")
        beside = self._beside(middle)
        return ": ".join(part for part in (above, beside) if part)

    def _beside(self, middle: float) -> str:
        """What stands in the left margin between the two wide rules around the blank."""
        top = max((c for c in self._cuts if c < middle), default=0.0)
        bottom = min((c for c in self._cuts if c > middle), default=float(self._sheet.page.height))
        words: list[str] = []
        last = 0.0
        for text, (_, y0, _, y1) in self._beside_rules:
            if top - 0.6 * self._h < (y0 + y1) / 2 < bottom:
                if words and y0 - last > 0.9 * self._h:
                    break
                words += text.split()
                last = y1
        return " ".join(words[:_MOST_WORDS])

    def _in_margin(self, segment: Segment) -> str:
        """What of a printed line stands in the margin: all of it, or what a gap parts from the rest."""
        words = [w for w in segment.words if w.box[2] < self.margin]
        rest = segment.words[len(words) :]
        if not words or (rest and rest[0].box[0] - words[-1].box[2] < 0.7 * self._h):
            return ""
        text = " ".join(w.text for w in words)
        x0, middle = words[0].box[0], (words[0].box[1] + words[0].box[3]) / 2
        ticked = any(
            abs((m.box[1] + m.box[3]) / 2 - middle) < 0.7 * self._h and -self._h < x0 - m.box[2] < 2.5 * self._h
            for m in tick_boxes(self._sheet.page)
        )
        return text if sum(c.isalpha() for c in text) > 1 and not ticked and not is_tick(text[0]) else ""

    def _heading(self, row: Sequence[Piece]) -> str:
        """The text of a row that is a heading: a part's, or one that stands alone in large or capital letters."""
        first = row[0]
        text = " ".join(p.text for p in row)
        if _PART.match(text):
            return text
        alone = (
            len(row) == 1
            and first.box[2] > self.margin
            and not first.asks
            and not first.leads
            and 1 <= len(text.split()) <= _MOST_WORDS
        )
        set_off = first.height > 1.25 * self._h or (text.isupper() and sum(c.isalpha() for c in text) > 3)
        here = any(b[1] <= first.middle <= b[3] for b in self._blanks)
        return text if alone and set_off and not here else ""


def _margin(sheet: Sheet, lines: Sequence[NumberedLine], left: float) -> float:
    """Where the numbers of the lines begin; what ends left of it stands in the margin. 0 where there is no margin."""
    lefts = sorted(n.box[0] for n in lines if n.box[0] < 0.32 * sheet.page.width)
    found = lefts[len(lefts) // 4] if len(lefts) > 3 else 0.0
    return found + 0.5 * sheet.height if found > left + 3 * sheet.height else 0.0
