"""What a language model (or the offline reader) says about a document, before it is checked against the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from docusnap.domain.field_labels import is_unnamed, without_number
from docusnap.domain.page import Box, Polygon
from docusnap.domain.polygons import polygon_json

BlankType = Literal["text", "check_box", "choice"]
"""A space to write in, one box to tick, or a question with several boxes of which some are ticked."""

UNSURE = 0.7
"""The chance below which a value is told as unsure, where its reader has measured no other."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value and the ids of the lines it was read on ("p1.07"); no lines = the model did not say.

    `printed` is the text as it stands on the page where `text` is another way to write it (dates). `chance` (0..1) is
    how likely the value answers its key, None where whoever gave it cannot tell; below `unsure_below`, which is set by
    measurement for each kind of paper, it is told as unsure. `alternatives` are other values that may answer the key,
    the likeliest first. `picture`: the page (from 1) on whose picture a model says it saw the value.
    """

    text: str
    lines: tuple[str, ...] = ()
    printed: str = ""
    chance: float | None = None
    alternatives: tuple["Value", ...] = ()
    unsure_below: float = UNSURE
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to tick under a question, and its check box."""

    label: str
    box: Box


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank that a person must fill: its label, and where to write (page from 1, box in pixels) if known.

    `polygon` is the box in pixels of the file's own picture. `id` names the blank where labels repeat: the full name of
    a PDF's own field, else one made of the page and the label; the same whenever the same file is read.

    What is printed around it tells more than its label: `section`, the heading it stands under; `line`, the number of
    its line ("4b"); `row`, the text of its line or row; `part_of`, the text of the line that it is a part of ("4a");
    `column`, the heading of its column in a table. "" where there is none.
    """

    label: str
    page: int | None = None
    box: Box | None = None
    polygon: Polygon | None = None
    id: str = ""
    type: BlankType = "text"
    section: str = ""
    line: str = ""
    row: str = ""
    part_of: str = ""
    column: str = ""
    max_length: int = 0
    choices: tuple[Choice, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What may tell what it asks, the likeliest first: the name of what is to tick, its line or cell, its label."""
        label = "" if is_unnamed(self.label) else without_number(self.label)
        if self.type != "text":
            return (self.choices[0].label if self.type == "check_box" and self.choices else label,)
        named = (self.row, label) if self.row and (self.line or self.column) else (label, self.row)
        return tuple(text for text in named if text) or ("",)

    def as_json(self) -> dict[str, Any]:
        """As it stands under `field_boxes` of a result; boxes in whole pixels."""
        return {
            "label": self.label,
            "page": self.page,
            "box": _box_json(self.box),
            "polygon": polygon_json(self.polygon),
            "id": self.id,
            "type": self.type,
            "section": self.section,
            "line": self.line,
            "row": self.row,
            "part_of": self.part_of,
            "column": self.column,
            "max_length": self.max_length or None,
            "choices": [{"label": choice.label, "box": _box_json(choice.box)} for choice in self.choices],
        }


def _box_json(box: Box | None) -> list[int] | None:
    return [round(c) for c in box] if box else None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the answer cost, over all rounds."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for `document` and `form`. `related` holds library ids, best first; `blanks` is empty for documents.

    `lines_left_out` counts the last lines that the model was not shown, as the pages were too long for it.
    `doubts` are pairs of a key (or "document") and the code of the warning that its result must carry.
    `written`, of forms: by page number, the share of the page's words that somebody has written on it, 0..1.
    """

    title: str
    tags: tuple[str, ...]
    description: str
    kv: Mapping[str, Value]
    blanks: tuple[Blank, ...] = ()
    related: tuple[str, ...] = ()
    usage: Usage | None = None
    lines_left_out: int = 0
    doubts: tuple[tuple[str, str], ...] = ()
    written: Mapping[int, float] = field(default_factory=dict)


SourceEvidence = Mapping[str, Any]
"""Where a value stands in the document it was read from: page, box, text and confidence."""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A document or form already known to the client. `kv` is flat.

    Of entries that are results: `evidence`, where each value stands in that document, and `doubts`, the codes of the
    warnings about it.
    """

    type: Literal["doc", "form"]
    id: str
    title: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    kv: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, SourceEvidence] = field(default_factory=dict)
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A value for a field of a form, the library entry it comes from, and the keys under which it stands there.

    `box`: of a question, the check box to tick; else the field's own.
    """

    value: str
    source: LibraryEntry
    keys: tuple[str, ...] = ()
    box: Box | None = None

    def source_json(self) -> dict[str, Any]:
        """The entry, the keys, and where they stand in the entry's own document: the first, and those after it."""
        stand = [dict(self.source.evidence[key]) for key in self.keys if key in self.source.evidence]
        return {
            "type": self.source.type,
            "resource_id": self.source.id,
            "keys": list(self.keys),
            "evidence": stand[0] if stand else None,
            "further": stand[1:],
        }


EmptyCode = Literal[
    "not_in_library",
    "conflict",
    "unsure_which_field",
    "someone_elses_field",
    "signature",
    "secret",
    "wrong_type",
    "too_long",
    "not_chosen",
]
"""Why a field stays empty."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a field stays empty: a code, a sentence, and the values that could have answered it."""

    code: EmptyCode
    detail: str
    candidates: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """A field of a form, whose it is ("" if its own person's), and its value, or why it has none."""

    blank: Blank
    owner: str
    answer: Filled | Empty

    @property
    def value(self) -> Filled | None:
        """What it is filled with, if it is."""
        return self.answer if isinstance(self.answer, Filled) else None

    def as_json(self) -> dict[str, Any]:
        """As it stands under `fields` of a result of `form_filling`."""
        told = self.blank.as_json()
        found = self.value
        if found and found.box:
            told["box"] = _box_json(found.box)
            told["polygon"] = told["polygon"] if found.box == self.blank.box else None
        told |= {"owner": self.owner, "value": found.value if found else None}
        told["source"] = found.source_json() if found else None
        if isinstance(self.answer, Empty):
            others = [{"value": c.value, "source": c.source_json()} for c in self.answer.candidates]
            told["reason"] = {"code": self.answer.code, "detail": self.answer.detail, "candidates": others}
        else:
            told["reason"] = None
        return told


@dataclass(frozen=True, slots=True)
class FillAnswer:
    """Which fields can be filled, and which cannot (`missing`, in the form's order).

    `fields` tells all that is known of each field; a model's answer has none.
    """

    filled: Mapping[str, Filled]
    missing: tuple[str, ...]
    usage: Usage | None = None
    fields: tuple[FieldAnswer, ...] = ()
