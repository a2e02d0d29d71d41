"""Labels of a form: what they are called, and what they ask for as far as the shape of the answer goes."""

import re
import unicodedata
from collections.abc import Container

from docusnap.domain.amounts import parse_amount
from docusnap.domain.dates import parse_date

_UNNAMED = re.compile(r"Unnamed field, page \d+ \(\d+\)(?: \(\d+\))?")
_NUMBER = re.compile(r" \(\d{1,4}\)$")
_MOST_WORDS = 8
_PATTERN = re.compile(r"\b[dmyjt]{2,4}(?:[/. -][dmyjt]{2,4})+\b")
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_MONTH_AND_YEAR = re.compile(r"\d{1,2}\s?[/.-]\s?(?:\d\d){1,2}|(?:19|20)\d\d\s?[/.-]\s?\d{1,2}")
_ABOUT = re.compile(
    r"\b(?:and|or|type|kind|category|model|provider|carrier|operator|brand|plan|name|words|letters|code|extension|format"
    r"|time|hours|number of|per)\b|/"
)
_ASKS = {
    "month": r"\bexpir\w*|\bvalid (?:until|thru|to)\b|gultig bis|ablaufdatum|caducidad|有效期",
    "date": r"\bdate\b|\bdob\b|\bbirthday\b|\bbirthdate\b|datum\b|\bfecha\b|\btarikh\b|\btanggal\b|日期",
    "mail": r"\be-?\s?mails?\b|\bcourriel\b|\bcorreo electronico\b|\bemel\b|\bsurel\b|邮箱|电子邮件",
    "phone": r"\b(?:tele)?phones?\b|\b(?:tel|mobile|handphone|fax)\b|\btelefon\w*|(?:handy|mobil)nummer|电话|手机|传真",
    "amount": r"\bamounts?\b|\btotal\b|\bsubtotal\b|\bprice\b|betrag\b|\bmontant\b|\bimporte\b|金额|总额|合计",
}
_KINDS = {kind: re.compile(words) for kind, words in _ASKS.items()}


def unnamed(page: int, number: int) -> str:
    """The label of the field of a page, counted from 1, that neither the file nor the page gives a name."""
    return f"Unnamed field, page {page} ({number})"


def is_unnamed(label: str) -> bool:
    """Whether `unnamed` made it: nothing tells what the field asks."""
    return _UNNAMED.fullmatch(label) is not None


def numbered(label: str, taken: Container[str], form: str = "{} ({})") -> str:
    """The label itself, or the first of "label (2)", "label (3)", … that is not taken; `form` writes them otherwise."""
    n, free = 2, label
    while free in taken:
        n, free = n + 1, form.format(label, n)
    return free


def without_number(label: str) -> str:
    """The label before `numbered` told it from others."""
    return _NUMBER.sub("", label)


def could_answer(label: str, value: str) -> bool:
    """Whether the value looks like what the label asks: a date, an e-mail address, a phone number, an amount.

    True for labels that ask something else, ask for more than one thing, or are sentences.
    """
    if is_unnamed(label):
        return False
    asked = asked_by(label)
    return not asked or any(_looks_like(kind, value.strip()) for kind in asked)


def asked_by(label: str) -> tuple[str, ...]:
    """What the label asks: "date", "month", "mail", "phone", "amount"; nothing for other labels and for sentences."""
    plain = _plain(label)
    if _ABOUT.search(plain) or "?" in plain or len(plain.split()) > _MOST_WORDS:
        return ()
    return tuple(kind for kind, words in _KINDS.items() if words.search(plain))


def _looks_like(kind: str, value: str) -> bool:
    if kind == "mail":
        return _MAIL.search(value) is not None
    if kind == "phone":
        digits, letters = (sum(map(test, value)) for test in (str.isdigit, str.isalpha))
        return 4 <= digits <= 25 and letters <= digits
    if kind == "amount":
        return parse_amount(value) is not None
    if kind == "month" and _MONTH_AND_YEAR.fullmatch(value):
        return True
    return parse_date(value) is not None or parse_date(value, day_first=False) is not None


def _plain(label: str) -> str:
    """Lower case; without accents, dd/mm/yyyy and what stands in brackets; camelCase and snake_case taken apart."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", label).replace("_", " ")
    text = re.sub(r"\([^)]*\)?|\[[^\]]*\]?|（[^）]*）?", " ", text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _PATTERN.sub(" ", text.casefold()).strip()
