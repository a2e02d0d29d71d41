"""What every broker promises: the database decides who does what, and messages only wake."""

import signal
import time
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.timeout(600)


def sent(fleet: Any, *operations: str) -> list[str]:
    clients = fleet.client()
    clients.send(operations)
    return list(clients.accepted)


def check(fleet: Any) -> None:
    """All that was ever accepted is done, once, and told."""
    fleet.settle()
    ((accepted,),) = fleet.ask("SELECT COUNT(*) FROM tasks")
    found = fleet.result(accepted)
    assert found == {"done": accepted, "lost": 0, "committed twice": 0, "not told": 0}


def enqueued_unheard(fleet: Any, count: int) -> None:
    """Jobs of which no process was told."""
    fleet.ask(
        "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, sort_key, created_at)"
        " SELECT gen_random_uuid()::text, 'simulated', gen_random_uuid()::text, '', 'unheard', '{}', 'pending',"
        f" EXTRACT(EPOCH FROM now()), EXTRACT(EPOCH FROM now()) FROM generate_series(1, {count})"
    )


def test_tasks_of_several_operations_are_done_and_told_and_tried_again_where_they_ask_for_it(fleet: Any) -> None:
    sent(fleet, *["simulated", "simulated_form", "document"] * 3)
    check(fleet)


def test_a_lost_message_costs_no_more_than_the_time_to_the_next_sweep(fleet: Any) -> None:
    enqueued_unheard(fleet, 5)
    assert fleet.settle() < 30


def test_a_task_begins_soon_after_it_was_accepted(fleet: Any) -> None:
    """By a message: well before a sweep would find it, most of the time."""
    began = time.monotonic()
    for _ in range(3):
        (task,) = sent(fleet, "simulated")
        answer = requests.get(f"{fleet.serves[0].address}/task/{task}?wait=30", timeout=60).json()
        assert answer["status"] == "completed"
    assert time.monotonic() - began < 20


def test_a_broker_that_was_emptied_costs_nothing_but_time(fleet: Any) -> None:
    for worker in fleet.workers:
        worker.signal(signal.SIGSTOP)
    sent(fleet, *["simulated"] * 6)
    fleet.empty_broker()
    for worker in fleet.workers:
        worker.signal(signal.SIGCONT)
    check(fleet)


def test_a_worker_frozen_past_its_lease_finishes_late_and_that_counts_for_nothing(fleet: Any) -> None:
    sent(fleet, *["simulated"] * 8)
    frozen = fleet.workers[0]
    frozen.signal(signal.SIGSTOP)
    time.sleep(fleet.lease * 1.5)
    frozen.signal(signal.SIGCONT)
    check(fleet)


def test_a_paused_operation_waits_until_it_is_resumed(fleet: Any) -> None:
    fleet.ask("INSERT INTO paused_operations VALUES ('simulated')")
    (task,) = sent(fleet, "simulated")
    sent(fleet, "simulated_form")
    deadline = time.monotonic() + 60
    while fleet.unfinished() > 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    address = fleet.serves[0].address
    assert requests.get(f"{address}/task/{task}", timeout=60).json()["status"] == "pending"
    fleet.ask("DELETE FROM paused_operations")
    check(fleet)


def test_a_killed_workers_jobs_are_done_by_others(fleet: Any) -> None:
    """It stays away from here on."""
    sent(fleet, *["simulated"] * 6)
    fleet.workers.pop().kill()
    sent(fleet, *["simulated"] * 3)
    check(fleet)


def test_workers_stop_in_good_order_and_what_they_gave_back_is_done_by_the_next(fleet: Any) -> None:
    sent(fleet, *["simulated"] * 8)
    assert {worker.stop() for worker in fleet.workers} == {0}
    ((running,),) = fleet.ask("SELECT COUNT(*) FROM jobs WHERE status = 'processing'")
    assert running == 0
    fleet.workers = [fleet.begin("worker")]
    check(fleet)
