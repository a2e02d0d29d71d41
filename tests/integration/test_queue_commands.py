"""`docusnap queue …` and `docusnap worker` on a data folder, alone and beside a house that runs."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from docusnap.cli import main
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status
from docusnap.wiring import Services


def photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def add(house: Services) -> Callable[[int], str]:
    return lambda shade: house.intake.submit(TaskRequest("document", uploads=(photo(shade),))).id


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def command(name: str, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["queue", name, "--data-dir", str(folder), *arguments])

    return command


@pytest.fixture
def process(folder: Path) -> Callable[..., subprocess.Popen[str]]:
    def start(*arguments: str) -> subprocess.Popen[str]:
        environment = os.environ | {"DOCUSNAP_DATA_DIR": str(folder), "DOCUSNAP_OCR_ENGINE": "null"}
        command = [sys.executable, "-m", "docusnap", *arguments]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
        )

    return start


def said(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_stats_of_a_running_house_are_told(add: Callable[[int], str], run: Callable[..., Result]) -> None:
    add(1)
    assert said(run("stats", "--json"))["counts"]["pending"] == {"document": 1}
    table = run("stats").stdout
    assert "document" in table
    assert "the oldest pending job has waited 0 s" in table


def test_jobs_are_listed_cancelled_and_tried_again(
    house: Services, add: Callable[[int], str], run: Callable[..., Result]
) -> None:
    task_id = add(1)
    (item,) = said(run("list", "--json", "--status", "pending"))
    assert run("cancel", item["id"]).exit_code == 0
    assert house.tasks.task(task_id, client_id="local").status is Status.CANCELLED
    assert said(run("list", "--json", "--status", "pending")) == []
    assert run("retry", item["id"]).exit_code == 0
    assert house.tasks.task(task_id, client_id="local").status is Status.PENDING


def test_the_list_shows_what_went_wrong_as_it_was_told(
    house: Services, add: Callable[[int], str], run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    add(1)
    (job,) = house.queue.claim()
    house.queue.quarantine(job, {"why": "[bold]"})
    shown = run("list").stdout
    assert job.id in shown
    assert "why=[bold]" in shown


@pytest.mark.parametrize(("command", "refused"), [("retry", "cannot be tried again"), ("cancel", "has ended already")])
def test_what_cannot_be_done_ends_with_1_and_the_rest_is_done(
    house: Services, add: Callable[[int], str], run: Callable[..., Result], command: str, refused: str
) -> None:
    for shade in (1, 2):
        add(shade)
    done, other = house.queue.claim(2)
    house.queue.mark_completed(done, {})
    house.queue.quarantine(other, {}) if command == "retry" else house.queue.release(other)
    result = run(command, done.id, other.id)
    assert result.exit_code == 1
    assert f"{done.id}: {refused}, its status is completed" in result.stderr
    assert other.id in result.stdout


def test_a_job_that_is_not_there_is_told_plainly(house: Services, run: Callable[..., Result]) -> None:
    result = run("retry", "nothing")
    assert (result.exit_code, result.stderr) == (1, "Error: There is no job with this id. (not_found)\n")


def test_a_paused_operation_waits_until_it_is_resumed(
    house: Services, add: Callable[[int], str], run: Callable[..., Result]
) -> None:
    add(1)
    assert run("pause", "document").exit_code == 0
    assert "document is paused" in run("stats").stdout
    assert house.queue.claim() == []
    assert run("resume", "document").exit_code == 0
    assert len(house.queue.claim()) == 1


@pytest.mark.parametrize("command", ["pause", "resume"])
def test_an_operation_that_there_is_not_is_told_with_those_that_there_are(
    add: Callable[[int], str], run: Callable[..., Result], command: str
) -> None:
    add(1)
    refused = run(command, "documnet")
    assert refused.exit_code == 1
    assert "no operation 'documnet'; there are auto, document, form, form_filling." in refused.stderr
    assert "documnet" not in run("stats").stdout


def test_purging_forgets_only_what_is_old_enough(add: Callable[[int], str], run: Callable[..., Result]) -> None:
    add(1)
    assert said(run("purge", "--json")) == {"jobs": 0, "files": 0}


def test_a_folder_without_a_queue_is_refused_and_not_made(run: Callable[..., Result], folder: Path) -> None:
    result = run("stats")
    assert result.exit_code == 1
    assert "Nothing is kept in" in result.stderr
    assert not folder.exists()


def test_draining_beside_a_running_house_does_what_is_due_within_its_limit(
    house: Services, add: Callable[[int], str], process: Callable[..., subprocess.Popen[str]]
) -> None:
    for shade in range(3):
        add(shade)
    with process("queue", "drain", "--limit", "2", "--deadline", "60", "--json") as drain:
        out, err = drain.communicate(timeout=60)
    assert json.loads(out) == {"processed": 2, "completed": 2, "failed": 0, "retried": 0}, err
    assert len(house.queue.get_pending_items(5)) == 1


def test_a_worker_does_what_another_process_takes_in_and_ends_well_when_told(
    house: Services, add: Callable[[int], str], process: Callable[..., subprocess.Popen[str]]
) -> None:
    with process("worker") as worker:
        assert worker.stderr
        assert any("working on" in line for line in worker.stderr)
        task_id = add(1)
        assert house.tasks.wait(task_id, 30, client_id="local").status is Status.COMPLETED
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert not house.queue.get_pending_items(5)
