"""What runs all the time looks into an index on PostgreSQL too, however many jobs there are."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.postgres_server import PostgresServer

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is not tried")

from docusnap.database.postgres_server import for_psycopg  # noqa: E402
from docusnap.database.sql_files import statements_for  # noqa: E402

STATEMENTS = for_psycopg(statements_for("postgres"))
NOW = 1e6
JOBS = 20_000
LOOKS: list[tuple[str, Mapping[str, Any]]] = [
    ("claim", {"owner": "me", "now": NOW, "lease_until": NOW + 30, "limit": 2, "operations": ""}),
    ("come_due", {"now": NOW}),
    ("dead", {"now": NOW}),
    ("renew", {"id": "a", "fence": 1, "lease_until": NOW}),
    ("live_job", {"operation": "document", "uri": "u"}),
    ("result_of", {"operation": "document", "uri": "u", "recipe": "", "after": 0.0}),
    ("waiting_of_client", {"share": "other", "client_id": "other", "most": 100}),
    ("waiting_of_share", {"share": "other", "most": 100}),
    ("move_line", {"now": NOW}),
    ("first_turn", {"operation": "document", "share": "s"}),
    ("first_of_share", {"operation": "document", "share": "s", "turn": 9.0, "id": "x"}),
    ("first_of_client", {"operation": "document", "share": "s", "client_id": "c"}),
    ("claim_untold", {"now": NOW, "until": NOW + 60, "limit": 10}),
    ("operations_of", {"status": "pending"}),
    ("oldest", {"status": "pending", "operation": "document"}),
    ("in_line", {"operation": "document", "limit": 10}),
    ("line_of", {"operation": "document", "limit": 10}),
    ("come_due_of", {"operation": "document", "now": NOW, "limit": 10}),
    ("job_due", {"id": "a", "now": NOW}),
]


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Any]:
    """A queue with many jobs that wait, that wait for a time, that run, and that have ended."""
    url = postgres_server.new_database(postgres_template)
    with psycopg.connect(url, autocommit=True) as made:
        for operation in ("document", "form"):
            for status, run_at, finished_at in (
                ("pending", "NULL", "NULL"),
                ("pending", f"{NOW} + n", "NULL"),
                ("completed", "NULL", "n"),
            ):
                made.execute(
                    "INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, status, share, sort_key,"
                    f" turn, created_at, run_at, finished_at) SELECT '{operation}{status}{run_at}' || n, '{operation}',"
                    f" '{run_at}' || n,"
                    f" '', 'c', '{{}}', '{status}', 's', n, n, n, {run_at}, {finished_at}"
                    f" FROM generate_series(1, {JOBS}) n"
                )
        made.execute("ANALYZE")
        yield made
    postgres_server.drop(url)


def scans(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and table of every node, and how many rows it gave."""
    yield plan["Node Type"], plan.get("Relation Name", "")
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


@pytest.mark.parametrize(("statement", "values"), LOOKS, ids=[name for name, _ in LOOKS])
def test_no_statement_of_every_moment_reads_all_jobs(
    connection: Any, statement: str, values: Mapping[str, Any]
) -> None:
    asked = b"EXPLAIN (FORMAT JSON) " + STATEMENTS[statement]
    plan = connection.execute(asked, values).fetchone()[0][0]["Plan"]
    assert ("Seq Scan", "jobs") not in set(scans(plan))


def test_a_claim_takes_no_more_looks_among_many_jobs_that_wait_for_a_time(connection: Any) -> None:
    asked = b"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + STATEMENTS["claim"]
    with connection.transaction(force_rollback=True):
        plan = connection.execute(asked, dict(LOOKS)["claim"]).fetchone()[0][0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 300
