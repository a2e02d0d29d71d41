"""Where and how large each value is written on the picture of a form: inside its blank, and never over print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PIL import ImageFont

from docusnap.domain.page import Box, Page
from docusnap.export.fonts import Font, font_for

_LARGEST, _SMALLEST = 0.022, 0.007
"""Height of the letters as shares of the longer side of the page: of usual writing, and the least that can be read."""
_PADDING = 0.06
_TICK = 0.8
_MARKED_TICK = "☑"
_RULED = frozenset("_.…·-–—")
"""What blanks are drawn with."""

Why = Literal["no_place", "no_room", "no_font"]


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A value for a blank of a form. `tick`: the box is ticked; else the value is written there."""

    label: str
    value: str
    page: int | None
    box: Box | None
    tick: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text on a page: `x` its left edge, `y` its middle, `size` in pixels; no font: a tick in `box`."""

    page: int
    box: Box
    text: str
    x: float
    y: float
    size: float
    font: Font | None


@dataclass(frozen=True, slots=True)
class Layout:
    """What is written, and which values could not be, and why."""

    written: Sequence[Written]
    left_out: Sequence[tuple[ToWrite, Why]]


def values_to_write(result: Mapping[str, Any]) -> list[ToWrite]:
    """The values of a form that was filled, each with its target."""
    return [_to_write(field) for field in result.get("fields") or () if field.get("value")]


def layout(values: Iterable[ToWrite], pages: Sequence[Page], fonts: Sequence[Font] | None = None) -> Layout:
    """Each value in its blank, as large as fits; `fonts` to choose from, those of this machine if None."""
    by_number = {page.number: page for page in pages}
    written, left_out = [], list[tuple[ToWrite, Why]]()
    for value in values:
        page = by_number.get(value.page or 0)
        found = _placed(value, page, value.box, fonts) if page and value.box else "no_place"
        if isinstance(found, Written):
            written.append(found)
        else:
            left_out.append((value, found))
    return Layout(written, left_out)


def _to_write(field: Mapping[str, Any]) -> ToWrite:
    box = field.get("box")
    tick = field.get("type") in ("check_box", "choice") or field["value"] == _MARKED_TICK
    return ToWrite(field["label"], field["value"], field.get("page"), tuple(box) if box else None, tick)


def _placed(value: ToWrite, page: Page, box: Box, fonts: Sequence[Font] | None) -> Written | Why:
    if value.tick:
        side = _TICK * min(box[2] - box[0], box[3] - box[1])
        return Written(page.number, box, "", box[0], (box[1] + box[3]) / 2, side, None)
    if (font := font_for(value.value, fonts)) is None:
        return "no_font"
    x0, y0, x1, y1 = free = _free(box, page)
    longest = max(page.width, page.height)
    size = min(_LARGEST * longest, (y1 - y0) * 0.8)
    room = (x1 - x0) * (1 - 2 * _PADDING)
    wide = _width(value.value, font, size)
    if wide > room > 0:
        size *= room / wide
    if size < _SMALLEST * longest or room <= 0:
        return "no_room"
    return Written(page.number, free, value.value, x0 + (x1 - x0) * _PADDING, (y0 + y1) / 2, size, font)


def _free(box: Box, page: Page) -> Box:
    """The widest part of the box on which nothing is printed."""
    x0, y0, x1, y1 = box
    third = (y1 - y0) / 3
    print_ = [word.place for word in page.words if not _RULED.issuperset(word.text)]
    over = [place for place in print_ if place[1] < y1 - third and place[3] > y0 + third]
    edges = sorted((max(x0, a), min(x1, c)) for a, _, c, _ in over if a < x1 and c > x0)
    gaps, start = [], x0
    for left, right in edges:
        gaps.append((start, left))
        start = max(start, right)
    left, right = max([*gaps, (start, x1)], key=lambda gap: gap[1] - gap[0])
    return left, y0, right, y1


def _width(text: str, font: Font, size: float) -> float:
    drawn = ImageFont.truetype(str(font.path), 100)
    return drawn.getlength(text) * size / 100
