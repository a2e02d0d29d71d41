"""What the durable queue promises, on every implementation of the database."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docusnap.database import deletion, documents, jobs, tasks
from docusnap.database.base import Database
from docusnap.domain.administration import WHOLE_QUEUE
from docusnap.domain.document import Document
from docusnap.domain.errors import Cancelled, LlmUnavailable, NotFound, OcrFailure, Stopping, StorageFailure
from docusnap.domain.queue import Added, DueJob, NewJob, NewTask, Standing
from docusnap.domain.task import Job, Progress, Status, StoredFile, Task
from docusnap.files.local import LocalFiles
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.recorder import Recorder
from docusnap.queue.retry import DAY
from docusnap.queue.service import STALE, DocumentQueueService

PHOTO = StoredFile("a" * 64, 1000, "image/jpeg")


class Recipe:
    recipe = "recipe-1"

    def __call__(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        raise NotImplementedError


class House:
    """A queue with a clock that the test moves, and full backoff instead of a random part of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = 1000.0
        self.due: list[str] = []
        self.ended: list[str] = []
        self.numbers = itertools.count()
        self.queue = self.service("me")

    def service(self, owner: str, **options: Any) -> DocumentQueueService:
        return DocumentQueueService(
            self.database,
            owner=owner,
            clock=lambda: self.now,
            uniform=lambda low, high: high,
            recorder=Recorder(
                {"document": Recipe(), "form": Recipe()},
                results_kept=100.0,
                has_callback=lambda _: False,
                new_id=lambda: f"id{next(self.numbers)}",
            ),
            on_due=self.due.append,
            on_end=self.ended.append,
            **options,
        )

    def add(
        self, name: str, uri: str = "", client: str = "client", operation: str = "document", **options: Any
    ) -> Added:
        new = NewJob(f"job-{name}", client, operation, uri or f"sha256:{name}", (PHOTO,), {}, self.now, **options)

        def write(tx: Any) -> Added:
            added = jobs.add(tx, new)
            tasks.add(tx, NewTask(f"task-{name}", client, added.job_id, self.now, tag="tag"))
            return added

        return self.database.write(write)

    def claim(self) -> Job:
        (job,) = self.queue.claim()
        return job

    def claimed(self, count: int) -> list[str]:
        return [job.id.removeprefix("job-") for job in self.queue.claim(count)]

    def task(self, name: str) -> Task:
        found = self.database.read(lambda tx: tasks.find(tx, f"task-{name}"))
        assert found is not None
        return found


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_task_that_was_added_is_there_pending_with_its_files(house: House) -> None:
    house.add("a")
    task = house.task("a")
    assert (task.status, task.client_id, task.tag, task.files) == (Status.PENDING, "client", "tag", (PHOTO,))


def test_identical_work_joins_the_live_job_and_other_work_does_not(house: House) -> None:
    assert house.add("a", uri="1") == Added("job-a", joined=False)
    assert house.add("b", uri="1") == Added("job-a", joined=True)
    assert house.add("c", uri="2") == Added("job-c", joined=False)


def test_joining_works_while_the_job_runs_and_not_after_its_end(house: House) -> None:
    house.add("a", uri="1")
    job = house.claim()
    assert house.add("b", uri="1").joined
    house.queue.mark_completed(job, {})
    assert not house.add("c", uri="1").joined


def test_a_more_urgent_joiner_brings_the_job_forward(house: House) -> None:
    for name in "abc":
        house.add(name)
    assert house.add("d", uri="sha256:c", priority=1).joined
    assert house.claimed(3) == ["c", "a", "b"]


def test_who_has_work_of_others_done_earlier_pays_for_it(house: House) -> None:
    for name in "abc":
        house.add(name, client="greedy", cost=100)
    for name in "bc":
        assert house.add(f"same-{name}", uri=f"sha256:{name}", client="accomplice", cost=100).joined
    house.add("one", client="modest")
    assert house.claimed(4) == ["a", "b", "one", "c"]


def test_priority_orders_a_clients_own_work_and_nobody_elses(house: House) -> None:
    for name in "ab":
        house.add(name, client="modest")
    for name in "cde":
        house.add(name, client="loud", priority=100 if name == "e" else 0)
    assert house.claimed(5) == ["a", "e", "b", "c", "d"]


