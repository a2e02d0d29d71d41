"""Every text on an invoice that may name its seller, described by numbers for the chooser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from docusnap.domain.answer import Value
from docusnap.domain.dates import find_dates
from docusnap.extraction.invoices.cells import Cell, Cells
from docusnap.extraction.invoices.words import ABOUT, HOST, LEGAL, LEGAL_WITHIN, POSTCODE, STREET, folded, subjects
from docusnap.extraction.learned.chooser import Candidate

_SAYS = (
    "invoice",
    "number",
    "date",
    "due",
    "order",
    "customer",
    "tax",
    "bank",
    "phone",
    "buyer",
    "ship",
    "seller",
    "payee",
    "total",
    "amount",
    "goods",
    "delivery",
    "net",
    "vat",
)
_HEADS = ("buyer", "ship", "seller", "payee", "invoice", "bank")
_PARTS = re.compile(r"\s*(?:[·•|;‧∙]|\s[-–]\s|\s{2,})\s*")
_PREFIX = re.compile(r"^(?P<label>[^:：]{1,40})[:：]\s*(?P<name>\S.*)$")
_MOST, _LONGEST = 140, 90
_TRIMMED = " \t,;:·•|*-–_=<>"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A name that may be, out of a cell, or of two below each other; how it was cut, and its label."""

    text: str
    cell: Cell
    last: Cell
    cut: float
    label: str = ""


def seller_candidates(cells: Cells) -> list[Candidate]:
    """From the head, the foot, and wherever a firm is named."""
    pieces = [piece for cell in cells.cells for piece in _pieces(cells, cell)][:_MOST]
    if not pieces:
        return []
    page = _Letterhead(cells, pieces)
    return [page.candidate(piece) for piece in pieces]


def _pieces(cells: Cells, cell: Cell) -> list[_Piece]:
    down = (cell.middle - cells.top) / max(1.0, cells.bottom - cells.top)
    text = cell.text.strip(_TRIMMED)
    legal = LEGAL.search(text) or LEGAL_WITHIN.search(text)
    prefix = _PREFIX.match(cell.text)
    named = prefix is not None and any(ABOUT[a].search(folded(prefix["label"])) for a in ("seller", "payee"))
    if not ((cell.page == 0 and (down < 0.5 or down > 0.8)) or legal or named):
        return []
    found = [_Piece(text, cell, cell, 0)]
    parts = [part.strip(_TRIMMED) for part in _PARTS.split(text) if part.strip(_TRIMMED)]
    found += [_Piece(part, cell, cell, 1) for part in parts[:3] if len(parts) > 1]
    if "," in text:
        found.append(_Piece(text.split(",")[0].strip(_TRIMMED), cell, cell, 2))
    if end := next((m.end() for m in LEGAL_WITHIN.finditer(text + " ")), 0):
        found.append(_Piece(text[:end].strip(_TRIMMED), cell, cell, 3))
    if prefix:
        found.append(_Piece(prefix["name"].strip(_TRIMMED), cell, cell, 4, prefix["label"]))
    elif preposition := re.match(r"(?i)^(?:for|from|von|de|da|van|signed for|payable to)\s+(?=[A-Z])", text):
        found.append(_Piece(text[preposition.end() :], cell, cell, 4, text[: preposition.end()]))
    under = cells.below(cell)[:1]
    if under and len(text) < 45 and len(under[0].text) < 30:
        other, gap = under[0], under[0].box[1] - cell.box[3]
        alike = 0.7 < (other.box[3] - other.box[1]) / max(1.0, cell.box[3] - cell.box[1]) < 1.4
        tall = (cell.box[3] - cell.box[1]) > 1.3 * cells.height
        if gap < 0.8 * (cell.box[3] - cell.box[1]) and alike and (tall or LEGAL.fullmatch(other.text.strip())):
            found.append(_Piece(f"{text} {other.text.strip(_TRIMMED)}", cell, other, 5))
    unique = {piece.text: piece for piece in reversed(found) if _may_name(piece.text)}
    return list(unique.values())[::-1]


def _may_name(text: str) -> bool:
    letters = sum(c.isalpha() for c in text)
    if not 2 <= len(text) <= _LONGEST or letters < 2 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    return "@" not in text and next(find_dates(text), None) is None


