"""`docusnap cache-files` beside a server: what jobs wait for is in Valkey as stored, and workers read it there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from docusnap.app import create_app
from docusnap.domain.request import LOCAL, TaskRequest
from docusnap.domain.task import Status
from docusnap.files.base import sha256_of
from docusnap.files.local import LocalFiles
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

SAMPLE = (Path(__file__).parents[2] / "samples" / "receipt.jpg").read_bytes()
COMMAND = [sys.executable, "-m", "docusnap", "cache-files"]


@pytest.fixture
def house(folder: Path, valkey_process: Any) -> Iterator[Services]:
    """Takes tasks in, with the settings of Valkey; its own workers are not started."""
    chosen = {"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_VALKEY_URL": valkey_process.url}
    services = build(load_settings(chosen))
    yield services
    services.stop(5)


@pytest.fixture
def preloader(folder: Path, valkey_process: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, "--data-dir", str(folder)],
        env={**os.environ, "DOCUSNAP_VALKEY_URL": valkey_process.url},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def key_of(content: bytes) -> str:
    return f"docusnap:file:{sha256_of(content)}"


def waited_for(client: Any, *keys: str) -> list[bytes]:
    while client.exists(*keys) < len(keys):
        pass
    return [client.get(key) for key in keys]


def test_waiting_files_are_put_there_and_read_from_there(
    house: Services, preloader: Any, valkey_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = house.intake.submit(TaskRequest("document", uploads=(SAMPLE,)))
    with valkey_process.client(decode_responses=False) as client:
        assert waited_for(client, key_of(SAMPLE)) == [SAMPLE]
        assert 0 < client.ttl(key_of(SAMPLE)) <= 720
    preloader.send_signal(signal.SIGTERM)
    assert preloader.wait(20) == 0
    reads: list[str] = []
    opened = LocalFiles.opened
    monkeypatch.setattr(LocalFiles, "opened", lambda self, name: reads.append(name) or opened(self, name))

    house.start()
    ended = house.tasks.wait(task.id, 60, client_id=LOCAL)

    assert ended.status is Status.COMPLETED
    assert reads == []


def test_without_valkey_workers_go_on(house: Services, valkey_process: Any) -> None:
    task = house.intake.submit(TaskRequest("document", uploads=(SAMPLE,)))
    valkey_process.stop()

    house.start()

    assert house.tasks.wait(task.id, 60, client_id=LOCAL).status is Status.COMPLETED


def test_sealed_files_go_in_sealed(
    house: Services, preloader: Any, valkey_process: Any, sealing_client: Any, text_pdf: Callable[..., str]
) -> None:
    doors = create_app(load_settings(), house).test_client()
    phone = sealing_client(doors.get("/public_key").data)
    page = text_pdf(["PASSPORT", "Last name: Zyzzyva"])
    body = phone.request("a phone", "doc", {"to_process": [page]})
    assert doors.post("/process", json=body).status_code == 202

    with valkey_process.client(decode_responses=False) as client:
        while not (found := client.keys("docusnap:file:*[0-9a-f]")):
            pass
        content = client.get(found[0])
    assert found[0].decode() == key_of(content)
    assert b"Zyzzyva" not in content
    assert page[200:240].encode() not in content


def test_a_deleted_task_takes_its_files_out_of_valkey(house: Services, preloader: Any, valkey_process: Any) -> None:
    task = house.intake.submit(TaskRequest("document", uploads=(SAMPLE,)))
    with valkey_process.client(decode_responses=False) as client:
        waited_for(client, key_of(SAMPLE))
        preloader.kill()
        preloader.wait()

        house.tasks.delete(task.id, client_id=LOCAL)

        assert not client.exists(key_of(SAMPLE))


def test_without_an_address_it_says_what_to_set(folder: Path) -> None:
    ran = subprocess.run([*COMMAND, "--data-dir", str(folder)], capture_output=True, text=True, timeout=60)

    assert ran.returncode == 1
    assert "DOCUSNAP_VALKEY_URL" in ran.stderr
