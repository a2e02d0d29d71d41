"""Pages as they were read, kept so that nothing is read twice; as functions over a transaction."""

import json
from collections.abc import Sequence

from docusnap.database import fair_shares
from docusnap.database.base import Transaction
from docusnap.domain.compact_json import compact_json
from docusnap.domain.page import Mark, Page, ReadingKey, Segment, Word, polygon_of
from docusnap.domain.quality import Fault, Quality
from docusnap.domain.queue import SECONDS_PER_PAGE
from docusnap.domain.task import Job


def find(tx: Transaction, key: ReadingKey) -> Page | None:
    """The page if it was read this way before."""
    row = tx.row("reading", sha256=key.sha256, page_index=key.index, recipe=key.recipe)
    return page_from_json(row["page"], key.index + 1) if row else None


def of_file(tx: Transaction, sha256: str, recipe: str) -> list[ReadingKey]:
    """The pages of the file that were read this way, in order."""
    rows = tx.rows("readings_of_file", sha256=sha256, recipe=recipe)
    return [ReadingKey(sha256, row["page_index"], recipe) for row in rows]


def keep(tx: Transaction, key: ReadingKey, page: Page, now: float) -> None:
    """Keeps what was read; keeping it again changes nothing."""
    kept = page_to_json(page)
    tx.run("keep_reading", sha256=key.sha256, page_index=key.index, recipe=key.recipe, page=kept, created_at=now)


def note_pages(tx: Transaction, job: Job, keys: Sequence[ReadingKey]) -> bool:
    """Records which readings are the job's pages 1, 2, …; False, and nothing written, when the fence is old.

    Its share of the work is charged for as many.
    """
    tx.run("forget_pages", id=job.id, fence=job.fence)
    written = [
        tx.run(
            "note_page",
            id=job.id,
            fence=job.fence,
            number=number,
            sha256=key.sha256,
            page_index=key.index,
            recipe=key.recipe,
        )
        for number, key in enumerate(keys, 1)
    ]
    fair_shares.charge(tx, job, SECONDS_PER_PAGE * len(keys))
    return all(written)


def pages_of_task(tx: Transaction, task_id: str) -> int:
    """How many pages of the task's job are there."""
    row = tx.row("pages_of_task", task_id=task_id)
    return int(row["n"]) if row else 0


def page_of_task(tx: Transaction, task_id: str, number: int) -> tuple[ReadingKey, Page] | None:
    """Page `number` (from 1) of the task's job, once it was read, and what it was read from."""
    row = tx.row("page_of_task", task_id=task_id, number=number)
    if row is None:
        return None
    return ReadingKey(row["sha256"], row["page_index"], row["recipe"]), page_from_json(row["page"], number)


def page_to_json(page: Page) -> str:
    """The page as it is kept; `page_from_json` gives it back."""
    return compact_json(
        {
            "width": page.width,
            "height": page.height,
            "engine": page.engine,
            "damaged": page.damaged,
            "turn": page.turn,
            "skew": page.skew,
            **({"corners": page.corners} if page.corners else {}),
            "segments": [
                [s.text, [[w.text, *w.box, w.confidence, *(w.ink or ())] for w in s.words]] for s in page.segments
            ],
            **({"faults": [[f.code, f.detail] for f in page.quality.faults]} if page.quality.faults else {}),
            "marks": [[m.kind, *m.box, m.label, m.value, m.name, m.max_length] for m in page.marks],
        }
    )


def page_from_json(text: str, number: int) -> Page:
    """What `page_to_json` kept, as page `number` of its task."""
    kept = json.loads(text)
    segments = tuple(
        Segment(
            text,
            tuple(
                Word(w, (x0, y0, x1, y1), sure, tuple(ink) if ink else None) for w, x0, y0, x1, y1, sure, *ink in words
            ),
        )
        for text, words in kept["segments"]
    )
    marks = tuple(
        Mark(kind, (x0, y0, x1, y1), label, value, *declared)
        for kind, x0, y0, x1, y1, label, value, *declared in kept["marks"]  # older readings have no names
    )
    return Page(
        number,
        kept["width"],
        kept["height"],
        segments,
        marks,
        kept["engine"],
        kept["damaged"],
        kept["turn"],
        kept["skew"],
        polygon_of(kept["corners"]) if kept.get("corners") else None,
        Quality(tuple(Fault(*fault) for fault in kept.get("faults", ()))),
    )
