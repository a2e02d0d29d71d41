"""A page as it was read: words with boxes, the segments the engine found, and lines in reading order."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple

from docusnap.domain.quality import Quality

Box = tuple[float, float, float, float]
"""(x0, y0, x1, y1) in pixels of the upright page image; x1 >= x0, y1 >= y0."""

Corner = tuple[float, float]
"""(x, y) in pixels."""
Polygon = tuple[Corner, Corner, Corner, Corner]
"""The corners of what stands upright: its top left, top right, bottom right and bottom left."""

_MOST_BESIDE = 40
"""Segments of a line that are looked at for one that stands over another."""

MarkKind = Literal["rule", "box", "check_box", "field"]


def polygon_of(corners: Iterable[Iterable[float]]) -> Polygon:
    """The four corners, each as x and y."""
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d


def enclosing(boxes: list[Box]) -> Box:
    """The smallest box around all the given ones (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its text, where it stands and how sure the engine is (0..1).

    `box` is as the engine tells it, about as high as the line; `ink` lies around the ink of the word itself, None where
    that was not found.
    """

    text: str
    box: Box
    confidence: float
    ink: Box | None = None

    @property
    def place(self) -> Box:
        """Around the word as people see it: its ink where that is known."""
        return self.ink or self.box


@dataclass(frozen=True)
class Segment:
    """Text that the engine read in one go: neighbouring words of one printed line, left to right.

    `text` is what the engine read, with its own spacing (none between CJK words).
    """

    text: str
    words: tuple[Word, ...]

    @cached_property
    def box(self) -> Box:
        """Around all the words."""
        return enclosing([w.box for w in self.words])

    @cached_property
    def confidence(self) -> float:
        """Of the least sure word, 0..1."""
        return min(w.confidence for w in self.words)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn, not written: where a person may write or tick.

    `rule`: a horizontal ruled line; `box`: an empty frame or table cell; `check_box`: a small square, `value`
    "on" or "off"; `field`: an interactive PDF field with its `label` and current `value`. What a PDF declares has its
    full `name` there, and the most characters that it takes (`max_length`, 0 if it does not say).
    """

    kind: MarkKind
    box: Box
    label: str = ""
    value: str = ""
    name: str = ""
    max_length: int = 0


@dataclass(frozen=True)
class Line:
    """One printed line of the page, all its segments left to right, with the id that values cite ("p1.07")."""

    id: str
    segments: tuple[Segment, ...]

    @cached_property
    def text(self) -> str:
        """The segments' texts, a space between."""
        return " ".join(s.text for s in self.segments)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words, left to right."""
        return tuple(w for s in self.segments for w in s.words)

    @cached_property
    def box(self) -> Box:
        """Around all the segments."""
        return enclosing([s.box for s in self.segments])


@dataclass(frozen=True)
class Page:
    """One upright page with what was read on it. `number` counts from 1 over all files of the task.

    `width` and `height` are of the upright page at the size that it has in the file, in pixels, and all boxes are in
    them. `engine` read it ("text_layer": the PDF's own text); `damaged`: part of the picture is missing. The picture
    in the file stands upright when the paper with these `corners` in it (in the file's pixels, None: all of the
    picture) is laid flat, turned clockwise by `turn` degrees, then levelled by `skew` degrees.
    `quality`: the verdict on the picture; `text_layer_differs`: the text in the file is not what the page shows, and
    was left aside, which is found anew each time and not kept.
    """

    number: int
    width: int
    height: int
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    engine: str = field(default="", compare=False)
    damaged: bool = False
    turn: int = 0
    skew: float = 0.0
    corners: Polygon | None = None
    quality: Quality = field(default=Quality(), compare=False)
    text_layer_differs: bool = field(default=False, compare=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The page in reading order, top to bottom, each line with its id."""
        rows = _rows(self.segments)
        return tuple(Line(f"p{self.number}.{i:02d}", tuple(row)) for i, row in enumerate(rows, 1))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in reading order."""
        return tuple(w for line in self.lines for w in line.words)


def resized(page: Page, width: int, height: int) -> Page:
    """The same page in a frame of another size: every box with it, to a tenth of a pixel."""
    x, y = width / page.width, height / page.height

    def box(b: Box) -> Box:
        return (round(b[0] * x, 1), round(b[1] * y, 1), round(b[2] * x, 1), round(b[3] * y, 1))

    segments = tuple(
        Segment(s.text, tuple(Word(w.text, box(w.box), w.confidence, box(w.ink) if w.ink else None) for w in s.words))
        for s in page.segments
    )
    marks = tuple(replace(mark, box=box(mark.box)) for mark in page.marks)
    return replace(page, width=width, height=height, segments=segments, marks=marks)


def _rows(segments: tuple[Segment, ...]) -> list[list[Segment]]:
    """Segments whose middles are nearer than half a text height, both by the row's medians, stand on one line.

    Those that stand over each other are of two lines, however near; what is beside them goes with the nearer one.
    """
    rows: list[_Row] = []
    for one in sorted((_Placed(_middle(s), s.box[3] - s.box[1], s) for s in segments), key=itemgetter(0)):
        if not rows or not rows[-1].is_beside(one):
            rows.append(_Row([one]))
        elif above := rows[-1].over(one):
            held, border = rows[-1].placed, (above.middle + one.middle) / 2
            rows[-1:] = [_Row([p for p in held if p.middle <= border]), _Row([p for p in held if p.middle > border])]
            rows[-1].add(one)
        else:
            rows[-1].add(one)
    return [sorted((placed.segment for placed in row.placed), key=lambda s: s.box[0]) for row in rows]


class _Placed(NamedTuple):
    middle: float
    height: float
    segment: Segment


class _Row:
    """Segments of one line, from the highest middle down."""

    def __init__(self, placed: list[_Placed]) -> None:
        self.placed = placed
        self._heights = sorted(one.height for one in placed)

    def add(self, one: _Placed) -> None:
        self.placed.append(one)
        insort(self._heights, one.height)

    def is_beside(self, one: _Placed) -> bool:
        half = len(self.placed) // 2
        middle = (self.placed[half].middle + self.placed[-1 - half].middle) / 2
        height = (self._heights[half] + self._heights[-1 - half]) / 2
        return abs(one.middle - middle) < 0.5 * min(one.height, height)

    def over(self, one: _Placed) -> _Placed | None:
        """What `one` stands below by a quarter of its height at least, and more than half of either."""
        x0, _, x1, _ = one.segment.box
        for other in self.placed[-_MOST_BESIDE:]:
            left, _, right, _ = other.segment.box
            shared = min(x1, right) - max(x0, left)
            lower = one.middle - other.middle > 0.25 * min(one.height, other.height)
            if lower and shared > 0.5 * min(x1 - x0, right - left):
                return other
        return None


def _middle(segment: Segment) -> float:
    return (segment.box[1] + segment.box[3]) / 2


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """Which page of which file, read how (`recipe`: engine, models and settings). `index` counts from 0 in the file."""

    sha256: str
    index: int
    recipe: str
