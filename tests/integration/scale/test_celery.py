"""What Celery adds: its own command, its own ways to lose and repeat messages, and Flower."""

import base64
import importlib.util
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from tests.integration.scale.conftest import LEASE, missing
from tests.servers import free_port

pytestmark = pytest.mark.timeout(600)

QUEUE = "docusnap.run.simulated"


@pytest.fixture(scope="module")
def celery_fleet(tmp_path_factory: pytest.TempPathFactory, postgres_server: Any) -> Iterator[Any]:
    """A server and a worker of two processes."""
    if name := missing():
        pytest.skip(f"{name} is not installed: Celery is not tried")
    from fleet import Fleet

    folder = tmp_path_factory.mktemp("celery")
    with Fleet(folder, "celery", lease=LEASE, serves=1, workers=1, threads=2, postgres=postgres_server) as made:
        made.start()
        yield made


@pytest.fixture
def app(celery_fleet: Any) -> Any:
    from docusnap.dispatch.celery import celery_app

    return celery_app(celery_fleet.environment["DOCUSNAP_BROKER_URL"], ["simulated"], longest=60)


@pytest.fixture
def broker(celery_fleet: Any) -> Iterator[Any]:
    """The broker's own database."""
    import valkey

    with valkey.Valkey.from_url(celery_fleet.environment["DOCUSNAP_BROKER_URL"], decode_responses=True) as client:
        yield client


def wait_until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def done(fleet: Any) -> None:
    fleet.settle()
    ((accepted,),) = fleet.ask("SELECT COUNT(*) FROM tasks")
    assert fleet.result(accepted) == {"done": accepted, "lost": 0, "committed twice": 0, "not told": 0}


def test_tasks_carry_the_id_of_a_job_and_its_fence_and_nothing_else(celery_fleet: Any, broker: Any) -> None:
    celery_fleet.workers[0].signal(signal.SIGSTOP)
    clients = celery_fleet.client()
    clients.send(["simulated"])
    wait_until(lambda: broker.llen(QUEUE), "no message came")
    (message,) = broker.lrange(QUEUE, 0, -1)
    celery_fleet.workers[0].signal(signal.SIGCONT)
    ((job_id,),) = celery_fleet.ask("SELECT id FROM jobs WHERE status <> 'completed'")
    arguments, keywords, _ = json.loads(base64.b64decode(json.loads(message)["body"]))
    assert (arguments, keywords) == ([job_id, 0], {})
    done(celery_fleet)


def test_a_process_of_the_pool_that_is_killed_is_replaced_and_its_job_done(celery_fleet: Any) -> None:
    clients = celery_fleet.client()
    clients.send(["simulated"] * 6)
    os.kill(celery_fleet.workers[0].children[-1], signal.SIGKILL)
    done(celery_fleet)
    wait_until(lambda: len(celery_fleet.workers[0].children) >= 2, "the process was not replaced")


def test_repeated_and_strange_messages_run_nothing_twice(celery_fleet: Any, app: Any, broker: Any) -> None:
    celery_fleet.client().send(["simulated"] * 2)
    done(celery_fleet)
    for job_id, fence in celery_fleet.ask("SELECT id, fence FROM jobs LIMIT 3"):
        for old in (fence, 0, 99):
            app.send_task(QUEUE, (job_id, old), queue=QUEUE)
    app.send_task(QUEUE, ("no such job", 0), queue=QUEUE)
    wait_until(lambda: broker.llen(QUEUE) == 0 and broker.hlen("unacked") == 0, "messages were left")
    done(celery_fleet)


def test_a_revoked_task_is_a_lost_message_and_its_job_is_done_all_the_same(celery_fleet: Any, app: Any) -> None:
    app.control.revoke("revoked-by-a-person")
    wait_until(lambda: "revoked-by-a-person" in str(app.control.inspect(timeout=2).revoked()), "no worker heard of it")
    celery_fleet.ask(
        "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, sort_key, created_at)"
        " VALUES ('revoked', 'simulated', 'revoked', '', 'x', '{}', 'pending', 0, EXTRACT(EPOCH FROM now()))"
    )
    app.send_task(QUEUE, ("revoked", 0), queue=QUEUE, task_id="revoked-by-a-person")
    celery_fleet.settle()
    assert celery_fleet.ask("SELECT status FROM jobs WHERE id = 'revoked'") == [("completed",)]


@pytest.mark.skipif(importlib.util.find_spec("flower") is None, reason="Flower is not installed")
def test_flower_shows_the_tasks(celery_fleet: Any) -> None:
    port = free_port()
    flower = celery_fleet.run(
        "-m", "celery", "-A", "docusnap.dispatch.celery", "flower", f"--port={port}", FLOWER_UNAUTHENTICATED_API="true"
    )
    address = f"http://127.0.0.1:{port}/api"

    def answers() -> Any:
        try:
            return requests.get(f"{address}/tasks", timeout=30)
        except requests.ConnectionError:
            return None

    def shown() -> bool:
        """It hears of what happens from when it has begun to listen."""
        celery_fleet.client().send(["simulated"])
        tasks = answers().json().values()
        return any(task["name"] == QUEUE and task["state"] == "SUCCESS" and task["result"] for task in tasks)

    try:
        wait_until(answers, "Flower did not start")
        wait_until(shown, "Flower shows no task")
    finally:
        flower.kill()
    done(celery_fleet)


def test_messages_that_a_dead_worker_held_come_again_after_their_time_and_change_nothing(
    celery_fleet: Any, broker: Any
) -> None:
    """The next worker takes longer for a job than its lease."""
    clients = celery_fleet.client()
    clients.send(["simulated"] * 4)
    wait_until(lambda: broker.hlen("unacked"), "nothing was given out")
    celery_fleet.workers.pop().kill()
    for held in broker.zrange("unacked_index", 0, -1):
        broker.zadd("unacked_index", {held: 1.0})  # given out long ago: its visibility timeout is over
    celery_fleet.workers = [celery_fleet.begin("worker", SIMULATED_LLM_SECONDS=str(LEASE * 1.7))]
    done(celery_fleet)
    wait_until(lambda: broker.hlen("unacked") == 0, "a message of the dead was never given out again")
    done(celery_fleet)


def test_a_job_that_takes_longer_than_its_lease_is_kept_by_the_heartbeats_of_its_process(celery_fleet: Any) -> None:
    (task,) = celery_fleet.client().send(["simulated"])
    done(celery_fleet)
    claims = f"SELECT fence, crashes FROM jobs WHERE id = (SELECT job_id FROM tasks WHERE id = '{task}')"
    assert celery_fleet.ask(claims) == [(1, 0)]


def test_celerys_own_command_starts_a_worker_too_and_stops_in_good_order(celery_fleet: Any) -> None:
    assert [worker.stop() for worker in celery_fleet.workers] == [0]
    plain = celery_fleet.run("-m", "celery", "-A", "docusnap.dispatch.celery", "worker")
    celery_fleet.workers = [plain]
    celery_fleet.client().send(["simulated", "simulated_form", "document"])
    done(celery_fleet)
    assert plain.stop() == 0
