"""Which broker and which operations the settings choose, and that every broker is told of whatever becomes due."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from docusnap.dispatch import threads
from docusnap.domain.administration import WHOLE_QUEUE
from docusnap.domain.errors import Misconfigured
from docusnap.domain.queue import DueJob
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status
from docusnap.settings import load_settings
from docusnap.wiring import Hooks, Services, WorkerServices, brokers, build, build_worker


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Builds houses on one folder, and stops them in the end."""
    houses: list[WorkerServices] = []

    def make(builder: Callable[..., Any], **settings: str) -> Any:
        own = {"DOCUSNAP_DATA_DIR": str(tmp_path), "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_OPERATIONS": "simulated"}
        houses.append(builder(load_settings({**own, **settings})))
        return houses[-1]

    yield make
    for house in houses:
        assert house.stop(5)


def test_a_worker_of_other_operations_makes_no_engines_and_takes_their_jobs_only(made: Callable[..., Any]) -> None:
    server = made(build, DOCUSNAP_WORKER_OPERATIONS="none")
    worker = made(build_worker, DOCUSNAP_WORKER_OPERATIONS="simulated", DOCUSNAP_OCR_ENGINE="rapid")
    assert "page" not in {thread.name for thread in worker.periodic}
    theirs = server.intake.submit(TaskRequest("simulated", "uri:1"))
    other = server.intake.submit(TaskRequest("simulated_form", "uri:2"))
    server.start()
    worker.start()
    assert server.tasks.wait(theirs.id, 60, client_id="local").status is Status.COMPLETED
    assert server.tasks.wait(other.id, 0, client_id="local").status is Status.PENDING
    assert server.check() == []


def retried(house: Services, job_id: str) -> None:
    assert house.queue.retry(job_id)


def retried_with_all(house: Services, job_id: str) -> None:
    assert house.administration.retry_all() == 1


def resumed(house: Services, job_id: str) -> None:
    house.queue.pause()
    house.queue.retry(job_id)
    house.queue.resume(WHOLE_QUEUE)


def quarantined_job(house: Services) -> str:
    """The id of one; so that this process was told of it once, as of any new one."""
    house.intake.submit(TaskRequest("simulated", "uri:1"))
    (job,) = house.queue.claim()
    house.queue.quarantine(job, {})
    return job.id


MADE_DUE = pytest.mark.parametrize("made_due", [retried, retried_with_all, resumed])


