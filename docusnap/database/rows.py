"""Rows to domain values and back; pages as compact JSON."""

import json
from typing import Any, Protocol

from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.domain.task import Failure, Job, Progress, Status, StoredFile, Task


class Row(Protocol):
    """A row of any driver: its columns by name."""

    def __getitem__(self, column: str, /) -> Any:
        """The column's value."""
        ...


def file_from(row: Row) -> StoredFile:
    """From columns sha256, size, media_type."""
    return StoredFile(row["sha256"], row["size"], row["media_type"])


def job_from(row: Row, files: tuple[StoredFile, ...]) -> Job:
    """From the columns that `claim` returns."""
    return Job(
        row["id"],
        row["operation"],
        row["uri"],
        files,
        json.loads(row["parameters"]),
        Status(row["status"]),
        row["attempt"],
        row["fence"],
    )


def task_from(row: Row, files: tuple[StoredFile, ...]) -> Task:
    """From the columns of the statement `task`."""
    return Task(
        id=row["id"],
        client_id=row["client_id"],
        job_id=row["job_id"],
        operation=row["operation"],
        status=Status(row["status"]),
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        progress=Progress(**json.loads(row["progress"])) if row["progress"] else None,
        result=json.loads(row["result"]) if row["result"] else None,
        failure=Failure(row["error_code"], row["error_detail"]) if row["error_code"] else None,
        tag=row["tag"],
        files=files,
    )


def compact(value: object) -> str:
    """JSON without spaces, in the characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def page_to_json(page: Page) -> str:
    """A page as it is kept in `readings`; the number is not part of it."""
    return compact(
        {
            "width": page.width,
            "height": page.height,
            "engine": page.engine,
            "damaged": page.damaged,
            "segments": [[s.text, [[w.text, *w.box, w.confidence] for w in s.words]] for s in page.segments],
            "marks": [[m.kind, *m.box, m.label, m.value] for m in page.marks],
        }
    )


def page_from_json(text: str, number: int) -> Page:
    """The page that `page_to_json` wrote, as page `number` of a task."""
    data = json.loads(text)
    segments = tuple(
        Segment(s, tuple(Word(w, (x0, y0, x1, y1), c) for w, x0, y0, x1, y1, c in words))
        for s, words in data["segments"]
    )
    marks = tuple(Mark(kind, (x0, y0, x1, y1), label, value) for kind, x0, y0, x1, y1, label, value in data["marks"])
    return Page(number, data["width"], data["height"], segments, marks, data["engine"], data["damaged"])
