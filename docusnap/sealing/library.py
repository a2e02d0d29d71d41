"""The library in a sealed request, in all the shapes in which clients send it.

Clients in the field write entries in two ways and in mixtures of both: by the published interface (`title`, `kv`,
`tags` and `fields` as lists) and as the phone app does (`name`, `extractedInfo`, `tags` and `formFields` as JSON text).
Nothing in the library refuses a request: what cannot be read is left out, entry by entry and field by field.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

import jiter

from docusnap.domain.key_values import KeyValueLimit, KeyValueLimitError, flatten

_LISTS = {"doc": ("docs", "doc"), "form": ("forms", "form")}
_KEY_NAMES = ("key", "name", "label")


def read_library(
    library: Mapping[str, Any], limit: KeyValueLimit, *, blanks: Collection[str] = (), own_id: object = None
) -> list[dict[str, Any]]:
    """The readable entries, documents first, each with type, id, title, tags, description and kv.

    `own_id`: of the form that is being filled. Its own entry is no source for its `blanks`.
    """
    own = _text(own_id)
    return [
        entry
        for kind, keys in _LISTS.items()
        for key in keys
        for given in _items(library.get(key))
        if isinstance(given, Mapping) and (entry := _entry(given, kind, limit, blanks, own))
    ]


def read_form(form: Mapping[str, Any], blanks: Sequence[str], limit: KeyValueLimit) -> dict[str, Any]:
    """The form to fill, with its fields, title, tags, description and kv."""
    return {"fields": list(blanks), **_description(form), "kv": _facts(form, limit)}


def key_values(value: object, limit: KeyValueLimit) -> dict[str, str]:
    """Flat key-values without those that are empty or cannot be kept.

    `value` is an object or a list, both nested to any depth, or JSON text of one. In a list, `{"key": …, "value": …}`
    is a key and its value. What goes beyond the limit is left out.
    """
    value = _parsed(value)
    if isinstance(value, list):
        pairs = [item for item in value if _is_pair(item)]
        rest = [item for item in value if not _is_pair(item)]
        return _storable(flatten(rest, limit)) | _storable(_pairs(pairs, limit))
    return _storable(flatten(value, limit)) if isinstance(value, Mapping) else {}


def names(value: object) -> list[str]:
    """The texts of a list, the keys of an object, or the names in a list of objects; or JSON text of one of these."""
    value = _parsed(value)
    found = (_pair_key(item) if isinstance(item, Mapping) else _text(item) for item in _items(value, keys=True))
    return [name for name in found if name]


def _entry(
    given: Mapping[str, Any], kind: str, limit: KeyValueLimit, blanks: Collection[str], own_id: str | None
) -> dict[str, Any] | None:
    entry_id = _text(given.get("id")) or _text(given.get("resource_id"))
    if entry_id is None:
        return None
    if entry_id == own_id:
        facts = {
            key: value for key, value in key_values(given.get("extractedInfo"), limit).items() if key not in blanks
        }
        facts |= {key: value for key, value in key_values(given.get("kv"), limit).items() if key not in blanks}
    else:
        facts = _facts(given, limit)
    return {"type": kind, "id": entry_id, **_description(given), "kv": facts}


def _facts(given: Mapping[str, Any], limit: KeyValueLimit) -> dict[str, str]:
    """All that an entry says is known, the values of its filled fields included."""
    filled = [field for field in _items(_parsed(given.get("formFields"))) if _is_pair(field)]
    read = (key_values(value, limit) for value in (filled, given.get("extractedInfo"), given.get("kv")))
    return {key: text for facts in read for key, text in facts.items()}


def _description(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _text(given.get("title")) or _text(given.get("name")) or "",
        "tags": names(given.get("tags")),
        "description": _text(given.get("description")) or "",
    }


def _items(value: object, *, keys: bool = False) -> Iterable[Any]:
    if isinstance(value, list) or (keys and isinstance(value, Mapping)):
        return value
    return ()


def _parsed(value: object) -> object:
    """What a JSON text holds; None for another text; else the value itself."""
    if not isinstance(value, str):
        return value
    try:
        return jiter.from_json(value.encode(), allow_inf_nan=False, float_mode="decimal")
    except ValueError:
        return None


def _is_pair(item: object) -> bool:
    return isinstance(item, Mapping) and "value" in item and _pair_key(item) is not None


def _pair_key(item: Mapping[str, Any]) -> str | None:
    return next((text for name in _KEY_NAMES if (text := _text(item.get(name)))), None)


def _text(value: object) -> str | None:
    """A text, or a number as text, that says something and can be stored; None for anything else."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and value.strip() and "\0" not in value else None


def _pairs(items: Sequence[Mapping[str, Any]], limit: KeyValueLimit) -> Iterator[tuple[str, str]]:
    for item in items:
        if (key := _pair_key(item)) and (text := _text(item["value"])):
            limit.count(key, text)
            yield key, text


def _storable(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    with suppress(KeyValueLimitError):
        found.update((key, text) for key, text in pairs if _text(key) and _text(text))
    return found
