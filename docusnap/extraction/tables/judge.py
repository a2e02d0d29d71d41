"""Whether rows and columns of cells are a table, and whether its first rows are headings."""

import re
from collections.abc import Sequence
from statistics import mean
from typing import Literal

from docusnap.domain.amounts import FoundAmount, find_amounts
from docusnap.domain.currencies import SIGN
from docusnap.domain.dates import find_dates

Form = Literal["", "number", "date", "code", "text"]
"""What a cell looks like; "" is an empty one."""

_LABEL = re.compile(
    r"[:：]\s*$|[:：]\s*[_.…]{2,}$|_{3,}|\.{4,}|^\W*[^\W\d_][^:：]{1,30}[:：]\s?\S"
    r"|[□☐☑☒]|\[ ?[xX]?\]|(?<!\S)[xX]_|(?<!\S)_\w"
)
"""A label, with an answer or without, or something to tick: what forms are made of."""
_BESIDE_NUMBER = re.compile(rf"{SIGN}|[%()+\-−–*#]|(?<=\d)\s?[A-Z]{{1,2}}$", re.IGNORECASE)
_MOST_LABELS = 0.15
_PROSE = 4.5
_MOST_HEADS = 2
_LONGEST_HEADING = 8
_ALIKE = 0.7


def form_of(text: str) -> Form:
    """What the text of a cell looks like."""
    text = text.strip()
    if not text:
        return ""
    amounts = list(find_amounts(text))
    if len(amounts) == 1 and not re.sub(r"[^\w]", "", _BESIDE_NUMBER.sub("", _outside(text, amounts[0]))):
        return "number"
    dates = list(find_dates(text))
    if len(dates) == 1 and len(text) - (dates[0].end - dates[0].start) < 8:
        return "date"
    return "code" if sum(map(str.isdigit, text)) * 3 >= sum(map(str.isalnum, text)) > 0 else "text"


def _outside(text: str, amount: FoundAmount) -> str:
    return f"{text[: amount.start]} {text[amount.end :]}"


def count_of_headings(texts: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are headings: short words above columns of numbers; 0 where that is unclear."""
    forms = [[form_of(text) for text in row] for row in texts]
    columns = range(len(forms[0]))
    for heads in range(1, min(_MOST_HEADS, len(forms) - 2) + 1):
        names = [" ".join(texts[row][c] for row in range(heads) if texts[row][c]) for c in columns]
        measured = [c for c in columns if _measured(forms[heads:], c)]
        over_numbers = any(forms[row][c] in ("number", "date") for c in measured for row in range(heads))
        unnamed = [c for c in columns if not names[c]]
        if (
            measured
            and not over_numbers
            and sum(not names[c] for c in measured) * 4 < len(measured)
            and len(unnamed) < len(names) - 1
            and (unnamed in ([], [0]) or len(unnamed) * 4 <= len(names))
            and all(sum(map(bool, texts[row])) > 1 for row in range(heads))
            and all(_may_head(name) for name in names)
        ):
            return heads
    return 0


def _may_head(name: str) -> bool:
    """Few words, no label with its answer, no long number."""
    return len(name.split()) <= _LONGEST_HEADING and sum(map(str.isdigit, name)) < 3 and not _LABEL.search(name)


def _measured(forms: Sequence[Sequence[Form]], column: int) -> bool:
    """Most of the column's cells are numbers, or dates, or codes."""
    found = [row[column] for row in forms if row[column]]
    alike = max((found.count(form) for form in ("number", "date", "code")), default=0)
    return bool(found) and len(found) * 2 >= len(forms) and alike >= _ALIKE * len(found)


def is_table(texts: Sequence[Sequence[str]], heads: int, *, ruled: bool, listed: bool) -> bool:
    """Whether the rows, headings and all, are a table: cells of a column are alike, and are no labels with answers.

    `ruled`: they are shut in by lines, or lines part them. `listed`: the paper lists what was sold, and sums of it,
    which are told as its items; then only rows with headings for three columns are a table.
    """
    columns = len(texts[0])
    body = texts[heads:]
    cells = [text for row in body for text in row if text]
    if len(body) < 2 or sum(bool(_LABEL.search(text)) for text in cells) > _MOST_LABELS * len(cells):
        return False
    forms = [[form_of(text) for text in row] for row in body]
    filled = len(cells) / (len(body) * columns)
    wordy = sum(_words(body, column) > _PROSE for column in range(columns))
    measured = sum(_measured(forms, column) for column in range(columns))
    if (wordy > 1 and wordy * 2 > columns - measured) or filled < 0.4:
        return False
    if heads:
        return columns > 2 and (measured > 1 or len(body) > 2) if columns > 2 or listed else len(body) > 3
    if listed or (wordy and measured < 3) or columns < 3 or len(body) < 3:
        return False
    return measured > 1 and filled > 0.6 if not ruled else measured > 0 or filled > 0.8


def _words(rows: Sequence[Sequence[str]], column: int) -> float:
    counts = [len(row[column].split()) for row in rows if row[column]]
    return mean(counts) if counts else 0.0
