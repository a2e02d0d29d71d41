"""The values of an answer as programs take them: named, typed and in one fixed form."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from docusnap.domain.currencies import CURRENCIES
from docusnap.domain.field_labels import numbered
from docusnap.domain.page import Page
from docusnap.domain.result import Evidence, TypedValue
from docusnap.evidence.ambiguous import DateOrders, reads_either_way
from docusnap.evidence.value_types import Normal, normal

_LONGEST_KEY = 64
_KEYS = {
    "company": "company|company name|merchant|merchant name|seller|vendor|supplier|store|store name|shop|公司|商户",
    "address": "address|alamat|adresse|anschrift|direccion|地址",
    "date": "date|datum|fecha|tanggal|tarikh|日期",
    "total": "total|grand total|total amount|amount due|total due|gesamtbetrag|jumlah|合计|总计|总额",
    "subtotal": "subtotal|sub total|zwischensumme|小计",
    "tax": "tax|gst|sst|vat|mwst|iva|tva|ppn|税额",
    "invoice_number": "invoice number|invoice no|receipt number|receipt no|rechnungsnummer|发票号码",
    "phone": "phone|telephone|tel|phone number|telefon|电话",
    "email": "email|e mail|email address|e mail address",
}
_KEY_OF = {label: key for key, labels in _KEYS.items() for label in labels.split("|")}


def typed_values(
    kv: Mapping[str, str], evidence: Mapping[str, Evidence | None], pages: Sequence[Page], *, day_first: bool
) -> tuple[TypedValue, ...]:
    """Every value of `kv`, in its order, under a key that no other has.

    A date given as it is printed, that may mean two days, is read as other dates and signs of the country on the pages
    are; where nothing tells, `day_first` decides and the value carries `ambiguous_date`.
    """
    currency = next((text for text in kv.values() if text in CURRENCIES), None)
    orders = DateOrders([line.text for page in pages for line in page.lines])
    taken: set[str] = set()
    values: list[TypedValue] = []
    for label, text in kv.items():
        found = evidence.get(label)
        said = normal(label, text, printed=found.text if found else "", currency=currency, day_first=day_first)
        if said.type == "date":
            said = _in_order(label, text, said, orders, day_first)
        key = numbered(machine_name(label), taken, "{}_{}")
        taken.add(key)
        values.append(TypedValue(key, label, text, said.type, said.normalized, said.warnings))
    return tuple(values)


def machine_name(label: str) -> str:
    """The key of a label: the known one for what it calls, else the label in lower case with "_" between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", label) if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[^\W_]+", plain)
    return _KEY_OF.get(" ".join(words)) or "_".join(words)[:_LONGEST_KEY].strip("_") or "value"


def _in_order(label: str, text: str, said: Normal, orders: DateOrders, day_first: bool) -> Normal:
    if not reads_either_way(text):
        return said
    order = orders.of(text)
    if order is None:
        return replace(said, warnings=("ambiguous_date",))
    return said if order is day_first else normal(label, text, day_first=order)
