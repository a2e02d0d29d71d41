"""What a receipt or an invoice must say and was not found."""

import re
from collections.abc import Collection, Iterator, Sequence

from docusnap.domain.page import Page
from docusnap.domain.result import Caution

_TAGS = frozenset({"receipt", "invoice"})
_SPEAKS_OF_SUMS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:receipt|invoice|rechnung|quittung|facture|factura|fattura|faktur|struk|resit)\b|发票|收据",
        r"\b(?:sub-?\s?total|zwischensumme|sous-total)\b|小计",
        r"\b(?:total|jumlah|summe|gesamt|montant|importe)\b|合计|总计",
        r"\b(?:cash|change|tunai|kembali|tax|gst|vat|mwst|tva|iva)\b|现金|税",
    )
)
_ENOUGH = 3
_NEEDED = {"Total": re.compile(r"total|amount due|balance due"), "Date": re.compile(r"date")}


def missing_values(tags: Collection[str], keys: Collection[str], pages: Sequence[Page]) -> Iterator[Caution]:
    """A `missing` for the total and the date of a receipt or an invoice that has none among its keys.

    One is told by the tags of its result, or where three kinds of words speak of it: those of an engine that lost the
    sums may no longer be enough to read it as one.
    """
    text = "\n".join(line.text for page in pages for line in page.lines)
    named = not _TAGS.isdisjoint(tag.casefold() for tag in tags)
    if named or sum(words.search(text) is not None for words in _SPEAKS_OF_SUMS) >= _ENOUGH:
        for key, words in _NEEDED.items():
            if not any(words.search(name.casefold()) for name in keys):
                yield Caution(key, "missing")
