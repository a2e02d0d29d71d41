"""Ruled tables: cells shut in by lines that stand side by side and under one another."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box, Word, enclosing
from docusnap.extraction.tables.blocks import Cells

_FEWEST_CELLS = 4
_OVERLAP = 0.6
"""Of the shorter side: how much of it two neighbouring cells share."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: where its columns and rows begin, with the end of the last ones; `regular`: 0..1.

    `regular` is the share of the places that are one cell each, neither joined to a neighbour nor missing.
    """

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regular: float

    def holds(self, word: Word) -> bool:
        """Whether the middle of the word lies in it."""
        x, y = _middle(word.box)
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def rows(self, words: Sequence[Word]) -> list[Cells]:
        """The words by row and column, in the order given; those outside are left out."""
        rows: list[Cells] = [[[] for _ in self.xs[1:]] for _ in self.ys[1:]]
        for word in words:
            if self.holds(word):
                x, y = _middle(word.box)
                row = min(bisect(self.ys, y), len(rows)) - 1
                rows[row][min(bisect(self.xs, x), len(self.xs) - 1) - 1].append(word)
        return rows


def grids(cells: Sequence[Box], height: float) -> list[Grid]:
    """The grids that the cells make, each of two rows and two columns at least; `height` is that of a line."""
    if len(cells) < _FEWEST_CELLS:
        return []
    boxes = np.array(cells, float)
    labels = _groups(_neighbours(boxes, 0.9 * height))
    found = [_grid(boxes[labels == label], 0.6 * height) for label in np.unique(labels)]
    return [grid for grid in found if grid]


def _neighbours(boxes: NDArray[np.float64], reach: float) -> NDArray[np.bool_]:
    """Which cells have a common side, but for the line between them."""

    def beside(low: int, high: int) -> NDArray[np.bool_]:
        return np.abs(boxes[:, None, low] - boxes[None, :, high]) <= reach

    def overlap(low: int, high: int) -> NDArray[np.bool_]:
        shared = np.minimum(boxes[:, None, high], boxes[None, :, high]) - np.maximum(
            boxes[:, None, low], boxes[None, :, low]
        )
        length = boxes[:, high] - boxes[:, low]
        return shared >= _OVERLAP * np.minimum(length[:, None], length[None, :])

    across = beside(0, 2) & overlap(1, 3)
    down = beside(1, 3) & overlap(0, 2)
    touching = across | down
    return touching | touching.T


def _groups(touching: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The number of the group of each cell: cells that hang together by neighbours."""
    labels = np.arange(len(touching))
    while True:
        spread = np.where(touching | np.eye(len(touching), dtype=bool), labels[None, :], len(touching)).min(axis=1)
        if (spread == labels).all():
            return labels
        labels = spread


def _grid(boxes: NDArray[np.float64], reach: float) -> Grid | None:
    if len(boxes) < _FEWEST_CELLS:
        return None
    xs, ys = _edges(boxes[:, 0], boxes[:, 2], reach), _edges(boxes[:, 1], boxes[:, 3], reach)
    if len(xs) < 3 or len(ys) < 3:
        return None
    centres_x, centres_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    columns = np.searchsorted(xs, centres_x) - 1
    rows = np.searchsorted(ys, centres_y) - 1
    wide, tall = np.diff(xs)[np.clip(columns, 0, len(xs) - 2)], np.diff(ys)[np.clip(rows, 0, len(ys) - 2)]
    single = (np.abs(boxes[:, 2] - boxes[:, 0] - wide) < 2 * reach) & (
        np.abs(boxes[:, 3] - boxes[:, 1] - tall) < 2 * reach
    )
    places = len({(int(c), int(r)) for c, r, one in zip(columns, rows, single, strict=True) if one})
    regular = places / ((len(xs) - 1) * (len(ys) - 1))
    box = enclosing([(float(a), float(b), float(c), float(d)) for a, b, c, d in boxes])
    return Grid(box, tuple(map(float, xs)), tuple(map(float, ys)), regular)


def _edges(low: NDArray[np.float64], high: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Where lines run: starts and ends of cells that lie near one another, at their mean; sorted."""
    places = np.sort(np.concatenate([low, high]))
    parts = np.split(places, np.flatnonzero(np.diff(places) > reach) + 1)
    return np.array([part.mean() for part in parts])


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