def test_the_clients_of_a_share_take_turns_and_it_is_no_larger_for_being_many(house: House) -> None:
    for number in range(3):
        house.add(f"many{number}", client="phone-1", share="key")
    house.add("other", client="phone-2", share="key")
    for number in range(3):
        house.add(f"one{number}", client=f"phone-3{number}", share="address")
    assert house.claimed(7) == ["many0", "one0", "other", "one1", "many1", "one2", "many2"]


def test_who_used_the_idle_server_owes_nothing_for_it(house: House) -> None:
    for number in range(5):
        house.add(f"early{number}", client="a", cost=1000)
        house.queue.mark_completed(house.claim(), {})
    for number in range(2):
        house.add(f"b{number}", client="b", cost=1000)
    house.add("late", client="a")
    assert house.claimed(3) == ["b0", "late", "b1"]


def test_clocks_of_who_has_nothing_in_line_are_forgotten(house: House, database: Database) -> None:
    for number in range(3):
        house.add(f"j{number}", client=f"passer-by-{number}")
        house.queue.mark_completed(house.claim(), {})
    house.add("last", client="last")
    database.write(lambda tx: tx.run("forget_clocks"))
    assert database.write(lambda tx: tx.run("forget_client", client_id="passer-by-0")) == 0


def test_asking_for_the_same_work_twice_does_not_bring_it_forward(house: House) -> None:
    for name in "abc":
        house.add(name, client="greedy", cost=100)
    assert house.add("again", uri="sha256:c", client="greedy").joined
    house.now += 1
    house.add("one", client="modest")
    assert house.claimed(4) == ["a", "one", "b", "c"]


def test_a_claim_takes_each_job_once_in_order_and_counts_attempt_and_fence(house: House) -> None:
    house.add("a")
    house.now += 1
    house.add("b", client="other")
    first, second = house.queue.claim(5)
    assert (first.id, second.id) == ("job-a", "job-b")
    assert (first.attempt, first.fence, first.status, first.files) == (1, 1, Status.PROCESSING, (PHOTO,))
    assert house.queue.claim() == []


def test_ten_thousand_seconds_of_one_clients_work_do_not_delay_anothers_one(house: House) -> None:
    for number in range(10):
        house.add(f"many{number}", client="greedy", cost=1000)
    house.now += 1
    house.add("one", client="modest")
    assert house.claimed(2) == ["many0", "one"]


def test_priority_counts_but_age_wins_in_the_end(house: House) -> None:
    house.add("old")
    for number in range(5):
        house.add(f"urgent{number}", client="b", priority=1, overtakes=True, cost=100)
    assert house.claimed(6) == ["urgent0", "urgent1", "urgent2", "old", "urgent3", "urgent4"]


def test_a_paused_operation_is_passed_over_until_it_is_resumed(house: House) -> None:
    house.add("a")
    house.queue.pause("document")
    assert house.queue.claim() == []
    house.queue.resume("document")
    assert house.claim().id == "job-a"


@pytest.mark.parametrize("operation", ["document", WHOLE_QUEUE])
def test_workers_are_told_of_the_jobs_that_a_pause_held_up(house: House, operation: str) -> None:
    for name in "ab":
        house.add(name)
    house.queue.pause(operation)
    house.due.clear()
    house.queue.resume(operation)
    assert house.due == ["job-a", "job-b"]


def test_a_completed_job_answers_every_task_that_waits_for_it(house: House) -> None:
    house.add("a", uri="1")
    house.add("b", uri="1")
    ended = house.queue.mark_completed(house.claim(), {"title": "Café 收据"})
    assert ended.outcome == "completed"
    for name in "ab":
        task = house.task(name)
        assert (task.status, task.result, task.finished_at) == (Status.COMPLETED, {"title": "Café 收据"}, house.now)
    assert house.ended == ["job-a"]


def test_an_error_that_trying_again_does_not_help_quarantines_at_once(house: House) -> None:
    house.add("a")
    assert house.queue.mark_failed(house.claim(), OcrFailure("It broke.")).outcome == "error"
    failure = house.task("a").failure
    assert failure is not None
    assert (failure.code, failure.detail) == ("OCR_FAILURE", "It broke.")


