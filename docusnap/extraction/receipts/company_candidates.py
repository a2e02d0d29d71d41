"""Every piece of text that may be the seller's name, described by numbers for the chooser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz import fuzz

from docusnap.domain.answer import Value
from docusnap.domain.dates import parse_date
from docusnap.domain.page import Box, Segment, enclosing
from docusnap.extraction.learned.chooser import Candidate, squeezed
from docusnap.extraction.receipts.company import (
    cleaned,
    ends_openly,
    name_score,
    only_legal_form,
    only_trade,
    put_right,
)
from docusnap.extraction.receipts.geometry import Geometry
from docusnap.extraction.receipts.head import (
    HeadKind,
    has_postcode,
    is_address,
    is_legal,
    is_legal_ahead,
    is_place,
    is_trade,
    kind_of,
    phone_start,
    speaks_of_others,
)
from docusnap.extraction.receipts.rows import Row

_HEAD, _FOOT, _JOINABLE = 34, 8, 22
_MOST = 110
_AROUND = 3
"""Rows above and below that a name's letters are compared with."""
_LONGEST = 200
"""Characters; a longer line names nobody."""
_KINDS: tuple[HeadKind, ...] = ("name", "address", "number", "title", "phone", "body")
_BUYER = re.compile(
    r"BILL(?:ED|ING)?\s?(?:TO|ADDRESS)|SOLD\s?TO|SHIP(?:PED|PING)?\s?(?:TO|ADDRESS)|DELIVER(?:ED|Y)?\s?(?:TO|ADDRESS)|INVOICE(?:D)?\s?TO|CUSTOMER|CLIENT|BUYER|ATTN|ATTENTION|\bTO\s?:|\bTO$"
    r"|KUNDE|RECHNUNG\s?AN|EMPF[ÄA]NGER|LIEFERADRESSE|RECHNUNGSADRESSE|FACTUR[ÉE]\s?[ÀA]|ADRESSE\s?DE\s?(?:LIVR|FACT)|DESTINATAIRE|CLIENTE|FACTURAR\s?A|ENVIAR\s?A|DATOS\s?DEL\s?CLIENTE"
    r"|DESTINATARIO|KLANT|KEPADA|PELANGGAN|MEMBER|MESSRS|M/S|PREPARED\s?FOR|SPETT|购买方|买方|客户",
    re.IGNORECASE,
)
_SELLER = re.compile(
    r"\bFROM\b|SELLER|VENDOR|SUPPLIER|ISSUED\s?BY|BILL\s?FROM|ABSENDER|VERK[ÄA]UFER|LIEFERANT|VENDEUR|[ÉE]METTEUR|FOURNISSEUR|EMISOR|PROVEEDOR|VENDEDOR|FORNITORE|PAY(?:ABLE)?\s?TO|ACCOUNT\s?NAME|BENEFICIARY|KONTOINHABER|REMIT\s?TO|销售方|卖方",
    re.IGNORECASE,
)
_TAX_OR_BANK = re.compile(r"VAT|GST|UST|TVA|NIF|SIRET|IBAN|BIC|SWIFT|REG|HRB|TAX|NPWP|STEUER|税号", re.IGNORECASE)
_FOOTING = re.compile(
    r"THANK|RETURN|WELCOME|PLEASE|COME AGAIN|GOODS|POWERED|WWW|HTTP|TERIMA|COPY|CUSTOMER|KIND|DANKE|MERCI|GRACIAS",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^:：]{2,24}[:：]\s*\S")
_HOST = re.compile(r"(?:WWW[.,]|@|FACEBOOK[:.\s/]{1,3}|FB[:.\s/]{1,3})\s?([\w-]{3,40})", re.IGNORECASE)
_OF_A_HOST = 12
"""Characters of a name that its web address is compared with."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A row, or one segment of it, or two of these below each other."""

    first: int
    last: int
    text: str
    box: Box
    segments: tuple[Segment, ...]
    whole: bool
    height: float

    @property
    def letter(self) -> float:
        """The usual width of its letters, which tells its size where lines are askew."""
        return median(_letter(s) for s in self.segments)

    @property
    def sureness(self) -> list[float]:
        sure = [w.confidence for s in self.segments for w in s.words]
        return [min(sure), sum(sure) / len(sure)]


def _letter(segment: Segment) -> float:
    x0, _, x1, _ = segment.box
    return max(0.1, (x1 - x0) / max(1, len(segment.text)))


