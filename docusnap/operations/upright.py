"""A page image made to stand upright, and what was done to it."""

from dataclasses import dataclass

from docusnap.domain.page import Page
from docusnap.domain.polygons import levelled_size
from docusnap.ocr.engine import Image, Turn
from docusnap.pages.flatten import laid_flat
from docusnap.pages.straighten import deskewed, shrunk, skew_angle, turned

_TURNS: dict[int, Turn] = {0: 0, 90: 90, 180: 180, 270: 270}


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


def picture_of(page: Page, image: Image, longest: int | None = None) -> Image:
    """The file's own picture of a page made upright as the page was when it was read: its boxes are in its pixels.

    No side is longer than about `longest` pixels where that is given; then the boxes shrink with it.
    """
    flat = laid_flat(image, page.corners) if page.corners else image
    upright = turned(shrunk(flat, longest) if longest else flat, _TURNS[page.turn])
    return deskewed(upright, page.skew) if page.skew else upright
