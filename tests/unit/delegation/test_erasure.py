"""What is deleted is gone from the record and the files, and what others still need stays for them."""

import os
import re
from collections.abc import Mapping
from typing import Any

import pytest

from docusnap.database import readings
from docusnap.database import sqlite_driver as driver
from docusnap.domain.errors import ClaimLost, Deleted, NotFound, StorageFailure
from docusnap.domain.page import Page, ReadingKey, Segment, Word
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status, Task
from docusnap.package_data import package_text
from docusnap.queue import erasure
from docusnap.queue.erasure import Erasure
from docusnap.queue.janitor import Janitor, Retention

SECRET = "Zanzibar"
KEPT = 4000.0
PNG = b"\x89PNG\r\n\x1a\n" + SECRET.encode()


class Forgetful:
    """A house whose operation `read` keeps the words of its files and answers with a secret."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.tasks, self.documents = house.tasks, house.documents
        self.janitor = Janitor(house.database, house.files, clock=house.clock, retention=Retention(completed=KEPT))
        self.result = {"title": SECRET, "tags": [SECRET], "kv": {"Name": SECRET}}
        house.brings("read", self.read)

    def read(self, uri: str, context: Any, files: Any = (), **kwargs: Any) -> Mapping[str, Any]:
        for file in files:
            self.keep_words(file.sha256)
        context.note_pages([ReadingKey(file.sha256, 0, "null") for file in files])
        context.checkpoint()
        return self.result

    def keep_words(self, sha256: str) -> None:
        page = Page(1, 10, 10, (Segment(SECRET, (Word(SECRET, (0, 0, 9, 9), 1.0),)),))
        key = ReadingKey(sha256, 0, "null")
        self.house.database.write(lambda tx: readings.keep(tx, key, page, self.house.now))

    def ask(self, client: str = "c", content: bytes = PNG, **more: Any) -> Task:
        parameters = {"library": [{"id": "1", "title": SECRET}]}
        task: Task = self.house.submit("read", [content], parameters, client_id=client, tag=SECRET, **more)
        return task

    def forget(self, task: Task, client: str = "c") -> Task:
        left: Task = self.tasks.delete(task.id, client_id=client)
        return left

    @property
    def rows(self) -> dict[str, int]:
        """Table -> rows, where there are any."""
        return {table: len(rows) for table, rows in self.tables.items() if rows}

    @property
    def tables(self) -> dict[str, list[Any]]:
        """All that is in the record."""
        texts = package_text("schema.sql") + package_text("database/schema.sqlite.sql")
        names = re.findall(r"^CREATE TABLE (\w+)", texts, re.MULTILINE)
        return {name: self.house.ask(f"SELECT * FROM {name}") for name in names}

    @property
    def stored(self) -> list[bytes]:
        folder = self.house.folder / "files"
        return [path.read_bytes() for path in folder.glob("*/*")]

    def holding(self, text: str) -> list[str]:
        """The files of the folder in which that stands."""
        files = (path for path in self.house.folder.rglob("*") if path.is_file())
        return [path.name for path in files if text.encode() in path.read_bytes()]


@pytest.fixture
def forgetful(house) -> Forgetful:
    return Forgetful(house)


def test_a_deleted_result_leaves_a_tombstone_and_nothing_else(forgetful: Forgetful) -> None:
    task = forgetful.ask(idempotency_key=SECRET)
    forgetful.house.run_all()
    assert SECRET in str(forgetful.tables)
    assert forgetful.stored == [PNG]
    forgetful.forget(task)
    assert forgetful.rows == {"tasks": 1, "clocks": 3}
    assert SECRET not in str(forgetful.tables)
    assert forgetful.stored == []
    with pytest.raises(Deleted, match=r"deleted at 1970-01-01T00:16:40\+00:00"):
        forgetful.tasks.task(task.id, client_id="c")
    with pytest.raises(Deleted):
        forgetful.tasks.page(task.id, 1, client_id="c")


def test_a_deleted_task_that_had_not_ended_is_cancelled_and_goes_on_saying_so(forgetful: Forgetful) -> None:
    task = forgetful.ask()
    for _ in range(2):
        forgetful.house.now += 1
        left = forgetful.forget(task)
        assert (left.status, left.finished_at, left.tag) == (Status.CANCELLED, 1001.0, None)
    assert forgetful.tasks.task(task.id, client_id="c") == left
    assert forgetful.house.queue.claim() == []
    assert forgetful.rows == {"tasks": 1, "clocks": 3}
    assert forgetful.stored == []


def test_deleting_it_again_changes_nothing(forgetful: Forgetful) -> None:
    task = forgetful.ask()
    forgetful.house.run_all()
    left = forgetful.forget(task)
    forgetful.house.now += 1
    assert forgetful.forget(task) == left


def test_another_clients_task_and_document_cannot_be_deleted(forgetful: Forgetful) -> None:
    task = forgetful.ask(keep_document=True)
    for forget, subject in (forgetful.tasks.delete, task.id), (forgetful.documents.delete, task.document_id):
        with pytest.raises(NotFound):
            forget(subject, client_id="stranger")
    assert forgetful.house.run_all() == ["completed"]
    assert forgetful.tasks.task(task.id, client_id="c").result == forgetful.result


@pytest.mark.parametrize("ended", [True, False])
def test_what_others_have_a_task_of_stays_until_the_last_goes(forgetful: Forgetful, ended: bool) -> None:
    one, other = forgetful.ask("ann"), forgetful.ask("bob")
    if ended:
        forgetful.house.run_all()
    forgetful.forget(one, "ann")
    forgetful.house.run_all()
    assert forgetful.tasks.task(other.id, client_id="bob").result == forgetful.result
    assert forgetful.house.queue.item(other.job_id).client_id == "bob"
    assert forgetful.stored == [PNG]
    forgetful.forget(other, "bob")
    assert forgetful.rows == {"tasks": 2, "clocks": 5}
    assert forgetful.stored == []


def test_running_work_that_nobody_wants_any_more_keeps_nothing_of_what_it_still_writes(forgetful: Forgetful) -> None:
    outcomes = []

    def read(uri: str, context: Any, files: Any, **kwargs: Any) -> Mapping[str, Any]:
        forgetful.forget(task)
        forgetful.keep_words(files[0].sha256)
        context.note_pages([ReadingKey(files[0].sha256, 0, "null")])
        with pytest.raises(ClaimLost):
            context.progress("reading", 1, 2)
        outcomes.append(context.cancelled)
        return {"title": SECRET}

    forgetful.house.brings("stubborn", read)
    task = forgetful.house.submit("stubborn", [PNG], {}, client_id="c")
    assert forgetful.house.run_all() == ["cancelled"]
    assert outcomes == [True]
    assert forgetful.rows == {"tasks": 1, "clocks": 3}


def test_what_is_asked_for_again_after_it_was_deleted_is_worked_out_anew(forgetful: Forgetful) -> None:
    task = forgetful.ask(idempotency_key="key")
    forgetful.house.run_all()
    forgetful.forget(task)
    again = forgetful.ask(idempotency_key="key")
    assert (again.status, again.id != task.id) == (Status.PENDING, True)
    assert forgetful.house.run_all() == ["completed"]
    assert forgetful.stored == [PNG]


def test_a_file_that_comes_again_just_when_it_is_dropped_is_kept(
    forgetful: Forgetful, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two transactions of a deletion somebody else uploads the same bytes."""
    task = forgetful.ask()
    came: list[Task] = []
    monkeypatch.setattr(forgetful.house.erasure, "_on_end", lambda _: came.append(forgetful.ask("other")))
    forgetful.forget(task)
    assert len(came) == 1
    assert forgetful.house.run_all() == ["completed"]
    assert forgetful.stored == [PNG]


