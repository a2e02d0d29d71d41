"""Cuts what the engine read into the pieces a form is made of: a label, a value, a choice.

An engine glues a label to its value and neighbouring labels to each other. They part at colons, wide gaps, underscores
and dotted leaders, at the ends of ruled lines and at the edges of frames.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median

from docusnap.domain.page import Box, Line, Mark, Page, Segment, Word, enclosing
from docusnap.extraction.forms.numbering import line_numbers
from docusnap.extraction.forms.words import is_filled_in, is_tick, names_something

_LEADER = re.compile(r"_{2,}|\.{3,}|^\.{2,}$|(?:\. ){3,}\.?|…+|[‐-―—-]{4,}")
_TURN = re.compile(r"[^\d\s:：][:：](?!//)|(?<=[^\W\d])_(?=\w)|[a-z](?=[A-Z\d\"])|[A-Z](?=\d|[A-Z][a-z])")
"""Where a word may be two that were read without the space between them; behind a colon it always is."""

_MOST_PARTS = 300
"""Of one segment; what is behind them is no form."""

_CORE, _CROSSED = (0.2, 0.75), 0.7
"""Parts of a word's height between which its small letters stand; share of a line that runs through such."""

_TICK_GLYPHS = "□☐☑☒■✓✔"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is one thing on the form. `line` is the id of the printed line it stands on.

    `leads`: blank writing space printed as characters (underscores, dots) follows it.
    """

    text: str
    box: Box
    line: str
    leads: bool = False

    @property
    def height(self) -> float:
        """Of its box, in pixels."""
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        """Halfway down its box."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def asks(self) -> bool:
        """Ends as a question to the reader does."""
        return self.text.rstrip().endswith((":", "："))


@dataclass(frozen=True, slots=True)
class Part:
    """A run of characters without a cut inside. `joined`: no space before it."""

    text: str
    box: Box
    cut_before: bool
    leads: bool = False
    joined: bool = False


def text_height(page: Page) -> float:
    """Of the page's usual line, in pixels."""
    return median([s.box[3] - s.box[1] for s in page.segments] or [page.height / 60])


class Rules:
    """The ruled lines long enough to write on, found by their height on the page."""

    def __init__(self, page: Page, height: float) -> None:
        boxes = (m.box for m in page.marks if m.kind == "rule" and m.box[2] - m.box[0] >= 1.5 * height)
        self.boxes = sorted((b for b in boxes if not _is_print(b, page.words)), key=_middle)
        self._middles = [_middle(b) for b in self.boxes]

    def between(self, top: float, bottom: float) -> list[Box]:
        """The lines whose middles are between two heights, top to bottom."""
        return self.boxes[bisect_left(self._middles, top) : bisect_right(self._middles, bottom)]


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _is_print(rule: Box, words: Sequence[Word]) -> bool:
    """Whether a line runs through the middle of words all along: blurred print is taken for one."""
    crossed = (w.box for w in words if _crosses(rule, w.box))
    return sum(min(b[2], rule[2]) - max(b[0], rule[0]) for b in crossed) > _CROSSED * (rule[2] - rule[0])


def _crosses(rule: Box, word: Box) -> bool:
    if word[0] >= rule[2] or word[2] <= rule[0]:
        return False
    top, bottom = _CORE
    return word[1] + top * (word[3] - word[1]) < _middle(rule) < word[1] + bottom * (word[3] - word[1])


def tick_boxes(page: Page) -> list[Mark]:
    """The page's check boxes: those a PDF declares, else those drawn, without letters that only look like one."""
    declared = [m for m in page.marks if m.kind == "check_box" and m.label]
    if declared:
        return declared
    letters = [w for w in page.words if any(c.isalnum() for c in w.text) and not is_tick(w.text)]
    return [m for m in page.marks if m.kind == "check_box" and not any(_is_part(m.box, w) for w in letters)]


def _is_part(square: Box, word: Word) -> bool:
    """The square is one of the word's letters; of a single letter it must be the whole."""
    x, y = (square[0] + square[2]) / 2, (square[1] + square[3]) / 2
    if not (word.box[0] - 2 <= x <= word.box[2] + 2 and word.box[1] <= y <= word.box[3]):
        return False
    return sum(c.isalnum() for c in word.text) > 1 or word.box[2] - word.box[0] < 2 * (square[2] - square[0])


def pieces_of(page: Page, *, numbered: bool = False) -> list[Piece]:
    """All the pieces of a page, top to bottom and left to right; with `numbered`, the numbers of its lines too."""
    height = text_height(page)
    rules = Rules(page, height)
    frames = [m.box for m in page.marks if m.kind == "box"]
    ticks = [m.box for m in tick_boxes(page)]
    numbers = frozenset[Word]() if numbered else line_numbers(page, height)
    found: list[Piece] = []
    for line in page.lines:
        for segment in line.segments:
            edges = _edges(segment, rules, frames, ticks)
            found += _pieces(segment, line.id, edges, numbers)
    return found


