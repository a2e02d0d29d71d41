"""The numbers of lines that tax forms print before each space to write in: they are neither label nor value."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from docusnap.domain.page import Page, Word

_NUMBER = re.compile(r"(\d{1,2})([a-z]?)")
_FEWEST, _FEWEST_LETTERED = 5, 2
"""Numbers in a column; of them, such as have a letter (2a): plain numbers in a row may well be answers."""
_IN_ORDER = 0.8
"""Of a column's numbers, as single ones are misread ("80" for "8o")."""
_FEWEST_REPEATED, _REPEATED = 3, 0.6
"""Numbers, and share of a column's, that the column at the left has in the same rows: where each line begins."""
_ABOVE, _BELOW = 0.7, 6.0
"""Heights of a line between a line's first row, which has its number, and the last, which has it again."""


def line_numbers(page: Page, height: float) -> frozenset[Word]:
    """The words that number lines. `height`: of a line of text.

    They stand in one column that counts upwards, some with letters, or whose numbers stand in front of the same lines
    as well.
    """
    words = [w for w in page.words if _NUMBER.fullmatch(w.text)]
    columns: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        if columns and _middle(word) - _middle(columns[-1][-1]) < 0.5 * height:
            columns[-1].append(word)
        else:
            columns.append([word])
    counting = [column for column in columns if _counts_up(column)]
    found = {w for column in counting if _is_lettered(column) for w in column}
    for n, left in enumerate(columns):
        for right in columns[n + 1 :] if left in counting else ():
            repeated = [(b, a) for b in right for a in left if _is_repeated(a, b, height)]
            if len(repeated) >= max(_FEWEST_REPEATED, _REPEATED * len(right)):
                found.update(w for pair in repeated for w in pair)
    return frozenset(found)


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2


def _counted(word: Word) -> tuple[int, str]:
    found = _NUMBER.fullmatch(word.text)
    return (int(found[1]), found[2]) if found else (0, "")


def _counts_up(column: Sequence[Word]) -> bool:
    """Most of its numbers are each greater than the last."""
    rising: list[tuple[int, str]] = []  # the least end of a row of numbers that rises, by its length
    for word in sorted(column, key=lambda w: w.box[1]):
        count = _counted(word)
        rising[(at := bisect_left(rising, count)) : at + 1] = [count]
    return len(rising) >= max(_FEWEST, _IN_ORDER * len(column))


def _is_lettered(column: Sequence[Word]) -> bool:
    return sum(bool(_counted(w)[1]) for w in column) >= _FEWEST_LETTERED


def _is_repeated(first: Word, last: Word, height: float) -> bool:
    """Both number one line: where it begins, and before the space at its end."""
    down = last.box[1] - first.box[1]
    return _counted(first)[0] == _counted(last)[0] and -_ABOVE * height < down < _BELOW * height