def test_a_crash_before_the_bytes_are_dropped_leaves_them_to_the_janitor(
    forgetful: Forgetful, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = forgetful.ask()
    forgetful.house.run_all()

    def crash(sha256: str) -> None:
        raise RuntimeError("here it ended")

    with monkeypatch.context() as broken:
        broken.setattr(forgetful.house.files, "delete", crash)
        with pytest.raises(RuntimeError):
            forgetful.forget(task)
    assert SECRET not in str(forgetful.tables)
    assert forgetful.stored == [PNG]
    forgetful.house.now += 181
    forgetful.janitor.delete_bytes()
    assert (forgetful.stored, forgetful.rows) == ([], {"tasks": 1, "clocks": 3})


def test_while_the_store_of_files_is_away_the_deletion_holds_and_the_bytes_go_later(
    forgetful: Forgetful, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = forgetful.ask()
    forgetful.house.run_all()

    def away(sha256: str) -> None:
        raise StorageFailure("The store is away.")

    with monkeypatch.context() as broken:
        broken.setattr(forgetful.house.files, "delete", away)
        forgetful.forget(task)
    assert SECRET not in str(forgetful.tables)
    assert forgetful.stored == [PNG]
    forgetful.house.now += 31
    assert forgetful.janitor.delete_bytes() == 1
    assert (forgetful.stored, forgetful.rows) == ([], {"tasks": 1, "clocks": 3})


def test_tombstones_go_after_the_retention_of_results(forgetful: Forgetful) -> None:
    task = forgetful.ask(keep_document=True)
    forgetful.documents.delete(task.document_id, client_id="c")
    forgetful.house.now += KEPT
    forgetful.janitor.purge()
    assert forgetful.rows == {"tasks": 1, "documents": 1, "clocks": 1}
    forgetful.house.now += 1
    forgetful.janitor.purge()
    assert forgetful.rows == {"clocks": 1}, "that of the line, which names nobody"


def test_a_document_keeps_its_files_and_words_when_its_task_is_deleted(forgetful: Forgetful) -> None:
    task = forgetful.ask(keep_document=True)
    forgetful.house.run_all()
    forgetful.forget(task)
    assert forgetful.documents.tasks(task.document_id, client_id="c") == []
    forgetful.house.now += 3601
    forgetful.janitor.purge()
    assert forgetful.rows["readings"] == 1
    again = forgetful.house.submit("read", [], document_id=task.document_id, fresh=True)
    assert forgetful.house.run_all() == ["completed"]
    assert [t.id for t in forgetful.documents.tasks(task.document_id, client_id="c")] == [again.id]


def test_a_deleted_document_goes_with_its_tasks(forgetful: Forgetful) -> None:
    ended = forgetful.ask(keep_document=True)
    forgetful.house.run_all()
    waiting = forgetful.house.submit("read", [], document_id=ended.document_id, fresh=True)
    for _ in range(2):
        forgetful.documents.delete(ended.document_id, client_id="c")
    assert forgetful.rows == {"tasks": 2, "documents": 1, "clocks": 3}
    assert SECRET not in str(forgetful.tables)
    assert forgetful.stored == []
    assert forgetful.tasks.task(waiting.id, client_id="c").status is Status.CANCELLED
    with pytest.raises(Deleted):
        forgetful.tasks.task(ended.id, client_id="c")
    with pytest.raises(Deleted):
        forgetful.documents.document(ended.document_id, client_id="c")
    with pytest.raises(Deleted):
        forgetful.house.submit("read", [], document_id=ended.document_id, fresh=True)
    with pytest.raises(Deleted):
        forgetful.house.queue.enqueue(ended.document_id, "read")


def test_work_on_a_document_that_is_deleted_meanwhile_is_not_taken(forgetful: Forgetful) -> None:
    task = forgetful.ask(keep_document=True)
    document = forgetful.documents.document(task.document_id, client_id="c")
    forgetful.documents.delete(document.id, client_id="c")
    late = TaskRequest("read", "sha256:late", document.files, client_id="c", document_id=document.id)
    with pytest.raises(Deleted):
        forgetful.house.intake.submit(late)
    assert forgetful.rows == {"tasks": 1, "documents": 1, "clocks": 3}


def test_all_of_a_client_goes_step_by_step_and_nothing_of_another(
    forgetful: Forgetful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "_AT_ONCE", 2)
    mine = [forgetful.ask(content=PNG + b"%d" % n, keep_document=n % 2 == 0, idempotency_key=str(n)) for n in range(7)]
    theirs = forgetful.ask("other", PNG + b"0")
    gone = forgetful.tasks.delete_client("c")
    assert (gone.tasks, gone.documents, gone.files) == (7, 4, 6)
    assert forgetful.rows == {"tasks": 8, "documents": 4, "clocks": 3, "jobs": 1, "job_files": 1, "files": 1}
    assert {forgetful.tasks.task(t.id, client_id="c").status for t in mine} == {Status.CANCELLED}
    assert forgetful.house.run_all() == ["completed"]
    assert forgetful.tasks.task(theirs.id, client_id="other").result == forgetful.result
    assert forgetful.tasks.delete_client("c").tasks == 0


def test_only_the_tasks_of_one_operation_go_where_that_is_asked(forgetful: Forgetful) -> None:
    read = forgetful.ask()
    echoed = forgetful.house.submit("document", [PNG], {}, client_id="c")
    assert forgetful.tasks.delete_client("c", operation="read").tasks == 1
    assert forgetful.tasks.task(read.id, client_id="c").status is Status.CANCELLED
    assert forgetful.tasks.task(echoed.id, client_id="c").status is Status.PENDING
    assert forgetful.stored == [PNG]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_after_the_log_was_emptied_no_file_holds_what_was_deleted(forgetful: Forgetful) -> None:
    library = [{"id": str(n), "title": SECRET * 50} for n in range(20)]
    many = [forgetful.house.submit("read", [PNG + b"%d" % n], {"library": library[n:]}) for n in range(20)]
    forgetful.house.run_all()
    kept = many.pop(7)
    for task in many[::2] + many[1::2]:
        forgetful.forget(task)
    assert forgetful.holding(SECRET * 50)
    assert forgetful.house.erasure.scrub()
    forgetful.forget(kept)
    assert forgetful.house.erasure.scrub()
    assert forgetful.holding(SECRET) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_log_is_emptied_after_a_start_too_since_who_deleted_may_have_been_killed(forgetful: Forgetful) -> None:
    house = forgetful.house
    task = forgetful.ask()
    house.run_all()
    forgetful.forget(task)
    assert forgetful.holding(SECRET)
    after = Erasure(house.database, house.files, clock=house.clock, scrub=house.database.scrub)
    assert after.scrub()
    assert forgetful.holding(SECRET) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_log_is_emptied_later_while_somebody_reads(forgetful: Forgetful) -> None:
    task = forgetful.ask()
    reader = driver.connect(forgetful.house.folder / "docusnap.db", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT COUNT(*) FROM tasks").fetchone() == (1,)
    forgetful.forget(task)
    assert not forgetful.house.erasure.scrub()
    reader.close()
    assert forgetful.house.erasure.scrub()
    assert forgetful.holding(SECRET) == []


def grown_old(forgetful: Forgetful) -> None:
    """All bytes, and what is still coming in, are a day older than the house thinks it is."""
    for path in (forgetful.house.folder / "files").rglob("*"):
        os.utime(path, (forgetful.house.now - 86_400,) * 2)


def test_bytes_that_the_record_does_not_know_are_swept_when_they_are_old(forgetful: Forgetful) -> None:
    task = forgetful.ask()
    forgetful.house.files.put(b"of a request that crashed", "image/png")
    (forgetful.house.folder / "files" / "incoming" / "half").write_bytes(b"half")
    assert forgetful.janitor.sweep() == 0
    assert len(forgetful.stored) == 3
    grown_old(forgetful)
    assert forgetful.janitor.sweep() == 1
    assert forgetful.stored == [PNG]
    assert forgetful.tasks.task(task.id, client_id="c").status is Status.PENDING


def test_the_files_of_a_lost_record_are_not_swept(forgetful: Forgetful) -> None:
    forgetful.house.files.put(PNG, "image/png")
    grown_old(forgetful)
    assert forgetful.janitor.sweep() == 0
    assert forgetful.stored == [PNG]


@pytest.mark.parametrize("moment", ["before it is recorded", "after it is recorded"])
def test_an_old_orphan_that_is_uploaded_again_during_a_sweep_is_kept(
    forgetful: Forgetful, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The bytes are there, so the upload does not write them; the sweep must not take them from under it."""
    forgetful.ask(content=PNG + b"another")
    forgetful.house.files.put(PNG, "image/png")
    grown_old(forgetful)
    swept = []
    uploads = forgetful.house.uploads
    store, ensure = uploads.store, uploads.ensure

    def store_and_sweep(contents: Any) -> Any:
        stored = store(contents)
        swept.append(forgetful.janitor.sweep())
        return stored

    def sweep_and_ensure(*stored: Any) -> None:
        swept.append(forgetful.janitor.sweep())
        ensure(*stored)

    if moment == "before it is recorded":
        monkeypatch.setattr(uploads, "store", store_and_sweep)
    else:
        monkeypatch.setattr(uploads, "ensure", sweep_and_ensure)
    task = forgetful.ask()
    assert swept == [1 if moment == "before it is recorded" else 0]
    assert forgetful.house.files.get(task.files[0].sha256) == PNG