def page_parts(page: Page) -> Iterator[tuple[Line, Segment, list[Part]]]:
    """Each segment's words cut at colons, leaders, and where something drawn begins or ends; in reading order."""
    height = text_height(page)
    rules, numbers = Rules(page, height), line_numbers(page, height)
    frames = [m.box for m in page.marks if m.kind == "box"]
    ticks = [m.box for m in tick_boxes(page)]
    for line in page.lines:
        for segment in line.segments:
            edges = _edges(segment, rules, frames, ticks)
            yield line, segment, list(islice(_parts(segment, edges, numbers), _MOST_PARTS))


def _edges(segment: Segment, rules: Rules, frames: Sequence[Box], ticks: Sequence[Box]) -> list[float]:
    """Where, from left to right, something drawn begins or ends under or beside the text."""
    x0, y0, x1, y1 = segment.box
    height = y1 - y0
    edges: list[float] = []
    for r in rules.between(y1 - 0.45 * height, y1 + 0.5 * height):
        if not _underlines(r, segment):
            edges += [x for x in (r[0], r[2]) if x0 < x < x1]
    middle = (y0 + y1) / 2
    for f in frames:
        if f[1] <= middle <= f[3]:
            edges += [x for x in (f[0], f[2]) if x0 < x < x1]
    for t in ticks:
        if t[1] - 0.3 * height <= middle <= t[3] + 0.3 * height:
            edges += [x for x in (t[0], t[2]) if x0 < x < x1]
    return edges


def _underlines(rule: Box, segment: Segment) -> bool:
    """Emphasis, or a smear, not a line to write on: short inside the text, or it ends with the text."""
    x0, y0, x1, y1 = segment.box
    height = y1 - y0
    inside = x0 + 2 * height < rule[0] and rule[2] < x1 - 2 * height and 2 * height < rule[2] - rule[0] < 5 * height
    if not inside and not (rule[0] > x0 + height and abs(rule[2] - x1) < height):
        return False
    before = " ".join(w.text for w in segment.words if w.box[2] <= rule[0] + 0.5 * height)
    return not names_something(before.rpartition(":")[2]) and not before.endswith((":", "_"))


def _pieces(segment: Segment, line: str, edges: Sequence[float], numbers: frozenset[Word]) -> Iterator[Piece]:
    """Runs of parts between the cuts; a value before a label that ends in a colon is cut off it."""
    run: list[Part] = []
    height = segment.box[3] - segment.box[1]
    spaced = " " in segment.text.strip() or len(segment.words) == 1
    parts = islice(_parts(segment, edges, numbers), _MOST_PARTS)
    for part in parts:
        if run and (part.cut_before or _apart(run[-1].box, part.box, height, edges)):
            yield _piece(run, line, spaced)
            run = []
        if part.text:
            if part.text.endswith((":", "：")) and len(run) > 0 and is_filled_in(" ".join(p.text for p in run)):
                yield _piece(run, line, spaced)
                run = []
            run.append(part)
        if part.leads and run:
            run[-1] = replace(run[-1], leads=True)
            yield _piece(run, line, spaced)
            run = []
    if run:
        yield _piece(run, line, spaced)


def _apart(left: Box, right: Box, height: float, edges: Sequence[float]) -> bool:
    """Two neighbouring words belong to different things."""
    if right[0] - left[2] > 1.1 * height:
        return True
    slack = 0.45 * height
    return any(left[2] - slack <= x <= right[0] + slack for x in edges)


def _parts(segment: Segment, edges: Sequence[float], numbers: frozenset[Word]) -> Iterator[Part]:
    """Words cut further at colons and leaders; a leader, or the number of a line, becomes a part without text."""
    after_colon = False
    for word in segment.words:
        if word in numbers:
            yield Part("", word.box, cut_before=False, leads=True)
            continue
        width = (word.box[2] - word.box[0]) / max(1, len(word.text))
        slack = 0.6 * (word.box[3] - word.box[1])
        for start, end, kind in _cuts(word.text):
            x = word.box[0] + start * width
            box = (x, word.box[1], word.box[0] + end * width, word.box[3])
            if kind == "leader":
                yield Part("", box, cut_before=False, leads=True)
                after_colon = False
                continue
            text = word.text[start:end].strip("_") or "_"
            glued = kind == "turn" and word.text[start - 1] != "_"
            at_edge = kind == "turn" and any(abs(e - x) <= slack for e in edges)
            yield Part(text, box, cut_before=after_colon or at_edge or text[0] in _TICK_GLYPHS, joined=glued)
            after_colon = text.endswith((":", "："))


def _cuts(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of a word that could be things of their own: "plain", after a "turn" inside it, or a "leader"."""
    at = 0
    for leader in _LEADER.finditer(text):
        yield from _turns(text, at, leader.start())
        yield leader.start(), leader.end(), "leader"
        at = leader.end()
    yield from _turns(text, at, len(text))


def _turns(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    at, kind = start, "plain"
    for turn in _TURN.finditer(text, start, end):
        if start < turn.end() < end:
            yield at, turn.end(), kind
            at, kind = turn.end(), "turn"
    if at < end:
        yield at, end, kind


def _piece(run: Sequence[Part], line: str, spaced: bool) -> Piece:
    """The run as one piece."""
    text = run[0].text
    for part in run[1:]:
        text += part.text if part.joined or not spaced else " " + part.text
    return Piece(text, enclosing([p.box for p in run]), line, leads=run[-1].leads)
