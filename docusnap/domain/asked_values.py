"""What stands on a page, as the JSON value that a field of a schema takes."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from docusnap.domain.amounts import find_amounts
from docusnap.domain.asked import AskedField, Reason, Scalar
from docusnap.domain.currencies import may_be
from docusnap.domain.dates import find_dates

_TIME = re.compile(r"(?<![\d.,])([01]?\d|2[0-3])[:h](\d{2})(?::(\d{2}))?(?!\d)\s?(?:([ap])\.?\s?m\b)?", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WEB = re.compile(r"(?:https?://|www\.)[^\s,<>\"]{3,300}", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d\s().,/–-]{4,28}\d")
_SAYS_YES = "yes y true ja oui si sí ya da sim x ✓ ✔ ☑ ☒ ■ 是 有 はい 예"
_SAYS_NO = "no n false nein non não tidak bukan nee 否 无 無 いいえ 아니오 ☐ □"
_YES, _NO = frozenset(_SAYS_YES.split()), frozenset(_SAYS_NO.split())
_OF_A_CODE = re.compile(r"[^\W\d_][-/]$")
_LONGEST = 2_000
"""Characters of a text in which a number, a date or the like is looked for."""
_SHORT = 3
"""Letters up to which a text may abbreviate a choice ("M" for "male")."""

Answered = tuple[Scalar | None, Reason | None]
"""A JSON value and None, or None and the reason why there is none."""


def json_value(field: AskedField, text: str, *, day_first: bool = True) -> Answered:
    """The text as a value of the field's type, format, choices and bounds; `field` is a plain one."""
    text = " ".join(text.split())
    if field.choices:
        found = _choice(field, text, day_first=day_first)
        return (found, None) if found is not None else (None, "not_a_choice")
    value = _typed(field, text[:_LONGEST] if field.type != "string" or field.format else text, day_first=day_first)
    if value is None or value == "":
        return None, "wrong_type"
    return (value, None) if _within(field.bounds, value) else (None, "out_of_bounds")


def _typed(field: AskedField, text: str, *, day_first: bool) -> Scalar | None:
    if field.type == "boolean":
        return _boolean(text)
    if field.type in ("number", "integer"):
        return _number(text, whole=field.type == "integer")
    if field.format in ("date", "date-time"):
        return _date(text, day_first=day_first, with_time=field.format == "date-time")
    return _FORMATS[field.format](text) if field.format in _FORMATS else text


def _boolean(text: str) -> bool | None:
    word = text.casefold().strip(" .,:;()[]")
    return True if word in _YES else False if word in _NO else None


def _number(text: str, *, whole: bool) -> int | float | None:
    """The one number in the text."""
    found = list(find_amounts(text))
    if len(found) != 1 or _OF_A_CODE.search(text[: found[0].start]):
        return None
    value = found[0].value
    integral = value == value.to_integral_value()
    if whole:
        return int(value) if integral else None
    return float(value)


def _date(text: str, *, day_first: bool, with_time: bool) -> str | None:
    """The one date in the text; with its time, which has no zone unless the page prints one."""
    found = list(find_dates(text, day_first=day_first))
    if len({one.value for one in found}) != 1:
        return None
    day = found[0].value.isoformat()
    if not with_time:
        return day
    time = _time(text[: found[0].start] + " " + text[found[0].end :])
    return f"{day}T{time}" if time else None


def _time(text: str) -> str | None:
    found = list(_TIME.finditer(text))
    if len(found) != 1:
        return None
    hour, minute, second, half = found[0].groups()
    number = int(hour)
    if half and number <= 12:
        number = number % 12 + (12 if half.lower() == "p" else 0)
    return f"{number:02d}:{minute}:{second or '00'}" if int(minute) < 60 and int(second or 0) < 60 else None


def _mail(text: str) -> str | None:
    found = _MAIL.findall(text)
    return found[0] if len(found) == 1 else None


def _web(text: str) -> str | None:
    found = _WEB.findall(text)
    if len(found) != 1:
        return None
    address = found[0].rstrip(".;:)")
    return address if "://" in address else f"http://{address}"


def _phone(text: str) -> str | None:
    found = _PHONE.findall(unicodedata.normalize("NFKC", text))
    digits = sum(map(str.isdigit, found[0])) if len(found) == 1 else 0
    return found[0] if 6 <= digits <= 15 else None


_FORMATS: Mapping[str, Callable[[str], str | None]] = {"time": _time, "email": _mail, "uri": _web, "phone": _phone}
FORMATS = ("date", "date-time", *_FORMATS)
"""The formats of texts that are understood."""


def _choice(field: AskedField, text: str, *, day_first: bool) -> Scalar | None:
    """The one choice that the text is: in its words, by a currency's sign, by its beginning, or within the text."""
    if field.type != "string":
        value = _typed(field, text, day_first=day_first)
        return value if value in field.choices else None
    names = {choice: _plain(str(choice)) for choice in field.choices}
    said = _plain(text)
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda choice, name: name == said,
        lambda choice, name: may_be(choice, text),
        lambda choice, name: 0 < len(said) <= _SHORT and name.startswith(said),
        lambda choice, name: bool(name) and f" {name} " in f" {said} ",
    )
    for way in ways:
        found = [choice for choice, name in names.items() if way(str(choice), name)]
        if len(found) == 1:
            return found[0]
    return None


def _plain(text: str) -> str:
    """Words in lower case without accents; camelCase and snake_case taken apart."""
    text = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def _within(bounds: Mapping[str, float], value: Scalar) -> bool:
    size = float(len(value) if isinstance(value, str) else value)
    tests: Mapping[str, Callable[[float], bool]] = {
        "minimum": lambda least: size >= least,
        "maximum": lambda most: size <= most,
        "exclusiveMinimum": lambda least: size > least,
        "exclusiveMaximum": lambda most: size < most,
        "minLength": lambda least: size >= least,
        "maxLength": lambda most: size <= most,
    }
    return all(tests[keyword](bound) for keyword, bound in bounds.items())
