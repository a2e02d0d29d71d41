"""How many rows of made receipts are found: of those found, how many are right, and of those printed, how many found."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from docusnap.domain.items import Item
from docusnap.extraction.items import read_items
from training.corpus import Example

_ALIKE = 75
"""Of 100, how alike two names must be; tills cut names, so the shorter is sought in the longer."""


def item_scores(examples: Iterable[Example]) -> dict[str, float]:
    """Shares by name: of the rows, precision and recall; of the papers, those that add up, and those that wrongly seem to.

    A row is right if its amount is, and its name nearly.
    """
    papers = found = right = printed = proved = wrong = 0
    for example in examples:
        listed = read_items([example.page])
        hits = _right(listed.items, example.paper.items)
        papers, found, right = papers + 1, found + len(listed.items), right + hits
        printed += len(example.paper.items)
        proved += listed.adds_up is True
        wrong += listed.adds_up is True and sorted(i.amount for i in listed.items if i.amount > 0) != _amounts(example)
    return {
        "precision": right / max(1, found),
        "recall": right / max(1, printed),
        "proved": proved / papers,
        "wrongly proved": wrong / papers,
    }


def _amounts(example: Example) -> list[Decimal]:
    return sorted(Decimal(item["amount"]) for item in example.paper.items)


def _right(items: Sequence[Item], truth: Sequence[Mapping[str, str]]) -> int:
    left = list(truth)
    hits = 0
    for item in items:
        if same := next((true for true in left if _same(item, true)), None):
            left.remove(same)
            hits += 1
    return hits


def _same(item: Item, true: Mapping[str, str]) -> bool:
    alike = fuzz.partial_ratio(item.name.casefold(), true["name"].casefold())
    return item.amount == Decimal(true["amount"]) and alike >= _ALIKE