def test_an_unknown_error_is_tried_again_with_growing_pauses_then_quarantined(house: House) -> None:
    house.add("a")
    pauses = []
    while (ended := house.queue.mark_failed(house.claim(), ZeroDivisionError())).outcome == "pending":
        assert ended.run_at is not None
        pauses.append(ended.run_at - house.now)
        assert house.queue.claim() == []
        assert house.task("a").status is Status.PENDING
        house.now = ended.run_at
    assert pauses == [2, 4]
    failure = house.task("a").failure
    assert failure is not None
    assert failure.code == "internal"


def test_an_outage_never_quarantines_on_its_first_day(house: House) -> None:
    house.add("a")
    started = house.now
    while (ended := house.queue.mark_failed(house.claim(), LlmUnavailable())).outcome == "pending":
        assert ended.run_at is not None
        house.now = ended.run_at
    assert ended.outcome == "error"
    assert 86_400 <= house.now - started < 90_000


def test_a_task_tells_why_it_waits_and_until_when_as_long_as_it_does(house: House) -> None:
    house.add("a")
    assert house.task("a").waiting is None
    ended = house.queue.mark_failed(house.claim(), LlmUnavailable(retry_after=60))
    waiting = house.task("a").waiting
    assert waiting is not None
    assert (waiting.failure.code, waiting.until) == ("LLM_UNAVAILABLE", ended.run_at)
    assert house.task("a").failure is None
    house.now += 60
    house.claim()
    assert house.task("a").waiting is None


def test_retry_after_is_honoured(house: House) -> None:
    house.add("a")
    ended = house.queue.mark_failed(house.claim(), LlmUnavailable(retry_after=120))
    assert ended.run_at == house.now + 120


def test_what_an_operation_keeps_comes_back_on_its_next_attempt(house: House) -> None:
    house.add("a")
    house.queue.retry_later(house.claim(), 60, {"page": 3})
    house.now += 60
    job = house.claim()
    assert (job.attempt, job.kept) == (2, {"page": 3})


def test_an_old_fence_changes_nothing(house: House) -> None:
    house.add("a")
    stale = house.claim()
    house.now += 31
    assert house.queue.rescue(sole_owner=False).due == ["job-a"]
    current = house.claim()
    assert current.fence == stale.fence + 1
    assert house.queue.note_progress(stale, Progress("reading", 1, 2)) is Standing.LOST
    assert house.queue.heartbeat([stale, current]) == {"job-a": Standing.HELD}
    assert house.queue.heartbeat([stale]) == {"job-a": Standing.LOST}
    assert house.queue.mark_failed(stale, OcrFailure()) == STALE
    assert house.queue.mark_failed(stale, LlmUnavailable()) == STALE
    assert house.queue.release(stale) == STALE
    assert house.queue.mark_completed(stale, {"by": "the dead"}) == STALE
    assert house.queue.mark_completed(current, {"by": "the living"}) != STALE
    assert house.queue.mark_completed(current, {"by": "the living, again"}) == STALE
    assert house.task("a").result == {"by": "the living"}
    assert house.ended == ["job-a"]


def test_a_lease_that_is_renewed_is_not_rescued(house: House) -> None:
    house.add("a")
    job = house.claim()
    for _ in range(5):
        house.now += 20
        assert house.queue.heartbeat([job]) == {"job-a": Standing.HELD}
        assert house.queue.rescue(sole_owner=False).due == []


def test_after_the_clock_jumped_ahead_what_renews_first_is_not_taken_for_dead(house: House) -> None:
    for name in "ab":
        house.add(name)
    alive, dead = house.claim(), house.claim()
    house.now += DAY
    assert house.queue.heartbeat([alive]) == {alive.id: Standing.HELD}
    assert house.queue.rescue(sole_owner=False).due == [dead.id]
    assert house.queue.mark_completed(alive, {}).outcome == "completed"
    assert house.claim().id == dead.id


