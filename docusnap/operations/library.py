"""The client's library, and the form to fill, as they are kept in a job's parameters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from docusnap.domain.answer import Blank, Choice, LibraryEntry
from docusnap.domain.page import polygon_of

_TOLD = ("type", "section", "line", "row", "part_of", "column")


def library_from(entries: Sequence[Mapping[str, Any]]) -> list[LibraryEntry]:
    """The entries of the library."""
    return [
        LibraryEntry(
            type=_entry_type(entry["type"]),
            id=entry["id"],
            title=entry.get("title", ""),
            tags=tuple(entry.get("tags", ())),
            description=entry.get("description", ""),
            kv=dict(entry.get("kv", {})),
            evidence={key: found for key, found in entry.get("evidence", {}).items() if found},
            doubts=_doubts(entry.get("warnings", ())),
        )
        for entry in entries
    ]


def form_blanks(form: Mapping[str, Any]) -> list[Blank]:
    """The fields of a form as its result or its caller describes them, with what is known of their places."""
    places = {place["label"]: place for place in form.get("field_boxes") or ()}
    return [_blank(label, places.get(label, {})) for label in form["fields"]]


def _blank(label: str, told: Mapping[str, Any]) -> Blank:
    choices = tuple(Choice(choice["label"], tuple(choice["box"])) for choice in told.get("choices", ()))
    box, polygon = told.get("box"), told.get("polygon")
    return Blank(
        label,
        told.get("page"),
        tuple(box) if box else None,
        polygon_of(polygon) if polygon else None,
        id=told.get("id") or label,
        max_length=told.get("max_length") or 0,
        choices=choices,
        **{name: told[name] for name in _TOLD if told.get(name)},
    )


def _doubts(warnings: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for warning in warnings:
        codes[warning["key"]].append(warning["code"])
    return {key: tuple(told) for key, told in codes.items()}


def _entry_type(name: str) -> Literal["doc", "form"]:
    return "form" if name == "form" else "doc"
