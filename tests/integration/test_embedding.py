"""The program of docs/how-to/embed-docusnap.md does what the page says."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from docusnap.domain.task import Status

ROOT = Path(__file__).parents[2]


def test_the_example_of_embedding_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "how-to" / "embed-docusnap.md").read_text()
    module, program = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "my_house.py").write_text(module)
    shutil.copy(ROOT / "samples" / "receipt.jpg", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("DOCUSNAP_OCR_ENGINE", "null")
    names: dict[str, Any] = {}
    try:
        exec(compile(program, "embed-docusnap.md", "exec"), names)
        house = sys.modules["my_house"]
    finally:
        sys.modules.pop("my_house", None)

    assert (names["done"].status, names["known"]) == (Status.COMPLETED, {"length": 6})
    assert names["hits"] | {uri: task.result for uri, task in names["ended"].items()} == {
        "a text": {"length": 6},
        "abc": {"length": 3},
        "blank": None,
        "alias:a text": {"length": 6},
    }
    assert ([job.uri for job in names["quarantined"]], names["bulk"].errors) == (["blank"], [])
    assert names["read"].status is Status.COMPLETED
    assert house.gave_up.get(timeout=30) == ("blank", {"reason": "nothing to measure"}, {"files": ()})
    assert house.heard.get(timeout=30) == ("a text", {"length": 6}, [["for Ann"]])
