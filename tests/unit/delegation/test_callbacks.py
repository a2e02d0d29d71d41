"""Who waits is told once that a task ended, whatever happens in between; webhooks go to a real receiver."""

import contextlib
import itertools
import json
import socket
import threading
import time
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier

from docusnap.database import callbacks
from docusnap.delegation.callbacks import CLAIM_SECONDS, MOST_FOR_ONE_RECEIVER, CallbackDelivery
from docusnap.delegation.guarded_http import GuardedHttp
from docusnap.delegation.hooks import Hooks, OncePerJob
from docusnap.delegation.webhooks import Webhooks
from docusnap.domain.errors import (
    AddressRefused,
    CallbacksOff,
    Cancelled,
    Deleted,
    LlmFailure,
    Misconfigured,
    UnreadableFile,
)
from docusnap.domain.request import TaskRequest, Webhook
from docusnap.domain.task import Failure
from docusnap.queue.retry import DAY

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLDER = "whsec_b2xkZXIgc2VjcmV0IG9sZGVyIHNlY3JldA=="
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


class Telling:
    """A house with a receiver, and callbacks that are delivered when the test says so."""

    def __init__(self, house, site) -> None:
        self.house, self.site = house, site
        self.called: list[tuple[Any, ...]] = []
        self.callbacks: dict[str, Any] = {"note": lambda *told: self.called.append(told)}
        self.webhooks = Webhooks(
            GuardedHttp(allow=["127.0.0.1"], seconds=5),
            [SECRET, OLDER],
            public_url="https://docs.example/",
            clock=house.clock,
        )
        house.brings("note", self.note)
        house.build(Hooks(self.callbacks), webhooks=self.webhooks)

    def note(self, uri: str, context: Any, **kwargs: Any) -> dict[str, Any]:
        if uri == "bad":
            raise LlmFailure("no answer")
        return {"secret content": uri}

    def delegate(self, uri: str = "a", **more: Any) -> str:
        return self.house.intake.submit(TaskRequest("note", uri, **more)).id

    def hook(self, path: str = "/hook", **more: Any) -> Webhook:
        return Webhook(self.site.url(path), **more)

    def deliver(self) -> None:
        """Tells everything that is due; returns when it has been told."""
        teller = self.teller(at_once=20)
        teller.deliver_due()
        teller.close()

    def teller(self, at_once: int) -> CallbackDelivery:
        return CallbackDelivery(
            self.house.database,
            self.webhooks,
            Hooks(self.callbacks).callback_of,
            at_once=at_once,
            clock=self.house.clock,
            uniform=lambda low, high: high,
        )

    def next_due(self) -> float | None:
        """When something is to be told next."""
        ((found,),) = self.house.ask("SELECT MIN(due_at) FROM callbacks WHERE url IS NOT NULL")
        return found

    def count(self) -> int:
        """How many callbacks are kept."""
        ((found,),) = self.house.ask("SELECT COUNT(*) FROM callbacks")
        return int(found)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, _, body in self.site.asked]

    def log(self, task_id: str) -> list[tuple[int, str | None]]:
        return [(d.attempt, d.error) for d in self.house.tasks.deliveries(task_id, client_id="local")]


@pytest.fixture
def telling(house, site) -> Telling:
    return Telling(house, site)


def test_a_webhook_tells_ids_and_status_and_never_content(telling) -> None:
    task_id = telling.delegate(webhook=telling.hook(), tag="mine")
    telling.deliver()
    assert telling.told == []
    telling.house.run_all()
    telling.deliver()
    ((method, path, headers, body),) = telling.site.asked
    assert (method, path, headers["content-type"]) == ("POST", "/hook", "application/json")
    assert json.loads(body) == {
        "type": "task.completed",
        "timestamp": "1970-01-01T00:16:40+00:00",
        "data": {
            "task_id": task_id,
            "operation": "note",
            "status": "completed",
            "tag": "mine",
            "status_url": f"https://docs.example/task/{task_id}",
        },
    }
    assert telling.log(task_id)[0] == (1, None)


def test_a_webhook_is_signed_with_each_secret(telling) -> None:
    telling.house.now = time.time()
    telling.delegate(webhook=telling.hook())
    telling.house.run_all()
    telling.deliver()
    _, _, headers, body = telling.site.asked[0]
    for secret in SECRET, OLDER:
        assert Verifier(secret).verify(body, headers)["type"] == "task.completed"


