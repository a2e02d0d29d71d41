"""The head of a receipt: which of its first lines may be the shop's name, which its address, and which neither."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from docusnap.domain.dates import parse_date
from docusnap.extraction.receipts import words
from docusnap.extraction.receipts.rows import Row, squashed

HeadKind = Literal["name", "address", "number", "title", "phone", "body"]

_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_LINES = 18


def head_of(rows: Sequence[Row]) -> list[tuple[Row, HeadKind]]:
    """The first lines with their kinds, up to the items, or to the till's data below the address."""
    head: list[tuple[Row, HeadKind]] = []
    for row in map(beside_nothing_else, rows[:_LINES]):
        kind = kind_of(row)
        kinds = [k for _, k in head]
        if kind == "body" and ("address" in kinds or (kinds and shows_price(row))):
            break
        if kind == "address" and "name" not in kinds and is_branch(row.text):
            kind = "name"
        head.append((row, kind))
    return head


def kind_of(row: Row) -> HeadKind:
    """What a line at the head of a receipt is; "body" is what a till adds: dates, its own data, items, sums."""
    text = row.text.strip()
    if words.TITLE.search(squashed(text)):
        return "title"
    if words.REGISTRATION.search(text):
        return "number"
    if words.TILL_DATA.search(text) or parse_date(text) or (shows_price(row) and not is_address(text)):
        return "body"
    if phone_start(text) < len(text) and not is_address(text[: phone_start(text)]):
        return "phone"
    return "name" if is_legal(text) or _is_trade_in_a_place(text) or not is_address(text) else "address"


def beside_nothing_else(row: Row) -> Row:
    """The row without a title, a date or a till's number that stands in another column of the letterhead."""
    texts = [segment.text for segment in row.line.segments]
    kept = " ".join(text for text in texts if not _is_of_the_till(text))
    if kept in {"", row.text} or not (is_legal(kept) or is_trade(kept) or is_address(kept)):
        return row
    return replace(row, text=kept, sums=())


def _is_of_the_till(text: str) -> bool:
    title = words.TITLE.search(squashed(text))
    return bool(title or words.REGISTRATION.search(text) or words.TILL_DATA.search(text) or parse_date(text))


def shows_price(row: Row) -> bool:
    """Has a sum with cents on it, as items have."""
    return any(money.has_cents for money in row.sums)


def is_address(text: str) -> bool:
    """The words and numbers of a postal address."""
    if words.ADDRESS_OPENING.search(text) or words.ADDRESS_WORD.search(text) or has_postcode(text):
        return True
    return " " not in text.strip() and words.GLUED_ADDRESS.search(squashed(text)) is not None


def opens_address(text: str) -> bool:
    """Begins with a house or lot number, or says so."""
    return words.ADDRESS_OPENING.search(text) is not None


def is_branch(text: str) -> bool:
    """ "PERMATA BUKIT GIFTS": called after a place, not an address by itself."""
    found = words.ADDRESS_WORD.search(text)
    return found is not None and found.start() > 0 and not any(c.isdigit() or c == "," for c in text)


def is_outlet(text: str) -> bool:
    """ "1214-TAMAN MELATI": a chain's number of its shop, and the place."""
    return words.OUTLET.search(text) is not None


def has_postcode(text: str) -> bool:
    """As on the line that ends most addresses."""
    return words.POSTCODE.search(text) is not None


def is_place(text: str) -> bool:
    """Names a state, a city or a country."""
    return words.PLACE.search(text) is not None


def is_legal(text: str) -> bool:
    """Ends or begins with the legal form of a company (SDN BHD, Ltd, GmbH, PT …)."""
    return bool(words.LEGAL_FORM.search(text) or words.LEGAL_FORM_AHEAD.search(text))


def is_legal_ahead(text: str) -> bool:
    """Begins with the legal form of a company, as in Indonesia (PT, CV, UD)."""
    return words.LEGAL_FORM_AHEAD.search(text) is not None


def is_trade(text: str) -> bool:
    """Names a trade: the word of a shop, a restaurant, a firm."""
    return words.TRADE.search(text) is not None


def legal_end(text: str) -> int:
    """Where the legal form ends, or 0."""
    return max((m.end() for m in words.LEGAL_FORM.finditer(text)), default=0)


def phone_start(text: str) -> int:
    """Where a telephone number or a web address begins on the line, or its length."""
    found = words.PHONE.search(text)
    return found.start() if found else len(text)


def speaks_of_others(text: str) -> bool:
    """A former name, a licence, a customer: not the shop itself."""
    return words.OF_OTHERS.search(text) is not None


def without_brackets(text: str) -> str:
    """The text without what stands in brackets."""
    return _IN_BRACKETS.sub(" ", text)


def _is_trade_in_a_place(text: str) -> bool:
    """ "RESTORAN TAMAN MELATI" or "PUSTAKA RIA (TAMAN DUTA)": a shop that is called after where it stands."""
    if not is_address(without_brackets(text)):
        return not text.startswith("(")
    return is_trade(text) and not any(c.isdigit() or c == "," for c in text)
