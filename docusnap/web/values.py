"""Results of tasks as their page shows them: values, each with its place, its doubts in words, and what was checked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from docusnap.domain.correction import Correction, standing
from docusnap.domain.task import Task
from docusnap.web import words

Result = Mapping[str, Any]
Box = Sequence[float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: page (from 1) of a task, and the box there."""

    task_id: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a task's page: what is asked, its answer, and all that is to be said about it.

    `field` is also that of the box on the page. `text`: empty where there is no value; then `empty` says why.
    `name`: what a correction calls it; empty where it cannot be corrected. `origins`: where a filled value, or its
    parts, were read. `corrected`: who set it right and when, and what was read.
    """

    field: str
    label: str
    text: str
    place: Place | None = None
    doubts: Sequence[str] = ()
    checks: Sequence[str] = ()
    others: Sequence[str] = ()
    empty: str = ""
    origins: Sequence[Place] = ()
    name: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is shown of one paper: its title, its values, its rows of goods, and its tables."""

    title: str
    values: Sequence[Shown] = ()
    items: Sequence[Mapping[str, Any]] = ()
    tables: Sequence[Mapping[str, Any]] = ()
    blanks: Sequence[Shown] = ()

    @property
    def marked(self) -> Iterator[Shown]:
        """All that has a place on a page of the task."""
        return (one for one in (*self.values, *self.blanks) if one.place)


def groups_of(task: Task) -> list[Group]:
    """One for each paper of the result; of a form that was filled, one with its fields."""
    result = task.result or {}
    if "filled" in result:
        fields = result.get("fields") or [*_named_fields(result)]
        groups = [Group("", blanks=[_filled(task.id, one, result) for one in fields])]
    else:
        papers = result.get("papers") or [result]
        groups = [_group(task.id, paper, f"{number}/" if number > 1 else "") for number, paper in enumerate(papers, 1)]
    right = standing(task.corrections)
    groups[0] = replace(
        groups[0],
        values=[*_set_right(groups[0].values, right), *_added(groups[0], right)],
        blanks=list(_set_right(groups[0].blanks, right)),
    )
    return groups


def _set_right(values: Iterable[Shown], right: Mapping[str, Correction]) -> Iterator[Shown]:
    """The values, with what people set right in place of what was read."""
    for one in values:
        if one.name and (correction := right.get(one.name)):
            told = _told_correction(correction)
            yield replace(one, text=correction.value or "", corrected=told, doubts=(), others=(), empty="Not there")
        else:
            yield one


def _added(group: Group, right: Mapping[str, Correction]) -> Iterator[Shown]:
    """What people found that was not read."""
    known = {one.name for one in (*group.values, *group.blanks)}
    for field, one in right.items():
        if field not in known and one.value is not None:
            yield Shown(field, field, one.value, name=field, corrected=_told_correction(one))


def _told_correction(one: Correction) -> str:
    when = datetime.fromtimestamp(one.made_at, UTC).strftime("%Y-%m-%d %H:%M")
    return f"Set right by {one.made_by}, {when} UTC. Read was: {one.original or 'nothing'}."


def general_doubts(result: Result) -> list[str]:
    """What is to be said of the paper as a whole, or of something that is not among its values."""
    shown = {value["label"] for value in result.get("values") or ()} | set(result.get("kv") or {})
    shown |= set(result.get("filled") or {})
    told = [_of_whole(w) for w in result.get("warnings") or () if w["key"] not in shown]
    retake = [reason["detail"] for reason in (result.get("quality") or {}).get("reasons") or ()]
    return list(dict.fromkeys([*told, *retake]))


def _of_whole(warning: Mapping[str, str]) -> str:
    key, sentence = warning["key"], words.doubt(warning["code"])
    return sentence if key in ("document", "items", "page") else f"{key[:1].upper()}{key[1:]}: {sentence}"


def _group(task_id: str, paper: Result, prefix: str) -> Group:
    values = paper.get("values")
    if values is None:
        values = list(_old_values(paper))
    return Group(
        title=paper.get("title") or "",
        values=[_value(task_id, one, prefix) for one in values],
        items=[
            {**item, "field": f"{prefix}row-{number}", "place": _place(task_id, item)}
            for number, item in enumerate(paper.get("items") or (), 1)
        ],
        tables=paper.get("tables") or (),
        blanks=[_blank(task_id, one, prefix) for one in paper.get("field_boxes") or ()],
    )


def _old_values(paper: Result) -> Iterator[Mapping[str, Any]]:
    """The values of a result that an older version made."""
    for label, text in (paper.get("kv") or {}).items():
        evidence = (paper.get("evidence") or {}).get(label) or {}
        doubts = [w["code"] for w in paper.get("warnings") or () if w["key"] == label]
        yield {"label": label, "value": text, "page": None, "box": None, "checks": [], **evidence, "warnings": doubts}


def _value(task_id: str, value: Mapping[str, Any], prefix: str) -> Shown:
    return Shown(
        field=prefix + value["label"],
        name="" if prefix else value["label"],
        label=value["label"],
        text=value["value"],
        place=_place(task_id, value),
        doubts=[words.doubt(code) for code in value["warnings"]],
        checks=[told for code in value["checks"] if (told := words.check(code))],
        others=[other["value"] for other in value.get("alternatives") or ()],
    )


def _blank(task_id: str, blank: Mapping[str, Any], prefix: str) -> Shown:
    named = prefix + (blank.get("id") or blank["label"])
    return Shown(f"blank {named}", blank["label"], "", _place(task_id, blank), empty="To be filled in")


def _filled(task_id: str, blank: Mapping[str, Any], result: Result) -> Shown:
    source, reason = blank.get("source"), blank.get("reason") or {}
    doubts = [words.doubt(w["code"]) for w in result.get("warnings") or () if w["key"] == blank["label"]]
    return Shown(
        field=f"blank {blank.get('id') or blank['label']}",
        name=blank.get("id") or "",
        label=blank["label"],
        text=blank.get("value") or "",
        place=_place(task_id, blank),
        doubts=doubts if blank.get("value") else (),
        others=[candidate["value"] for candidate in reason.get("candidates") or ()],
        empty=reason.get("detail") or "",
        origins=_origins(source) if source else (),
    )


def _origins(source: Mapping[str, Any]) -> list[Place]:
    stand = [source.get("evidence") or {}, *(source.get("further") or ())]
    return [place for where in stand if (place := _place(source["resource_id"], where))]


def _named_fields(result: Result) -> Iterator[Mapping[str, Any]]:
    """The fields of a result that tells no more of them than their names."""
    for label, found in result["filled"].items():
        yield {"label": label, **found}
    for label in result["missing"]:
        yield {"label": label, "reason": {"detail": "Nothing was found for it."}}


def _place(task_id: str, where: Mapping[str, Any]) -> Place | None:
    page, box = where.get("page"), where.get("box")
    return Place(task_id, page, box) if page and box else None
