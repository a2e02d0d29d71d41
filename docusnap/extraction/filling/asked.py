"""What each blank of a form asks: by its label, and by its line, row, column and section where that says little."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docusnap.domain.answer import Blank
from docusnap.extraction.filling.field_names import OTHER_PEOPLE, FieldName, field_name, going_on, names_several
from docusnap.extraction.filling.wording import content_words

_FOR_OTHERS = re.compile(r"\b(?:use only|office use|official use)\b", re.IGNORECASE)
_GROUP = re.compile(r"^\W*(?:(?:ext|[a-z])\W+)?", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """A blank, what it asks, and the words at it: its `own` and those `around` it."""

    blank: Blank
    name: FieldName
    own: frozenset[str]
    around: frozenset[str]

    @property
    def question(self) -> tuple[str, ...]:
        """The same for all check boxes of one question."""
        b = self.blank
        return (str(b.page), b.section, b.line, b.row, b.column)


def what_is_asked(blanks: Sequence[Blank]) -> list[Asked]:
    """In the order of the form: a bare "Last name" behind somebody's first name is theirs."""
    names = [_name(blank) for blank in blanks]
    written = [i for i, blank in enumerate(blanks) if blank.type == "text"]
    for i, name in zip(written, going_on([names[i] for i in written]), strict=True):
        names[i] = name
    return [_asked(blank, name) for blank, name in zip(blanks, names, strict=True)]


def _name(blank: Blank) -> FieldName:
    texts = blank.texts
    named = [field_name(text) for text in texts]
    name = next((n for n in named if n.concepts), named[0])
    if names_several(blank.column):  # a space over several columns, for none of them
        return replace(name, concepts=(), words=frozenset())
    if blank.column and blank.row:
        name = replace(name, column=False)
    if not name.concepts and blank.type == "text" and name.words:
        name = replace(name, words=name.words | content_words(blank.part_of))
    if name.own or name.roles:
        return _counted(name, blank)
    for text in (blank.column, blank.row, blank.section):
        roles = field_name(_GROUP.sub("", text)).roles if text and text not in texts else frozenset()
        if text is blank.section and not _FOR_OTHERS.search(text):
            roles &= OTHER_PEOPLE | {"work"}
        if roles:
            return _counted(replace(name, roles=roles), blank)
    return _counted(name, blank)


def _counted(name: FieldName, blank: Blank) -> FieldName:
    """With the number of the one of several that the column, the row or the section names."""
    told = (field_name(text).index for text in (blank.column, blank.row, blank.part_of, blank.section) if text)
    return replace(name, index=name.index or next((index for index in told if index), 0))


def _asked(blank: Blank, name: FieldName) -> Asked:
    own = content_words(blank.texts[0])
    around = content_words(" ".join((blank.row, blank.part_of, blank.column))) | content_words(blank.section)
    return Asked(blank, name, own, around - own)
