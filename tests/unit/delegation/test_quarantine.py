"""What whoever runs the server sees of work that failed: why, where and when; nothing of sealed work."""

from typing import Any

from docusnap.database import attempts
from docusnap.database.attempts import KEPT
from docusnap.domain.administration import JobFilter
from docusnap.domain.errors import LlmUnavailable
from docusnap.domain.request import SealedUpload, TaskRequest, Upload
from docusnap.queue.failures import MOST_MESSAGE, MOST_TRACEBACK

SECRET = "the patient's name"


def only_job(house: Any) -> str:
    (item,) = house.administration.items(JobFilter(), 5)
    return str(item.id)


def test_each_failed_attempt_is_kept_with_its_error_its_times_and_its_worker(house: Any) -> None:
    def fail(uri: str, context: Any) -> dict[str, Any]:
        house.now += 5
        if context.attempt == 1:
            raise LlmUnavailable("no answer")
        raise ValueError("cannot measure " + uri)

    house.brings("fail", fail)
    house.cache.get_or_delegate("fail", "a")
    house.run_all()
    house.now += 60
    house.run_all()
    first, second = house.administration.story(only_job(house)).attempts
    assert (first.number, first.worker, first.started_at, first.ended_at) == (1, "me", 1000.0, 1005.0)
    assert (first.error.type, first.error.message) == ("LlmUnavailable", "no answer")
    assert (second.number, second.error.type, second.error.message) == (2, "ValueError", "cannot measure a")
    assert 'raise ValueError("cannot measure " + uri)' in second.error.traceback


def test_a_long_traceback_is_cut_where_it_began(house: Any) -> None:
    def fail(uri: str, context: Any) -> dict[str, Any]:
        raise ValueError("x" * 100_000 + "the end")

    house.brings("fail", fail)
    house.cache.get_or_delegate("fail", "a")
    house.run_all()
    (attempt,) = house.administration.story(only_job(house)).attempts
    assert (len(attempt.error.message), len(attempt.error.traceback)) == (MOST_MESSAGE, MOST_TRACEBACK)
    assert attempt.error.traceback.endswith("the end\n")


def test_the_last_attempts_of_a_job_are_kept(house: Any) -> None:
    house.brings("again", lambda uri, context: context.retry(countdown=0))
    house.cache.get_or_delegate("again", "a")
    for _ in range(KEPT + 5):
        (claimed,) = house.queue.claim()
        house.worker.run(claimed)
    found = house.administration.story(only_job(house)).attempts
    assert [attempt.number for attempt in found] == list(range(6, KEPT + 6))
    assert found[0].error.type == "RetryLater"


def test_a_worker_that_died_is_among_the_attempts(house: Any) -> None:
    house.cache.get_or_delegate("document", "a")
    house.queue.claim()
    house.now += 31
    house.queue.rescue(sole_owner=False)
    (attempt,) = house.administration.story(only_job(house)).attempts
    assert (attempt.number, attempt.worker, attempt.error.type) == (1, "me", "WorkerDied")


def test_nothing_of_sealed_work_is_kept_of_an_error_but_its_type(house: Any) -> None:
    def fail(uri: str, context: Any, envelope: Any) -> dict[str, Any]:
        raise ValueError(SECRET)

    house.brings("fail", fail)
    house.intake.submit(TaskRequest("fail", "a", sealed=SealedUpload(Upload(b"sealed"), "key", ())))
    house.run_all()
    (attempt,) = house.administration.story(only_job(house)).attempts
    assert (attempt.error.type, attempt.error.message, attempt.error.traceback) == ("ValueError", "", "")


def test_the_attempts_go_with_the_job(house: Any) -> None:
    def fail(uri: str, context: Any) -> dict[str, Any]:
        raise LlmUnavailable(SECRET)

    house.brings("fail", fail)
    task = house.cache.get_or_delegate("fail", "a")
    house.run_all()
    house.tasks.delete(task.id, client_id="local")
    assert house.database.read(lambda tx: attempts.of_job(tx, task.job_id)) == []


def test_work_that_nobody_wants_any_more_ends_cancelled_in_the_log(house: Any, caplog: Any) -> None:
    caplog.set_level("INFO")

    def ignore(uri: str, context: Any) -> dict[str, Any]:
        house.tasks.delete(task.id, client_id="local")
        return {}

    house.brings("ignore", ignore)
    task = house.cache.get_or_delegate("ignore", "a")
    assert house.run_all() == ["cancelled"]
    assert f"cancelled task {task.id} on request" in caplog.messages
    assert any(f"job {task.job_id} (ignore): cancelled after" in line for line in caplog.messages)
