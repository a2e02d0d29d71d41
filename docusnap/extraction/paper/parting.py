"""Where one paper ends and the next begins, among the pages of one task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from docusnap.domain.answer import Value
from docusnap.domain.kinds import FORMS, SALES, Judgement, PaperKind
from docusnap.domain.page import Page
from docusnap.extraction.identity import read_identity
from docusnap.extraction.invoices.invoice import read_invoice
from docusnap.extraction.paper.classify import kind_classifier
from docusnap.extraction.receipts.receipt import read_receipt

_SAME_SHOP = 80
_SURE = 0.85
_FAMILIES: tuple[frozenset[PaperKind], ...] = (
    SALES,
    frozenset({"identity"}),
    frozenset({"ticket"}),
    FORMS | {"letter"},
)
"""Pages of different families are different papers; a table or a page of no kind may belong to any."""


@dataclass(frozen=True)
class _Seen:
    """What a page says by itself: its kind, the values of the sale that it shows, the number of the identity paper."""

    judgement: Judgement
    sale: Mapping[str, Value]
    identity: str

    @classmethod
    def of(cls, page: Page, *, day_first: bool) -> "_Seen":
        judgement = kind_classifier().judged([page])
        identity = read_identity([page])
        may_be_sale = not identity and judgement.chance_of(SALES) >= 1 - _SURE
        return cls(
            judgement,
            _sale(page, day_first=day_first) if may_be_sale else {},
            _text(identity.kv, "Document number") if identity else "",
        )

    @property
    def family(self) -> int:
        """The index of its family, -1 where that is not sure."""
        if self.identity:
            return 1
        return next((i for i, kinds in enumerate(_FAMILIES) if self.judgement.chance_of(kinds) >= _SURE), -1)


def _sale(page: Page, *, day_first: bool) -> Mapping[str, Value]:
    read = read_invoice([page], day_first=day_first) or read_receipt([page], day_first=day_first)
    return read.kv if read else {}


def papers_of(pages: Sequence[Page], *, day_first: bool) -> list[list[Page]]:
    """The pages in order, those of each paper together; parted only where two pages are clearly different papers."""
    if len(pages) < 2:
        return [list(pages)]
    papers: list[list[Page]] = [[]]
    seen: list[_Seen] = []
    for page in pages:
        if not page.segments:
            papers[-1].append(page)
            continue
        this = _Seen.of(page, day_first=day_first)
        if any(_are_two(other, this) for other in seen):
            papers.append([])
            seen = []
        papers[-1].append(page)
        seen.append(this)
    return papers


def _are_two(a: _Seen, b: _Seen) -> bool:
    if a.sale and b.sale:
        return _are_two_sales(a.sale, b.sale)
    if a.identity and b.identity:
        return a.identity != b.identity
    if {"invoice", "letter"} == {a.judgement.kind, b.judgement.kind}:
        return False  # its terms, or the letter that it came with
    return a.family != b.family and -1 not in (a.family, b.family)


def _are_two_sales(a: Mapping[str, Value], b: Mapping[str, Value]) -> bool:
    """Another total, and another shop or number."""
    if _text(a, "Total") == _text(b, "Total"):
        return False
    shops, numbers = ([text for kv in (a, b) if (text := _text(kv, key))] for key in ("Company", "Invoice number"))
    other_shop = len(shops) == 2 and fuzz.ratio(*shops, processor=str.casefold) < _SAME_SHOP
    return other_shop or (len(numbers) == 2 and numbers[0] != numbers[1])


def _text(kv: Mapping[str, Value], key: str) -> str:
    return kv[key].text if key in kv else ""
