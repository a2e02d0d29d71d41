"""An invoice's seller, day, number and total, each with its chance, and the sums and details around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docusnap.domain.answer import Value
from docusnap.domain.kinds import Judgement
from docusnap.domain.page import Page
from docusnap.extraction.invoices.candidates import (
    day_candidates,
    number_candidates,
    total_candidates,
    writes_day_first,
)
from docusnap.extraction.invoices.cells import Cell, Cells
from docusnap.extraction.invoices.seller import seller_candidates
from docusnap.extraction.invoices.words import ABOUT, POSTCODE, STREET, folded
from docusnap.extraction.learned.chooser import Candidate, chooser
from docusnap.extraction.receipts.date import read_date
from docusnap.extraction.receipts.details import read_details, trade_of
from docusnap.extraction.receipts.rows import Row, rows_of
from docusnap.extraction.receipts.total import read_sums, scored

_WEIGHTS = "invoices.npz"
_SUMS = {"subtotal": "Subtotal", "discount": "Discount", "tax": "Tax"}
_MOST_OF_ADDRESS, _MOST_HOLDERS = 5, 4
_LOOKS_LIKE_ONE = 1.5
_UNLIKE_ONE = -1.0
"""The score up to which a paper is no invoice, whatever it looks like: it shows what was paid at a till."""
_LEAST_CHANCE = 0.3
_LIKELY = 0.5
"""Where neither the seller nor the total has this chance, the paper is no invoice: tax forms speak of money too."""
_SIGNS = (
    ("buyer", 2.0),
    ("due", 1.0),
    ("bank", 1.0),
    ("invoice number", 1.0),
    ("invoice date", 1.0),
    ("goods", 0.5),
    ("ship", 1.0),
)
_LONGEST_LABEL = 45


@dataclass(frozen=True)
class InvoiceReading:
    """What an invoice says, and hints for its title, tags and description."""

    kv: dict[str, Value]
    title: str
    tags: tuple[str, ...]
    description: str


def read_invoice(
    pages: Sequence[Page], *, day_first: bool = True, today: date | None = None, judged: Judgement | None = None
) -> InvoiceReading | None:
    """The values of an invoice that names its customer or how to pay; None if the pages do not look like one.

    `judged` is what kind of paper they are by their looks, which tells where the words are of an unknown language. A
    till's receipt is none, though its heading may say "tax invoice". Dates after `today`, where given, are not taken.
    """
    cells = Cells(pages)
    rows = rows_of(pages)
    score = invoice_score(cells, rows)
    if score < _LOOKS_LIKE_ONE and not (score > _UNLIKE_ONE and judged and _judged_one(judged)):
        return None
    by_day = day_candidates(cells, day_first=writes_day_first(cells, day_first), today=today)
    kv = {
        key: value
        for key, value in (
            ("Company", _chosen("seller", seller_candidates(cells))),
            ("Date", _chosen("day", by_day)),
            ("Invoice number", _chosen("number", number_candidates(cells))),
            ("Total", _chosen("total", total_candidates(cells))),
        )
        if value
    }
    if "Total" not in kv or max(kv[key].chance or 0.0 for key in ("Company", "Total") if key in kv) < _LIKELY:
        return None
    if "Company" in kv and (address := _address(cells, kv["Company"])):
        kv["Address"] = address
    kv = _others(rows, kv) | kv
    return InvoiceReading(kv, *_hints(kv, rows))


def _judged_one(judged: Judgement) -> bool:
    invoice, receipt = (judged.chances.get(kind, 0.0) for kind in ("invoice", "receipt"))
    return invoice > max(_LEAST_CHANCE, 2 * receipt)


def invoice_score(cells: Cells, rows: Sequence[Row]) -> float:
    """How much the paper looks like an invoice between firms, rather than a till's receipt or another paper."""
    labels = [folded(cell.text) for cell in cells.cells if len(cell.text) <= _LONGEST_LABEL]
    if not any(ABOUT["invoice"].search(label) for label in labels):
        return 0.0
    score = sum(weight for name, weight in _SIGNS if any(ABOUT[name].search(label) for label in labels))
    topics = {row.topic for row in rows if row.sums}
    score -= 3.0 * ("change" in topics) + 2.0 * ("rounding" in topics) + 1.0 * ("payment" in topics)
    day = read_date(rows, day_first=True)
    return score - 2.0 * (day is not None and bool(day.time))


def _chosen(name: str, candidates: Sequence[Candidate]) -> Value | None:
    best = chooser(name, _WEIGHTS).choose(candidates)
    return best[0] if best else None


def _address(cells: Cells, seller: Value) -> Value | None:
    """The lines that read like one right below the seller's name, wherever that stands."""
    holders = [c for c in cells.cells if seller.text in c.text]
    for holder in sorted(holders, key=lambda c: c.line not in seller.lines)[:_MOST_HOLDERS]:
        lines: list[Cell] = []
        for cell in cells.block_below(holder)[:_MOST_OF_ADDRESS]:
            letters = folded(cell.text)
            if "@" in cell.text or any(
                ABOUT[name].search(letters) for name in ("phone", "tax", "bank", "buyer", "date")
            ):
                break
            lines.append(cell)
        ends = [i for i, c in enumerate(lines) if POSTCODE.search(c.text) or STREET.search(c.text)]
        if ends:
            lines = lines[: ends[-1] + 1]
            return Value(", ".join(c.text.strip(" ,") for c in lines), tuple(c.line for c in lines))
    return None


def _others(rows: Sequence[Row], chosen: dict[str, Value]) -> dict[str, Value]:
    """Sums beside the total, telephone, tax number and currency; nothing that was chosen already."""
    kv: dict[str, Value] = {}
    sums = read_sums(rows, scored(rows))
    for topic, key in _SUMS.items():
        if reading := next((r for t, r in sums.others.items() if t == topic), None):
            kv[key] = Value(reading.money.text, (reading.row.line.id,), reading.money.printed)
    return kv | {key: value for key, value in read_details(rows).items() if key not in chosen}


def _hints(kv: dict[str, Value], rows: Sequence[Row]) -> tuple[str, tuple[str, ...], str]:
    name = kv["Company"].text if "Company" in kv else ""
    currency = f"{kv['Currency'].text} " if "Currency" in kv else ""
    dated = f" of {kv['Date'].text}" if "Date" in kv else ""
    description = f"{f'Invoice from {name}' if name else 'Invoice'}{dated}, total {currency}{kv['Total'].text}."
    return f"{name} Invoice".strip(), tuple(tag for tag in ("Invoice", trade_of(rows)) if tag), description
