"""Where one paper ends and the next begins, among the pages of one task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from docusnap.domain.answer import Value
from docusnap.domain.kinds import FORMS, SALES, Judgement, PaperKind
from docusnap.domain.page import Page
from docusnap.extraction.invoices.invoice import read_invoice
from docusnap.extraction.paper.paper import Paper, SeenPage
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
class _Said:
    """What a page says by itself: its kind, the values of the sale that it shows, the number of the identity paper."""

    judgement: Judgement
    sale: Mapping[str, Value]
    identity: str

    @classmethod
    def of(cls, seen: SeenPage, *, day_first: bool) -> "_Said":
        identity = seen.identity
        may_be_sale = not identity and seen.judgement.chance_of(SALES) >= 1 - _SURE
        return cls(
            seen.judgement,
            _sale(seen, day_first=day_first) if may_be_sale else {},
            _text(identity.kv, "Document number") if identity else "",
        )

    @property
    def family(self) -> int:
        """The index of its family, -1 where that is not sure."""
        if self.identity:
            return 1
        return next((i for i, kinds in enumerate(_FAMILIES) if self.judgement.chance_of(kinds) >= _SURE), -1)


def _sale(seen: SeenPage, *, day_first: bool) -> Mapping[str, Value]:
    pages = [seen.page]
    judged = seen.judgement
    invoice = read_invoice(pages, day_first=day_first, judged=judged)
    read = invoice or read_receipt(pages, day_first=day_first, judged=judged)
    return read.kv if read else {}


def papers_of(pages: Sequence[Page], *, day_first: bool) -> list[Paper]:
    """The pages in order, those of each paper together; parted only where two pages are clearly different papers."""
    if len(pages) < 2:
        return [Paper(pages)]
    papers: list[list[SeenPage]] = [[]]
    known: list[_Said] = []
    for seen in map(SeenPage, pages):
        if seen.page.segments:
            said = _Said.of(seen, day_first=day_first)
            if any(_are_two(other, said) for other in known):
                papers.append([])
                known = []
            known.append(said)
        papers[-1].append(seen)
    return [_paper(seen) for seen in papers]


def _paper(seen: Sequence[SeenPage]) -> Paper:
    paper = Paper(one.page for one in seen)
    paper.seen = tuple(seen)
    return paper


def _are_two(a: _Said, b: _Said) -> bool:
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