def test_after_the_clock_jumped_back_work_goes_on_in_order(house: House) -> None:
    house.add("running")
    running = house.claim()
    house.add("a")
    house.now -= DAY
    house.add("b")
    assert house.queue.heartbeat([running]) == {running.id: Standing.HELD}
    assert house.queue.rescue(sole_owner=False).due == []
    assert house.queue.mark_completed(running, {}).outcome == "completed"
    assert house.claimed(5) == ["a", "b"]
    house.now += 31
    assert sorted(house.queue.rescue(sole_owner=False).due) == ["job-a", "job-b"]


def test_the_sole_owner_rescues_at_once_but_not_its_own(house: House) -> None:
    house.add("a")
    house.claim()
    assert house.queue.rescue(sole_owner=True).due == []
    assert house.service("next boot").rescue(sole_owner=True).due == ["job-a"]


def test_a_job_whose_worker_died_three_times_is_quarantined(house: House) -> None:
    house.add("a")
    for _ in range(2):
        house.claim()
        house.now += 31
        assert house.queue.rescue(sole_owner=False).due == ["job-a"]
    house.claim()
    house.now += 31
    assert house.queue.rescue(sole_owner=False).quarantined == ["job-a"]
    failure = house.task("a").failure
    assert failure is not None
    assert failure.code == "WORKER_DIED"
    assert house.ended == ["job-a"]


def test_the_job_that_kills_workers_does_not_take_others_with_it_into_quarantine(house: House) -> None:
    for name in ("a", "killer", "z"):
        house.add(name)
    ended: list[str] = []
    while claimed := house.queue.claim(5):
        if "job-killer" in [job.id for job in claimed]:
            house.now += 31
            ended += house.queue.rescue(sole_owner=False).quarantined
        else:
            ended += [job.id for job in claimed if house.queue.mark_completed(job, {}).outcome == "completed"]
    assert ended == ["job-a", "job-killer", "job-z"]


def test_a_released_job_is_due_again_and_its_attempt_does_not_count(house: House) -> None:
    house.add("a")
    house.queue.mark_failed(house.claim(), Stopping())
    job = house.claim()
    assert (job.attempt, job.fence, job.crashes) == (1, 2, 0)


def test_a_pending_job_is_cancelled_at_once_and_a_running_one_at_its_next_checkpoint(house: House) -> None:
    house.add("a")
    house.add("b")
    running = house.claim()
    assert house.queue.cancel("job-b")
    assert house.task("b").status is Status.CANCELLED
    assert house.queue.cancel(running.id)
    assert house.task("a").status is Status.PROCESSING
    assert house.queue.note_progress(running, Progress("reading", 1, 2)) is Standing.ASKED_TO_STOP
    house.queue.mark_failed(running, Cancelled())
    assert house.task("a").status is Status.CANCELLED
    assert not house.queue.cancel("job-a")


def test_whoever_joins_work_that_was_asked_to_stop_gets_it(house: House) -> None:
    house.add("a", uri="1")
    running = house.claim()
    house.queue.cancel(running.id)
    assert house.add("b", uri="1").joined
    assert house.queue.heartbeat([running]) == {running.id: Standing.HELD}
    assert house.queue.mark_failed(running, Cancelled()).outcome == "pending"
    house.queue.mark_completed(house.claim(), {})
    assert house.task("b").status is Status.COMPLETED


def test_forgetting_one_task_leaves_the_work_to_those_who_still_wait(house: House) -> None:
    house.add("a", uri="1")
    house.add("b", uri="1")
    house.database.write(lambda tx: deletion.task(tx, "task-a", house.now))
    assert [house.task(n).status for n in "ab"] == [Status.CANCELLED, Status.PENDING]
    house.database.write(lambda tx: deletion.task(tx, "task-b", house.now))
    assert house.queue.claim() == []


def test_a_person_can_have_a_quarantined_job_tried_afresh_unless_the_same_work_is_under_way(house: House) -> None:
    house.add("a", uri="1")
    house.queue.mark_failed(house.claim(), OcrFailure())
    assert house.queue.retry("job-a")
    assert house.claim().attempt == 1
    assert not house.queue.retry("job-a")


def test_a_quarantined_job_is_not_tried_again_beside_the_same_work(house: House) -> None:
    house.add("a", uri="1")
    house.queue.mark_failed(house.claim(), OcrFailure())
    house.add("b", uri="1")
    assert not house.queue.retry("job-a")


