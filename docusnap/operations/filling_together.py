"""A model and the offline reader fill one form: what each found, and what is told of each field."""

from dataclasses import replace

from docusnap.domain.answer import FieldAnswer, FillAnswer, Filled
from docusnap.domain.result import Caution
from docusnap.evidence.filling import check_filling


def filled_together(
    said: FillAnswer, offline: FillAnswer, *, day_first: bool
) -> tuple[FillAnswer, tuple[Caution, ...]]:
    """The model's values where they stand in their source, else the offline reader's; what it alone filled, too.

    With "disputed" for each field that the two fill with different values; the model's stands there.
    """
    astray = {caution.key for caution in check_filling(said, day_first=day_first) if caution.code == "not_in_source"}
    disputed: list[Caution] = []
    fields: list[FieldAnswer] = []
    for field in offline.fields:
        label, own = field.blank.label, field.value
        model = said.filled.get(label)
        same = own is not None and model is not None and _plain(own.value) == _plain(model.value)
        if model is None or same or (own and label in astray):
            fields.append(field)
        else:
            disputed += [Caution(label, "disputed")] if own else []
            fields.append(replace(field, answer=replace(model, box=field.blank.box)))
    filled = {f.blank.label: f.answer for f in fields if isinstance(f.answer, Filled)}
    missing = tuple(dict.fromkeys(f.blank.label for f in fields if f.blank.label not in filled))
    return FillAnswer(filled, missing, said.usage, tuple(fields)), tuple(disputed)


def _plain(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalnum())
