import re

import pytest

from docusnap.database import driver
from docusnap.database.statements import named_statements
from docusnap.package_data import package_text

STATEMENTS = named_statements(package_text("database/queries.sql"))


def plan(statement: str) -> list[str]:
    database = driver.connect(":memory:")
    for made in package_text("schema.sql").split(";\n"):
        database.execute(made)
    values = dict.fromkeys(re.findall(r":(\w+)", STATEMENTS[statement]), 1)
    steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {STATEMENTS[statement]}", values)]
    database.close()
    return steps


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("claim", "jobs_in_line"),
        ("in_line", "jobs_in_line"),
        ("come_due", "jobs_later"),
        ("retries_due", "jobs_later"),
        ("dead", "jobs_running"),
        ("live_job", "jobs_one_flight"),
        ("result_of", "jobs_results"),
        ("purge_jobs", "jobs_ended"),
    ],
)
def test_what_runs_all_the_time_looks_at_no_more_jobs_than_it_needs(statement: str, index: str) -> None:
    steps = plan(statement)
    assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step == "SCAN jobs" for step in steps), steps