def test_everyone_who_waits_is_told_once_in_whatever_way_it_ended(telling) -> None:
    house = telling.house
    ids = {uri: telling.delegate(uri, webhook=telling.hook()) for uri in ("good", "bad", "cancelled")}
    ids["joined"] = telling.delegate("good", webhook=telling.hook())
    house.tasks.delete(ids["cancelled"], client_id="local")
    house.run_all()
    ids["cached"] = telling.delegate("good", webhook=telling.hook())
    for _ in range(3):
        telling.deliver()
        house.now += 1000
    assert {t["data"]["task_id"]: t["type"] for t in telling.told} == {
        ids["good"]: "task.completed",
        ids["joined"]: "task.completed",
        ids["cached"]: "task.completed",
        ids["bad"]: "task.error",
        ids["cancelled"]: "task.cancelled",
    }
    assert len(telling.told) == 5


def test_a_cancelled_task_does_not_hear_of_the_work_that_others_still_wanted(telling) -> None:
    one, other = (telling.delegate(webhook=telling.hook()) for _ in range(2))
    telling.house.tasks.delete(one, client_id="local")
    telling.house.run_all()
    telling.deliver()
    assert {t["data"]["task_id"]: t["type"] for t in telling.told} == {one: "task.cancelled", other: "task.completed"}


def test_a_deleted_tasks_end_is_still_told_and_forgotten_then(telling) -> None:
    ids = {uri: telling.delegate(uri, webhook=telling.hook(), callback_args=["secret"]) for uri in ("ended", "waiting")}
    telling.house.inline.consume("note", "ended")
    for task_id in ids.values():
        telling.house.tasks.delete(task_id, client_id="local")
    telling.deliver()
    assert {t["data"]["task_id"]: (t["type"], t["data"]["tag"]) for t in telling.told} == {
        ids["ended"]: ("task.completed", None),
        ids["waiting"]: ("task.cancelled", None),
    }
    assert sorted(telling.called) == [
        ("note", "ended", Failure("deleted", str(Deleted())), "secret"),
        ("note", "waiting", Failure("cancelled", str(Cancelled())), "secret"),
    ]
    assert telling.count() == 0


def test_what_was_told_of_a_task_is_deleted_with_it(telling) -> None:
    task_id = telling.delegate(webhook=telling.hook(), callback_args=["secret"])
    telling.house.run_all()
    telling.deliver()
    telling.house.tasks.delete(task_id, client_id="local")
    assert telling.count() == 0


def test_only_the_events_asked_for_are_told(telling) -> None:
    for uri in "good", "bad":
        telling.delegate(uri, webhook=telling.hook(events=["task.error"]))
    telling.house.run_all()
    telling.deliver()
    assert [t["type"] for t in telling.told] == ["task.error"]


def test_a_receiver_that_fails_is_told_again_later_and_later_under_the_same_id(telling) -> None:
    house = telling.house
    task_id = telling.delegate(webhook=telling.hook())
    house.run_all()
    telling.site.answers["/hook"] = (500, {}, b"")
    waits = []
    for count in itertools.count(1):
        telling.deliver()
        if count == 5:
            telling.site.answers["/hook"] = (204, {}, b"")
        if len(telling.site.asked) < count:
            break
        due = telling.next_due()
        if due is None:
            break
        waits.append(due - house.now)
        house.now = due
    assert waits == [5, 10, 20, 40, 80]
    assert len({headers["webhook-id"] for _, _, headers, _ in telling.site.asked}) == 1
    assert len({headers["webhook-timestamp"] for _, _, headers, _ in telling.site.asked}) == 6
    log = [attempt for attempt in telling.log(task_id) if attempt != (1, None)]
    assert log == [(n, "callback_failed: The receiver answered 500.") for n in range(1, 6)] + [(6, None)]


def test_after_a_day_of_failures_it_is_given_up(telling) -> None:
    house = telling.house
    telling.delegate(webhook=telling.hook())
    house.run_all()
    telling.site.answers["/hook"] = (302, {"Location": telling.site.url("/other")}, b"")
    while due := telling.next_due():
        house.now = max(house.now, due)
        telling.deliver()
    assert DAY <= house.now - 1000 < DAY + 3601
    assert {path for _, path, _, _ in telling.site.asked} == {"/hook"}


def test_a_receiver_that_is_gone_is_not_asked_again(telling) -> None:
    telling.delegate(webhook=telling.hook())
    telling.house.run_all()
    telling.site.answers["/hook"] = (410, {}, b"")
    for _ in range(3):
        telling.deliver()
        telling.house.now += 4000
    assert len(telling.told) == 1


