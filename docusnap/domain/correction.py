"""What people set right in results, kept beside what was read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Correction:
    """One value set right. `field`: its label in `kv`, or the id of a form's field.

    `original`: as it was read, None where nothing was; `value`: what is right, None where there is no such value.
    `made_by` names the client's key, `made_at` is in Unix seconds.
    """

    field: str
    original: str | None
    value: str | None
    made_by: str
    made_at: float


def standing(corrections: Iterable[Correction]) -> Mapping[str, Correction]:
    """The last correction of each field, of corrections in the order in which they were made."""
    return {one.field: one for one in corrections}


def field_named(result: Mapping[str, Any], name: str) -> str:
    """The field of the result that a client calls so: by its label, its stable key, or its id; else the name itself."""
    known = {value["key"]: value["label"] for value in result.get("values") or ()}
    known |= {field["label"]: field["id"] for field in reversed(result.get("fields") or ()) if isinstance(field, dict)}
    return name if name in result.get("kv", {}) else known.get(name, name)


def original_of(result: Mapping[str, Any], field: str) -> str | None:
    """The value of the field as it was read."""
    if field in result.get("kv", {}):
        return str(result["kv"][field])
    filled = (f for f in result.get("fields") or () if isinstance(f, dict) and f["id"] == field)
    return next((f["value"] for f in filled), None)


def corrected(result: Mapping[str, Any], corrections: Sequence[Correction]) -> Mapping[str, Any]:
    """The result with the right values in place of those that were read; it is not changed itself."""
    right = {field: one.value for field, one in standing(corrections).items()}
    if not right:
        return result
    out = dict(result)
    if "kv" in result:
        out["kv"] = {key: value for key, value in {**result["kv"], **right}.items() if value is not None}
    if values := result.get("values"):
        out["values"] = [_set_right(v, right) for v in values if right.get(v["label"], "") is not None]
    if "filled" in result:
        out["fields"] = [f | {"value": right[f["id"]]} if f["id"] in right else f for f in result.get("fields") or ()]
    return out


def _set_right(value: Mapping[str, Any], right: Mapping[str, str | None]) -> Mapping[str, Any]:
    if value["label"] not in right:
        return value
    return {**value, "value": right[value["label"]], "normalized": None, "warnings": [], "alternatives": []}
