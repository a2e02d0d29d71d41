"""What a paper says, as plain text and as Markdown."""

import re
from collections.abc import Iterator, Sequence

from docusnap.domain.page import Box, Line, Page
from docusnap.domain.tables import Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_AT_BEGINNING = re.compile(r"^(\s*\d*)([#+=.)-])")


def plain_text(pages: Sequence[Page]) -> str:
    """The lines of all pages in reading order; a form feed between two pages."""
    return "\f".join("\n".join(line.text for line in page.lines) for page in pages)


def markdown(title: str, pages: Sequence[Page], tables: Sequence[Table]) -> str:
    """The title as heading, then the lines as they stand, tables as such; a rule between two pages.

    Nothing on a page is taken for Markdown: its special characters are escaped.
    """
    heading = [f"# {_escaped(title)}"] if title else []
    bodies = ["\n\n".join(_blocks(page, [t for t in tables if t.page == page.number])) for page in pages]
    return "\n\n".join([*heading, "\n\n---\n\n".join(bodies)]) + "\n"


def _blocks(page: Page, tables: Sequence[Table]) -> Iterator[str]:
    """Lines outside of tables, broken where they are, and each table at the place of its first line."""
    lines: list[str] = []
    told: set[int] = set()
    for line in page.lines:
        number = next((n for n, table in enumerate(tables) if _is_in(line, table.box)), None)
        if number is None:
            lines.append(_escaped(line.text))
            continue
        if lines:
            yield "  \n".join(lines)
            lines = []
        if number not in told:
            told.add(number)
            yield _table(tables[number])
    if lines:
        yield "  \n".join(lines)


def _table(table: Table) -> str:
    heads = [_cell(column.name or "") for column in table.columns]
    rows = [heads, ["---"] * len(heads), *([_cell(cell.text) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _escaped(text: str) -> str:
    return _AT_BEGINNING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))


def _is_in(line: Line, box: Box) -> bool:
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
