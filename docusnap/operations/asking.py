"""The caller's own fields, answered by the offline reader and by a model, and put together as one object."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docusnap.domain.answer import Answer
from docusnap.domain.asked import LEAST, AskedField, AskedValues, leaves, pointer
from docusnap.domain.page import Page
from docusnap.domain.result import Alternative, Answers, Caution, FieldAnswer
from docusnap.evidence.asked import JsonReading, check_asked, label_of
from docusnap.operations.combining import Combined, Source, alone, combined

Path = tuple[str | int, ...]
"""The names and numbers that lead to a value."""

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Told:
    """Who gave the values, and what they are; `saw`: a model that saw the pictures of the pages."""

    model: str
    values: AskedValues
    saw: bool = False


class Asking:
    """Checks and puts together the answers to one schema, about the same pages."""

    def __init__(
        self,
        fields: Sequence[AskedField],
        pages: Sequence[Page],
        *,
        day_first: bool,
        checkpoint: Callable[[], None],
    ) -> None:
        """`checkpoint` is called now and then while values are looked for; what it raises gets out."""
        self._fields = fields
        self._pages = pages
        self._day_first = day_first
        self._checkpoint = checkpoint
        self._reading = JsonReading(pages, day_first=day_first)

    def answers(self, offline: Told, said: Told | None, instructions: str) -> tuple[Answers, tuple[Caution, ...]]:
        """The answers, and warnings under the JSON pointers of the values that they are about.

        Without a model (`said` is None) they are the offline reader's; else value by value the surer one. Raises what
        the checkpoint raises.
        """
        read, labels = self._source(offline)
        if said is None:
            both = alone(read)
        else:
            model, own = self._source(said)
            labels |= own
            read, model = self._with_rows_of_one(read, model, labels)
            read, model = self._without_misfits(offline, read, said, model)
            sure = [key for key, value in read.answer.kv.items() if (value.chance or 0) >= value.unsure_below]
            both = combined(model, read, instructions, sure)
        values = {
            where: (said.values if said and both.models[label] == said.model else offline.values)[where]
            for where, label in labels.items()
            if label in both.kv
        }
        whole = _Whole(values, both, labels, self._reading, said.model if said else "")
        return whole.of(self._fields)

    def _source(self, told: Told) -> tuple[Source, dict[str, str]]:
        labels = {where: label_of(where) for where in told.values}
        answer, checked = check_asked(
            *(told.values, labels, self._pages),
            day_first=self._day_first,
            checkpoint=self._checkpoint,
            pictures=told.saw,
        )
        return Source(told.model, answer, checked), labels

    def _without_misfits(self, offline: Told, read: Source, said: Told, model: Source) -> tuple[Source, Source]:
        """Where the schema takes one's value only, the other's has nothing to dispute."""
        misfits: dict[bool, list[str]] = {True: [], False: []}
        for where, field in self._fields_of(offline.values.keys() & said.values.keys()):
            mine = self._reading.of(field, said.values[where], by_model=True).value is None
            theirs = self._reading.of(field, offline.values[where], by_model=False).value is None
            if mine != theirs:
                misfits[mine].append(label_of(where))
        return _without(read, misfits[False]), _without(model, misfits[True])

    def _fields_of(self, pointers: Collection[str]) -> Iterator[tuple[str, AskedField]]:
        """Those of the pointers that lead to a plain field, with it."""
        for path, field in leaves(self._fields):
            if (where := pointer(*path)) in pointers:
                yield where, field

    def _with_rows_of_one(self, read: Source, model: Source, labels: Mapping[str, str]) -> tuple[Source, Source]:
        """Rows are not mixed: those of the reader are left out where the model's stand on the page as well."""
        for path, field in leaves(self._fields):
            if field.type == "array":
                within = [label for where, label in labels.items() if where.startswith(pointer(*path) + "/")]
                mine, theirs = (sum(1 for w in within if s.checked.evidence.get(w)) for s in (model, read))
                if mine >= theirs:
                    read = _without(read, within)
                else:
                    model = _without(model, within)
        return read, model


class _Whole:
    """Makes the object of the schema's shape, and notes what is known of each value in it."""

    def __init__(
        self, values: AskedValues, both: Combined, labels: Mapping[str, str], reading: JsonReading, model: str
    ) -> None:
        self._values = values
        self._both = both
        self._labels = labels
        self._reading = reading
        self._model = model
        self._details: dict[str, FieldAnswer] = {}
        self._codes: dict[str, list[str]] = {}
        for caution in both.cautions:
            self._codes.setdefault(caution.key, []).append(caution.code)

    def of(self, fields: Sequence[AskedField]) -> tuple[Answers, tuple[Caution, ...]]:
        whole = self._object(fields, ())
        cautions = (Caution(where, code) for where, detail in self._details.items() for code in detail.warnings)
        return Answers(whole, self._details), tuple(cautions)

    def _object(self, fields: Sequence[AskedField], above: Path) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for field in fields:
            path = (*above, field.name)
            if field.type == "object":
                whole[field.name] = self._object(field.fields, path)
            elif field.type == "array" and field.item:
                whole[field.name] = self._list(field.item, path)
            else:
                whole[field.name] = self._noted(path, self._answer(field, path))
        return whole

    def _list(self, item: AskedField, path: Path) -> list[Any] | None:
        """The items that have a value, numbered anew; None, with the reason, where there is none."""
        inside = item.fields if item.type == "object" else (item,)
        kept: list[Any] = []
        for number in self._numbers(path):
            cells = {field.name: self._answer(field, _in_list(path, number, field)) for field in inside}
            if any(cell.value is not None for cell in cells.values()):
                row = {field.name: self._noted(_in_list(path, len(kept), field), cells[field.name]) for field in inside}
                kept.append(row if item.type == "object" else row[item.name])
        if not kept:
            self._noted(path, FieldAnswer(None, "not_on_page"))
        return kept or None

    def _noted(self, path: Path, answer: FieldAnswer) -> Any:
        self._details[pointer(*path)] = answer
        return answer.value

    def _answer(self, field: AskedField, path: Path) -> FieldAnswer:
        where = pointer(*path)
        label, asked = self._labels.get(where, ""), self._values.get(where)
        if asked is None:
            return FieldAnswer(None, "not_on_page")
        evidence, others = self._both.evidence.get(label), self._both.alternatives.get(label, ())
        model = self._both.models[label]
        found = Alternative(asked.value.text, model, evidence)
        if evidence is None:
            return FieldAnswer(None, "not_on_page", alternatives=(found, *others))
        if evidence.chance is not None and evidence.chance < LEAST:
            return FieldAnswer(None, "unsure", alternatives=(found, *others))
        read = self._reading.of(field, asked, by_model=model == self._model)
        if read.value is None:
            return FieldAnswer(None, read.reason, evidence, alternatives=others)
        warnings = dict.fromkeys((*self._codes.get(label, ()), *read.warnings))
        return FieldAnswer(read.value, None, evidence, tuple(warnings), others)

    def _numbers(self, path: Path) -> list[int]:
        above = f"{pointer(*path)}/"
        found = {where[len(above) :].partition("/")[0] for where in self._values if where.startswith(above)}
        return sorted(int(number) for number in found)[:_MOST_ROWS]


def _in_list(path: Path, number: int, field: AskedField) -> Path:
    """Of a value of a row, or of the item itself, which has no name."""
    return (*path, number, field.name) if field.name else (*path, number)


def _without(source: Source, labels: Sequence[str]) -> Source:
    kv = {key: value for key, value in source.answer.kv.items() if key not in set(labels)}
    return Source(source.model, Answer("", (), "", kv), source.checked)
