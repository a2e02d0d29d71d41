"""The states as the page on the queue draws them, against the statements that change them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from docusnap.database.sql_files import named_statements
from docusnap.package_data import package_text

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "queue.md").read_text(encoding="utf-8")
STATES = re.compile(r"status (?:= ('\w+')|IN \(([^)]*)\))")


def quoted(text: str) -> set[str]:
    return set(re.findall(r"'(\w+)'", text))


def statements_for(database: str) -> Mapping[str, str]:
    """All statements by name, as they are for `sqlite` or `postgres`."""
    files = ("database/queries.sql", f"database/queries.{database}.sql")
    return {name: text for file in files for name, text in named_statements(package_text(file)).items()}


def changes_in_the_code(database: str) -> set[tuple[str, str, str]]:
    """Statement, state before ("" for none), state after."""
    found = set()
    for name, statement in statements_for(database).items():
        if re.search(r"INSERT INTO jobs\b", statement):
            found |= {(name, "", state) for state in quoted(statement.partition("VALUES")[2].partition("ON CONF")[0])}
        if update := re.search(r"UPDATE jobs SET (.*?)\bWHERE\b(.*)", statement, re.DOTALL):
            after = STATES.search(update[1])
            before = STATES.search(update[2]) or STATES.search(statement[: update.start()])
            if after:
                assert before, f"{name} changes the state of jobs in any state"
                found |= {(name, b, a) for b in quoted(before[0]) for a in quoted(after[0])}
    return found


def changes_on_the_page() -> set[tuple[str, str, str]]:
    rows = re.findall(r"^\| `(\w+)` \| ([a-z, ]*?) ?\| (\w+) \|", PAGE, re.MULTILINE)
    return {(name, before, after) for name, befores, after in rows for before in befores.split(", ")}


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_change_of_a_jobs_state_is_listed_and_no_other(database: str) -> None:
    assert changes_on_the_page() == changes_in_the_code(database)


def test_the_drawing_shows_what_the_list_says() -> None:
    drawn = set(re.findall(r"^    (\S+) --> (\S+):", PAGE, re.MULTILINE))
    ends = {("completed", "[*]"), ("error", "[*]"), ("cancelled", "[*]")}
    assert drawn - ends == {(before or "[*]", after) for _, before, after in changes_on_the_page()}


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_a_worker_writes_carries_its_fence(database: str) -> None:
    statements = statements_for(database)
    for name, before, _ in changes_in_the_code(database):
        if before == "processing":
            assert "fence = :fence" in statements[name], name
