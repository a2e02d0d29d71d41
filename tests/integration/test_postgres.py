"""Settings choose PostgreSQL: processes on it work together, and commands go by the same settings."""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from docusnap.cli import main
from docusnap.delegation import tasks
from docusnap.dispatch import threads
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import Status
from docusnap.settings import load_settings
from docusnap.wiring import WorkerServices, build, build_worker


@pytest.fixture
def environment(folder: Path, postgres_url: str) -> dict[str, str]:
    return {
        "DOCUSNAP_DATA_DIR": str(folder),
        "DOCUSNAP_OCR_ENGINE": "null",
        "DOCUSNAP_DATABASE_URL": postgres_url,
    }


@pytest.fixture
def opened(environment: dict[str, str]) -> Iterator[Callable[[Callable[..., Any]], Any]]:
    """Builds houses on the same database, and stops them in the end."""
    houses: list[WorkerServices] = []

    def make(builder: Callable[..., Any]) -> Any:
        houses.append(builder(load_settings(environment)))
        return houses[-1]

    yield make
    for made in houses:
        assert made.stop(5)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PNG")
    return out.getvalue()


def test_a_worker_of_another_process_is_woken_and_so_is_the_client_that_waits(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "SWEEP_SECONDS", 3600.0)
    monkeypatch.setattr(tasks, "RECHECK_SECONDS", 3600.0)
    server, worker = opened(build), opened(build_worker)
    server.start(claim=False)
    worker.start()
    ready = threading.Event()
    while server.record_degraded():
        ready.wait(0.01)
    task = server.intake.submit(TaskRequest("document", uploads=(picture(),)))
    assert server.tasks.wait(task.id, 60, client_id="local").status is Status.COMPLETED


def test_commands_look_at_the_same_queue_and_keys_as_the_server(
    opened: Callable[..., Any], environment: dict[str, str]
) -> None:
    opened(build).intake.submit(TaskRequest("document", uploads=(picture(),)))

    def said(*command: str) -> str:
        result = CliRunner().invoke(main, command, env=environment)
        assert result.exit_code == 0, result.output
        return result.output

    assert "document" in said("queue", "stats")
    assert "up to date" in said("db", "upgrade")
    assert "3 tasks" not in said("queue", "drain")
    said("keys", "create", "test")
    assert "test" in said("keys", "list")
    assert "1 tasks" in said("purge", "--client", "local")


@pytest.mark.parametrize("command", [["backup", "copy.tar"], ["restore", "copy.tar"]])
def test_a_backup_is_the_servers_business_and_it_says_how(command: list[str], environment: dict[str, str]) -> None:
    result = CliRunner().invoke(main, command, env=environment)
    assert result.exit_code == 1
    assert "pg_dump" in result.output
