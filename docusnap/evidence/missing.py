"""What a receipt, an invoice or an identity paper must say and was not found."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

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


_NEEDED_OF_A_PERSON = {
    "Name": re.compile(r"name|nama|nom\b|nombre|apellido|prenom|姓"),
    "Document number": re.compile(r"number|\bno\b|nr\b|nik|dni|号"),
}


def missing_values(tags: Collection[str], keys: Collection[str], pages: Sequence[Page]) -> Iterator[Caution]:
    """A `missing` for the total and the date of a receipt or an invoice that has none among its keys.

    The same for the name and the number of an identity paper.

    One is told by the tags of its result, or where three kinds of words speak of it: those of an engine that lost the
    sums may no longer be enough to read it as one.
    """
    text = "\n".join(line.text for page in pages for line in page.lines)
    if any(tag.casefold() == "identity" for tag in tags):
        yield from _lacking(_NEEDED_OF_A_PERSON, keys)
        return
    named = not _TAGS.isdisjoint(tag.casefold() for tag in tags)
    if named or sum(words.search(text) is not None for words in _SPEAKS_OF_SUMS) >= _ENOUGH:
        yield from _lacking(_NEEDED, keys)


def _lacking(needed: Mapping[str, re.Pattern[str]], keys: Collection[str]) -> Iterator[Caution]:
    for key, words in needed.items():
        if not any(words.search(name.casefold()) for name in keys):
            yield Caution(key, "missing")
