"""Which broker and which operations the settings choose."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docusnap.domain.errors import Misconfigured
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status
from docusnap.settings import load_settings
from docusnap.wiring import WorkerServices, build, build_worker


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
