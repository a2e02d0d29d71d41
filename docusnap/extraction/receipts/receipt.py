"""Receipts and invoices: who sold, where, when, for how much, and the sums around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from docusnap.domain.answer import Value
from docusnap.domain.currencies import SIGN
from docusnap.domain.dates import FoundDate, parse_date, written
from docusnap.domain.kinds import Judgement
from docusnap.domain.page import Page
from docusnap.extraction.receipts.address import read_address
from docusnap.extraction.receipts.chosen import choose_values
from docusnap.extraction.receipts.company import read_company
from docusnap.extraction.receipts.date import ReadDate, read_date, read_time, time_beside
from docusnap.extraction.receipts.details import read_details, trade_of
from docusnap.extraction.receipts.head import head_of
from docusnap.extraction.receipts.rows import Row, Topic, rows_of, squashed
from docusnap.extraction.receipts.total import Reading, Sums, around_total, read_sums, scored

_LOOKS_LIKE_ONE = 4.5
_SURELY_ONE, _AT_LEAST = 0.6, 2.5
"""The chance of being a receipt by its looks from which on a lower score is enough, and that score."""
_SUM_KEYS: dict[Topic, str] = {
    "subtotal": "Subtotal",
    "service": "Service charge",
    "discount": "Discount",
    "tax": "Tax",
    "rounding": "Rounding",
    "change": "Change",
}
# Patterns on `squashed` text, where I is L.
_RECEIPT = re.compile(
    "RECELPT|LNV[OQ]LCE|CASHSALE|CASHBLLL|RECHNUNG|QULTTUNG|FACTURA|FACTURE|FATTURA|FAKTUR|KWLTANSL|STRUK|PARAGON|KVLTT[OE]|SCONTRLNO|DOCUMENTOCOMMERCLALE|TALAO|发票|收据|小票"
)
_INVOICE = re.compile("LNV[OQ]LCE|RECHNUNG|FACTURA|FACTURE|FATTURA|FAKTUR|发票")
_GROUPED = re.compile(r"\d[.,'’]\d{3}(?!\d)")
_IN_CURRENCY = re.compile(
    rf"(?<![^\W\d_]){SIGN}\.?\s?\d|\d\s?{SIGN}(?![^\W\d_])",
    re.IGNORECASE,
)
_CASH = re.compile("CASH|TUNAL|^BAR|ESPECES|EFECTLVO|CONTANT|DLNHELRO|现金|現金")
_TO_BE_PAID = re.compile(
    "BLLLT[O0]|BLLLEDT[O0]|LNVOLCET[O0]|DUEDATE|PAYMENTTERM|TERMSOFPAYMENT|PAYMENTDUE|LBAN|BANKACCOUNT|ZAHLBARBLS|ECHEANCE|VENCLMLENTO"
)


@dataclass(frozen=True)
class ReceiptReading:
    """What a receipt or an invoice says, and hints for its title, tags and description.

    `score` tells how much it looks like one (4.5 and up); `checked`: the other sums confirm the total.
    """

    kv: dict[str, Value]
    kind: Literal["receipt", "invoice"]
    score: float
    checked: bool
    title: str
    tags: tuple[str, ...]
    description: str


def read_receipt(
    pages: Sequence[Page], *, day_first: bool = True, today: date | None = None, judged: Judgement | None = None
) -> ReceiptReading | None:
    """The values of a receipt or invoice; None if the pages do not look like one.

    `judged` is what kind of paper they are by their looks, which tells where the words are of an unknown language.
    Every value cites the lines where it stands. Dates after `today`, where given, are not taken.
    """
    rows = rows_of(pages)
    rules = scored(rows)
    sums = read_sums(rows, rules)
    day = read_date(rows, day_first=day_first, today=today)
    score = _score(rows, sums, day)
    least = _AT_LEAST if judged and judged.chances.get("receipt", 0.0) >= _SURELY_ONE else _LOOKS_LIKE_ONE
    if score < least or sums.total is None or not _speaks_of_money(pages, rows, sums):
        return None
    kv = choose_values(rows, by_rules(rows), rules, day_first=day_first, today=today)
    sums, day = around_total(sums, rows, rules, kv.get("Total")), _day_of(rows, kv.get("Date"), day)
    kv |= _around(rows, sums, day)
    kind = _kind(rows, sums, day)
    return ReceiptReading(kv, kind, score, sums.checked, *_hints(kv, kind, rows))


def _speaks_of_money(pages: Sequence[Page], rows: Sequence[Row], sums: Sums) -> bool:
    """Some sum shows cents or a currency, or groups its thousands; beside fields to fill in, cents that add up."""
    if any(mark.kind == "field" for page in pages for mark in page.marks):
        return sums.checked and sums.total is not None and sums.total.money.has_cents
    return any(
        money.has_cents or _GROUPED.search(money.printed) or _IN_CURRENCY.search(row.text)
        for row in rows
        for money in row.sums
    )


def _score(rows: Sequence[Row], sums: Sums, day: ReadDate | None) -> float:
    topics = sums.topics
    score = 2.0 * bool(topics & {"total", "due", "rounded", "subtotal"})
    score += 1.5 * ("payment" in topics) + 1.5 * ("change" in topics) + 1.0 * bool(topics & {"tax", "rounding"})
    score += 2.0 * any(_RECEIPT.search(squashed(row.text)) for row in rows)
    score += 1.5 * sums.checked + 0.5 * (day is not None and bool(day.time))
    return score + min(1.5, 0.5 * sum(1 for row in rows if not row.topic and row.sums and row.sums[-1].has_cents))


def _day_of(rows: Sequence[Row], chosen: Value | None, by_rules: ReadDate | None) -> ReadDate | None:
    """The date that was chosen, as the rules read dates."""
    if chosen is None or (by_rules and written(by_rules.value) == chosen.text):
        return by_rules
    row = next(row for row in rows if row.line.id in chosen.lines)
    value, start = parse_date(chosen.text), max(0, row.text.find(chosen.printed))
    if value is None:
        return by_rules
    found = FoundDate(value, start, start + len(chosen.printed))
    return ReadDate(value, chosen.printed, row, time_beside(row.text, found))


def by_rules(rows: Sequence[Row]) -> dict[str, Value]:
    """Name and address as the rules alone take them."""
    kv: dict[str, Value] = {}
    head = head_of(rows)
    company = read_company(head)
    if company:
        kv["Company"] = company[0]
    if address := read_address(head, company[1] if company else -1):
        kv["Address"] = address
    return kv


def _sum(reading: Reading) -> Value:
    money = reading.money
    text = f"-{money.text}" if money.value < 0 else money.text
    return Value(text, (reading.row.line.id,), money.printed if money.printed != text else "")


def _around(rows: Sequence[Row], sums: Sums, day: ReadDate | None) -> dict[str, Value]:
    """The labelled sums beside the total, then numbers, time and currency."""
    kv = {key: _sum(sums.others[topic]) for topic, key in _SUM_KEYS.items() if topic in sums.others}
    if payment := sums.others.get("payment"):
        kv["Cash" if _CASH.search(squashed(payment.row.label)) else "Paid"] = _sum(payment)
    if time := read_time(rows, day):
        kv["Time"] = Value(time[0], (time[1].line.id,))
    return kv | read_details(rows)


def _kind(rows: Sequence[Row], sums: Sums, day: ReadDate | None) -> Literal["receipt", "invoice"]:
    """An invoice says to whom and until when, or at least shows neither a payment nor the hour of a till."""
    texts = [squashed(row.text) for row in rows]
    if not any(_INVOICE.search(text) for text in texts) or "change" in sums.others:
        return "receipt"
    if any(_TO_BE_PAID.search(text) for text in texts):
        return "invoice"
    return "receipt" if sums.topics & {"payment", "change", "rounding"} or (day and day.time) else "invoice"


def _hints(kv: dict[str, Value], kind: str, rows: Sequence[Row]) -> tuple[str, tuple[str, ...], str]:
    name = kv["Company"].text if "Company" in kv else ""
    tags = tuple(tag for tag in (kind.title(), trade_of(rows)) if tag)
    currency = f"{kv['Currency'].text} " if "Currency" in kv else ""
    parts = [f"{kind.title()} from {name}" if name else kind.title()]
    parts += [f"of {kv['Date'].text}"] if "Date" in kv else []
    total = f", total {currency}{kv['Total'].text}" if "Total" in kv else ""
    return f"{name} {kind.title()}".strip(), tags, f"{' '.join(parts)}{total}."