def test_a_slow_receiver_delays_no_other(telling) -> None:
    may_end = threading.Event()
    telling.callbacks["slow"] = lambda *_: may_end.wait(30)
    telling.house.brings("slow", telling.note)
    telling.house.intake.submit(TaskRequest("slow", "a"))
    telling.house.run_all()
    for number in range(5):
        telling.delegate(str(number), webhook=telling.hook())
    telling.house.run_all()
    teller = telling.teller(at_once=2)
    teller.deliver_due()
    telling.site.wait_for(5)
    may_end.set()
    teller.close()
    assert len(telling.told) == 5


def test_a_callable_is_called_once_for_each_waiting_task_with_what_it_was_given(telling) -> None:
    get = telling.house.cache.get_or_delegate
    for uri, args in ("a", ("first", {"n": 1})), ("a", ("second",)), ("bad", ()):
        get("note", uri, *args)
    telling.house.run_all()
    assert get("note", "a", "third") == {"secret content": "a"}
    for _ in range(2):
        telling.deliver()
    assert sorted(telling.called, key=str) == sorted(
        [
            ("note", "a", {"secret content": "a"}, "first", {"n": 1}),
            ("note", "a", {"secret content": "a"}, "second"),
            ("note", "bad", Failure("LLM_FAILURE", "no answer")),
        ],
        key=str,
    )


def test_a_callback_may_be_called_once_for_all_who_waited_for_a_job(telling) -> None:
    heard: list[Any] = []
    telling.callbacks["note"] = OncePerJob(lambda *told: heard.append(told))
    get = telling.house.cache.get_or_delegate
    for uri, args in ("a", ("first", {"n": 1})), ("a", ("second",)), ("bad", ()), ("a", ()):
        get("note", uri, *args)
    telling.house.run_all()
    teller = telling.teller(at_once=1)
    teller.deliver_due()
    teller.close()
    telling.deliver()
    assert [(told[1], told[2], sorted(told[3], key=len)) for told in sorted(heard, key=str)] == [
        ("a", {"secret content": "a"}, [[], ["second"], ["first", {"n": 1}]]),
        ("bad", Failure("LLM_FAILURE", "no answer"), [[]]),
    ]


def test_a_callback_of_a_job_that_fails_is_called_again_for_all_who_waited(telling) -> None:
    heard: list[Any] = []

    def fail_once(operation: str, uri: str, outcome: Any, arguments: Any) -> None:
        heard.append(sorted(arguments))
        if len(heard) == 1:
            raise ValueError("bug")

    telling.callbacks["note"] = OncePerJob(fail_once)
    for name in "xy":
        telling.house.cache.get_or_delegate("note", "a", name)
    telling.house.run_all()
    for _ in range(3):
        telling.deliver()
        telling.house.now += 5
    assert heard == [[["x"], ["y"]]] * 2


def test_the_default_callback_hears_of_operations_without_one_of_their_own(telling) -> None:
    heard: list[Any] = []
    telling.callbacks["default"] = lambda *told: heard.append(told)
    telling.house.cache.get_or_delegate("document", "a", 1)
    telling.house.cache.get_or_delegate("note", "a", 2)
    telling.house.run_all()
    telling.deliver()
    assert heard == [("document", "a", {"uri": "a"}, 1)]
    assert telling.called == [("note", "a", {"secret content": "a"}, 2)]


def test_a_callable_that_fails_is_called_again(telling) -> None:
    failures = iter([ValueError("bug")])

    def fail_once(*told: Any) -> None:
        for error in failures:
            raise error
        telling.called.append(told)

    telling.callbacks["note"] = fail_once
    task_id = telling.delegate()
    telling.house.run_all()
    telling.deliver()
    assert (telling.called, telling.log(task_id)) == ([], [(1, "ValueError")])
    telling.house.now += 5
    telling.deliver()
    assert len(telling.called) == 1


def test_what_a_crash_left_untold_is_told_by_the_next_boot_under_the_same_id(telling) -> None:
    """The crash comes after the receiver was told and before that was noted."""
    house = telling.house
    telling.delegate(webhook=telling.hook())
    house.run_all()
    (claimed, *_) = [c for c in claim(house) if c.url]
    telling.webhooks.send(claimed, claimed.url, house.tasks.task(claimed.task_id, client_id="local"))
    telling.deliver()
    assert len(telling.told) == 1
    house.now += CLAIM_SECONDS
    telling.deliver()
    first, second = (headers["webhook-id"] for _, _, headers, _ in telling.site.asked)
    assert first == second


