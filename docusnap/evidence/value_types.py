"""What type a value has, and what it says in one fixed form."""

import re
import unicodedata
from dataclasses import dataclass

from docusnap.domain.amounts import find_amounts, parse_amount
from docusnap.domain.currencies import CURRENCIES, SIGN, named_in
from docusnap.domain.field_labels import asked_by
from docusnap.domain.value_types import Normalized, ValueType
from docusnap.evidence.form_marks import TICKS
from docusnap.evidence.match import whole_date

_EMPTY_BOXES = frozenset("☐□")
_MAIL = re.compile(r"(?<![^\s@<>,;])(?:mailto:)?([^\s@<>,;]++)@([^\s@<>,;]+\.[^\s@<>,;.]{2,})")
_PHONE = re.compile(r"[+(]?[\d(][\d\s().,/+–-]{4,28}\d")
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
"""Of a phone number; the most by E.164."""
_SUM = re.compile(
    r"\b(?:(?:sub|grand )?-?total|tax|gst|sst|vat|service charge|discount|rounding|cash|change|paid|balance|fees?|cost"
    r"|salary|income|deposit|rent|premium|tip|mwst|netto|brutto|summe|rabatt|iva|tva|descuento|remise|jumlah|tunai|kembali|bayar)\b"
    r"|betrag|小计|税额|折扣|现金|找零"
)
_ADDRESS = re.compile(
    r"\b(?:address|alamat|adresse|anschrift|direcci[oó]n|domicilio|adres|indirizzo)\b|地址|住址", re.IGNORECASE
)
_NAMES_A_CODE = re.compile(
    r"\b(?:no|nr|num|number|nummer|numero|nomor|code|id|account|konto|zip|postcode|plz|ref|reference|reg|serial|passport|year)\b|#|号|編|编"
)
_PLAIN_NUMBER = re.compile(r"[-−+]?(?:0|[1-9][\d.,'’\u00a0\u202f ]*)(?:[.,]\d+)?")
_PERHAPS_GROUPED = re.compile(r"[-−+]?\d{1,3}[.,]\d{3}")
_IN_CURRENCY = re.compile(rf"(?<![^\W\d_]){SIGN}\.?\s?[-−]?\s?\d|\d\s?{SIGN}(?![^\W\d_])", re.IGNORECASE)
_LONGEST = 200
"""Characters of a value that could be more than text or an address."""


@dataclass(frozen=True, slots=True)
class Normal:
    """The type of a value, and its fixed form as `TypedValue` describes it; `warnings`: what is doubtful in that."""

    type: ValueType
    normalized: Normalized = None
    warnings: tuple[str, ...] = ()


def normal(label: str, text: str, *, printed: str = "", currency: str | None = None, day_first: bool = True) -> Normal:
    """What the value of that label is: by its own shape, and by what the label asks where the shape leaves it open.

    `printed` is how it stands on the page; `currency` that of the document, for sums that name none.
    """
    text = " ".join(text.split())
    if text in TICKS or text in _EMPTY_BOXES:
        return Normal("check_box", text in TICKS)
    asked = asked_by(label)
    if len(text) <= _LONGEST:
        if mail := _MAIL.fullmatch(text):
            return Normal("email", f"{mail[1]}@{mail[2].casefold()}")
        if day := whole_date(text, day_first=day_first):
            return Normal("date", day.isoformat())
        if number := _phone(text, asked="phone" in asked):
            return Normal("phone", number)
        if found := _money(label, text, printed, currency, asked="amount" in asked):
            return found
        if found := _number(label, text):
            return found
    return Normal("address", text) if _ADDRESS.search(label) else Normal("text")


def _phone(text: str, *, asked: bool) -> str | None:
    """ "+" and digits where the country is named, else the digits; None for what is no phone number."""
    plain = unicodedata.normalize("NFKC", text)
    if not _PHONE.fullmatch(plain) or not (asked or plain.startswith("+")):
        return None
    digits = "".join(filter(str.isdigit, plain))
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
        return None
    if plain.lstrip("(").startswith("+"):
        return f"+{digits.replace('0', '', 1) if '(0)' in plain else digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def _money(label: str, text: str, printed: str, currency: str | None, *, asked: bool) -> Normal | None:
    """One amount and nothing but a currency beside it, where label or sign say that it is money."""
    signed = _IN_CURRENCY.search(text) is not None
    if not (signed or asked or _SUM.search(label.casefold())):
        return None
    amounts = list(find_amounts(text))
    if len(amounts) != 1:
        return None
    rest = text[: amounts[0].start] + " " + text[amounts[0].end :]
    if any(c.isalnum() for c in re.sub(SIGN, "", rest, flags=re.IGNORECASE)):
        return None
    named = {found.code for part in (text, printed) for found, _ in named_in(part)}
    own = next(iter(named)) if len(named) == 1 else None if named or currency not in CURRENCIES else currency
    return Normal("money", {"amount": f"{amounts[0].value:f}", "currency": own})


def may_be_grouped(text: str) -> bool:
    """Whether a number may be two: 12,345 is twelve thousand to some, and twelve and a bit to others."""
    return _PERHAPS_GROUPED.fullmatch(text.strip()) is not None


def _number(label: str, text: str) -> Normal | None:
    """A quantity; not the digits of a name, such as those of an account. 12,345 and 12.345 may each be two numbers."""
    value = parse_amount(text)
    if value is None or not _PLAIN_NUMBER.fullmatch(text) or _NAMES_A_CODE.search(label.casefold()):
        return None
    if may_be_grouped(text):
        return Normal("number", None, ("ambiguous_number",))
    return Normal("number", f"{value:f}")
