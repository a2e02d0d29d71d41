"""The client's library as it is kept in a job's parameters."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from docusnap.domain.answer import LibraryEntry


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
        )
        for entry in entries
    ]


def _entry_type(name: str) -> Literal["doc", "form"]:
    return "form" if name == "form" else "doc"
