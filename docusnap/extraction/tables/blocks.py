"""Runs of lines whose segments stand under one another, with blank gutters between their columns."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from docusnap.domain.page import Line, Segment, Word

Gap = tuple[float, float]
Cells = list[list[Word]]
"""The words of each column on one line."""

_MOST_LINES = 600
"""Of a page; what stands below is not looked at."""
_LONGEST = 150
"""Lines of one block."""
_LEAST_GUTTER = 0.45
_FARTHEST = 3.2
"""In heights of a line: how narrow a gutter may be, and how far below one another the lines of a block may stand."""
_WIDE_SPACE = 0.55
"""The same: how wide a space within a segment must be to part two columns."""
_DRIFT = 0.15
"""The same: how far a gutter may move from line to line, as on a page that was photographed aslant."""
_COST = 2.5
"""What a block must gain, in pairs of neighbouring cells, to be worth its while."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines, and for each where its columns are parted: the middles of the gutters, left to right."""

    lines: tuple[Line, ...]
    partings: tuple[tuple[float, ...], ...]

    @property
    def cells(self) -> list[Cells]:
        """The words of each line by column."""
        return [_cells(line, middles) for line, middles in zip(self.lines, self.partings, strict=True)]


def _cells(line: Line, middles: Sequence[float]) -> Cells:
    columns: Cells = [[] for _ in range(len(middles) + 1)]
    for word in line.words:
        columns[bisect_right(middles, (word.box[0] + word.box[2]) / 2)].append(word)
    return columns


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where a line stands: from top to bottom, its segments from left to right, and the blank between them."""

    top: float
    bottom: float
    spans: tuple[Gap, ...]
    blanks: tuple[Gap, ...]

    @classmethod
    def of(cls, line: Line, height: float) -> "_Extent":
        boxes = [word.box for word in line.words]
        spans = tuple(span for segment in line.segments for span in _spans(segment, _WIDE_SPACE * height))
        return cls(min(box[1] for box in boxes), max(box[3] for box in boxes), spans, _blanks(spans))


def _spans(segment: Segment, wide: float) -> list[Gap]:
    """From where to where the segment goes, in pieces where the space between two words is wide."""
    spans: list[Gap] = []
    for word in segment.words:
        left, _, right, _ = word.box
        if spans and left - spans[-1][1] < wide:
            spans[-1] = (spans[-1][0], max(right, spans[-1][1]))
        else:
            spans.append((left, right))
    return spans


def aligned_blocks(lines: Sequence[Line], height: float) -> list[Block]:
    """Disjoint blocks, top to bottom, which together hold the most pairs of cells side by side.

    A longer block has more rows, but fewer gutters go through all of them: so lines that are laid out in another way
    make a block of their own.
    """
    lines = lines[:_MOST_LINES]
    extents = [_Extent.of(line, height) for line in lines]
    grown = [_Growth(extents, start, height).ends() for start in range(len(lines))]
    endings: list[list[tuple[int, float, tuple[Gap, ...]]]] = [[] for _ in range(len(lines) + 1)]
    for start, ends in enumerate(grown):
        for end, value, gutters in ends:
            endings[end].append((start, value, gutters))
    gain = [0.0]
    chosen: list[tuple[int, tuple[Gap, ...]] | None] = [None]
    for end in range(1, len(lines) + 1):
        ways = [(gain[start] + value, start, gutters) for start, value, gutters in endings[end]]
        value, start, gutters = max(ways, default=(0.0, 0, ()))
        taken = value > gain[-1]
        gain.append(value if taken else gain[-1])
        chosen.append((start, gutters) if taken else None)
    found: list[Block] = []
    end = len(lines)
    while end:
        best = chosen[end]
        if best:
            found.append(Block(tuple(lines[best[0] : end]), _partings(extents[best[0] : end], best[1], height)))
        end = best[0] if best else end - 1
    return found[::-1]


def _partings(extents: Sequence[_Extent], gutters: Sequence[Gap], height: float) -> tuple[tuple[float, ...], ...]:
    """Where each line is parted: the gutters of the last one followed upwards."""
    middles: list[tuple[float, ...]] = []
    for line in reversed(extents):
        followed = []
        for gutter in gutters:
            blank = max(line.blanks, key=lambda gap: min(gap[1], gutter[1]) - max(gap[0], gutter[0]))
            near = _moved(gutter, blank, _DRIFT * height)
            followed.append(near if near[1] > near[0] else gutter)
        gutters = followed
        middles.append(tuple((left + right) / 2 for left, right in gutters))
    return tuple(middles[::-1])


class _Growth:
    """A block that begins at one line and takes in one line after the other."""

    def __init__(self, extents: Sequence[_Extent], start: int, height: float) -> None:
        self._extents, self._start = extents, start
        self._least, self._farthest, self._drift = _LEAST_GUTTER * height, _FARTHEST * height, _DRIFT * height

    def ends(self) -> list[tuple[int, float, tuple[Gap, ...]]]:
        """The lines before which the block may end, each with what the block gains and its gutters."""
        extents, start = self._extents, self._start
        out: list[tuple[int, float, tuple[Gap, ...]]] = []
        if len(extents[start].spans) < 2:
            return out
        common = [gap for gap in extents[start].blanks if gap[1] - gap[0] >= self._least]
        gutters = tuple(common[1:-1])
        pairs = _pairs(extents[start], common)
        for at in range(start + 1, min(len(extents), start + _LONGEST)):
            line = extents[at]
            shared = _shared(common, line.blanks, self._least, self._drift)
            if line.top - extents[at - 1].bottom > self._farthest or len(shared) < 3:
                break
            if len(shared) != len(common):
                pairs = sum(_pairs(before, shared) for before in extents[start:at])
            if shared != common:
                common, gutters = shared, tuple(shared[1:-1])
            pairs += _pairs(line, common)
            if len(line.spans) > 1 and pairs > _COST:
                out.append((at + 1, pairs - _COST, gutters))
        return out


def _blanks(spans: Sequence[Gap]) -> tuple[Gap, ...]:
    """What is blank between spans, left to right, and without end on both sides of them."""
    end = float("-inf")
    out: list[Gap] = []
    for left, right in spans:
        if left > end:
            out.append((end, left))
        end = max(end, right)
    return (*out, (end, float("inf")))


def _moved(gutter: Gap, blank: Gap, drift: float) -> Gap:
    """The gutter in the blank of the next line: narrower where ink stands in it, wider where ink is just beyond it."""
    left = blank[0] if blank[0] >= gutter[0] - drift else gutter[0]
    right = blank[1] if blank[1] <= gutter[1] + drift else gutter[1]
    return left, right


def _shared(common: Sequence[Gap], other: Sequence[Gap], least: float, drift: float) -> list[Gap]:
    """The gutters that go on through the blanks of the next line, where they are wide enough."""
    out: list[Gap] = []
    i = j = 0
    while i < len(common) and j < len(other):
        low, high = _moved(common[i], other[j], drift)
        if high - low >= least and min(common[i][1], other[j][1]) - max(common[i][0], other[j][0]) > 0:
            out.append((low, high))
        if common[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return out


def _pairs(line: _Extent, common: Sequence[Gap]) -> int:
    """Pairs of neighbouring cells: the line's columns that hold something, less one."""
    starts = [gap[1] for gap in common]
    filled = {bisect_right(starts, span[0] + 0.01) for span in line.spans}
    return max(0, len(filled) - 1)
