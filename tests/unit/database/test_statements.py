"""Where SQL is run: in the modules of the database room alone."""

import ast
from pathlib import Path

import docusnap
from docusnap.database.sql_files import named_statements, statements_for
from docusnap.package_data import package_text

STATEMENTS = statements_for("sqlite")
PACKAGE = Path(docusnap.__file__).parent


def statements_run_by(module: Path) -> set[str]:
    """The names of statements that are handed to a method called `run`, `row`, `rows` or `aside`."""
    calls = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call) and node.args]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("run", "row", "rows", "aside")
        and isinstance(call.args[0], ast.Constant)
    } & STATEMENTS.keys()


def test_no_other_room_runs_a_statement() -> None:
    others = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "database"]
    assert {str(path.relative_to(PACKAGE)): run for path in others if (run := statements_run_by(path))} == {}


def test_both_databases_have_every_statement() -> None:
    assert statements_for("postgres").keys() == STATEMENTS.keys()


def test_a_statement_stands_for_each_database_only_where_its_text_differs() -> None:
    own = {d: named_statements(package_text(f"database/queries.{d}.sql")) for d in ("sqlite", "postgres")}
    assert [name for name, text in own["sqlite"].items() if text == own["postgres"][name]] == []


def test_every_statement_is_run() -> None:
    run = set().union(*(statements_run_by(path) for path in (PACKAGE / "database").glob("*.py")))
    assert STATEMENTS.keys() - run == set()
