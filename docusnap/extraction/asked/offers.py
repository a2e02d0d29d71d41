"""Everything on the pages that has a label: what the readers found, and what stands beside or below other words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docusnap.domain.answer import Value
from docusnap.domain.currencies import SIGN
from docusnap.domain.page import Line, Page, Segment
from docusnap.extraction.asked.meaning import Meaning, meaning
from docusnap.extraction.forms.choices import find_choices
from docusnap.extraction.forms.sheet import Sheet

Wanted = Callable[[Meaning], bool]

_MOST_LINES, _LONGEST_LINE = 1_500, 1_000
_MOST_LABEL_WORDS = 7
_COLON = re.compile(r"(?<!\s)\s*+(?:[:：]\s*+|(?<=\s)[-–—]\s++)")
_BEGINS_A_VALUE = re.compile(rf"(?:{SIGN}\.?\s?|[^\W\d_]{{1,4}}[-/.]?)?\d", re.IGNORECASE)
_NUMBERED = re.compile(r"(?: \d+| \(\d+\)|\.\d+)$")
_NOTHING = re.compile(r"[\W_]*")
_READ, _PAIRED, _AFTER, _BESIDE, _BARE, _BELOW, _BEHIND = 0.95, 0.9, 0.9, 0.8, 0.65, 0.65, 0.75
"""How far a value is to be trusted: found by a reader; behind a label and a colon; in the next piece of the line; the
same without a colon between; below the label; behind words that are a label without a colon."""
_SALE = {"Company": "seller", "Address": "seller address", "Date": "invoice date", "Total": "total"}
"""What the keys of a sale mean besides what they say."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value with what its label means; `weight` (0..1): how likely it belongs to that label.

    `choice`: "true" or "false" for a box that is ticked or not.
    """

    labels: tuple[Meaning, ...]
    value: Value
    weight: float
    choice: str = ""


def read_offers(kv: Mapping[str, Value], *, of_sale: bool = False) -> Iterator[Offer]:
    """What a reader found, by its keys; `of_sale`: on a receipt or an invoice."""
    for key, value in kv.items():
        labels = [meaning(_NUMBERED.sub("", key))]
        if of_sale and key in _SALE:
            labels.append(meaning(_SALE[key]))
        weight = _READ if value.chance is None else value.chance
        yield Offer(tuple(labels), value, weight)


def printed_offers(pages: Sequence[Page], wanted: Wanted) -> Iterator[Offer]:
    """Values that stand behind, beside or below a label that is wanted."""
    lines = [line for page in pages for line in page.lines if len(line.text) <= _LONGEST_LINE][:_MOST_LINES]
    for number, line in enumerate(lines):
        below = lines[number + 1 : number + 3]
        for at, segment in enumerate(line.segments):
            yield from _within(segment, line, wanted)
            yield from _around(segment, at, line, below, wanted)


def ticked_offers(pages: Sequence[Page], wanted: Wanted) -> Iterator[Offer]:
    """Boxes to tick whose name is wanted."""
    for page in pages:
        if any(mark.kind == "check_box" for mark in page.marks) or "☐" in "".join(s.text for s in page.segments):
            for choice in find_choices(Sheet(page)):
                label = meaning(choice.name.text)
                if wanted(label):
                    value = Value(choice.name.text.strip(), (choice.name.line,))
                    yield Offer((label,), value, _PAIRED, "true" if choice.ticked else "false")


def _within(segment: Segment, line: Line, wanted: Wanted) -> Iterator[Offer]:
    """ "Due date: 5 May", or without a sign between where the label is known."""
    parts = _COLON.split(segment.text, maxsplit=1)
    if len(parts) == 2 and _is_value(parts[1]):
        label = meaning(parts[0])
        if wanted(label):
            yield Offer((label,), Value(parts[1].strip(), (line.id,)), _AFTER)
            return
    words = segment.text.split()
    for count in range(min(_MOST_LABEL_WORDS, len(words) - 1), 0, -1):
        label = meaning(" ".join(words[:count]))
        rest = " ".join(words[count:]).strip(" :：.#=-–")
        if _BEGINS_A_VALUE.match(rest) and wanted(label):
            yield Offer((label,), Value(rest, (line.id,)), _BEHIND)
            return


def _around(segment: Segment, at: int, line: Line, below: Sequence[Line], wanted: Wanted) -> Iterator[Offer]:
    """The piece to the right of a label, and what stands right below it."""
    text = segment.text.strip(" :：.*")
    if len(text.split()) > _MOST_LABEL_WORDS or not wanted(label := meaning(text)):
        return
    for piece in line.segments[at + 1 : at + 2]:
        value = piece.text.strip(" :：")
        if _is_value(value) and not _is_label(piece.text):
            named = segment.text.rstrip().endswith((":", "：", "."))
            yield Offer((label,), Value(value, (line.id,)), _BESIDE if named else _BARE)
            return
    for under, piece in _under(segment, below):
        if _is_value(piece.text) and not _is_label(piece.text):
            yield Offer((label,), Value(piece.text.strip(), (under.id,)), _BELOW)
            return


def _under(segment: Segment, below: Sequence[Line]) -> Iterator[tuple[Line, Segment]]:
    """The pieces of the next lines that begin or lie under it, no more than two and a half heights away."""
    x0, _, x1, y1 = segment.box
    height = y1 - segment.box[1]
    for line in below:
        for piece in line.segments:
            overlap = min(x1, piece.box[2]) - max(x0, piece.box[0])
            near = -0.5 * height < piece.box[1] - y1 < 2.5 * height
            if near and overlap > 0.4 * min(x1 - x0, piece.box[2] - piece.box[0]):
                yield line, piece


def _is_label(text: str) -> bool:
    """Whether the text names something itself: it ends with a colon, or is a known name."""
    known = meaning(text).concepts or meaning(text, of_row=True).concepts
    return text.rstrip().endswith((":", "：")) or bool(known) or len(_COLON.split(text)) > 1


def _is_value(text: str) -> bool:
    return _NOTHING.fullmatch(text) is None
