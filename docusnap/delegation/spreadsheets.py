"""Papers as a table for spreadsheets; a cell that came from a paper is never taken for a formula."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Literal

from docusnap.domain.paper import KnownPaper
from docusnap.domain.task import Task

TableFormat = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[TableFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_FACTS = ("task_id", "received", "kind", "title", "tags", "seller", "date", "total", "currency")
_MOST_COLUMNS = 200
_LONGEST_CELL = 32_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_FORMULA = re.compile(r"\A[\s\"]*[=+\-@|%＝＋－＠]")
_SEPARATORS = re.compile(r"([;\t\r\n])")


def table(papers: Iterable[tuple[KnownPaper, Task]], form: TableFormat) -> bytes:
    """A row for each paper: what is known of it, then its values, the commonest labels first."""
    rows = [(_facts(paper), _values(task)) for paper, task in papers]
    counted = Counter(label for _, values in rows for label in values)
    labels = [label for label, _ in counted.most_common(_MOST_COLUMNS)]
    lines = [[*facts, *(values.get(label, "") for label in labels)] for facts, values in rows]
    return sheet([[*_FACTS, *labels], *lines], form)


def sheet(lines: Sequence[Sequence[str]], form: TableFormat) -> bytes:
    """The lines as a table, headings first."""
    return (_xlsx if form == "xlsx" else _csv)(lines)


def harmless(text: str) -> str:
    """The text as a cell of a CSV file, with an apostrophe before what a spreadsheet could take for a formula.

    A part may also begin after a semicolon, a tab or a line's end: which of them separates cells, each program chooses.
    """
    parts = _SEPARATORS.split(text)
    return "".join(f"'{part}" if _FORMULA.match(part) and not _NUMBER.fullmatch(part) else part for part in parts)


def _facts(paper: KnownPaper) -> list[str]:
    received = datetime.fromtimestamp(paper.created_at, UTC).isoformat(timespec="seconds")
    told = (paper.seller, paper.dated, paper.total, paper.currency)
    return [paper.task_id, received, paper.kind, paper.title, ", ".join(paper.tags), *(fact or "" for fact in told)]


def _values(task: Task) -> dict[str, str]:
    return {str(label): str(value) for label, value in (task.corrected_result or {}).get("kv", {}).items()}


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    """In UTF-8 with a mark, by which spreadsheets know it."""
    out = StringIO()
    csv.writer(out).writerows([harmless(_cell(text)) for text in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Papers")
    for line in lines:
        cells = [WriteOnlyCell(sheet, "") for _ in line]
        for cell, text in zip(cells, line, strict=True):
            cell.value = _cell(text)
            cell.data_type = "s"  # a text, whatever it begins with
        sheet.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(text: str) -> str:
    return _CONTROL.sub("", text)[:_LONGEST_CELL]
