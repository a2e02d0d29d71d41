"""Get the result or delegate the work, for programs: simple calls, many at once, here and now, under several names."""

import threading
from typing import Any

import pytest

from docusnap.database import callbacks, documents, jobs, tasks
from docusnap.delegation.hooks import Hooks
from docusnap.domain.administration import JobFilter
from docusnap.domain.document import Document
from docusnap.domain.errors import DocusnapError, IdempotencyMismatch, LlmFailure, LlmUnavailable, NotFound
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status, Task
from docusnap.queue.janitor import Janitor, Retention
from docusnap.queue.retry import DAY, RetryPolicy

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def seen(house) -> list[str]:
    """The URIs that the operation `note` was called with; its result is the URI."""
    found: list[str] = []

    def note(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        found.append(uri)
        return {"of": uri}

    house.brings("note", note)
    return found


def as_it_stands(house, task: Task) -> Task:
    return house.database.read(lambda tx: tasks.find(tx, task.id))


def test_a_miss_gives_a_task_and_later_the_result(house, seen) -> None:
    task = house.cache.get_or_delegate("note", "a")
    assert isinstance(task, Task)
    assert not task.joined
    assert house.run_all() == ["completed"]
    assert house.cache.get_or_delegate("note", "a") == {"of": "a"}
    assert seen == ["a"]


def test_the_same_work_under_way_is_joined(house, seen) -> None:
    first, second = (house.cache.get_or_delegate("note", "a") for _ in range(2))
    assert (first.joined, second.joined, second.job_id) == (False, True, first.job_id)
    assert house.run_all() == ["completed"]
    assert [(t.result, t.joined, t.cached) for t in (as_it_stands(house, first), as_it_stands(house, second))] == [
        ({"of": "a"}, False, False),
        ({"of": "a"}, True, False),
    ]


def test_an_unknown_operation_is_refused_and_nothing_recorded(house) -> None:
    with pytest.raises(NotFound, match="known are: document"):
        house.cache.get_or_delegate("translate", "a")
    assert house.queue.get_pending_items(5) == []


def test_many_at_once_are_hits_misses_and_errors(house, seen) -> None:
    house.cache.get_or_delegate("note", "known")
    house.run_all()
    house.cache.get_or_delegate("note", "under way")
    hits: list[Any] = []
    wanted = [
        TaskRequest(*w) for w in [("note", "known"), ("note", "under way"), ("no", "a"), ("note", "b"), ("note", "b")]
    ]
    bulk = house.cache.bulk_get_or_delegate(wanted, lambda command, result: hits.append((command.uri, result)))
    assert hits == [("known", {"of": "known"})]
    assert [(command.uri, task.joined) for command, task in bulk.misses] == [
        ("under way", True),
        ("b", False),
        ("b", True),
    ]
    assert [(command.operation, type(error)) for command, error in bulk.errors] == [("no", NotFound)]
    assert house.run_all() == ["completed", "completed"]


def test_of_many_at_once_nothing_is_recorded_of_the_one_that_is_refused(house, seen) -> None:
    requests = [TaskRequest("note", "a"), TaskRequest("note", "b", document_id="gone"), TaskRequest("note", "c")]
    bulk = house.cache.bulk_get_or_delegate(requests, lambda *_: None)
    assert [(request.uri, type(error)) for request, error in bulk.errors] == [("b", NotFound)]
    assert house.run_all() == ["completed", "completed"]
    assert seen == ["a", "c"]


def test_many_at_once_are_recorded_together_or_not_at_all(house, seen) -> None:
    with pytest.raises(ValueError):
        house.cache.bulk_get_or_delegate(
            [TaskRequest("note", "a"), TaskRequest("note", "b", parameters={"x": float("nan")})], lambda *_: None
        )
    assert house.queue.get_pending_items(5) == []


def test_work_can_be_done_here_and_now(house, seen) -> None:
    task = house.cache.get_or_delegate("note", "a")
    assert house.inline.consume("note", "a").outcome == "completed"
    assert as_it_stands(house, task).result == {"of": "a"}
    assert house.inline.consume("note", "a") is None
    assert house.inline.consume("note", "never asked for") is None


def test_work_that_runs_elsewhere_is_not_done_twice(house, seen) -> None:
    house.cache.get_or_delegate("note", "a")
    house.queue.claim()
    assert house.inline.consume("note", "a") is None
    assert seen == []


def test_mitigation_decides_which_misses_are_done_at_once(house, seen) -> None:
    house.build(Hooks(mitigation=lambda request: request.uri == "small"))
    assert house.cache.get_or_delegate("note", "small") == {"of": "small"}
    assert isinstance(house.cache.get_or_delegate("note", "large"), Task)
    task = house.intake.submit(TaskRequest("note", "small", fresh=True))
    assert as_it_stands(house, task).status is Status.COMPLETED
    assert seen == ["small", "small"]


def test_work_that_is_done_at_once_is_not_announced_to_the_workers(house, seen) -> None:
    house.build(Hooks(mitigation=lambda request: request.uri == "small"))
    house.cache.get_or_delegate("note", "small")
    house.intake.submit(TaskRequest("note", "small", fresh=True))
    large = house.cache.get_or_delegate("note", "large")
    assert house.woken == [large.job_id]


def test_work_that_fails_at_once_is_among_the_errors_and_in_quarantine(house) -> None:
    def fail(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        raise LlmFailure("no words")

    house.brings("fail", fail)
    house.build(Hooks(mitigation=lambda _: True))
    with pytest.raises(LlmFailure, match="no words"):
        house.cache.get_or_delegate("fail", "a")
    bulk = house.cache.bulk_get_or_delegate([TaskRequest("fail", "b")], lambda *_: None)
    assert [(request.uri, type(error)) for request, error in bulk.errors] == [("b", LlmFailure)]
    quarantined = house.administration.items(JobFilter(Status.ERROR), 5)
    assert (bulk.misses, [item.uri for item in quarantined]) == ([], ["b", "a"])


def test_a_result_is_fresh_for_its_time_only(house, seen) -> None:
    house.cache.get_or_delegate("note", "a")
    house.run_all()
    house.now += 99
    assert house.cache.get_or_delegate("note", "a") == {"of": "a"}
    house.now += 2
    assert isinstance(house.cache.get_or_delegate("note", "a"), Task)


def test_a_changed_recipe_misses_under_any_name(house) -> None:
    class Recipe:
        recipe = "one"

        def __call__(self, uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
            return {"by": self.recipe}

    operation = Recipe()
    house.registry.register("recipe", operation)
    house.cache.get_or_delegate("recipe", "https://a")
    content = house.submit("recipe", [PNG], {}, client_id="c")
    house.run_all()
    operation.recipe = "two"
    assert isinstance(house.cache.get_or_delegate("recipe", "https://a"), Task)
    again = house.submit("recipe", [PNG], {}, client_id="c")
    assert (again.cached, again.job_id != content.job_id) == (False, True)
    house.run_all()
    assert house.cache.get_or_delegate("recipe", "https://a") == {"by": "two"}


def test_retention_keeps_a_result_while_it_is_used(house, seen) -> None:
    janitor = Janitor(house.database, house.files, clock=house.clock, retention=Retention(20_000, 20_000))
    house.build(results_kept=1e9)
    long = house.cache
    for uri in "used", "unused":
        long.get_or_delegate("note", uri)
    house.run_all()
    house.now += 15_000
    assert long.get_or_delegate("note", "used") == {"of": "used"}
    house.now += 15_000
    assert janitor.purge().jobs == 1
    assert long.get_or_delegate("note", "used") == {"of": "used"}
    assert isinstance(long.get_or_delegate("note", "unused"), Task)


def test_a_result_that_was_just_used_is_not_written_again(house, seen) -> None:
    house.cache.get_or_delegate("note", "a")
    house.run_all()

    def accessed() -> float:
        command = TaskRequest("note", "a")
        return house.database.read(lambda tx: house.recorder.known(tx, command, house.now)).last_accessed

    first = accessed()
    house.now += 50
    house.cache.get_or_delegate("note", "a")
    assert accessed() == first


def test_a_task_that_was_answered_at_once_ended_when_it_came(house, seen) -> None:
    house.intake.submit(TaskRequest("note", "a"))
    house.run_all()
    house.now += 10
    task = as_it_stands(house, house.intake.submit(TaskRequest("note", "a")))
    assert (task.cached, task.created_at, task.finished_at) == (True, 1010.0, 1010.0)


def test_a_waiting_caller_notices_what_another_process_finished(house, seen) -> None:
    task = house.intake.submit(TaskRequest("note", "a"))
    found: list[Status] = []
    caller = threading.Thread(target=lambda: found.append(house.tasks.wait(task.id, 60, client_id="local")))
    caller.start()
    (job,) = house.queue.claim()
    house.database.write(lambda tx: jobs.complete(tx, job, {}, house.now))
    caller.join(30)
    assert [task.status for task in found] == [Status.COMPLETED]


@pytest.mark.parametrize("first", ["A", "B", "C"])
def test_a_chain_of_names_is_computed_once_and_each_name_then_hits(house, first: str) -> None:
    computed: list[str] = []

    def chain(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        for name in "BCD"["ABC".index(first) :]:
            if known := context.get_or_add_redirect(name):
                return known
        computed.append(uri)
        return {"value": 42}

    house.brings("chain", chain)
    house.cache.get_or_delegate("chain", first)
    house.run_all()
    for name in "ABCD"["ABCD".index(first) :]:
        assert house.cache.get_or_delegate("chain", name) == {"value": 42}
    assert computed == [first]


def test_a_name_of_known_work_takes_its_result(house, seen) -> None:
    def alias(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        return (uri == "A" and context.get_or_add_redirect("D")) or {"of": uri}

    house.brings("alias", alias)
    house.cache.get_or_delegate("alias", "D")
    house.run_all()
    house.cache.get_or_delegate("alias", "A")
    house.run_all()
    assert house.cache.get_or_delegate("alias", "A") == {"of": "D"}


def test_a_name_of_work_under_way_joins_it(house) -> None:
    computed: list[str] = []

    def alias(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        if uri == "A":
            context.get_or_add_redirect("D")
        computed.append(uri)
        return {"of": uri}

    house.brings("alias", alias)
    a = house.cache.get_or_delegate("alias", "A")
    (running,) = house.queue.claim()
    d = house.cache.get_or_delegate("alias", "D")
    assert house.worker.run(running).outcome == "stale"
    assert as_it_stands(house, a).job_id == d.job_id
    assert house.run_all() == ["completed"]
    assert as_it_stands(house, a).result == as_it_stands(house, d).result == {"of": "D"}
    assert computed == ["D"]


def test_while_the_work_goes_on_under_its_last_name_all_its_names_join_it(house) -> None:
    joined: list[bool] = []

    def chain(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        context.get_or_add_redirect("B")
        context.get_or_add_redirect("B")
        joined.extend(house.cache.get_or_delegate("chain", name).joined for name in "AB")
        return {}

    house.brings("chain", chain)
    house.cache.get_or_delegate("chain", "A")
    assert house.run_all() == ["completed"]
    assert joined == [True, True]


def test_names_that_lead_in_a_circle_do_no_harm(house) -> None:
    def circle(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        for name in "BCAB":
            context.get_or_add_redirect(name)
        return {"of": uri}

    house.brings("circle", circle)
    house.cache.get_or_delegate("circle", "A")
    assert house.run_all() == ["completed"]
    assert all(house.cache.get_or_delegate("circle", name) == {"of": "A"} for name in "ABC")


def test_a_lost_claim_redirects_nothing(house) -> None:
    def late(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        house.now += 31
        house.queue.rescue(sole_owner=False)
        context.get_or_add_redirect("B")
        return {}

    house.brings("late", late)
    house.cache.get_or_delegate("late", "A")
    (job,) = house.queue.claim()
    assert house.worker.run(job).outcome == "stale"
    assert [item.uri for item in house.queue.get_pending_items(5)] == ["A"]


def test_the_same_key_and_request_give_the_same_task(house) -> None:
    submit = house.submit
    first = submit("document", [PNG], {}, client_id="c", idempotency_key="k")
    house.finish(first.job_id)
    again = submit("document", [PNG], {}, client_id="c", idempotency_key="k")
    assert (again.id, again.cached) == (first.id, False)
    assert submit("document", [PNG], {}, client_id="c", idempotency_key="other").id != first.id
    assert submit("document", [PNG], {}, client_id="stranger", idempotency_key="k").id != first.id


@pytest.mark.parametrize(
    ("uploads", "more"),
    [([PNG + b"1"], {}), ([PNG, PNG], {}), ([PNG], {"parameters": {"library": [1]}}), ([PNG], {"tag": "t"})],
)
def test_the_same_key_with_another_request_is_refused(house, uploads, more) -> None:
    house.submit("document", [PNG], {}, client_id="c", idempotency_key="k")
    house.woken.clear()
    with pytest.raises(IdempotencyMismatch):
        house.submit("document", uploads, **{"parameters": {}, "client_id": "c", "idempotency_key": "k"} | more)
    assert house.woken == []


def test_a_key_is_kept_for_a_day(house) -> None:
    first = house.submit("document", [PNG], {}, client_id="c", idempotency_key="k")
    house.now += 86_399
    assert house.submit("document", [PNG], {}, client_id="c", idempotency_key="k").id == first.id
    house.now += 2
    assert house.submit("document", [PNG], {"x": 1}, client_id="c", idempotency_key="k").id != first.id


def test_the_same_key_at_the_same_moment_gives_one_task(house, seen) -> None:
    start, found = threading.Barrier(8), []

    def send() -> None:
        start.wait()
        found.append(house.queue.record(TaskRequest("note", "a"), key=IdempotencyKey("c", "k", "hash")))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({recorded.task.id for recorded in found}) == 1
    assert sorted(recorded.repeated for recorded in found) == [False] + [True] * 7


def test_the_consumer_of_quarantined_jobs_is_told_once_of_each(house) -> None:
    error = LlmFailure("no answer")

    def fail(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        if uri == "given up":
            context.quarantine(reason="blank")
        raise error

    house.brings("fail", fail)
    for uri in "failed", "given up":
        house.cache.get_or_delegate("fail", uri)
    assert house.run_all() == ["error", "error"]
    (first, second) = house.quarantined
    assert first == ("fail", "failed", error, {"files": ()})
    assert (second[:2], second[2].details) == (("fail", "given up"), {"reason": "blank"})


def test_the_consumer_of_quarantined_jobs_is_told_later_what_a_crash_left_untold(house) -> None:
    """The process that ended the jobs died before it told; one without a consumer tells nobody either."""
    consumer, house.queue._quarantine.consumer = house.queue._quarantine.consumer, None
    house.brings("fail", lambda uri, context, **_: context.quarantine(reason="blank") if uri == "b" else 1 / 0)
    house.queue._policy = RetryPolicy(attempts=1)
    for uri in "ab":
        house.cache.get_or_delegate("fail", uri)
    assert house.run_all() == ["error", "error"]
    house.queue._quarantine.consumer = consumer
    house.queue.rescue(sole_owner=False)
    assert house.quarantined == []
    house.now += 60
    for _ in range(2):
        house.queue.rescue(sole_owner=False)
        house.now += 60
    assert [told[:2] for told in house.quarantined] == [("fail", "a"), ("fail", "b")]
    (first, second) = (told[2] for told in house.quarantined)
    assert (type(first), str(first)) == (DocusnapError, str(DocusnapError()))
    assert second.details == {"detail": "The operation gave up: reason=blank"}


def test_the_consumer_of_quarantined_jobs_gets_the_arguments_of_the_last_attempt(house) -> None:
    def fail(uri: str, context: Any, attempt: int = 1) -> dict[str, Any]:
        if attempt < 3:
            context.retry(countdown=0, attempt=attempt + 1)
        context.quarantine(tried=attempt)

    house.brings("fail", fail)
    house.intake.submit(TaskRequest("fail", "a", parameters={"language": "la"}))
    assert house.run_all() == ["pending", "pending", "error"]
    ((*_, error, kwargs),) = house.quarantined
    assert (error.details, kwargs) == ({"tried": 3}, {"files": (), "language": "la", "attempt": 3})


def test_an_operation_may_have_a_retry_policy_of_its_own(house) -> None:
    def fail(uri: str, context: Any) -> dict[str, Any]:
        raise ValueError("bug")

    house.brings("strict", fail)
    house.brings("patient", fail)
    house.build(Hooks(retry_policies={"strict": RetryPolicy(attempts=1)}))
    for operation in "strict", "patient":
        house.cache.get_or_delegate(operation, "a")
    assert house.run_all() == ["error", "pending"]


def test_a_consumer_that_fails_is_told_again(house) -> None:
    def fail_once(*told: Any) -> None:
        house.quarantined.append(told)
        if len(house.quarantined) == 1:
            raise ValueError("bug")

    house.queue._quarantine.consumer = fail_once
    house.brings("fail", lambda uri, context, **_: context.quarantine())
    house.cache.get_or_delegate("fail", "a")
    assert house.run_all() == ["error"]
    for _ in range(3):
        house.now += 60
        house.queue.rescue(sole_owner=False)
    assert len(house.quarantined) == 2


def test_an_operation_that_asks_to_be_called_again_is_in_no_outage(house) -> None:
    """However long it has asked for that, and though something was away before, a new outage is waited out."""
    ends = iter([LlmUnavailable(), None, None, LlmUnavailable()])

    def ask(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        for end in ends:
            if end is not None:
                raise end
            context.retry(countdown=DAY)
        return {"title": "done"}

    house.brings("ask", ask)
    task = house.cache.get_or_delegate("ask", "a")
    outcomes = []
    for _ in range(5):
        outcomes += house.run_all()
        house.now += DAY
    assert outcomes == ["pending"] * 4 + ["completed"]
    assert as_it_stands(house, task).result == {"title": "done"}


def test_work_asked_of_the_queue_itself_tells_the_callable_too(house) -> None:
    stored = house.files.put(b"photo", "image/png")
    house.database.write(lambda tx: documents.add(tx, Document("doc", "c", (stored,), house.now)))
    house.build(Hooks({"document": print}))
    task_id = house.queue.enqueue("doc", "document")
    house.run_all()
    (due,) = house.database.write(lambda tx: callbacks.claim(tx, house.now, house.now + 60, 10))
    assert (due.task_id, due.url, due.event) == (task_id, None, "task.completed")


def test_work_that_kills_its_workers_is_told_to_the_consumer_too(house, seen) -> None:
    house.cache.get_or_delegate("note", "deadly")
    for _ in range(3):
        house.queue.claim()
        house.now += 31
        house.queue.rescue(sole_owner=False)
    assert [(*told[:2], told[2].code) for told in house.quarantined] == [("note", "deadly", "WORKER_DIED")]


def test_an_operation_can_see_that_it_is_not_wanted_any_more(house) -> None:
    seen: list[Any] = []

    def look(uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        seen.extend([context.cancelled, context.deadline])
        house.tasks.delete(task_id, client_id="local")
        for running in house.worker.running:
            running.note_standing(house.queue.heartbeat([running.job])[running.job.id])
        seen.append(context.cancelled)
        context.checkpoint()
        return {}

    house.brings("look", look)
    task_id = house.cache.get_or_delegate("look", "a").id
    assert house.run_all() == ["cancelled"]
    assert seen == [False, float("inf"), True]