def test_a_task_that_a_person_tried_again_tells_its_new_end_under_a_new_id(telling) -> None:
    task_id = telling.delegate("bad", webhook=telling.hook())
    for _ in range(2):
        telling.house.run_all()
        telling.deliver()
        telling.house.queue.retry(telling.house.tasks.task(task_id, client_id="local").job_id)
    assert [t["type"] for t in telling.told] == ["task.error", "task.error"]
    assert len({headers["webhook-id"] for _, _, headers, _ in telling.site.asked}) == 2


def test_work_that_another_name_took_over_tells_its_tasks(telling) -> None:
    house = telling.house
    house.brings("alias", lambda uri, context, **_: (uri == "A" and context.get_or_add_redirect("D")) or {})
    house.intake.submit(TaskRequest("alias", "A", webhook=telling.hook("/a")))
    (running,) = house.queue.claim()
    house.intake.submit(TaskRequest("alias", "D", webhook=telling.hook("/d")))
    house.worker.run(running)
    house.run_all()
    telling.deliver()
    assert sorted(path for _, path, _, _ in telling.site.asked) == ["/a", "/d"]


def test_webhooks_are_refused_without_a_secret_and_to_places_that_are_not_allowed(telling) -> None:
    submit = telling.house.submit
    with pytest.raises(AddressRefused):
        submit("document", [PNG], {}, client_id="c", webhook=Webhook("https://10.0.0.1/"))
    telling.house.build()
    with pytest.raises(CallbacksOff, match="DOCUSNAP_WEBHOOK_SECRET"):
        telling.house.submit("document", [PNG], {}, client_id="c", webhook=telling.hook())
    assert telling.house.woken == []


@pytest.mark.parametrize("secret", ["whsec_", "whsec_%%%", "whsec_a", "foo", "b2xkZXIgc2VjcmV0IG9sZGVyIHNlY3JldA=="])
def test_a_secret_that_is_none_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_WEBHOOK_SECRET"):
        Webhooks(GuardedHttp(seconds=1), [secret], public_url="", clock=lambda: 0.0)


def test_nothing_is_due_for_a_result_that_was_not_written(telling) -> None:
    """A worker that was presumed dead ends its job late: neither its result nor its callbacks count."""
    house = telling.house
    telling.delegate(webhook=telling.hook())
    (late,) = house.queue.claim()
    house.now += 31
    house.queue.rescue(sole_owner=False)
    house.queue.mark_failed(late, UnreadableFile())
    telling.deliver()
    assert telling.told == []


def claim(house):
    return house.database.write(lambda tx: callbacks.claim(tx, house.now, house.now + CLAIM_SECONDS, 10))


class SlowHost:
    """Takes connections and answers, each in its own way, never to an end."""

    def __init__(self, manner: str) -> None:
        self.manner = manner
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/hook"
        self.over = threading.Event()
        self.held = list[socket.socket]()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        self.listening.settimeout(0.02)
        while not self.over.is_set():
            with contextlib.suppress(TimeoutError):
                made, _ = self.listening.accept()
                self.held.append(made)
                if self.manner != "silent":
                    close = b"Connection: close\r\n" if self.manner == "closing" else b""
                    made.sendall(b"HTTP/1.1 200 OK\r\n" + close + b"Content-Length: 1000\r\n\r\n")
            if self.manner != "silent":
                for held in self.held:
                    with contextlib.suppress(OSError):
                        held.sendall(b"x")

    def close(self) -> None:
        self.over.set()
        self.thread.join()
        for held in (*self.held, self.listening):
            held.close()


@pytest.mark.parametrize("manner", ["trickling", "closing", "silent"])
def test_a_slow_receiver_delays_its_own_messages_only(telling, manner) -> None:
    slow = SlowHost(manner)
    telling.webhooks = Webhooks(
        GuardedHttp(allow=["127.0.0.1"], seconds=1), [SECRET], public_url="", clock=telling.house.clock
    )
    for number in range(12):
        telling.delegate(f"slow{number}", webhook=Webhook(slow.url))
    honest = telling.delegate("honest", webhook=telling.hook())
    telling.house.run_all()
    teller = telling.teller(at_once=6)
    teller.deliver_due()
    with telling.site.got:
        assert telling.site.got.wait_for(lambda: telling.site.asked, 30)
    assert len(slow.held) <= MOST_FOR_ONE_RECEIVER, "before the first of them was given up"
    teller.close()
    slow.close()
    assert [told["data"]["task_id"] for told in telling.told] == [honest]
