"""Runs of lines whose segments stand under one another, with blank gutters between their columns."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from docusnap.domain.page import Line, Word

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
_COST = 2.5
"""What a block must gain, in pairs of neighbouring cells, to be worth its while."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines, and the gutters between their columns."""

    lines: tuple[Line, ...]
    gutters: tuple[Gap, ...]

    def cells(self, line: Line) -> Cells:
        """The words of the line by column."""
        middles = [(left + right) / 2 for left, right in self.gutters]
        columns: Cells = [[] for _ in range(len(middles) + 1)]
        for word in line.words:
            centre = (word.box[0] + word.box[2]) / 2
            columns[sum(centre > middle for middle in middles)].append(word)
        return columns


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where a line stands: from top to bottom, its segments from left to right, and the blank between them."""

    top: float
    bottom: float
    spans: tuple[Gap, ...]
    blanks: tuple[Gap, ...]

    @classmethod
    def of(cls, line: Line) -> "_Extent":
        boxes = [segment.box for segment in line.segments]
        spans = tuple((box[0], box[2]) for box in boxes)
        return cls(min(box[1] for box in boxes), max(box[3] for box in boxes), spans, _blanks(spans))


def aligned_blocks(lines: Sequence[Line], height: float) -> list[Block]:
    """Disjoint blocks, top to bottom, which together hold the most pairs of cells side by side.

    A longer block has more rows, but fewer gutters go through all of them: so lines that are laid out in another way
    make a block of their own.
    """
    lines = lines[:_MOST_LINES]
    extents = [_Extent.of(line) for line in lines]
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
    return _traced(lines, chosen)


def _traced(lines: Sequence[Line], chosen: Sequence[tuple[int, tuple[Gap, ...]] | None]) -> list[Block]:
    """The blocks that were chosen, by the way back from the last line."""
    found: list[Block] = []
    end = len(lines)
    while end:
        best = chosen[end]
        if best is None:
            end -= 1
        else:
            found.append(Block(tuple(lines[best[0] : end]), best[1]))
            end = best[0]
    return found[::-1]


class _Growth:
    """A block that begins at one line and takes in one line after the other."""

    def __init__(self, extents: Sequence[_Extent], start: int, height: float) -> None:
        self._extents, self._start = extents, start
        self._least, self._farthest = _LEAST_GUTTER * height, _FARTHEST * height

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
            shared = _shared(common, line.blanks, self._least)
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


def _shared(common: Sequence[Gap], other: Sequence[Gap], least: float) -> list[Gap]:
    """What is blank in both, where it is wide enough."""
    out: list[Gap] = []
    i = j = 0
    while i < len(common) and j < len(other):
        low, high = max(common[i][0], other[j][0]), min(common[i][1], other[j][1])
        if high - low >= least:
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