def company_candidates(rows: Sequence[Row], chosen: Value | None) -> list[Candidate]:
    """`chosen` is what the rules take for the name."""
    if not rows:
        return []
    if len(rows) > _HEAD + _FOOT:
        rows = [*rows[:_HEAD], *rows[-_FOOT:]]
    rows = [row for row in rows if len(row.text) <= _LONGEST]
    if not rows:
        return []
    pieces = _pieces(rows)
    kinds = [kind_of(row) for row in rows]
    page = _Page(rows, kinds, chosen)
    found = [page.candidate(piece) for piece in (*pieces, *_joined(pieces))[:_MOST]]
    return [candidate for candidate in found if candidate]


def _pieces(rows: Sequence[Row]) -> list[_Piece]:
    out = []
    for index, row in enumerate(rows):
        segments = row.line.segments
        groups = [segments, *((s,) for s in segments if len(segments) > 1)]
        for group in groups:
            text = " ".join(s.text for s in group)
            if sum(c.isalpha() for c in text) >= 2:
                height = median(s.box[3] - s.box[1] for s in group)
                out.append(
                    _Piece(
                        index, index, text, enclosing([s.box for s in group]), tuple(group), group is segments, height
                    )
                )
    return out


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Names that run over two lines: below each other, alike in height, in the head."""
    out = []
    for upper in pieces:
        for lower in pieces:
            if lower.first != upper.last + 1 or upper.first >= _JOINABLE or not _aligned(upper.box, lower.box):
                continue
            if not 0.5 < lower.height / max(1.0, upper.height) < 2.0:
                continue
            box = enclosing([upper.box, lower.box])
            text = f"{upper.text} {lower.text}"
            height = (upper.height + lower.height) / 2
            out.append(
                _Piece(
                    upper.first,
                    lower.first,
                    text,
                    box,
                    upper.segments + lower.segments,
                    upper.whole and lower.whole,
                    height,
                )
            )
    return out


def _aligned(upper: Box, lower: Box) -> bool:
    height = upper[3] - upper[1]
    over = min(upper[2], lower[2]) - max(upper[0], lower[0])
    return over > 0.3 * min(upper[2] - upper[0], lower[2] - lower[0]) and lower[1] - upper[3] < 1.2 * height


class _Page:
    def __init__(self, rows: Sequence[Row], kinds: Sequence[HeadKind], chosen: Value | None) -> None:
        self._rows, self._kinds, self._geometry = rows, kinds, Geometry.of(rows)
        self._hosts = [squeezed(host) for row in rows for host in _HOST.findall(row.text)]
        self._chosen = chosen
        self._texts = [row.text.casefold() for row in rows]
        self._first = {kind: next((i for i, k in enumerate(kinds) if k == kind), len(rows)) for kind in _KINDS}
        self._legal = [is_legal(row.text) for row in rows]
        self._letter = median(_letter(s) for row in rows for s in row.line.segments)
        self._legal_parts = [[s for s in row.line.segments if is_legal(s.text)] for row in rows]
        self._ahead = [is_legal_ahead(s.text) for row in rows for s in row.line.segments]
        self._buyers = [_BUYER.search(row.text) is not None for row in rows]
        self._invoice = any(self._buyers)

    def candidate(self, piece: _Piece) -> Candidate | None:
        printed = cleaned(piece.text)
        if not printed or not any(c.isalpha() for c in printed) or self._kinds[piece.first] == "title":
            return None
        rows = [self._rows[i] for i in dict.fromkeys((piece.first, piece.last))]
        if not all(any(word in row.text for word in printed.split()) for row in rows):
            return None  # nothing of a line is left
        text = put_right(printed)
        lines = tuple(dict.fromkeys(row.line.id for row in rows))
        features = [*self._words(piece, printed), *self._around(piece), *self._place(piece), *self._size(piece)]
        value = Value(text, lines, printed if printed != text else "")
        return Candidate(value, [float(f) for f in features], [1 - piece.sureness[1]])

    def _words(self, piece: _Piece, text: str) -> list[float]:
        letters = [c for c in text if c.isalpha()]
        words = text.split()
        row = replace(self._rows[piece.first], text=piece.text)
        kind = kind_of(row)
        chosen = self._chosen.text if self._chosen else ""
        upper = self._rows[piece.first].text
        lower = self._rows[piece.last].text
        return [
            *(kind == k for k in _KINDS),
            chosen == put_right(text),
            fuzz.ratio(chosen, text) / 100,
            is_legal(text),
            is_legal(upper),
            is_legal_ahead(text),
            only_legal_form(text),
            only_legal_form(lower),
            is_trade(text),
            only_trade(text),
            only_trade(lower),
            only_trade(upper),
            ends_openly(upper),
            speaks_of_others(text),
            is_address(text),
            is_place(text),
            has_postcode(text),
            parse_date(text) is not None,
            phone_start(piece.text) < len(piece.text),
            len(piece.text) - len(text),
            len(text),
            len(words),
            len(letters) / len(text),
            sum(c.isdigit() for c in text) / len(text),
            sum(c.isupper() for c in letters) / max(1, len(letters)),
            sum(w[0].islower() for w in words),
            sum(not c.isalnum() and c != " " for c in text) / len(text),
            _FOOTING.search(text) is not None,
            _LABELLED.match(piece.text) is not None,
            _BUYER.search(piece.text) is not None,
            _SELLER.search(piece.text) is not None,
            "(" in text,
            text.endswith((",", ":", "-", ".")),
            bool(self._rows[piece.first].sums),
            min(map(len, words)),
            not text.isascii(),
        ]

    def _around(self, piece: _Piece) -> list[float]:
        rows, kinds, first, last = self._rows, self._kinds, piece.first, piece.last
        below = kinds[last + 1] if last + 1 < len(rows) else "body"
        after = kinds[last + 2] if last + 2 < len(rows) else "body"
        above = kinds[first - 1] if first else "body"
        near_above = [i for i in range(max(0, first - 3), first) if self._over(i, piece.box)]
        return [
            *(above == k for k in _KINDS),
            *(below == k for k in _KINDS),
            *(after == k for k in _KINDS),
            *(self._first[k] - last for k in ("address", "phone", "number", "body", "title")),
            sum(k == "name" for k in kinds[:first]),
            sum(self._legal[:first]),
            sum(self._legal[last + 1 : last + 12]),
            any(self._buyers[i] for i in near_above),
            bool(near_above) and self._buyers[near_above[-1]],
            any(_SELLER.search(rows[i].text) for i in near_above),
            any(self._buyers[:first]),
            self._invoice,
            any(_TAX_OR_BANK.search(row.text) for row in rows[last + 1 : last + 5]),
            _TAX_OR_BANK.search(rows[first].text) is not None,
            name_score(rows, kinds, first) if piece.whole else -9.0,
            sum(1 for t in self._texts if len(piece.text) > 4 and piece.text.casefold() in t),
            sum(1 for t in self._texts[last + 1 :] if fuzz.partial_ratio(piece.text.casefold(), t) > 85)
            if len(piece.text) > 5
            else 0,
            self._named_in_address(piece.text),
        ]

    def _size(self, piece: _Piece) -> list[float]:
        """Its letters beside the page's, those of lines aside and of a legal name near it; and what stands where."""
        around = slice(max(0, piece.first - _AROUND), piece.last + _AROUND + 1)
        near = [s for row in self._rows[around] for s in row.line.segments]
        to_left = [s for s in near if s.box[2] <= piece.box[0]]
        to_right = [s for s in near if s.box[0] >= piece.box[2]]
        aside = [*to_left, *to_right]
        legal = [s for found in self._legal_parts[around] for s in found if s not in piece.segments]
        return [
            piece.letter / self._letter,
            piece.letter / median(map(_letter, aside)) if aside else 0.0,
            piece.letter / max(map(_letter, legal)) if legal else 0.0,
            sum(self._ahead),
            len(to_left),
            len(to_right),
            len(near) - len(aside) - len(piece.segments),
        ]

    def _named_in_address(self, name: str) -> float:
        """How much of the name stands in a web or mail address on the page, 0..1; -1 without one."""
        letters = squeezed(name)[:_OF_A_HOST]
        return max((fuzz.partial_ratio(letters, host) / 100 for host in self._hosts if letters), default=-1.0)

    def _over(self, index: int, box: Box) -> bool:
        """Something of that row stands above the box."""
        return any(min(s.box[2], box[2]) - max(s.box[0], box[0]) > 0 for s in self._rows[index].line.segments)

    def _place(self, piece: _Piece) -> list[float]:
        g = self._geometry
        x0, y0, x1, y1 = piece.box
        wide = max(1.0, g.right - g.left)
        return [
            piece.first,
            len(self._rows) - piece.first,
            piece.last - piece.first,
            piece.whole,
            len(self._rows[piece.first].line.segments),
            ((y0 + y1) / 2 - g.top) / max(1.0, g.bottom - g.top),
            piece.height / g.height,
            piece.height / max(1.0, g.tallest),
            (x1 - x0) / wide,
            abs((x0 + x1) / 2 - (g.left + g.right) / 2) / wide,
            (x0 - g.left) / wide,
            g.gap(self._rows[piece.last], self._rows[piece.last + 1]) if piece.last + 1 < len(self._rows) else 5.0,
            g.gap(self._rows[piece.first - 1], self._rows[piece.first]) if piece.first else 5.0,
            g.count,
            *piece.sureness,
        ]