@MADE_DUE
@pytest.mark.parametrize("broker", ["threads", "streams"])
def test_a_job_that_a_person_makes_due_begins_though_nobody_looks_by_himself(
    made: Callable[..., Any],
    broker: str,
    made_due: Callable[[Services, str], None],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(threads, "SWEEP_SECONDS", 3600.0)
    url = ""
    if broker == "streams":
        url = request.getfixturevalue("valkey_process").url
        monkeypatch.setattr("docusnap.valkey.streams.BLOCK_SECONDS", 0.1)  # stopping waits for it
    house = made(build, DOCUSNAP_BROKER=broker, DOCUSNAP_VALKEY_URL=url)
    job_id = quarantined_job(house)
    house.start()
    first = house.intake.submit(TaskRequest("simulated", "uri:2"))  # until it is done, its workers are not at rest
    assert house.tasks.wait(first.id, 60, client_id="local").status is Status.COMPLETED

    made_due(house, job_id)

    until = time.monotonic() + 30
    while house.queue.item(job_id).status is not Status.COMPLETED:
        assert time.monotonic() < until, "nobody was told"
        time.sleep(0.02)


def wait_until_sent(valkey_process: Any, queue: str, job_id: str) -> None:
    """A task for that job stands in a queue of Celery's."""
    until = time.monotonic() + 30
    sent: list[str] = []
    with valkey_process.client() as client:
        while job_id not in sent:
            assert time.monotonic() < until, "nothing was sent"
            time.sleep(0.02)
            bodies = (json.loads(message)["body"] for message in client.lrange(queue, 0, -1))
            sent = [json.loads(base64.b64decode(body))[0][0] for body in bodies]


@pytest.fixture
def on_celery(valkey_process: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings; lost messages are not sent again."""
    pytest.importorskip("celery", reason="the extra `celery` is not installed")
    monkeypatch.setattr(brokers, "SEND_AGAIN_SECONDS", 3600.0)
    return {"DOCUSNAP_BROKER": "celery", "DOCUSNAP_BROKER_URL": valkey_process.url}


@MADE_DUE
def test_a_job_that_a_person_makes_due_is_sent_to_celery(
    made: Callable[..., Any],
    made_due: Callable[[Services, str], None],
    on_celery: dict[str, str],
    valkey_process: Any,
) -> None:
    house = made(build, **on_celery)
    job_id = quarantined_job(house)
    house.start()
    made_due(house, job_id)
    wait_until_sent(valkey_process, "docusnap.run.simulated", job_id)


def test_celery_is_told_of_callbacks_and_of_jobs_that_gave_up_in_queues_of_their_own(
    made: Callable[..., Any], on_celery: dict[str, str], valkey_process: Any
) -> None:
    hooks = Hooks(callbacks={"simulated": lambda *_: None}, on_quarantine=lambda *_: None)
    house = made(partial(build, hooks=hooks), **on_celery)
    house.start()
    job_id = quarantined_job(house)
    wait_until_sent(valkey_process, "docusnap.quarantine", job_id)
    wait_until_sent(valkey_process, "docusnap.callbacks", job_id)


def test_each_task_of_celery_does_what_its_queue_is_for() -> None:
    pytest.importorskip("celery", reason="the extra `celery` is not installed")
    from docusnap.dispatch.celery import celery_app
    from docusnap.dispatch.celery_pool import PoolProcess, add_tasks

    done: list[Any] = []

    class Noting:
        def run(self, operation: str) -> str:
            done.append(operation)
            return "the first in line"

        def deliver_callbacks(self) -> None:
            done.append("callbacks")

        def report(self, job: DueJob) -> None:
            done.append(job)

        def abandon(self) -> None: ...

        def stop(self) -> None: ...

    app = celery_app("redis://127.0.0.1:1", ["simulated"], longest=60)
    add_tasks(app, ["simulated"], PoolProcess(Noting))
    queues = ("docusnap.run.simulated", "docusnap.callbacks", "docusnap.quarantine")
    answers = [app.tasks[queue].apply(("job", 3)).get() for queue in queues]
    assert answers == ["the first in line", None, None]
    assert done == ["simulated", "callbacks", DueJob("job", "", 3)]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"DOCUSNAP_WORKER_OPERATIONS": "documnet"}, "there is no operation documnet; known are auto, document"),
        ({"DOCUSNAP_BROKER": "streams"}, "DOCUSNAP_BROKER=streams needs a Valkey or Redis server"),
        ({"DOCUSNAP_BROKER": "celery"}, "DOCUSNAP_BROKER=celery needs a broker: set DOCUSNAP_BROKER_URL"),
        ({"DOCUSNAP_BROKER": "celery", "DOCUSNAP_BROKER_URL": "http://x"}, "DOCUSNAP_BROKER_URL is no address"),
        ({"DOCUSNAP_BROKER": "pigeons"}, "DOCUSNAP_BROKER: `pigeons` is none of"),
        ({"DOCUSNAP_WORKER_PROCESSES": "0"}, "DOCUSNAP_WORKER_PROCESSES: `0` is too little"),
    ],
)
def test_what_cannot_be_chosen_is_told(made: Callable[..., Any], settings: dict[str, str], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        made(build, **settings)


def test_a_server_is_ready_while_celerys_broker_is_away_and_says_so(made: Callable[..., Any]) -> None:
    pytest.importorskip("celery", reason="the extra `celery` is not installed")
    server = made(build, DOCUSNAP_BROKER="celery", DOCUSNAP_BROKER_URL="redis://127.0.0.1:1/0")
    server.start()
    task = server.intake.submit(TaskRequest("simulated", "uri:1"))
    degraded: list[str] = []
    while not degraded:
        degraded = [one.part for one in server.check()]
    assert degraded == ["broker"]
    assert server.tasks.wait(task.id, 0, client_id="local").status is Status.PENDING
