"""What a model is told: the templates of `prompts/`, and the pages and the library fenced as data.

Instructions come first and change least, the page comes last, so that servers can cache what is common.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from string import Template

from docusnap.domain.answer import LibraryEntry
from docusnap.domain.page import Line, Mark, Page
from docusnap.package_data import package_text

_DAY_FIRST = "Where the order is open, the day comes first: 05/03/2024 is Mar 05, 2024."
_MONTH_FIRST = "Where the order is open, the month comes first: 05/03/2024 is May 03, 2024."
_MARKS = {"rule": "____", "box": "[    ]", "field": "{%s: %s}"}


def instructions(name: str, *, day_first: bool, asked: bool = False, pictures: bool = False) -> str:
    """The instructions of `prompts/<name>.md`, whole. `day_first`: how 05/03/2024 is read where the order is open.

    `asked`: with what is to be done with the caller's own fields; `pictures`: with those of the pages.
    """
    order = _DAY_FIRST if day_first else _MONTH_FIRST
    reading = template("reading").substitute(day_order=order, fields=template("fields").template)
    told = template(name).safe_substitute(reading=reading, day_order=order)
    more = [template(part).template for part, wanted in (("answers", asked), ("pictures", pictures)) if wanted]
    return "\n\n".join([told, *more])


def template(name: str) -> Template:
    """The template `prompts/<name>.md`."""
    return Template(package_text(f"prompts/{name}.md").strip())


def numbered(library: Sequence[LibraryEntry]) -> dict[str, LibraryEntry]:
    """The library under the short ids that models are shown ("L1", "L2", …): long ones they copy wrongly."""
    return {f"L{n}": entry for n, entry in enumerate(library, 1)}


def fenced(text: str) -> str:
    """The text between two lines of tildes, longer than any run of tildes in it: nothing in it can end the fence."""
    fence = "~" * (max((len(run) for run in re.findall("~+", text)), default=0) + 4)
    return f"{fence}\n{text}\n{fence}"


def about_pages(
    pages: Sequence[Page], library: Mapping[str, LibraryEntry], limit: int, *, marks: bool = False
) -> tuple[str, int]:
    """What to read: the library in short, then the pages line by line; at most about `limit` characters.

    The library gets a quarter of that. `marks` shows where to write. Lines that do not fit are left out whole, the
    last ones first; the text says so, and their number comes with it.
    """
    summaries = [_json({"id": i, **_summary(entry)}) for i, entry in library.items()]
    known = f"The library:\n\n{fenced(_fitting(summaries, limit // 4)[0])}\n\n" if library else ""
    lines = [f"[{line.id}] {text}" for page in pages for line, text in _lines(page, marks=marks)]
    shown, left_out = _fitting(lines, limit - len(known))
    return f"{known}The page text:\n\n{fenced(shown)}", left_out


def about_asked(fields: Mapping[str, object]) -> str:
    """The caller's own fields; to be shown before the pages."""
    return f"The fields asked for:\n\n{fenced(_json(fields))}\n\n"


def about_fields(
    fields: Sequence[str], library: Mapping[str, LibraryEntry], known: Mapping[str, str], limit: int
) -> str:
    """What to fill: the library with its values, what the form says, the fields; at most about `limit` characters."""
    said, _ = _fitting([_json({key: value}) for key, value in known.items()], limit // 4)
    asked, _ = _fitting([_json(field) for field in fields], limit // 4)
    form = f"The form already says:\n\n{fenced(said)}\n\nThe fields to fill:\n\n{fenced(asked)}"
    entries = [
        _json({"id": i, "type": e.type, "title": e.title, "tags": e.tags, "values": dict(e.kv)})
        for i, e in library.items()
    ]
    return f"The library:\n\n{fenced(_fitting(entries, limit - len(form))[0])}\n\n{form}"


def _summary(entry: LibraryEntry) -> dict[str, object]:
    description = entry.description if len(entry.description) <= 200 else entry.description[:199] + "…"
    return {"type": entry.type, "title": entry.title, "tags": entry.tags, "description": description}


def _json(value: object) -> str:
    """On one line, whatever the value holds."""
    return " ".join(json.dumps(value, ensure_ascii=False).split())


def _fitting(lines: Sequence[str], limit: int) -> tuple[str, int]:
    """As many whole lines, from the first on, as the limit lets in, and how many are left out."""
    ends = accumulate(len(line) + 1 for line in lines)
    kept = list(lines[: sum(end <= limit for end in ends)])
    left_out = len(lines) - len(kept)
    if left_out:
        kept.append(f"({left_out} more lines are left out here: too long)")
    return "\n".join(kept) or "(nothing)", left_out


def _lines(page: Page, *, marks: bool) -> Iterator[tuple[Line, str]]:
    for line in page.lines:
        parts = [(s.box[0], s.text) for s in line.segments]
        if marks:
            parts += [(m.box[0], _shown(m)) for m in page.marks if _is_on(m, line)]
        yield line, " ".join(" ".join(text for _, text in sorted(parts)).split())


def _shown(mark: Mark) -> str:
    if mark.kind == "check_box":
        return "[x]" if mark.value == "on" else "[ ]"
    return _MARKS[mark.kind] % (mark.label, mark.value) if mark.kind == "field" else _MARKS[mark.kind]


def _is_on(mark: Mark, line: Line) -> bool:
    """Whether the mark's middle is at the height of the line, with no word above or inside it."""
    x0, top, x1, bottom = mark.box
    height = line.box[3] - line.box[1]
    level = line.box[1] - height / 4 < (top + bottom) / 2 < line.box[3] + height / 2
    return level and not any(w.box[0] < x1 and w.box[2] > x0 for w in line.words)
