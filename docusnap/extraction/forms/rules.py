"""The labels that rules find on a form: fields of a PDF, choices, columns of tables, and all others."""

from docusnap.extraction.forms.choices import answer_choices, find_choices
from docusnap.extraction.forms.columns import find_columns
from docusnap.extraction.forms.fields import field_labels, in_fields
from docusnap.extraction.forms.labels import Label, find_labels
from docusnap.extraction.forms.links import Links
from docusnap.extraction.forms.sheet import Sheet


def labels_by_rules(sheet: Sheet) -> list[Label]:
    """Everything the page asks for, each with its value or the space to write it in."""
    fields = field_labels(sheet)
    choices = find_choices(sheet)
    used = [p for c in choices for p in c.used] + in_fields(sheet)
    used += [p for label in fields for p in label.pieces]
    columns = [] if fields else find_columns(sheet, {id(p) for p in used})
    used += [p for label in columns for p in (*label.pieces, *label.value)]
    gone = {id(p) for p in used}
    labels = [label for label in find_labels(sheet) if id(label.pieces[0]) not in gone]
    ticked = answer_choices(sheet, choices, labels)
    used += [p for label in ticked for p in label.pieces]
    asked = {id(label.pieces[0]) for label in ticked}
    written = Links(sheet, [label for label in labels if id(label.pieces[0]) not in asked], used).resolve()
    # an interactive form says itself what can be filled in
    return [*fields, *columns, *ticked, *([] if fields else written)]
