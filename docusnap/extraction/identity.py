"""Identity papers: the machine-readable zone of passports, cards and visas, repaired and held to its check digits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from docusnap.domain.answer import Value
from docusnap.domain.dates import find_dates, written
from docusnap.domain.lookalikes import LETTERS_LIKE_DIGITS, TO_DIGITS, TO_LETTERS
from docusnap.domain.mrz import zone_digit
from docusnap.domain.page import Page

_MOST_DOUBTFUL = 4
_ZONE = re.compile(r"[A-Z0-9<]{26,48}")
_FILLERS_READ_AS_LETTERS = re.compile(r"<{3,}[<KCSEL]*$")


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the zone: its row, where it starts, its length; its check digit follows if it has one."""

    row: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Format:
    """A layout of ICAO 9303."""

    first: str
    rows: int
    width: int
    number: _Field
    nationality: _Field
    birth: _Field
    sex: _Field
    expiry: _Field
    names: _Field

    @property
    def letters(self) -> tuple[_Field, ...]:
        return (self.names, self.nationality, _Field(0, 2, 3))

    @property
    def digits(self) -> tuple[_Field, ...]:
        after_number = _Field(self.number.row, self.number.start + self.number.length, 1)
        return (*(_Field(f.row, f.start, f.length + 1) for f in (self.birth, self.expiry)), after_number)


def _two_rows(first: str, width: int) -> _Format:
    second = (_Field(1, 0, 9), _Field(1, 10, 3), _Field(1, 13, 6), _Field(1, 20, 1), _Field(1, 21, 6))
    return _Format(first, 2, width, *second, _Field(0, 5, width - 5))


_FORMATS = (
    _two_rows("P", 44),
    _two_rows("V", 44),
    _two_rows("V", 36),
    _two_rows("IACP", 36),
    _Format(
        *("IAC", 3, 30, _Field(0, 5, 9)),
        *(_Field(1, 15, 3), _Field(1, 0, 6), _Field(1, 7, 1), _Field(1, 8, 6), _Field(2, 0, 30)),
    ),
)
_PAPERS = {"P": "Passport", "V": "Visa"}


@dataclass(frozen=True, slots=True)
class IdentityReading:
    """What a zone says; values whose check digit does not hold are left out."""

    kv: dict[str, Value]
    paper: str
    holder: str


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    text: str


def read_identity(pages: Sequence[Page]) -> IdentityReading | None:
    """The first machine-readable zone on the pages, None if there is none whose check digits hold."""
    for page in pages:
        rows = list(_zone_rows(page))
        for at in range(len(rows)):
            for form in _FORMATS:
                reading = _read(form, rows[at : at + form.rows], page)
                if reading:
                    return reading
    return None


def _zone_rows(page: Page) -> Iterator[_Row]:
    for line in page.lines:
        text = re.sub(r"\s", "", line.text).upper().replace("«", "<<").replace("‹", "<").replace("＜", "<")
        if _ZONE.fullmatch(text) and ("<" in text or len(text) >= 30):
            yield _Row(line.id, text)


def _read(form: _Format, rows: Sequence[_Row], page: Page) -> IdentityReading | None:
    if len(rows) < form.rows or rows[0].text[0] not in form.first:
        return None
    fitted = [_fitted(row.text, form.width) for row in rows]
    if any(text is None for text in fitted):
        return None
    read = [text for text in fitted if text is not None]
    code = _repaired(form, read)
    holds = {at: _holds(code, at) for at in (form.number, form.birth, form.expiry)}
    if sum(holds.values()) < 2:
        return None
    lines = [row.id for row in rows]
    surname, _, given = _at(code, form.names).rstrip("<").partition("<<")
    number = _plain(_at(code, form.number)) if holds[form.number] else ""
    birth, expiry = _dates(_at(code, form.birth), _at(code, form.expiry), page)
    kv = {
        "Surname": Value(_plain(surname), (lines[form.names.row],)),
        "Given names": Value(_plain(given), (lines[form.names.row],)),
        "Document number": Value(number, (lines[form.number.row],)),
        "Nationality": Value(_plain(_at(code, form.nationality)), (lines[form.nationality.row],)),
        "Date of birth": _dated(birth if holds[form.birth] else None, read, form.birth, lines),
        "Sex": _sex(_at(code, form.sex), read, form.sex, lines),
        "Date of expiry": _dated(expiry if holds[form.expiry] else None, read, form.expiry, lines),
        "Issuing country": Value(_plain(code[0][2:5]), (lines[0],)),
    }
    kv = {key: value for key, value in kv.items() if value.text}
    holder = " ".join(kv[key].text for key in ("Given names", "Surname") if key in kv)
    return IdentityReading(kv, _PAPERS.get(code[0][0], "Identity card"), holder)