class _Letterhead:
    def __init__(self, cells: Cells, pieces: Sequence[_Piece]) -> None:
        self._cells = cells
        whole = "\n".join(cell.text for cell in cells.cells)
        self._hosts = {folded(a or b) for a, b in HOST.findall(whole)} - {"", "GMALL", "GMX", "OUTLOOK", "WWW"}
        self._texts = [(cell, cell.text.casefold()) for cell in cells.cells if len(cell.text) > 3]
        self._says = {id(cell): subjects(cell.text, _HEADS) for cell in cells.cells}
        self._legal = sum(LEGAL.search(p.text) is not None for p in pieces)
        self._buyers = any(said[0] for said in self._says.values())
        self._contacts = [cell for cell in cells.cells if _contact(cell.text)]

    def candidate(self, piece: _Piece) -> Candidate:
        lines = tuple(dict.fromkeys((piece.cell.line, piece.last.line)))
        features = [*self._words(piece), *self._around(piece), *self._again(piece), *self._place(piece)]
        return Candidate(Value(piece.text, lines), [float(f) for f in features])

    def _words(self, piece: _Piece) -> list[float]:
        text = piece.text
        words, letters = text.split(), [c for c in text if c.isalpha()]
        return [
            *subjects(text, _SAYS),
            LEGAL.search(text) is not None,
            LEGAL_WITHIN.search(text) is not None,
            LEGAL.search(piece.cell.text.strip(_TRIMMED)) is not None,
            STREET.search(text) is not None,
            POSTCODE.search(text) is not None,
            len(text),
            len(words),
            max((len(w) for w in words), default=0),
            sum(c.isupper() for c in letters) / max(1, len(letters)),
            sum(w[:1].isupper() for w in words) / max(1, len(words)),
            sum(c.isdigit() for c in text) / len(text),
            piece.cell.text.rstrip().endswith(":"),
            text.endswith("."),
            "," in text,
            ":" in text,
            piece.cut != 4 and _PREFIX.match(piece.cell.text) is not None,
            not text.isascii(),
            re.match(r"(?i)(?:herr|frau|mr|ms|mrs|m\.|mme|dear|sehr|thank|vielen|merci|gracias|please|bitte)\b", text)
            is not None,
            piece.cut,
            *(piece.cut == kind for kind in (1, 2, 3, 5)),
            len(piece.cell.text) - len(text),
        ]

    def _around(self, piece: _Piece) -> list[float]:
        cells, cell = self._cells, piece.cell
        over, under = cells.block_above(cell), cells.block_below(piece.last)
        left = cells.before(cell)
        heads = [self._says[id(o)] for o in over]
        nothing = [0.0] * len(_HEADS)
        first = next((i for i, o in enumerate(cells.above(cell)) if self._says[id(o)][0]), 9)
        label = subjects(piece.label, _HEADS)
        beside = subjects(left.text if left else "", _HEADS)
        nearest = heads[0] if heads else subjects(cells.above(cell)[0].text, _HEADS) if cells.above(cell) else nothing
        top = heads[-1] if heads else nothing
        return [
            *label,
            *beside,
            *nearest,
            *top,
            *(max((h[i] for h in heads), default=0.0) for i in range(len(_HEADS))),
            first,
            len(over),
            len(under),
            self._buyers,
            *self._beneath(under[:6]),
            *self._beneath(over[:6]),
            *(1.0 * bool(p.search(under[0].text)) if under else 0.0 for p in (STREET, POSTCODE)),
            min((abs(c.middle - cell.middle) for c in self._contacts if c is not cell), default=999) / cells.height,
        ]

    def _beneath(self, block: Sequence[Cell]) -> list[float]:
        texts = [other.text for other in block]
        return [
            sum(STREET.search(t) is not None for t in texts),
            sum(POSTCODE.search(t) is not None for t in texts),
            sum(_contact(t) for t in texts),
            sum(ABOUT["tax"].search(folded(t)) is not None for t in texts),
            sum("@" in t or "www" in t.lower() for t in texts),
            sum(LEGAL.search(t) is not None for t in texts),
            sum(self._hosted(t) > 85 for t in texts if len(t) < 50),
        ]

    def _again(self, piece: _Piece) -> list[float]:
        text = piece.text.casefold()
        others = [
            c
            for c, t in self._texts
            if c is not piece.cell and len(text) > 3 and len(t) >= len(text) - 2 and fuzz.partial_ratio(text, t) > 88
        ]
        wide = max(1.0, self._cells.bottom - self._cells.top)
        downs = [(c.middle - self._cells.top) / wide for c in others]
        return [
            len(others),
            any(d > 0.8 for d in downs),
            any(d < 0.4 for d in downs),
            any(subjects(c.text, ("payee",))[0] for c in others),
            any(self._says[id(o)][0] for c in others for o in self._cells.above(c)[:1]),
            self._hosted(piece.text),
            self._hosted(piece.cell.text),
            len(self._hosts),
            self._legal,
        ]

    def _hosted(self, text: str) -> float:
        """How much the text is like the name of a web or mail address on the paper, 0..100."""
        letters = folded(text)
        if not self._hosts or len(letters) < 3:
            return 0.0
        return max(fuzz.partial_ratio(host, letters) if len(host) > 2 else 0.0 for host in self._hosts)

    def _place(self, piece: _Piece) -> list[float]:
        cells, cell = self._cells, piece.cell
        row = cells.row(cell)
        high = cell.box[3] - cell.box[1]
        taller = sum(c.box[3] - c.box[1] > 1.15 * high for c in cells.cells if c.page == 0)
        higher = sum(c.middle < cell.middle for c in cells.cells)
        return [*cells.place(cell), len(row), row.index(cell), taller, higher, high / cells.tallest, len(cells.cells)]


def _contact(text: str) -> bool:
    """A telephone number, a mail address, a tax or bank number: what a letterhead tells of its own firm."""
    letters = folded(text)
    return "@" in text or "www." in text.lower() or any(ABOUT[a].search(letters) for a in ("tax", "bank", "phone"))
