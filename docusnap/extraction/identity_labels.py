"""Identity papers without a machine-readable zone: what stands beside or below the labels that such papers print."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from docusnap.domain.answer import Value
from docusnap.domain.dates import find_dates, written
from docusnap.domain.page import Line, Page, Segment

_LABELS: Mapping[str, str] = {
    "Surname": r"surname|last name|family name|nachname|familienname|apellidos?|cognome|姓",
    "Given names": r"given names?|first names?|forenames?|vornamen?|prenoms?|nombres?",
    "Name": r"name|full name|name of holder|nama|nama penuh|nombre completo|姓名",
    "Document number": (
        r"(?:document|card|passport|identity|id|licence|license|ausweis|documento)[ -]?"
        r"(?:no|number|nr|num|nummer|numero)"
        r"|nik|no ktp|no kad pengenalan|dni|公民身份号码|证件号码"
    ),
    "Nationality": r"nationality|staatsangehorigkeit|nationalite|nacionalidad|kewarganegaraan|warganegara|国籍",
    "Date of birth": (
        r"date of birth|birth date|dob|born|geburtsdatum|geburtstag|date de naissance|fecha de nacimiento|tarikh lahir"
        r"|tanggal lahir|出生"
    ),
    "Place of birth": r"place of birth|geburtsort|lieu de naissance|lugar de nacimiento|tempat lahir",
    "Place and date of birth": r"tempat\s?/?\s?tgl\.? lahir",
    "Sex": r"sex|gender|geschlecht|sexe|sexo|jenis kelamin|jantina|性别",
    "Date of issue": r"date of issue|issued(?: on)?|ausstellungsdatum|date de delivrance|fecha de expedicion",
    "Date of expiry": (
        r"date of expiry|expiry(?: date)?|expires|valid until|gultig bis|date d.expiration|valido hasta|caducidad"
        r"|berlaku hingga|有效期限?"
    ),
    "Address": r"address|anschrift|adresse|domicilio|alamat|住址",
}  # fmt: skip
_PATTERNS = {key: re.compile(words) for key, words in _LABELS.items()}
_BESIDE = re.compile(r"([^:：]{2,40})[:：]\s*(\S.*)")
_NUMBERS: Mapping[str, str] = {
    "1": "Surname", "2": "Given names", "3": "Date of birth", "4a": "Date of issue", "4b": "Date of expiry",
    "4c": "Authority", "4d": "Personal number", "5": "Document number", "8": "Address", "9": "Categories",
}  # fmt: skip
"""What the numbers of a European driving licence's fields ask."""
_OF_EACH = {"1", "2", "3", "4b", "5"}
_NUMBERED = re.compile(r"(?<!\S)(4[abcd]|[1-9])\s?\.\s?(?=\S)", re.IGNORECASE)
_MOST_LINES = 200
_LONGEST_LABEL = 60
_AROUND = " .:：*-–#()"
_BELOW = 2.5
"""Heights of a label: how far below it its value may begin."""


def read_labelled(pages: Sequence[Page], *, day_first: bool) -> dict[str, Value]:
    """The values by key; of a label that comes twice the first value. A label without a value gives none."""
    found: dict[str, Value] = {}
    for page in pages:
        for key, line, text in _values(page.lines[:_MOST_LINES]):
            found.setdefault(key, _value(key, text, line, day_first))
    return found


def read_numbered(pages: Sequence[Page], *, day_first: bool) -> dict[str, Value]:
    """The values of a driving licence whose fields are numbered as in Europe ("4b. 18.01.2023"); {} of other papers."""
    found: dict[str, Value] = {}
    for page in pages:
        for line in page.lines[:_MOST_LINES]:
            parts = _NUMBERED.split(line.text)[1:]
            for number, text in zip(parts[::2], parts[1::2], strict=True):
                if text.strip():
                    found.setdefault(number, Value(text.strip(), (line.id,)))
    if not found.keys() >= _OF_EACH:
        return {}
    lines = {line.id: line for page in pages for line in page.lines}
    named = ((key, found[number]) for number, key in _NUMBERS.items() if number in found)
    return {key: _value(key, value.text, lines[value.lines[0]], day_first) for key, value in named}


def _values(lines: Sequence[Line]) -> Iterator[tuple[str, Line, str]]:
    """Key, line and text of each value: behind the label's colon, beside it on its line, or on a line below it."""
    for at, line in enumerate(lines):
        for i, segment in enumerate(line.segments):
            pair = _BESIDE.fullmatch(segment.text)
            if pair and (key := _key(pair[1])):
                yield key, line, pair[2].strip()
            elif key := _key(segment.text):
                beside = line.segments[i + 1 : i + 2]
                if beside and not _is_label(beside[0].text):
                    yield key, line, beside[0].text.strip(" :：")
                elif below := _below(segment, lines[at + 1 : at + 3]):
                    yield key, below[0], below[1].text.strip()


def _below(label: Segment, lines: Sequence[Line]) -> tuple[Line, Segment] | None:
    """The nearest text under the label that is no label itself."""
    x0, y0, x1, y1 = label.box
    for line in lines:
        for segment in line.segments:
            left, top, right, _ = segment.box
            if left < x1 and right > x0 and top < y1 + _BELOW * (y1 - y0):
                return None if _is_label(segment.text) else (line, segment)
    return None


def _is_label(text: str) -> bool:
    pair = _BESIDE.fullmatch(text)
    return _key(text) != "" or bool(pair and _key(pair[1]))


def _key(text: str) -> str:
    """What the label asks, "" if it is none of those known; of "Surname / Nom" what either half does."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    for part in (plain, *plain.split("/")) if len(plain) <= _LONGEST_LABEL else ():
        part = part.strip(_AROUND)
        for key, words in _PATTERNS.items():
            if words.fullmatch(part):
                return key
    return ""


def _value(key: str, text: str, line: Line, day_first: bool) -> Value:
    dates = list(find_dates(text, day_first=day_first)) if key.startswith("Date") else []
    if len(dates) == 1:
        return Value(written(dates[0].value), (line.id,), text[dates[0].start : dates[0].end])
    return Value(text, (line.id,))
