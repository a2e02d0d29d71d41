"""A page image made to stand upright, and what was done to it."""

from dataclasses import dataclass

from docusnap.domain.polygons import levelled_size
from docusnap.ocr.engine import Image, Turn
from docusnap.pages.straighten import deskewed, skew_angle, turned


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """The picture, after it was turned clockwise by `turn` degrees and then levelled by `skew` degrees."""

    image: Image
    turn: Turn = 0
    skew: float = 0.0

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the upright picture, had it been made from one of that size."""
        if self.turn in (90, 270):
            width, height = height, width
        return levelled_size(width, height, self.skew)


def levelled(image: Image, turn: Turn = 0) -> Upright:
    """The picture turned, and levelled where its lines lean."""
    image = turned(image, turn)
    skew = skew_angle(image)
    return Upright(deskewed(image, skew) if skew else image, turn, skew)
