"""The rows of a block of lines: a cell may take several lines."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docusnap.domain.page import Box, Line
from docusnap.extraction.tables.blocks import Block, Cells

_WIDE_RULE = 0.6
_TIGHT = 0.8
"""Of the usual way from row to row: nearer than that, a line goes on with the row above it."""


def rows_of(block: Block, rules: Sequence[Box]) -> list[Cells]:
    """The cells of each row, with the words of all its lines.

    Where rules part the rows, what stands between two is one row. Else a line goes on with the row above if it is
    tightly set below it, or lacks what nearly all lines have.
    """
    lines = list(zip(block.lines, block.cells, strict=True))
    parts = _between_rules(lines, rules)
    if parts:
        return [_merged([cells for _, cells in part]) for part in parts]
    tight = _tight(block.lines)
    anchors = _anchors([cells for _, cells in lines])
    rows: list[Cells] = []
    before: Line | None = None
    for line, cells in lines:
        goes_on = not any(cells[column] for column in anchors) or (not cells[0] and sum(map(bool, cells)) == 1)
        near = before is not None and _step(before, line) <= tight
        if rows and before and (goes_on or (near and not all(map(bool, cells)))) and _follows(rows[-1], cells, near):
            rows[-1] = _merged([rows[-1], cells])
        else:
            rows.append(cells)
        before = line
    return rows


def _follows(row: Cells, cells: Cells, near: bool) -> bool:
    """The line adds to cells that the row has: a column that starts empty and goes on below is none."""
    added = [column for column, words in enumerate(cells) if words]
    return all(row[column] for column in added) if not near else any(row[column] for column in added)


def _merged(lines: Sequence[Cells]) -> Cells:
    return [[word for cells in lines for word in cells[column]] for column in range(len(lines[0]))]


def _between_rules(lines: Sequence[tuple[Line, Cells]], rules: Sequence[Box]) -> list[list[tuple[Line, Cells]]]:
    """The lines parted by rules as wide as the block; none where most of the rows have no rule between them."""
    left, right = min(line.box[0] for line, _ in lines), max(line.box[2] for line, _ in lines)
    wide = sorted(
        (rule[1] + rule[3]) / 2
        for rule in rules
        if min(rule[2], right) - max(rule[0], left) > _WIDE_RULE * (right - left)
    )
    parts: list[list[tuple[Line, Cells]]] = []
    last = -1
    for line, cells in lines:
        middle = (line.box[1] + line.box[3]) / 2
        band = sum(y < middle for y in wide)
        if band != last:
            parts.append([])
        parts[-1].append((line, cells))
        last = band
    return parts if len(parts) > 2 and all(_one_row([cells for _, cells in part]) for part in parts) else []


def _one_row(lines: Sequence[Cells]) -> bool:
    """Lines of one row: some of its cells have only one line."""
    counts = [sum(bool(cells[column]) for cells in lines) for column in range(len(lines[0]))]
    return min((count for count in counts if count), default=1) == 1


def _step(above: Line, below: Line) -> float:
    return (below.box[1] + below.box[3] - above.box[1] - above.box[3]) / 2


def _tight(lines: Sequence[Line]) -> float:
    """A way from line to line that is clearly less than between rows; 0 where all are alike."""
    steps = [_step(above, below) for above, below in pairwise(lines)]
    usual = median(steps) if steps else 0.0
    longest = sorted(steps)[int(0.9 * (len(steps) - 1))] if steps else 0.0
    return _TIGHT * max(usual, longest if longest > usual / _TIGHT else usual)


def _anchors(lines: Sequence[Cells]) -> list[int]:
    """The columns that hold something in most of the lines with more than one cell; all if there are none such."""
    full = [cells for cells in lines if sum(map(bool, cells)) > 1]
    columns = range(len(lines[0]))
    kept = [c for c in columns if c and sum(bool(cells[c]) for cells in full) >= 0.7 * max(1, len(full))]
    return kept or list(columns)
