"""`docusnap library …` and what `docusnap queue …` does with many jobs, on a data folder that a house uses."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from docusnap.cli import main
from docusnap.domain.errors import UnreadableFile
from docusnap.domain.request import TaskRequest
from docusnap.wiring import Services

RESULT = {"title": "Book receipt", "tags": ["Books"], "kv": {"Total": "9.00"}, "kind": "receipt"}


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def command(group: str, name: str, *arguments: str) -> Result:
        return CliRunner().invoke(main, [group, name, "--data-dir", str(folder), *arguments])

    return command


@pytest.fixture
def end(house: Services) -> Callable[..., tuple[str, str]]:
    """Ends a new job with that result or error; the ids of its task and of itself."""

    def ended(content: bytes, how: Any) -> tuple[str, str]:
        task = house.intake.submit(TaskRequest("document", uploads=(content,)))
        (job,) = house.queue.claim()
        if isinstance(how, Exception):
            house.queue.mark_failed(job, how)
        else:
            house.queue.mark_completed(job, how)
        return task.id, job.id

    return ended


def said(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_papers_are_searched_shown_exported_and_deleted(end: Any, run: Callable[..., Result], tmp_path: Path) -> None:
    task, _ = end(b"%PDF-1.7 one", RESULT)
    other, _ = end(b"%PDF-1.7 two", RESULT | {"title": "Letter", "kind": "letter", "tags": []})
    found = said(run("library", "search", "--text", "book", "--kind", "receipt", "--json"))
    assert [(one["task_id"], one["title"]) for one in found] == [(task, "Book receipt")]
    assert "Letter" in run("library", "search").stdout
    assert said(run("library", "search", "--tag", "books", "--since", "2100-01-01", "--json")) == []
    assert said(run("library", "show", task, "--json"))["same"] == []
    target = tmp_path / "papers.csv"
    assert "wrote 2 papers" in run("library", "export", str(target)).stdout
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["task_id"] for row in csv.DictReader(file)] == [other, task]
    assert run("library", "delete", task).exit_code == 0
    assert [one["task_id"] for one in said(run("library", "search", "--json"))] == [other]
    assert run("library", "delete", "none").exit_code == 1


def test_jobs_of_one_error_are_told_tried_again_moved_and_deleted(end: Any, run: Callable[..., Result]) -> None:
    _, job = end(b"%PDF-1.7 one", UnreadableFile("broken"))
    end(b"%PDF-1.7 two", UnreadableFile("broken"))
    assert said(run("queue", "errors", "--json")) == [{"operation": "document", "code": "unreadable_file", "jobs": 2}]
    story = said(run("queue", "show", job, "--json"))
    assert story["attempts"][0]["error"] == "UnreadableFile: broken"
    assert "unreadable_file" in run("queue", "show", job).stdout
    assert "0 jobs" in run("queue", "retry", "--error", "other").stdout
    assert "2 jobs" in run("queue", "retry", "--error", "unreadable_file", "--operation", "document").stdout
    assert run("queue", "prioritise", job, "5").exit_code == 0
    assert [one["id"] for one in said(run("queue", "list", "--json")) if one["priority"] == 5] == [job]
    assert run("queue", "cancel", job).exit_code == 0
    assert run("queue", "prioritise", job, "5").exit_code == 1
    refused = CliRunner().invoke(main, ["queue", "retry"])
    assert refused.exit_code == 2
    assert "--all" in refused.stderr
    assert said(run("queue", "purge", "--status", "cancelled", "--yes", "--json")) == {"jobs": 1}
    assert "added" in run("queue", "history").stdout
    assert said(run("queue", "history", "--json"))["periods"]


def test_the_whole_queue_is_paused_and_goes_on(house: Services, run: Callable[..., Result]) -> None:
    assert run("queue", "pause").stdout == "the whole queue is paused\n"
    assert "the whole queue is paused" in run("queue", "stats").stdout
    house.intake.submit(TaskRequest("document", uploads=(b"%PDF-1.7 three",)))
    assert house.queue.claim() == []
    assert run("queue", "resume").stdout == "the whole queue goes on\n"
    assert len(house.queue.claim()) == 1


def test_webhooks_are_listed_and_one_that_is_not_there_cannot_be_sent_again(
    house: Services, run: Callable[..., Result]
) -> None:
    assert said(run("queue", "webhooks", "--state", "told", "--json")) == []
    assert run("queue", "send-again", "none").exit_code == 1
