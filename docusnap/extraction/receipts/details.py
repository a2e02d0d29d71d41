"""What else stands on a receipt under a clear label: its number, telephone, tax number, currency; and its trade."""

import re
from collections import Counter
from collections.abc import Sequence

from docusnap.domain.answer import Value
from docusnap.domain.currencies import named_in
from docusnap.domain.dates import find_dates
from docusnap.extraction.receipts.rows import Row

_CODE = r"[\s:.#=-]{0,4}(?P<value>[A-Z0-9][A-Z0-9/_-]{2,24})(?![A-Z0-9:])"
_NUMBER_SIGN = r"\s?(?:NO\b|N[o0º°]|NUMBER|NR\b|NUM\b|#|编号|号码)"
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Tax number",
        re.compile(
            r"\b(?:(?:GST|SST|VAT|TAX)\s?(?:REG(?:ISTRATION|N)?\b\.?)?\s?(?:ID\b|NO\b|NUMBER|#)?\.?\s?(?:NO\b)?|NPWP|UST-?ID(?:NR)?|TVA|P\.?\s?IVA|NIF|CNPJ)"
            r"[\s:.#=()-]{1,4}(?P<value>[A-Z]{0,3}\d[\d.-]{7,22}\d)",
            re.IGNORECASE,
        ),
    ),
    (
        "Invoice number",
        re.compile(
            rf"\b(?:INV(?:OICE|OLCE)?|RECEIPT|RCPT|BI[L1]{{1,2}}|DOC(?:UMENT)?|SLIP|RECHNUNGS?|FACTURE|FACTURA|FATTURA|FAKTUR|NOTA|BON)"
            rf"[\s.-]{{0,2}}{_NUMBER_SIGN}{_CODE}",
            re.IGNORECASE,
        ),
    ),
    (
        "Phone",
        re.compile(
            r"\b(?:TEL(?:EPHONE|EFON|EPON|P)?|PHONE|TLP)\b\s?(?:NO\b)?[\s.:/)#-]{0,4}(?P<value>\(?\+?\d[\d\s()-]{5,16}\d)",
            re.IGNORECASE,
        ),
    ),
)
_TRADES: tuple[tuple[str, str], ...] = (
    ("Fuel", r"PETROL(?:EUM)?|FUEL|DIESEL|RON\s?9\d|LITRES?|SPBU"),
    ("Pharmacy", r"PHARMAC(?:Y|IE)|FARMASI|APOTEK|APOTHEKE|FARMACIA|CLINIC|KLINIK|HEALTH(?:CARE)?"),
    ("Books", r"BOOKS?|STATIONER(?:S|Y|IES)|BOOK\s?(?:STORE|SHOP)|ALAT TULIS"),
    (
        "Restaurant",
        r"RESTAURANTS?|RESTORAN|CAFE|KOPITIAM|FOODS?|KITCHEN|BISTRO|SEAFOOD|BAKERY|DINE\s?IN|PAX|TABLE",
    ),
    ("Hardware", r"HARDWARE|ELECTRICAL|TOOLS?|PAINTS?|MOTORS?"),
    (
        "Groceries",
        r"MART|(?:SUPER|HYPER|MINI)?-?MARKET|GROCER(?:Y|S|IES)?|PASARAYA|INDOMARET|ALFAMART|SUPERMARCHE|FRESH",
    ),
    ("Clothing", r"FASHIONS?|APPAREL|BOUTIQUE|CLOTH(?:ES|ING)|SHOES"),
    ("Travel", r"HOTEL|AIRLINES?|TAXI|PARKING|TOLL|TRAIN"),
)
_TRADE_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _TRADES)
_HEAD_LINES = 6
_SHORT = 40
"""Rows of a page where one word is enough to tell the trade."""


def read_details(rows: Sequence[Row]) -> dict[str, Value]:
    """The first value under each clear label, and the currency that the sums name."""
    kv: dict[str, Value] = {}
    for row in rows:
        text = row.text
        for key, label in _LABELS:
            if key not in kv and (value := _labelled(key, label, text)):
                kv[key] = Value(value, (row.line.id,))
    if currency := _currency(rows):
        kv["Currency"] = currency
    return kv


def trade_of(rows: Sequence[Row]) -> str:
    """The trade that the words of the page speak of, as a tag; "" if none does."""
    seen: Counter[str] = Counter()
    for index, row in enumerate(rows):
        for name, pattern in _TRADE_PATTERNS:
            if pattern.search(row.text):
                seen[name] += 3 if index < _HEAD_LINES else 1
    trade = max(seen, key=lambda name: seen[name], default="")
    return trade if seen[trade] > 1 or len(rows) <= _SHORT else ""


def _labelled(key: str, label: re.Pattern[str], text: str) -> str:
    found = label.search(text)
    if not found:
        return ""
    value = found["value"].strip(" -.")
    if key == "Invoice number" and (not any(c.isdigit() for c in value) or next(find_dates(value), None)):
        return ""
    return value


def _is_of_sum(printed: str, row: Row) -> bool:
    """Not a word that only looks like a code, as in "Atatürk Cad. 12": a number, a bracket or the end is beside it."""
    if not printed.isalpha() or row.topic:
        return True
    return re.search(rf"\d\s?{printed}\b|\b{printed}\.?\s?[-−(]?\d|\({printed}\)|\b{printed}\W*$", row.text) is not None


def _currency(rows: Sequence[Row]) -> Value | None:
    """The currency named most often, cited where it stands first."""
    seen: Counter[str] = Counter()
    first: dict[str, tuple[Row, str]] = {}
    for row in rows:
        for code, printed in {currency.code: printed for currency, printed in named_in(row.text)}.items():
            if not _is_of_sum(printed, row):
                continue
            seen[code] += 1
            first.setdefault(code, (row, printed))
    if not seen:
        return None
    code = max(seen, key=lambda name: seen[name])
    row, printed = first[code]
    return Value(code, (row.line.id,), printed if printed != code else "")
