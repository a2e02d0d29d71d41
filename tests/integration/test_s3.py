"""The house with its files in S3: what it accepted it keeps, whatever the store does meanwhile."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from docusnap.app import create_app
from docusnap.domain.errors import Misconfigured
from docusnap.domain.request import LOCAL
from docusnap.domain.task import Status
from docusnap.files.base import sha256_of
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

SAMPLE = Path(__file__).parents[2] / "samples" / "receipt.jpg"
NAME = sha256_of(SAMPLE.read_bytes())


@pytest.fixture
def chosen(folder: Path, s3_process: Any) -> dict[str, Any]:
    return {
        "DOCUSNAP_DATA_DIR": folder,
        "DOCUSNAP_OCR_ENGINE": "null",
        "DOCUSNAP_FILES": f"s3://{s3_process.bucket}/files",
        "DOCUSNAP_S3_ENDPOINT": s3_process.endpoint,
    }


@pytest.fixture
def house(chosen: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setattr(random, "uniform", lambda low, high: low)  # what failed is tried again at once
    services = build(load_settings(chosen))
    yield services
    services.stop(5)


@pytest.fixture
def doors(house: Services) -> FlaskClient:
    return create_app(load_settings(), house).test_client()


def sent(doors: FlaskClient) -> Any:
    with SAMPLE.open("rb") as photo:
        return doors.post("/process_document", data={"images": photo})


def objects(s3_process: Any) -> list[str]:
    found = s3_process.client().list_objects_v2(Bucket=s3_process.bucket).get("Contents", ())
    return [one["Key"] for one in found]


def test_files_are_kept_in_the_bucket_and_nowhere_else(
    doors: FlaskClient, house: Services, s3_process: Any, folder: Path
) -> None:
    task = sent(doors).get_json()["task_id"]
    house.start()

    assert house.tasks.wait(task, 60, client_id=LOCAL).status is Status.COMPLETED
    assert doors.get(f"/task/{task}/pages/1").status_code == 200
    assert objects(s3_process) == [f"files/{NAME[:2]}/{NAME}"]
    assert list(folder.rglob(NAME)) == []


def test_deleted_they_are_gone_from_the_bucket(doors: FlaskClient, s3_process: Any) -> None:
    task = sent(doors).get_json()["task_id"]

    assert doors.delete(f"/task/{task}").status_code == 200
    assert objects(s3_process) == []


def test_deleted_while_the_store_is_away_they_go_when_it_is_back(
    doors: FlaskClient, house: Services, s3_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docusnap.queue.file_deletion._AGAIN_SECONDS", 0.0)
    task = sent(doors).get_json()["task_id"]
    s3_process.stop()

    assert doors.delete(f"/task/{task}").status_code == 200
    assert doors.get(f"/task/{task}").get_json()["status"] == "cancelled"

    s3_process.start()
    assert objects(s3_process) == [f"files/{NAME[:2]}/{NAME}"]
    assert house.janitor.delete_bytes() == 1
    assert objects(s3_process) == []


def test_while_the_store_is_overloaded_nothing_is_accepted_and_clients_are_told_when_to_come_again(
    doors: FlaskClient, house: Services, s3_process: Any
) -> None:
    s3_process.refuse = lambda method, path: True

    answer = sent(doors)

    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (
        503,
        "storage_failure",
        "10",
    )
    assert house.queue.get_pending_items(10) == []

    s3_process.refuse = lambda method, path: False
    assert sent(doors).status_code == 202


def test_a_store_that_is_away_while_workers_read_delays_and_loses_nothing(
    doors: FlaskClient, house: Services, s3_process: Any
) -> None:
    task = sent(doors).get_json()["task_id"]
    gets: list[str] = []

    def refuse(method: str, path: str) -> bool:
        gets.extend([path] * (method == "GET" and NAME in path))
        return len(gets) < 7  # two attempts, of three tries each

    s3_process.refuse = refuse
    house.start()

    assert house.tasks.wait(task, 60, client_id=LOCAL).status is Status.COMPLETED
    assert len(gets) == 7


def test_a_bucket_that_is_not_there_stops_the_start(chosen: dict[str, Any]) -> None:
    with pytest.raises(Misconfigured, match="nobodys"):
        build(load_settings(chosen | {"DOCUSNAP_FILES": "s3://nobodys"}))
