"""Words laid out as one string of letters and digits, each of which knows where on the page it stands."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from docusnap.domain.amounts import find_amounts
from docusnap.domain.currencies import is_beside
from docusnap.domain.dates import FoundDate, find_dates
from docusnap.domain.lookalikes import TO_DIGITS
from docusnap.domain.page import Box, Line, Word, enclosing
from docusnap.evidence.work import Work, unbounded

_SEVERAL_LINES = 1.5
"""Heights of a word from which on a box goes around several lines."""
_NARROW, _WIDE = 0.5, 1.4
_NARROW_LETTERS, _WIDE_LETTERS = frozenset("iIjlft.,:;'|!()[]"), frozenset("mwMWQO@%&")
"""Widths of letters beside that of a digit."""
_DIGITS = re.compile(r"(?<![\w.,])\d+(?![.,]?\w)")
MOST_TEXT = 200_000
"""Characters of a page after which no more is searched."""
_ZONE = re.compile(r"(?<![A-Z0-9<«])(?=[A-Z0-9«]*+<)[A-Z0-9<«]{20,}")


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not "\u0300" <= c <= "\u036f")
    return "".join(c for c in unicodedata.normalize("NFC", plain).casefold() if c.isalnum())


def fold(text: str) -> str:
    """Letters and digits only: no case, no accents, full-width forms made plain."""
    return "".join(map(_folded, text))


@lru_cache(maxsize=8192)
def is_cjk(char: str) -> bool:
    """Whether the script writes no spaces between words."""
    return (
        "\u3040" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or char > "\U0001ffff"
    )


def amount_of(text: str) -> Decimal | None:
    """The amount that a text is, if there is nothing else in it than its currency."""
    found = list(find_amounts(text))
    if len(found) != 1:
        return None
    around = fold(text[: found[0].start]), fold(text[found[0].end :])
    return found[0].value if all(not part or is_beside(part) for part in around) else None


@dataclass(frozen=True, slots=True)
class Span:
    """Letters and digits [start, end) of a stream's folded text."""

    start: int
    end: int