def test_a_job_claimed_before_its_time_and_given_back_is_due_at_once(house: House) -> None:
    house.add("a")
    house.queue.retry_later(house.claim(), 600, {})
    claimed = house.queue.mark_in_progress(house.queue.item("job-a"))
    assert claimed is not None
    house.queue.release(claimed)
    assert house.claim().id == "job-a"


def test_a_job_is_claimed_by_its_name_only_as_long_as_nobody_claimed_it_since(house: House) -> None:
    house.add("a")
    (named,) = house.queue.due(["job-a", "no such job"])
    assert named == DueJob("job-a", "document", 0)
    first = house.queue.mark_in_progress(named)
    assert first is not None
    assert (house.queue.mark_in_progress(named), house.queue.due(["job-a"])) == (None, [])
    house.queue.release(first)
    assert house.queue.mark_in_progress(named) is None, "the message is older than the last claim"
    again = house.queue.mark_in_progress(house.queue.due(["job-a"])[0])
    assert again is not None
    assert again.fence == 2


def test_a_worker_that_was_told_its_operations_claims_no_others(house: House) -> None:
    for name, operation in (("a", "document"), ("b", "form"), ("c", "document")):
        house.add(name, operation=operation)
    forms = house.service("forms", takes=("form",))
    assert [job.id for job in forms.claim(5)] == ["job-b"]
    assert forms.claim() == []
    assert [job.id for job in house.queue.claim(5, operation="form")] == []
    (first,) = house.queue.claim(operation="document")
    assert first.id == "job-a"
    both = house.service("both", takes=("form", "document"))
    ended = both.mark_completed(both.claim()[0], {}, go_on=True)
    assert ended.following is None


def test_a_worker_goes_on_with_its_own_operations_only(house: House) -> None:
    for name, operation in (("a", "form"), ("b", "document"), ("c", "form")):
        house.add(name, operation=operation)
    forms = house.service("forms", takes=("form",))
    following = forms.mark_completed(forms.claim()[0], {}, go_on=True).following
    assert following is not None
    assert following.id == "job-c"


def test_a_suspect_of_another_operation_does_not_keep_a_worker_from_its_own(house: House) -> None:
    house.add("killer")
    house.claim()
    house.now += 31
    house.queue.rescue(sole_owner=False)
    house.add("form", operation="form")
    assert [job.id for job in house.service("forms", takes=("form",)).claim(5)] == ["job-form"]


def test_a_job_that_gave_up_can_be_reported_by_whoever_is_told_of_it_and_is_once(house: House) -> None:
    handed_over: list[str] = []
    reported: list[str] = []
    queue = house.service(
        "me", on_quarantine=lambda operation, uri, error, kwargs: reported.append(uri), hand_over=handed_over.append
    )
    house.add("a")
    queue.mark_failed(queue.claim()[0], OcrFailure())
    (named,) = queue.named(handed_over)
    assert (named, reported) == (DueJob("job-a", "document", 1), [])
    queue.report_quarantined(DueJob("job-a", "document", 0))
    assert reported == [], "it was claimed since"
    queue.report_quarantined(named)
    queue.report_quarantined(named)
    assert reported == ["sha256:a"]


def test_the_line_of_an_operation_is_what_may_be_claimed_of_it(house: House) -> None:
    for name, operation in (("a", "document"), ("b", "form"), ("c", "document"), ("d", "document")):
        house.add(name, operation=operation)
    house.queue.retry_later(house.claim(), 60, {})
    assert [due.id for due in house.queue.line("document", 5)] == ["job-c", "job-d"]
    house.now += 60
    line = [(due.id, due.fence) for due in house.queue.line("document", 5)]
    assert line == [("job-c", 0), ("job-d", 0), ("job-a", 1)]
    assert [due.id for due in house.queue.due(["job-a", "job-b"])] == ["job-a", "job-b"]
    house.queue.pause("document")
    assert (house.queue.line("document", 5), house.queue.due(["job-c"])) == ([], [])


