"""`benchmarks/llm.py` against a server that answers from a script."""

import json
from pathlib import Path

import pytest

from benchmarks.llm import Case, judged, main
from docusnap.database.readings import page_to_json
from docusnap.domain.page import Page, Segment, Word

from .conftest import ScriptedServer

LINES = (
    "BOOK SHOP SDN BHD",
    "12 JALAN DAYA, 81100 JOHOR",
    "Date: 05/03/2024",
    "TOTAL 9.00",
    "CASH 10.00",
    "CHANGE 1.00",
)


def page() -> Page:
    boxes = [(10.0, 30.0 * i, 400.0, 30.0 * i + 20) for i in range(len(LINES))]
    return Page(1, 600, 800, tuple(Segment(t, (Word(t, b, 0.9),)) for t, b in zip(LINES, boxes, strict=True)))


class Reads:
    """Stands for what reads pictures: each holds the same page."""

    def __init__(self, folder: Path) -> None:
        """Reads nothing yet."""

    def read(self, content: bytes) -> list[Page]:
        return [page()]

    def pictures(self, content: bytes, pages: list[Page], longest: int) -> list[bytes]:
        return [b"jpeg"] * len(pages)

    def close(self) -> None:
        """Holds nothing."""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    truth = {"company": "BOOK SHOP SDN BHD", "date": "05/03/2024", "total": "9.00"}
    entry = {
        "file": "a.jpg",
        "kind": "receipt",
        "truth": truth,
        "truth_norm": {"date_iso": "2024-03-05", "total": "9.00"},
    }
    (tmp_path / "a.jpg").write_bytes(json.dumps(page_to_json(page())).encode())
    path = tmp_path / "manifest.jsonl"
    path.write_text(json.dumps(entry) + "\n")
    return path


def test_it_prints_what_was_right_and_invented_beside_the_offline_reader_and_what_it_cost(
    server: ScriptedServer,
    manifest: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    said = {
        "company": {"value": "BOOK SHOP SDN BHD", "lines": ["p1.01"]},
        "license_plate": {"value": "JOHOR", "lines": ["p1.02"]},
    }
    answer = {"title": "T", "tags": [], "description": "D", "kv": [], "related": [], "answers": said}
    server.says(json.dumps(answer))
    monkeypatch.setenv("DOCUSNAP_LLM_BASE_URL", server.url)
    monkeypatch.setenv("DOCUSNAP_LLM_MODEL", "m")
    monkeypatch.setattr("benchmarks.llm.CachedReader", Reads)
    assert main([str(manifest), "--pictures", "--cache", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    cells = [[cell.strip() for cell in row.split("│")[1:4]] for row in printed.splitlines()]
    rows = {row[0]: row[1:] for row in cells if len(row) == 3}
    assert rows["invented"] == ["0 of 3", "1 of 3"]
    assert rows["right"] == ["3 of 3", "3 of 3"]
    assert "1 papers, 0 failed; 1 calls, 10 + 5 tokens (15 each), 1 pictures" in " ".join(printed.split())
    assert server.requests[0]["messages"][1]["content"][1]["type"] == "image_url"


def test_without_a_model_it_says_what_to_set(
    manifest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DOCUSNAP_LLM_BASE_URL", "OPENAI_BASE_URL", "DOCUSNAP_LLM_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert main([str(manifest)]) == 2
    assert "DOCUSNAP_LLM_BASE_URL" in capsys.readouterr().err


def test_each_answer_has_one_verdict() -> None:
    asked = {"total": {"type": "number"}, "company": {"type": "string"}, "plate": {"type": "string"}}
    case = Case("receipt", b"", [], asked, {"total": "9.00", "company": "BOOK SHOP", "plate": None})
    answers = {"total": 9, "company": "BROOK SHOE", "plate": "A 1"}
    details = {f"/{name}": {"warnings": ["unsure"] if name == "plate" else []} for name in asked}
    counts = judged(case, {"answers": answers, "answer_details": details})
    assert counts == {"asked": 2, "not there": 1, "right": 1, "wrong": 1, "invented, warned": 1}