def _holds(rows: Sequence[str], at: _Field) -> bool:
    """Whether the field's check digit, which follows it, is right."""
    return _confirms(_at(rows, at), rows[at.row][at.start + at.length])


def _confirms(text: str, digit: str) -> bool:
    return digit.isdecimal() and zone_digit(text) == int(digit)


def _plain(text: str) -> str:
    """Without fillers."""
    return " ".join(text.replace("<", " ").split())


def _at(rows: Sequence[str], at: _Field) -> str:
    return rows[at.row][at.start : at.start + at.length]


def _fitted(text: str, width: int) -> str | None:
    """The row at its right length: engines miscount fillers, so the longest run of them gives or takes."""
    text = _FILLERS_READ_AS_LETTERS.sub(lambda m: "<" * len(m[0]), text)
    runs = sorted(re.finditer("<+", text), key=lambda m: m.end() - m.start())
    missing = width - len(text)
    if not missing:
        return text
    if not runs or abs(missing) > 8 or (missing < 0 and runs[-1].end() - runs[-1].start() + missing < 1):
        return None
    at = runs[-1].start()
    return text[:at] + "<" * missing + text[at:] if missing > 0 else text[:at] + text[at - missing :]


def _repaired(form: _Format, rows: Sequence[str]) -> list[str]:
    """Letters where only letters can be, digits where only digits can, and a number that its check digit confirms."""
    code = list(rows)
    for fields, table in ((form.letters, TO_LETTERS), (form.digits, TO_DIGITS)):
        for f in fields:
            row = code[f.row]
            code[f.row] = (
                row[: f.start] + row[f.start : f.start + f.length].translate(table) + row[f.start + f.length :]
            )
    number = form.number
    row, end = code[number.row], number.start + number.length
    held = _confirmed(row[number.start : end], row[end])
    code[number.row] = row[: number.start] + held + row[end:]
    return code


def _confirmed(number: str, digit: str) -> str:
    """The number with letters read for digits put right, where just one such reading fits the check digit."""
    doubtful = [i for i, c in enumerate(number) if c in LETTERS_LIKE_DIGITS]
    if not digit.isdecimal() or _confirms(number, digit) or len(doubtful) > _MOST_DOUBTFUL:
        return number
    swaps = (at for count in range(1, len(doubtful) + 1) for at in combinations(doubtful, count))
    readings = ("".join(c.translate(TO_DIGITS) if i in at else c for i, c in enumerate(number)) for at in swaps)
    fits = [reading for reading in readings if _confirms(reading, digit)]
    return fits[0] if len(fits) == 1 else number


def _dates(birth: str, expiry: str, page: Page) -> tuple[date | None, date | None]:
    """Two-digit years get their century from a date printed in full, else from life: born well before the expiry."""
    printed = {found.value for line in page.lines for found in find_dates(line.text)}
    ends = _in_century(expiry, 2000)
    born = next((day for day in printed if day.strftime("%y%m%d") == birth and day.year < 2100), None)
    if born is None:
        late = _in_century(birth, 2000)
        born = late if late and ends and late.year < ends.year - 2 else _in_century(birth, 1900)
    return born, ends


def _in_century(yymmdd: str, century: int) -> date | None:
    try:
        return date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6]))
    except ValueError:
        return None


def _dated(day: date | None, rows: Sequence[str], at: _Field, lines: Sequence[str]) -> Value:
    if day is None:
        return Value("")
    return Value(written(day), (lines[at.row],), _at(rows, at))


def _sex(sex: str, rows: Sequence[str], at: _Field, lines: Sequence[str]) -> Value:
    """A single letter is looked for with what stands around it."""
    if sex not in ("M", "F"):
        return Value("")
    return Value(sex, (lines[at.row],), rows[at.row][at.start - 1 : at.start + 2])
