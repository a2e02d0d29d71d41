"""Boxes of a page drawn on the picture as the file has it, before it was turned and levelled."""

from collections.abc import Iterator
from math import cos, dist, radians, sin

from docusnap.domain.page import Box, Corner, Page, Polygon

_KEEPS_ITS_FRAME = 2.0
"""Degrees up to which a levelled picture keeps its width and height."""


def levelled_size(width: int, height: int, skew: float) -> tuple[int, int]:
    """Width and height of a picture that is levelled by `skew` degrees: beyond 2 degrees it grows to hold all."""
    if abs(skew) <= _KEEPS_ITS_FRAME:
        return width, height
    across, along = cos(radians(skew)), abs(sin(radians(skew)))
    return round(width * across + height * along), round(height * across + width * along)


def flat_size(corners: Polygon) -> tuple[int, int]:
    """Width and height in pixels of a paper with these corners once it is laid flat: those of its longer sides."""
    a, b, c, d = corners
    return max(1, round(max(dist(a, b), dist(d, c)))), max(1, round(max(dist(a, d), dist(b, c))))


def polygon_in_file(page: Page, box: Box) -> Polygon:
    """The box of a page, in pixels of the file's own picture: as any viewer shows it, upright by what the file says.

    That is the picture before DocuSnap laid the paper at `page.corners` flat, turned it by `page.turn` and levelled it
    by `page.skew` degrees.
    """
    x0, y0, x1, y1 = box
    top_left, top_right, bottom_right, bottom_left = _in_file(page, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))
    return top_left, top_right, bottom_right, bottom_left


def polygon_json(polygon: Polygon | None) -> list[list[float]] | None:
    """As it stands in a result, to a tenth of a pixel."""
    return [[round(x, 1), round(y, 1)] for x, y in polygon] if polygon else None


def _in_file(page: Page, corners: tuple[Corner, ...]) -> Iterator[Corner]:
    width, height = _before_levelling(page)
    across, along = cos(radians(page.skew)), sin(radians(page.skew))
    for x, y in corners:
        dx, dy = x - page.width / 2, y - page.height / 2
        turned = (width / 2 + across * dx - along * dy, height / 2 + along * dx + across * dy)
        place = _turned_back(page.turn, turned, width, height)
        yield _where_it_lay(page.corners, place) if page.corners else place


def _before_levelling(page: Page) -> tuple[float, float]:
    """Width and height of the turned picture, to a pixel: the levelled frame holds no less than its corners."""
    if abs(page.skew) <= _KEEPS_ITS_FRAME:
        return page.width, page.height
    across, along = cos(radians(page.skew)), abs(sin(radians(page.skew)))
    shrunk = across**2 - along**2
    width = (page.width * across - page.height * along) / shrunk
    height = (page.height * across - page.width * along) / shrunk
    return round(width), round(height)


def _turned_back(turn: int, corner: Corner, width: float, height: float) -> Corner:
    """The corner before a picture was turned clockwise to one of that width and height."""
    x, y = corner
    back = {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}
    return back[turn]


def _where_it_lay(corners: Polygon, place: Corner) -> Corner:
    """Where a place on the flat paper is in the picture: the unit square mapped to four corners (Heckbert 1989)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    width, height = flat_size(corners)
    u, v = place[0] / width, place[1] / height
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    area = dx1 * dy2 - dx2 * dy1
    g, h = (sx * dy2 - dx2 * sy) / area, (dx1 * sy - sx * dy1) / area
    depth = g * u + h * v + 1
    x = (x1 - x0 + g * x1) * u + (x3 - x0 + h * x3) * v + x0
    y = (y1 - y0 + g * y1) * u + (y3 - y0 + h * y3) * v + y0
    return x / depth, y / depth
