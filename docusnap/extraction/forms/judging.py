"""How likely a label and its value are right, judged among everything that was chosen on their page.

What the network and the rules say of a pair is known already; what stands around it tells more: words left over beside
or under a value speak for a value that was cut off, wide gaps inside one for two that were joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.candidates import Candidate
from docusnap.extraction.forms.network import KINDS, Reading
from docusnap.extraction.forms.tokens import Token, Tokens

_ANSWER = KINDS.index("answer")
_FARTHEST = 30.0
"""Heights of a line; what is farther away is as good as not there."""
_LONGEST_LABEL, _LONGEST_VALUE, _MOST_WORDS = 60, 200, 40


@dataclass(frozen=True, slots=True)
class _Around:
    """How far the next words stand to the left and right of a thing; whether words that nothing claims do so below
    and above; how likely those below are written."""

    left: float = _FARTHEST
    right: float = _FARTHEST
    free_below: float = 0.0
    free_above: float = 0.0
    written_below: float = 0.0


class Neighbourhood:
    """What stands around the pairs that were chosen on one page, as numbers."""

    def __init__(self, tokens: Tokens, reading: Reading, chosen: Sequence[Candidate]) -> None:
        """`chosen`: everything that was found on the page, blanks too."""
        self._tokens, self._height = tokens, tokens.height
        self._boxes = np.array([t.box for t in tokens.tokens], float).reshape(-1, 4)
        self._middles = (self._boxes[:, 1] + self._boxes[:, 3]) / 2
        self._words = tokens.is_word
        self._written = reading.kinds[:, _ANSWER]
        self._free = self._words.copy()
        for c in chosen:
            self._free[[*c.name, *c.value, *c.options]] = False
        self._lefts = np.array([min(t.box[0] for t in self._of(c.name)) for c in chosen if c.value])
        confidences = [t.confidence for t in tokens.tokens if t.mark is None]
        answers = reading.kinds[self._words].argmax(axis=1) == _ANSWER
        self._page = [float(np.mean(confidences)), float(answers.mean()), float(len(self._lefts))]

    def of(self, pair: Candidate) -> list[float]:
        """Those of one pair, in heights of a line."""
        label, value = pair.label.text, pair.said
        letters, digits, size = _spelled(value)
        found = [*self._page, *_lengths(label, value), digits / size, letters / size]
        found += [float(value[:1].islower()), float(label[:1].islower())]
        name = self._around(pair.name)
        if not pair.value:  # a box that was ticked, no word
            return [*found, *[0.0] * 9, *_told(name), *_told(_Around()), 0.0, 1.0]
        around = self._around(pair.value)
        left = min(t.box[0] for t in self._of(pair.name))
        aligned = float((abs(self._lefts - left) < self._height).sum() - 1)
        read = float(np.mean([t.confidence for t in self._of(pair.value)]))
        return [*found, *self._placed(pair), *_told(name), *_told(around), aligned, read]

    def _of(self, members: Sequence[int]) -> list[Token]:
        return [self._tokens.tokens[n] for n in members]

    def _placed(self, pair: Candidate) -> list[float]:
        """How value and label stand to each other, and how the value is spread."""
        name, value = self._box(pair.name), self._box(pair.value)
        last, first = self._boxes[max(pair.name)], self._boxes[min(pair.value)]
        words = sorted(pair.value, key=lambda n: (round(self._boxes[n][1] / self._height), self._boxes[n][0]))
        tokens = [self._tokens.tokens[n] for n in pair.value]
        return [
            _held(value[0] - name[2], self._height, 20),
            _held((value[1] + value[3] - name[1] - name[3]) / 2, self._height, 10),
            _held(first[0] - last[2], self._height, 20),
            _held((first[1] + first[3] - last[1] - last[3]) / 2, self._height, 5),
            (value[3] - value[1]) / self._height,
            (value[2] - value[0]) / self._height,
            self._widest_gap(words),
            float(len({t.line for t in tokens})),
            float(len({t.segment for t in tokens})),
        ]

    def _widest_gap(self, words: Sequence[int]) -> float:
        """Between two neighbouring words of a row."""
        pairs = ((self._boxes[a], self._boxes[b]) for a, b in pairwise(words))
        gaps = [(b[0] - a[2]) / self._height for a, b in pairs if abs(b[1] - a[1]) < 0.5 * self._height]
        return float(max(gaps, default=0.0))

    def _box(self, members: Sequence[int]) -> Box:
        return enclosing([self._tokens.tokens[n].box for n in members])

    def _around(self, members: Sequence[int]) -> _Around:
        h, boxes = self._height, self._boxes
        others = self._words.copy()
        others[list(members)] = False
        x0, top, x1, bottom = self._box(members)
        first, last = min(members), max(members)
        in_first, in_last = (others & (abs(self._middles - self._middles[n]) < 0.5 * h) for n in (first, last))
        before = boxes[in_first & (boxes[:, 2] <= boxes[first, 0] + 0.3 * h), 2]
        behind = boxes[in_last & (boxes[:, 0] >= boxes[last, 2] - 0.3 * h), 0]
        in_column = others & (boxes[:, 0] < x1) & (boxes[:, 2] > x0)
        below = in_column & (self._middles > bottom - 0.2 * h) & (self._middles < bottom + 1.3 * h)
        above = in_column & (self._middles < top + 0.2 * h) & (self._middles > top - 1.3 * h)
        return _Around(
            _held(boxes[first, 0] - before.max(initial=-np.inf), h, _FARTHEST),
            _held(behind.min(initial=np.inf) - boxes[last, 2], h, _FARTHEST),
            float((below & self._free).any()),
            float((above & self._free).any()),
            float(self._written[below].max(initial=0.0)),
        )


def _told(around: _Around) -> list[float]:
    return [around.left, around.right, around.free_below, around.free_above, around.written_below]


def _held(distance: float, height: float, most: float) -> float:
    return float(np.clip(distance / height, -most, most))


def _spelled(text: str) -> tuple[int, int, int]:
    """Letters, digits, and all characters but spaces, at least one."""
    return sum(c.isalpha() for c in text), sum(c.isdigit() for c in text), max(1, len(text.replace(" ", "")))


def _lengths(label: str, value: str) -> list[float]:
    return [
        float(min(_LONGEST_LABEL, len(label))),
        float(min(_LONGEST_VALUE, len(value))),
        float(min(_MOST_WORDS, len(value.split()))),
    ]
