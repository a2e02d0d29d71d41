"""The contract of the offline reader. It decides what kind of paper the pages are and asks the reader of that kind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from docusnap.domain.answer import Answer, Blank, FillAnswer, LibraryEntry, Value
from docusnap.domain.asked import AskedField, AskedValue
from docusnap.domain.items import Item
from docusnap.domain.kinds import SALES, Judgement, PaperKind
from docusnap.domain.page import Page
from docusnap.domain.tables import Table
from docusnap.extraction.asked.answers import asked_values
from docusnap.extraction.filling.fill import fill_fields
from docusnap.extraction.forms.form import read_form
from docusnap.extraction.generic import begins_mid_sentence, heading_of, read_generic
from docusnap.extraction.identity import IdentityReading
from docusnap.extraction.identity_labels import read_labelled, read_numbered
from docusnap.extraction.invoices.invoice import read_invoice
from docusnap.extraction.kinds import described, own_name
from docusnap.extraction.paper.paper import Paper, as_paper
from docusnap.extraction.paper.parting import papers_of
from docusnap.extraction.receipts.receipt import read_receipt
from docusnap.extraction.related import related_to
from docusnap.extraction.tables.find import find_tables

_LEAST_SALE = 0.1
"""With a smaller chance of being one, pages are not read as a receipt or an invoice."""
_SURELY, _LIKELY = 0.8, 0.5
"""The chances from which on the classifier's kind names a paper: before what it calls itself, and after that."""
_LISTED_FROM = 0.5
"""The chance of being a receipt or an invoice from which on rows without headings are items, no table."""
_NAMES: Mapping[PaperKind, str] = {
    "blank_form": "Form",
    "filled_form": "Form",
    "identity": "Identity",
    "ticket": "Ticket",
    "table": "Table",
}


class OfflineReader:
    """Understands pages by rules and learned choosers alone: no key, no network.

    Holds no state, may be called from many threads at once, and gives the same answer for the same pages.
    """

    name: Final = "offline"
    """As the result tells it under `model`."""

    def __init__(self, *, day_first: bool = True) -> None:
        """`day_first`: 05/06 is the fifth of June where the page does not tell."""
        self._day_first = day_first

    @property
    def recipe(self) -> str:
        """Changes whenever answers could change; raise its number when a rule or a weight does."""
        return "offline-12" + ("" if self._day_first else "-month-first")

    def papers(self, pages: Sequence[Page]) -> list[Paper]:
        """The pages of each paper, in order; several only where they are clearly different papers."""
        return papers_of(pages, day_first=self._day_first)

    def document(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> Answer:
        """Title, tags, description, key-values and related library entries of one paper.

        Its kind says whether it is read as an identity paper, as a receipt or an invoice, as a form, or as anything
        with labelled values.
        """
        paper = as_paper(pages)
        if paper.identity:
            return _with_related(_of_identity(paper.identity), library)
        judged = paper.judgement
        if judged.chance_of(SALES) < _LEAST_SALE:
            return _with_related(self._generic(pages, judged), library)
        invoice = read_invoice(pages, day_first=self._day_first, judged=judged)
        if invoice:
            return _with_related(Answer(invoice.title, invoice.tags, invoice.description, invoice.kv), library)
        receipt = read_receipt(pages, day_first=self._day_first, judged=judged)
        if receipt:
            answer = Answer(receipt.title, receipt.tags, receipt.description, receipt.kv)
            return _with_related(answer, library)
        return _with_related(self._generic(pages, judged), library)

    def form(self, pages: Sequence[Page], library: Sequence[LibraryEntry]) -> Answer:
        """The form's answered fields, and the blanks that a person must fill."""
        reading = read_form(pages)
        heading = "" if begins_mid_sentence(reading.heading) else reading.heading
        heading = heading or heading_of(pages)
        blanks = len(reading.blanks)
        description = (
            described("Form", heading, {}, len(pages))[:-1]
            + f", {blanks} {'blank' if blanks == 1 else 'blanks'} to fill."
        )
        answer = Answer(heading or "Form", ("Form",), description, reading.kv, reading.blanks, written=reading.written)
        return _with_related(answer, library)

    def asked(
        self,
        fields: Sequence[AskedField],
        pages: Sequence[Page],
        kv: Mapping[str, Value],
        tables: Sequence[Table] = (),
        items: Sequence[Item] = (),
    ) -> Mapping[str, AskedValue]:
        """Values for the caller's own fields by JSON pointer; the rest is what was found on the pages already."""
        return asked_values(fields, as_paper(pages), kv, tables, items, day_first=self._day_first)

    def tables(self, pages: Sequence[Page]) -> tuple[Table, ...]:
        """The tables on the pages, cells as texts; of a receipt or an invoice only rows with headings.

        The others of its rows are its items.
        """
        return find_tables(pages, listed=as_paper(pages).judgement.chance_of(SALES) >= _LISTED_FROM)

    def fill(self, fields: Sequence[Blank], library: Sequence[LibraryEntry], known: Mapping[str, str]) -> FillAnswer:
        """A value and its source for each of the form's fields that the library answers.

        `known` is what the form already says (its key-values), to tell whose form it is.
        """
        return fill_fields(fields, library, known, day_first=self._day_first)

    def _generic(self, pages: Sequence[Page], judged: Judgement) -> Answer:
        reading = read_generic(pages, day_first=self._day_first)
        if judged.is_form:  # the form reader knows what is printed from what is answered, and how sure that is
            reading = replace(reading, kv=dict(read_form(pages).kv))
        name = _NAMES.get(judged.kind, "")
        likely = name if judged.confidence >= _LIKELY else ""
        kind = name if name and judged.confidence >= _SURELY else own_name(pages) or likely
        kv = reading.kv
        if judged.kind == "identity":
            printed = read_numbered(pages, day_first=self._day_first) or read_labelled(pages, day_first=self._day_first)
            told = {value.text for value in printed.values()}
            kv = printed | {key: value for key, value in kv.items() if key not in printed and value.text not in told}
        facts = {"dated": _text(reading.kv, "Date"), "from": _text(reading.kv, "From"), "to": _text(reading.kv, "To")}
        heading = reading.heading
        if kind == "Ticket" and facts["from"] and facts["to"]:
            heading = f"{facts['from']} – {facts['to']}"
        title = heading if not kind or kind.casefold() in heading.casefold() else f"{heading} {kind}".strip()
        return Answer(title or "Document", (kind or "Document",), described(kind, heading, facts, len(pages)), kv)


def _of_identity(reading: IdentityReading) -> Answer:
    facts = {"number": _text(reading.kv, "Document number"), "expires": _text(reading.kv, "Date of expiry")}
    title = f"{reading.holder} {reading.paper}".strip()
    return Answer(title, ("Identity", reading.paper), described(reading.paper, reading.holder, facts, 1), reading.kv)


def _text(kv: Mapping[str, Value], key: str) -> str:
    return kv[key].text if key in kv else ""


def _with_related(answer: Answer, library: Sequence[LibraryEntry]) -> Answer:
    kv = {key: value.text for key, value in answer.kv.items()}
    related = related_to(answer.title, answer.tags, kv, library)
    return replace(answer, related=related)
