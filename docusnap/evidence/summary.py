"""What an answer says in words of its own, held against the pages: title, description, tags, names of keys and blanks.

Such words need not stand on the pages: "Receipt from …" is said of one that nowhere says so. But no fact may be new.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from docusnap.domain.answer import Answer
from docusnap.domain.dates import find_dates
from docusnap.domain.field_labels import is_unnamed, without_number
from docusnap.domain.page import Line, Page, Segment, Word
from docusnap.domain.result import Caution, Evidence
from docusnap.evidence.match import finders
from docusnap.evidence.text_index import Stream, fold
from docusnap.evidence.work import Work

_ADDRESS = re.compile(r"://|@|www\.|\w\.[^\W\d_]{2,}\b")
_FEWEST_DIGITS = 3
"""A number of fewer may be a count."""
_AROUND = ".,;:()[]\"'“”’"
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_FACTS = 100
_NUMBER_OF_KEY = re.compile(r"(?<![\d.,])[ .]?\(?\d{1,3}\)?$")


def unfounded(
    answer: Answer, evidence: Mapping[str, Evidence | None], pages: Sequence[Page], work: Work, *, day_first: bool
) -> Iterator[Caution]:
    """A `not_on_page` for what holds a date, number or address that the pages do not, for a title or description of
    which no word stands there, and for a blank that has no such label.

    Raises TooMuchWork.
    """
    known = _Known(answer, evidence, pages, work, day_first)
    written = (("title", answer.title), ("description", answer.description))
    for name, text in written if any(page.segments for page in pages) else ():  # nothing read: told as that
        if not known.bears_out(text) or not known.has_a_word_of(text):
            yield Caution(name, "not_on_page")
    if not all(map(known.bears_out, answer.tags)):
        yield Caution("tags", "not_on_page")
    for key, found in evidence.items():
        if found is not None and not known.bears_out(_NUMBER_OF_KEY.sub("", key)):
            yield Caution(key, "not_on_page")
    for blank in answer.blanks:
        if not is_unnamed(blank.label) and not known.has_label(without_number(blank.label)):
            yield Caution(blank.label, "not_on_page")


class _Known:
    """What the pages say, and the values that were found on them."""

    def __init__(
        self,
        answer: Answer,
        evidence: Mapping[str, Evidence | None],
        pages: Sequence[Page],
        work: Work,
        day_first: bool,
    ) -> None:
        values = [_line(value.text) for key, value in answer.kv.items() if evidence.get(key)]
        self._work = work
        self._streams = [*(Stream(page.lines, work) for page in pages), Stream(values, work)]
        self._labels = {fold(mark.label) for page in pages for mark in page.marks}
        self._words = {fold(word) for stream in self._streams for word in _WORD.findall(stream.text)}
        self._dates = {d.value for s in self._streams for order in (True, False) for d in s.dates(order)}
        self._day_first = day_first

    def bears_out(self, text: str) -> bool:
        """Whether every date, number and address in the text is known."""
        self._work.spend(2 * len(text))
        for found in reversed(list(find_dates(text, day_first=self._day_first))):
            if found.value not in self._dates:
                return False
            text = text[: found.start] + " " + text[found.end :]
        facts = set(filter(_is_fact, text.split()))
        return len(facts) <= _MOST_FACTS and all(map(self._stands, facts))

    def has_a_word_of(self, text: str) -> bool:
        """Whether one of its words is known; a text without words needs none."""
        words = set(_WORD.findall(text))
        return not words or any(fold(word) in self._words for word in words) or any(map(self._stands, words))

    def has_label(self, label: str) -> bool:
        """Whether a blank can be called so: in print, though in pieces, or by the file itself."""
        words = set(map(fold, _WORD.findall(label)))
        pieces = bool(words) and words <= self._words and self.bears_out(label)
        return pieces or fold(label) in self._labels or self._stands(label)

    def _stands(self, text: str) -> bool:
        self._work.spend(2 * len(text))
        ways = finders(text.strip(_AROUND), day_first=self._day_first, pieces_anywhere=True)
        return any(next(way(stream), None) for way in ways for stream in self._streams)


def _is_fact(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS or _ADDRESS.search(text) is not None


def _line(text: str) -> Line:
    """A value as if it were printed, to look for facts in it the same way."""
    return Line("", (Segment(text, (Word(text, (0, 0, 1, 1), 1.0),)),))
