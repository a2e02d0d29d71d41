"""Where the rows of a page stand, in numbers that do not depend on the size of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from docusnap.extraction.receipts.rows import Row


@dataclass(frozen=True)
class Geometry:
    """The frame of all rows: left and right edge, top and bottom, and the usual height of a row."""

    left: float
    right: float
    top: float
    bottom: float
    height: float
    tallest: float
    count: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Geometry":
        """Of at least one row."""
        boxes = [row.line.box for row in rows]
        heights = [_height(row) for row in rows]
        return cls(
            min(b[0] for b in boxes),
            max(b[2] for b in boxes),
            min(b[1] for b in boxes),
            max(b[3] for b in boxes),
            max(1.0, median(heights)),
            max(heights),
            len(rows),
        )

    def place(self, row: Row) -> list[float]:
        """How far down 0..1, height beside the usual, width beside the frame's, off the middle, left edge 0..1."""
        x0, y0, x1, y1 = row.line.box
        wide = max(1.0, self.right - self.left)
        down = ((y0 + y1) / 2 - self.top) / max(1.0, self.bottom - self.top)
        middle = abs((x0 + x1) / 2 - (self.left + self.right) / 2) / wide
        return [down, _height(row) / self.height, (x1 - x0) / wide, middle, (x0 - self.left) / wide]

    def gap(self, above: Row, below: Row) -> float:
        """Between two rows, in usual heights."""
        return (below.line.box[1] - above.line.box[3]) / self.height


def sureness(rows: Sequence[Row]) -> list[float]:
    """Of the least sure and the average word."""
    sure = [word.confidence for row in rows for word in row.line.words]
    return [min(sure), sum(sure) / len(sure)] if sure else [0.0, 0.0]


def _height(row: Row) -> float:
    return median(segment.box[3] - segment.box[1] for segment in row.line.segments)
