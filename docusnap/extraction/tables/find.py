"""The tables of pages: ruled ones first, then what is aligned among the other lines."""

from collections.abc import Iterator, Sequence

from docusnap.domain.cjk import joined
from docusnap.domain.page import Box, Line, Page, Segment, Word, enclosing
from docusnap.domain.polygons import polygon_in_file
from docusnap.domain.tables import Cell, Column, Table
from docusnap.extraction.tables.blocks import Cells, aligned_blocks
from docusnap.extraction.tables.grids import Grid, grids
from docusnap.extraction.tables.judge import count_of_headings, is_table
from docusnap.extraction.tables.levelled import Levelled
from docusnap.extraction.tables.rows import rows_of

_MOST_TABLES = 20
_LEAST_REGULAR = 0.6


def find_tables(pages: Sequence[Page], *, listed: bool = False) -> tuple[Table, ...]:
    """The tables in the order of the pages, top to bottom; `listed`: see `is_table`."""
    return tuple(table for page in pages if page.segments for table in _on_page(page, listed))


def _on_page(page: Page, listed: bool) -> list[Table]:
    level = Levelled.of(page)
    found: list[Table] = []
    taken: list[Grid] = []
    words = [word for line in level.lines for word in line.words]
    for grid in grids(level.marks("box"), level.height):
        table = _table(level, grid.rows(words), ruled=True, listed=listed) if grid.regular >= _LEAST_REGULAR else None
        if table:
            found.append(table)
            taken.append(grid)
    rules = level.marks("rule")
    for block in aligned_blocks(_without(level.lines, taken), level.height):
        table = _table(level, rows_of(block, rules), ruled=_parted(block.lines, rules), listed=listed)
        if table:
            found.append(table)
    return sorted(found, key=lambda table: (table.box[1], table.box[0]))[:_MOST_TABLES]


def _without(lines: Sequence[Line], taken: Sequence[Grid]) -> list[Line]:
    """The lines less what stands in the grids."""
    if not taken:
        return list(lines)
    kept: Iterator[tuple[Line, list[Segment]]] = (
        (line, [s for s in line.segments if not any(grid.holds(word) for grid in taken for word in s.words)])
        for line in lines
    )
    return [Line(line.id, tuple(segments)) for line, segments in kept if segments]


def _parted(lines: Sequence[Line], rules: Sequence[Box]) -> bool:
    """At least two rules run between or beside the lines, along most of their width."""
    left, top, right, bottom = enclosing([line.box for line in lines])
    reach = (bottom - top) / len(lines)
    wide = [
        rule
        for rule in rules
        if top - reach < rule[1] < bottom + reach and min(rule[2], right) - max(rule[0], left) > 0.6 * (right - left)
    ]
    return len(wide) > 1


def _table(level: Levelled, rows: Sequence[Cells], *, ruled: bool, listed: bool) -> Table | None:
    """The rows as a table, without empty rows and columns; None where they are none."""
    rows = [row for row in rows if any(row)]
    columns = [c for c in range(len(rows[0]) if rows else 0) if any(row[c] for row in rows)]
    texts = [[joined([word.text for word in row[c]]) for c in columns] for row in rows]
    if len(columns) < 2:
        return None
    heads = count_of_headings(texts)
    if not is_table(texts, heads, ruled=ruled, listed=listed):
        return None
    cells = [[_cell(level, row[c]) for c in columns] for row in rows]
    names = [" ".join(texts[row][c] for row in range(heads) if texts[row][c]) for c in range(len(columns))]
    box = enclosing([cell.box for row in cells for cell in row if cell.box])
    return Table(
        level.page.number,
        box,
        tuple(Column(name if heads else None) for name in names),
        tuple(tuple(row) for row in cells[heads:]),
        polygon_in_file(level.page, box),
    )


def _cell(level: Levelled, words: Sequence[Word]) -> Cell:
    if not words:
        return Cell("")
    box = enclosing([level.original(word).place for word in words])
    return Cell(joined([word.text for word in words]), box, polygon_in_file(level.page, box))