class Stream:
    """Words of one page in reading order. `text` is what is printed, `folded` its letters and digits."""

    def __init__(self, lines: Sequence[Line], work: Work | None = None) -> None:
        self.work = work or unbounded()
        self.words: list[Word] = []
        self._starts: list[int] = []  # of each word in `text`
        self._lines: list[int] = []  # of each word, counted from the stream's first
        parts: list[str] = []
        folded: list[str] = []
        self._at: list[int] = []  # of each folded letter in `text`
        length = 0
        for number, line in enumerate(lines):
            for word in line.words if length < MOST_TEXT else ():
                if parts:
                    glue = "" if parts[-1] and word.text and is_cjk(parts[-1][-1]) and is_cjk(word.text[0]) else " "
                    parts.append(glue)
                    length += len(glue)
                self.words.append(word)
                self._starts.append(length)
                self._lines.append(number)
                parts.append(word.text)
                for i, char in enumerate(word.text):
                    letters = _folded(char)
                    folded.append(letters)
                    self._at.extend([length + i] * len(letters))
                length += len(word.text)
        self.text = "".join(parts)
        self.folded = "".join(folded)
        self._dates: dict[bool, list[FoundDate]] = {}

    def dates(self, day_first: bool) -> list[FoundDate]:
        """The dates in `text`."""
        if day_first not in self._dates:
            self._dates[day_first] = list(find_dates(self.text, day_first=day_first))
        return self._dates[day_first]

    @cached_property
    def amounts(self) -> defaultdict[Decimal, list[tuple[int, int]]]:
        """Where in `text` each amount stands."""
        places: defaultdict[Decimal, list[tuple[int, int]]] = defaultdict(list)
        for found in find_amounts(self.text):
            places[found.value].append((found.start, found.end))
        return places

    @cached_property
    def digits(self) -> defaultdict[str, list[tuple[int, int]]]:
        """Where in `text` each row of nothing but digits stands."""
        places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for m in _DIGITS.finditer(self.text):
            places[m.group()].append(m.span())
        return places

    def in_zone(self, letter: int) -> bool:
        """Whether a letter stands in the machine-readable zone of an identity paper, where fields touch."""
        return _ZONE.fullmatch(self.words[self._word_of(letter)].text) is not None

    @cached_property
    def as_digits(self) -> str:
        """The folded text, with every letter that is ever taken for a digit as that digit."""
        return self.folded.translate(TO_DIGITS)

    def raw(self, span: Span) -> str:
        """What is printed there, from its first letter to its last."""
        return self.text[self._at[span.start] : self._at[span.end - 1] + 1]

    def span(self, start: int, end: int) -> Span | None:
        """The letters within `text[start:end]`, None if there are none."""
        first, last = bisect_left(self._at, start), bisect_left(self._at, end)
        return Span(first, last) if last > first else None

    def apart(self, before: int) -> bool:
        """Whether something (space, punctuation) stands between this letter and the next."""
        return self._at[before + 1] - self._at[before] > 1

    def line_of(self, letter: int) -> int:
        """The line on which a letter stands, counted from the stream's first."""
        return self._lines[self._word_of(letter)]

    def line_text(self, letter: int) -> str:
        """What is printed on the line on which a letter stands."""
        number = self.line_of(letter)
        first, last = bisect_left(self._lines, number), bisect_left(self._lines, number + 1)
        end = self._starts[last] if last < len(self.words) else len(self.text)
        return self.text[self._starts[first] : end].strip()

    def printed(self, span: Span) -> str:
        """What is printed there, whole words with their punctuation."""
        first, last = self._at[span.start], self._at[span.end - 1]
        parts = self.words_in(span)
        head, tail = self.words[self._word_of(span.start)], self.words[self._word_of(span.end - 1)]
        if parts[0] is head:
            first = self._starts[self._word_of(span.start)]
        if parts[-1] is tail:
            last = self._starts[self._word_of(span.end - 1)] + len(tail.text) - 1
        return self.text[first : last + 1]

    def near(self, a: Span, b: Span) -> bool:
        """Whether b begins on one of the two lines below the end of a."""
        return 0 < self.line_of(b.start) - self.line_of(a.end - 1) <= 2

    def snapped(self, span: Span) -> Span:
        """The span with its ends moved to the nearest ends of words."""
        return Span(self._edge(span.start), max(self._edge(span.end), self._edge(span.start) + 1))

    def words_in(self, span: Span) -> list[Word]:
        """The words touched, each cut to the touched part of its text and box."""
        first, last = self._word_of(span.start), self._word_of(span.end - 1)
        return [self._cut(i, span) for i in range(first, last + 1)]

    def _word_of(self, letter: int) -> int:
        return bisect_left(self._starts, self._at[letter] + 1) - 1

    def _edge(self, at: int) -> int:
        """The end of a word that is nearest to a folded position, no more than half that word away."""
        if not 0 < at < len(self.folded):
            return at
        word = self._word_of(at)
        begin = bisect_left(self._at, self._starts[word])
        end = bisect_left(self._at, self._starts[word] + len(self.words[word].text))
        if any(is_cjk(c) for c in self.folded[begin:end]):
            return at
        return begin if at - begin <= end - at else end

    def _cut(self, index: int, span: Span) -> Word:
        word, start = self.words[index], self._starts[index]
        touched = self._at[span.start : span.end]
        letters = [i for i, c in enumerate(word.text) if _folded(c)]
        inside = [i for i in letters if touched[0] <= start + i <= touched[-1]]
        if not letters or (inside and (inside[0], inside[-1]) == (letters[0], letters[-1])):
            return word
        if not inside:
            return Word("", word.box, word.confidence, word.ink)
        a, b = inside[0], inside[-1] + 1
        ink = _part(word.ink, _share(word.text, a), _share(word.text, b)) if word.ink else None
        return Word(word.text[a:b], _part(word.box, a / len(word.text), b / len(word.text)), word.confidence, ink)


def _share(text: str, end: int) -> float:
    """How much of the width of the text the characters before `end` take, 0..1, as most faces print them."""
    widths = [_NARROW if c in _NARROW_LETTERS else _WIDE if c in _WIDE_LETTERS else 1.0 for c in text]
    return sum(widths[:end]) / sum(widths)


def _part(box: Box, start: float, end: float) -> Box:
    """The part of a word's box between two shares of its length, along its longer side if it runs downwards."""
    x0, y0, x1, y1 = box
    if y1 - y0 > 2 * (x1 - x0):
        return (x0, y0 + start * (y1 - y0), x1, y0 + end * (y1 - y0))
    return (x0 + start * (x1 - x0), y0, x0 + end * (x1 - x0), y1)


def around(words: Sequence[Word]) -> Box:
    """The smallest box around the ink of all the words; over several lines around the boxes of the lines, too."""
    inked = enclosing([w.place for w in words])
    lines = enclosing([w.box for w in words])
    if lines[3] - lines[1] < _SEVERAL_LINES * max(w.box[3] - w.box[1] for w in words):
        return inked
    return enclosing([inked, lines])
