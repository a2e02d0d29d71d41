"""The numbers of lines that tax forms print before each space to write in: they are neither label nor value."""

import re
from itertools import pairwise

from docusnap.domain.page import Page, Word

_NUMBER = re.compile(r"(\d{1,2})([a-z]?)")
_FEWEST, _FEWEST_LETTERED = 5, 2
"""Numbers in a column; of them, such as have a letter (2a): plain numbers in a row may well be answers."""


def line_numbers(page: Page, height: float) -> frozenset[Word]:
    """The words that number lines: in one column, counting upwards, some with letters. `height`: of a line of text."""
    words = [w for w in page.words if _NUMBER.fullmatch(w.text)]
    columns: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        if columns and _middle(word) - _middle(columns[-1][-1]) < 0.5 * height:
            columns[-1].append(word)
        else:
            columns.append([word])
    return frozenset(w for column in columns if _counts_up(column) for w in column)


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2


def _counts_up(column: list[Word]) -> bool:
    found = [_NUMBER.fullmatch(w.text) for w in sorted(column, key=lambda w: w.box[1])]
    counts = [(int(m[1]), m[2]) for m in found if m]
    lettered = sum(bool(letter) for _, letter in counts)
    return len(counts) >= _FEWEST and lettered >= _FEWEST_LETTERED and all(a < b for a, b in pairwise(counts))
