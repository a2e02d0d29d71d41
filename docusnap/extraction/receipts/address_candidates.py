"""Every span of lines that may be the seller's address, described by numbers for the chooser."""

from collections.abc import Sequence

from docusnap.domain.answer import Value
from docusnap.extraction.learned.chooser import Candidate
from docusnap.extraction.receipts.address import address_part, is_address_label, with_postcode
from docusnap.extraction.receipts.geometry import Geometry, sureness
from docusnap.extraction.receipts.head import (
    HeadKind,
    beside_nothing_else,
    has_postcode,
    is_address,
    is_branch,
    is_legal,
    is_outlet,
    is_place,
    is_trade,
    kind_of,
    opens_address,
    phone_start,
)
from docusnap.extraction.receipts.rows import Row

_HEAD, _MOST_LINES = 22, 7
_LONGEST = 200
"""Characters; a longer line is no line of an address."""
_KINDS: tuple[HeadKind, ...] = ("name", "address", "number", "title", "phone", "body")


def address_candidates(rows: Sequence[Row], chosen: Value | None, company: Value | None) -> list[Candidate]:
    """`chosen` is what the rules take for the address, `company` the name that was found."""
    head = [beside_nothing_else(row) for row in rows[:_HEAD] if len(row.text) <= _LONGEST]
    if not head:
        return []
    page = _Head(head, rows, chosen, company)
    spans = (
        (first, last)
        for first in range(len(head))
        if page.may_begin(first)
        for last in range(first, min(len(head), first + _MOST_LINES))
    )
    return [c for first, last in spans if (c := page.candidate(first, last))]


class _Head:
    def __init__(self, head: Sequence[Row], rows: Sequence[Row], chosen: Value | None, company: Value | None) -> None:
        self._rows = head
        self._geometry = Geometry.of(rows)
        self._kinds = [kind_of(row) for row in head]
        self._printed = [address_part(row.text) for row in head]
        self._parts = [with_postcode(part) for part in self._printed]
        self._chosen = set(chosen.lines) if chosen else set()
        self._ids = [row.line.id for row in head]
        named = set(company.lines) if company else set()
        self._name_end = max((i for i, id in enumerate(self._ids) if id in named), default=-1)
        self._facts = [self._of_row(i) for i in range(len(head))]

    def _of_row(self, index: int) -> tuple[float, ...]:
        text = with_postcode(self._rows[index].text)
        return (
            is_address(text),
            opens_address(text),
            has_postcode(text),
            is_place(text),
            is_branch(text),
            is_outlet(text),
            is_legal(text),
            is_trade(text),
            phone_start(text) < len(text),
            text.rstrip().endswith((",", "-", "&")),
            text.startswith("("),
            any(c.isdigit() for c in text),
            bool(self._rows[index].sums),
        )

    def may_begin(self, index: int) -> bool:
        """Not a title, a price or a bare number."""
        return bool(self._parts[index]) and self._kinds[index] in {"name", "address", "phone"}

    def candidate(self, first: int, last: int) -> Candidate | None:
        parts = [part for part in self._parts[first : last + 1] if part]
        if not parts or not self._parts[last]:
            return None
        text = " ".join(parts)
        printed = " ".join(part for part in self._printed[first : last + 1] if part)
        ids = [self._ids[i] for i in range(first, last + 1) if self._parts[i]]
        features = [*self._inside(first, last, text), *self._edges(first, last), *self._place(first, last)]
        doubt = 1 - sureness(self._rows[first : last + 1])[1]
        return Candidate(
            Value(text, tuple(dict.fromkeys(ids)), printed if printed != text else ""),
            [float(f) for f in features],
            [doubt],
        )

    def _inside(self, first: int, last: int, text: str) -> list[float]:
        facts = self._facts[first : last + 1]
        sums = [sum(column) for column in zip(*facts, strict=True)]
        ids = set(self._ids[first : last + 1])
        union = len(ids | self._chosen)
        return [
            *sums,
            *(sum(k == kind for k in self._kinds[first : last + 1]) for kind in _KINDS),
            last - first + 1,
            len(text),
            ids == self._chosen,
            len(ids & self._chosen) / union if self._chosen else -1.0,
            sum(c.isdigit() for c in text) / len(text),
            any(f[2] for f in facts[:-1]),
            max((self._geometry.gap(self._rows[i], self._rows[i + 1]) for i in range(first, last)), default=0.0),
            min(w.confidence for r in self._rows[first : last + 1] for w in r.line.words),
            sum(
                len(r.text) - len(p)
                for r, p in zip(self._rows[first : last + 1], self._parts[first : last + 1], strict=True)
            ),
            is_address_label(self._rows[first].text),
            text.count(","),
        ]

    def _edges(self, first: int, last: int) -> list[float]:
        """The first and last line, and their neighbours outside."""
        outside: list[float] = [-1.0] * len(self._facts[0])
        above = self._facts[first - 1] if first else outside
        below = self._facts[last + 1] if last + 1 < len(self._rows) else outside
        above_kind = self._kinds[first - 1] if first else "body"
        below_kind = self._kinds[last + 1] if last + 1 < len(self._rows) else "body"
        return [
            *self._facts[first],
            *self._facts[last],
            *above,
            *below,
            *(above_kind == kind for kind in _KINDS),
            *(below_kind == kind for kind in _KINDS),
            *(self._kinds[first] == kind for kind in _KINDS),
            *(self._kinds[last] == kind for kind in _KINDS),
        ]

    def _place(self, first: int, last: int) -> list[float]:
        g, rows = self._geometry, self._rows
        return [
            first,
            len(rows) - last,
            first - self._name_end,
            last < self._name_end,
            first <= self._name_end <= last,
            g.gap(rows[first - 1], rows[first]) if first else 5.0,
            g.gap(rows[last], rows[last + 1]) if last + 1 < len(rows) else 5.0,
            *g.place(rows[first]),
            *g.place(rows[last]),
            sum(k == "address" for k in self._kinds[:first]),
            sum(k == "address" for k in self._kinds[last + 1 :]),
        ]
