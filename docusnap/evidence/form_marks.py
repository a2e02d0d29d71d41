"""Values that are no printed words: what an interactive field holds, and boxes that are ticked."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from docusnap.domain.answer import Value
from docusnap.domain.page import Box, Line, Mark, Page
from docusnap.domain.result import Evidence
from docusnap.evidence.text_index import fold

TICKS = frozenset("☑☒✓✔")
_SEEN = 0.9
"""How sure a tick is that was seen, not read."""
_REACH = 4.0
"""How far a box may stand from its name, in heights of the name."""


Fields = Mapping[str, Sequence[tuple[int, Mark]]]
"""Interactive fields with their pages, by the letters and digits that they hold."""


def fields_of(pages: Sequence[Page]) -> Fields:
    """The interactive fields that hold something."""
    found: dict[str, list[tuple[int, Mark]]] = {}
    for page in pages:
        for mark in page.marks:
            if mark.kind == "field" and (held := fold(mark.value)):
                found.setdefault(held, []).append((page.number, mark))
    return found


def in_field(key: str, value: Value, fields: Fields) -> Evidence | None:
    """The interactive field that holds just this value; of several, the one whose label is most like the key."""
    found = [one for held in {fold(value.text), fold(value.printed)} - {""} for one in fields.get(held, ())]
    if not found:
        return None
    number, mark = max(found, key=lambda f: fuzz.ratio(fold(f[1].label), fold(key)))
    return Evidence(number, mark.box, mark.value.strip(), 1.0)


def ticked(key: str, value: Value, page: Page, lines: Sequence[Line]) -> Evidence | None:
    """The ticked box beside the words of the key on one of the lines; None if the value is no tick."""
    if value.text not in TICKS:
        return None
    named = [s.box for line in lines for s in line.segments if fuzz.partial_ratio(fold(key), fold(s.text)) >= 90]
    boxes = [m for m in page.marks if m.kind == "check_box" and m.value == "on"]
    near = [(gap, m) for m in boxes for box in named if (gap := _gap(m, box)) is not None]
    mark = min(near, key=lambda n: n[0], default=(0.0, None))[1]
    return Evidence(page.number, mark.box, value.text, _SEEN) if mark else None


def _gap(mark: Mark, name: Box) -> float | None:
    """How far apart a box and a name on the same row stand; None if they do not."""
    height = name[3] - name[1]
    if abs((mark.box[1] + mark.box[3]) - (name[1] + name[3])) / 2 > height:
        return None
    gap = max(mark.box[0] - name[2], name[0] - mark.box[2], 0.0)
    return gap if gap <= _REACH * height else None