def test_documents_are_enqueued_and_joined_and_unknown_ones_refused(house: House) -> None:
    house.database.write(lambda tx: documents.add(tx, Document("doc", "client", (PHOTO,), house.now)))
    first, second = house.queue.enqueue("doc", "document"), house.queue.enqueue("doc", "document", priority=1)
    assert first != second
    (item,) = house.queue.get_pending_items(10)
    assert (item.operation, item.files, item.client_id) == ("document", (PHOTO,), "client")
    claimed = house.queue.mark_in_progress(item)
    assert claimed is not None
    assert house.queue.mark_in_progress(item) is None
    with pytest.raises(NotFound):
        house.queue.enqueue("no such", "document")


def test_the_stats_count_everything(house: House) -> None:
    for name in "abcde":
        house.add(name)
    house.queue.mark_completed(house.claim(), {})
    house.queue.mark_failed(house.claim(), OcrFailure())
    house.queue.mark_failed(house.claim(), LlmUnavailable())
    house.claim()
    house.now += 50
    stats = house.queue.get_queue_stats()
    assert {status: counts for status, counts in stats.counts.items() if counts} == {
        "pending": {"document": 2},
        "processing": {"document": 1},
        "completed": {"document": 1},
        "error": {"document": 1},
    }
    assert (stats.oldest_pending, stats.retries_due, stats.quarantined) == (50, 1, 1)


def test_a_job_is_found_by_its_id_with_when_it_is_tried_again(house: House) -> None:
    house.add("a")
    assert house.queue.item("job-a").run_at is None
    ended = house.queue.mark_failed(house.claim(), LlmUnavailable(retry_after=120))
    item = house.queue.item("job-a")
    assert (item.status, item.run_at) == (Status.PENDING, ended.run_at)
    assert item.failure is not None
    assert item.failure.code == "LLM_UNAVAILABLE"
    with pytest.raises(NotFound):
        house.queue.item("no such")


def test_a_queue_that_cannot_be_written_says_so_when_checked(house: House) -> None:
    house.queue.check()
    house.database.close()
    with pytest.raises(StorageFailure):
        house.queue.check()


def test_documents_are_forgotten_with_the_last_of_their_tasks_and_never_before(house: House, tmp_path: Path) -> None:
    files = LocalFiles(tmp_path / "files")
    janitor = Janitor(house.database, files, clock=lambda: house.now, retention=Retention(completed=DAY))
    photo = files.put(b"photo", "image/png")
    house.database.write(lambda tx: documents.add(tx, Document("doc", "client", (photo,), house.now)))
    house.queue.enqueue("doc", "document")
    house.queue.mark_completed(house.claim(), {})
    for _ in range(2):
        house.now += DAY
        assert house.database.read(lambda tx: documents.find(tx, "doc")) is not None
        janitor.purge()
    assert house.database.read(lambda tx: documents.find(tx, "doc")) is None
    with pytest.raises(NotFound):
        files.get(photo.sha256)


def test_an_archive_keeps_papers_for_ever_but_not_the_names_of_what_was_deleted(house: House, tmp_path: Path) -> None:
    files = LocalFiles(tmp_path / "files")
    janitor = Janitor(house.database, files, clock=lambda: house.now, retention=Retention.of_days(0, 0))
    for name in "ab":
        house.add(name)
        house.queue.mark_completed(house.claim(), {})
    house.add("c")
    house.queue.mark_failed(house.claim(), OcrFailure("no words"))
    house.database.write(lambda tx: deletion.task(tx, "task-b", house.now))
    house.now += 5000 * DAY
    janitor.purge()
    left = [house.database.read(lambda tx, name=name: tasks.find(tx, f"task-{name}")) for name in "abc"]
    assert [task and task.status for task in left] == [Status.COMPLETED, None, Status.ERROR]


def test_many_claimers_never_get_the_same_job(house: House) -> None:
    for number in range(40):
        house.add(str(number))
    got: list[str] = []

    def claim_all(queue: DocumentQueueService) -> None:
        while claimed := queue.claim(3):
            got.extend(job.id for job in claimed)

    threads = [threading.Thread(target=claim_all, args=(house.service(f"owner{n}"),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 40
    assert len(set(got)) == 40


def test_many_threads_adding_the_same_work_make_one_job(house: House) -> None:
    added: list[Added] = []
    work: Callable[[int], None] = lambda n: added.append(house.add(str(n), uri="same"))  # noqa: E731
    threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({a.job_id for a in added}) == 1
    assert [a.joined for a in added].count(False) == 1
