"""The program of docs/how-to/use-valkey.md does what the page says."""

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-valkey.md"


def test_the_example_runs(valkey_process: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUSNAP_VALKEY_URL", valkey_process.url)
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
    names: dict[str, Any] = {}

    exec(compile(program, PAGE.name, "exec"), names)

    assert names["db"].get("greeting") == '{"text": "hello"}'
    assert (names["first"], names["again"], names["written"]) == (True, False, "Ann")
    assert (names["done"], names["still_ours"]) == ("the report", True)
    assert not names["db"].exist("leader")
    assert not names["db"].exist("nightly-report")
    assert names["db"].queue_info("letters", "writers")["pending"] == 0
