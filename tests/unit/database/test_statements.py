"""Where SQL is run: in the modules of the database room alone."""

import ast
from pathlib import Path

import docusnap
from docusnap.database.sql_files import named_statements
from docusnap.package_data import package_text

STATEMENTS = named_statements(package_text("database/queries.sql"))
PACKAGE = Path(docusnap.__file__).parent


def statements_run_by(module: Path) -> set[str]:
    """The names of statements that are handed to a method called `run`, `row` or `rows`."""
    calls = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call) and node.args]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("run", "row", "rows")
        and isinstance(call.args[0], ast.Constant)
    } & STATEMENTS.keys()


def test_no_other_room_runs_a_statement() -> None:
    others = [path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "database"]
    assert {str(path.relative_to(PACKAGE)): run for path in others if (run := statements_run_by(path))} == {}


def test_every_statement_is_run() -> None:
    run = set().union(*(statements_run_by(path) for path in (PACKAGE / "database").glob("*.py")))
    assert STATEMENTS.keys() - run == set()
