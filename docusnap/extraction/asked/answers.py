"""The offline reader's answers to the caller's own fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from docusnap.domain.answer import Value
from docusnap.domain.asked import AskedField, AskedValue, leaves, pointer
from docusnap.domain.items import Item
from docusnap.domain.kinds import FORMS, SALES
from docusnap.domain.tables import Table
from docusnap.extraction.asked.choosing import candidates, chosen, distinct, fits
from docusnap.extraction.asked.derived import derived_offers, mentioned
from docusnap.extraction.asked.meaning import Meaning, agreement, meanings
from docusnap.extraction.asked.offers import Offer, printed_offers, read_offers, ticked_offers
from docusnap.extraction.asked.rows import rows_for
from docusnap.extraction.forms.form import read_form
from docusnap.extraction.generic import read_generic
from docusnap.extraction.paper.paper import Paper

_MAY_BE = 0.2
"""The chance of being a form from which on pages are read as one, too."""
_MOST_OF_A_LIST = 100


def asked_values(
    fields: Sequence[AskedField],
    paper: Paper,
    kv: Mapping[str, Value],
    tables: Sequence[Table],
    items: Sequence[Item],
    *,
    day_first: bool,
) -> dict[str, AskedValue]:
    """Values by JSON pointer, those of lists by their numbers from 0; what nothing answers is left out.

    `kv`, `tables` and `items` are what was found on the paper already. Each value has the chance that it is the answer.
    """
    asked = list(leaves(fields))
    means = {path: meanings(_plain(field), path[:-1]) for path, field in asked}
    offers = list(_offers(paper, kv, [one for several in means.values() for one in several], day_first=day_first))
    offers += list(derived_offers(offers, paper))
    found: dict[str, AskedValue] = {}
    for path, field in asked:
        if field.type != "array":
            value = chosen(field, means[path], offers, day_first=day_first)
            if value is None or not fits(field, value, day_first=day_first):
                value = mentioned(field, paper) or value
            if value:
                found[pointer(*path)] = value
        elif field.item and field.item.type == "object":
            for number, row in enumerate(rows_for(field, paper, tables, items)):
                found |= {pointer(*path, number, name): AskedValue(value) for name, value in row.items()}
        elif field.item:
            listed = distinct(candidates(field.item, means[path], offers, day_first=day_first))[:_MOST_OF_A_LIST]
            found |= {pointer(*path, number): AskedValue(value) for number, value in enumerate(listed)}
    return found


def _plain(field: AskedField) -> AskedField:
    """A list of phone numbers means what a phone number does."""
    if field.type != "array" or field.name.endswith("ss"):
        return field
    singular = field.name[:-3] + "y" if field.name.endswith("ies") else field.name.removesuffix("s")
    return replace(field, name=singular)


def _offers(paper: Paper, kv: Mapping[str, Value], wanted: Sequence[Meaning], *, day_first: bool) -> Iterator[Offer]:
    """All that the readers found, then what is printed beside a label that is asked for."""

    def asked(label: Meaning) -> bool:
        return agreement(wanted, label) > 0

    judged = paper.judgement
    yield from read_offers(kv, of_sale="Total" in kv or judged.kind in SALES)
    if judged.chance_of(FORMS) >= _MAY_BE:
        yield from read_offers(read_form(paper).kv)
    yield from read_offers(read_generic(paper, day_first=day_first).kv)
    yield from ticked_offers(paper, asked)
    yield from printed_offers(paper, asked)
