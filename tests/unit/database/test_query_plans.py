"""What runs all the time takes as many steps in a long queue as in a short one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from docusnap.database import sqlite_driver as driver
from docusnap.database.sql_files import Schema, statements_for
from docusnap.database.sqlite_driver import Connection

STATEMENTS = statements_for("sqlite")
NOW = 1e6
FAILED_ATTEMPT = {"ended_at": NOW, "error_type": "E", "message": "", "traceback": ""}
CLAIM = {"owner": "me", "now": NOW, "lease_until": NOW + 30, "limit": 2}


def add(database: Connection, count: int, operation: str, status: str, **values: float | None) -> None:
    """So many jobs; their times and places are counted from 0."""
    more = {"run_at": None, "finished_at": None, "crashes": 0, "lease_until": None, **values}
    rows = (
        {"id": f"{operation}-{status}-{n:05}-{more['run_at']}", "uri": f"{status}{n}{more['run_at']}", "n": n, **more}
        for n in range(count)
    )
    database.executemany(
        "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, share, sort_key, turn,"
        f" created_at, run_at, finished_at, crashes, lease_until) VALUES (:id, '{operation}', :uri, '', 'c', '{{}}',"
        f" '{status}', 's', :n, :n, :n, :run_at, :finished_at, :crashes, :lease_until)",
        rows,
    )


@contextmanager
def queue_of(count: int) -> Iterator[Connection]:
    """A queue with so many jobs in every state but for what runs."""
    database = driver.connect(":memory:", isolation_level=None)
    for made in Schema.shipped("sqlite").fresh:
        database.execute(made)
    database.execute("BEGIN")
    for operation in ("document", "form"):
        add(database, count, operation, "pending")
        add(database, count, operation, "pending", run_at=NOW + 60)
        add(database, 3, operation, "processing", lease_until=NOW + 20)
        add(database, count, operation, "completed", finished_at=NOW)
        add(database, count, operation, "error", finished_at=NOW)
    yield database
    database.close()


def steps(count: int, statement: str, values: Mapping[str, object], paused: str | None) -> int:
    with queue_of(count) as database:
        if paused:
            database.execute(STATEMENTS["pause"], {"operation": paused})
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        database.set_progress_handler(step, 1)
        database.execute(STATEMENTS[statement], values).fetchall()
        database.set_progress_handler(None, 1)
    return taken


@pytest.mark.parametrize(
    ("statement", "values", "paused"),
    [
        ("claim", {**CLAIM, "operations": ""}, None),
        ("claim", {**CLAIM, "operations": ",form,"}, None),
        ("claim", {**CLAIM, "operations": ""}, "document"),
        ("claim_one", {**CLAIM, "id": "form-pending-00002-None", "fence": 0}, None),
        ("in_line", {"operation": "form", "limit": 5}, None),
        ("move_line", {"now": NOW}, None),
        ("move_line", {"now": NOW}, "document"),
        ("first_turn", {"operation": "form", "share": "s"}, None),
        ("first_of_share", {"operation": "form", "share": "s", "turn": 9.0, "id": "x"}, None),
        ("first_of_client", {"operation": "form", "share": "s", "client_id": "c"}, None),
        ("line_of", {"operation": "form", "limit": 5}, None),
        ("come_due_of", {"operation": "form", "now": NOW, "limit": 5}, None),
        ("job_due", {"id": "form-pending-00002-None", "now": NOW}, None),
        ("come_due", {"now": NOW}, None),
        ("retries_due", {"now": NOW}, None),
        ("dead", {"now": NOW}, None),
        ("dead_or_foreign", {"now": NOW, "sole_owner": "me"}, None),
        ("live_job", {"operation": "form", "uri": "pending1None"}, None),
        ("result_of", {"operation": "form", "uri": "completed1None", "recipe": "", "after": 0.0}, None),
        (
            "items",
            {"status": "error", "operation": "form", "error": None, "before": 50, "before_id": "x", "limit": 5},
            None,
        ),
        ("operations_of", {"status": "completed"}, None),
        ("oldest", {"status": "pending", "operation": "form"}, None),
        ("purge_jobs", {"status": "completed", "before": NOW, "limit": 5}, None),
        (
            "complete",
            {"id": "form-processing-00001-None", "fence": 0, "result": "{}", "kind": "", "now": NOW},
            None,
        ),
        ("callbacks_of_job_come_due", {"job_id": "form-processing-00001-None", "event": "e", "now": NOW}, None),
        ("callback_due", {"now": NOW}, None),
        ("claim_callbacks", {"now": NOW, "until": NOW + 60, "limit": 5, "busy": " "}, None),
        (
            "claim_callbacks_of_job",
            {"job_id": "form-processing-00001-None", "event": "e", "now": NOW, "until": NOW},
            None,
        ),
        ("add_attempt", {"job_id": "form-processing-00001-None", "fence": 0, **FAILED_ATTEMPT}, None),
        ("attempts", {"job_id": "form-processing-00001-None"}, None),
    ],
)
def test_a_long_queue_takes_no_more_steps(statement: str, values: Mapping[str, object], paused: str | None) -> None:
    assert 0 < steps(2000, statement, values, paused) <= steps(100, statement, values, paused) + 10
