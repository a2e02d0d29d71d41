"""Protocol 2 at the door: sealed work from the request to its answer, and what an attacker can send."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from docusnap.app import create_app
from docusnap.domain.clock import wall_clock
from docusnap.sealing.protocol_2 import open_answer, seal_request
from docusnap.settings import load_settings
from docusnap.wiring import Services

Make = Callable[..., str]


class App:
    """An app on a phone that speaks protocol 2."""

    def __init__(self, http: FlaskClient) -> None:
        self.http = http
        self.key = http.get("/sealed/key").json or {}
        self.answer_key = b""
        self.header = b""

    def request(self, ask: str, inside: dict[str, Any], **header: Any) -> dict[str, str]:
        self.answer_key = secrets.token_bytes(32)
        known = {"v": 2, "key_id": self.key["key_id"], "client_id": "app", "ask": ask}
        fresh = {"nonce": secrets.token_hex(16), "time": int(wall_clock())}
        self.header = json.dumps(known | fresh | header).encode()
        plain = json.dumps(inside | {"answer_key": b64encode(self.answer_key).decode()}).encode()
        sealed = seal_request(b64decode(self.key["key"]), self.header, plain)
        return {"header": b64encode(self.header).decode(), "sealed": sealed}

    def post(self, body: dict[str, str]) -> TestResponse:
        return self.http.post("/sealed", json=body)

    def opened(self, answer: TestResponse) -> dict[str, Any]:
        assert answer.json
        found: dict[str, Any] = json.loads(open_answer(self.answer_key, self.header, answer.json["sealed"]))
        return found

    def ask(self, ask: str, inside: dict[str, Any], **header: Any) -> dict[str, Any]:
        return self.opened(self.post(self.request(ask, inside, **header)))


@pytest.fixture
def app(house: Services, folder: Any) -> App:
    settings = load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null"})
    return App(create_app(settings, house).test_client())


@pytest.fixture
def receipt(text_pdf: Make) -> str:
    return text_pdf(["GREEN LEAF BOOKS SDN BHD", "Total: 9.00"])


def test_sealed_work_is_done_and_told_sealed_and_lies_sealed_on_disk(
    app: App, house: Services, folder: Any, receipt: str
) -> None:
    told = app.ask("document", {"images": [receipt]})
    assert told["status"] == "pending"
    assert app.ask("document", {"images": [receipt]})["task_id"], "known as the same work, though sealed anew"
    house.drain.process_document_queue(None, None)
    done = app.ask("task", {"task_id": told["task_id"]})
    assert (done["status"], done["kv"]["Total"]) == ("completed", "9.00")
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"GREEN LEAF" not in held


def test_a_request_counts_once_also_after_a_restart(app: App, house: Services, receipt: str) -> None:
    body = app.request("document", {"images": [receipt]})
    assert app.post(body).status_code == 202
    again = app.post(body)
    assert (again.status_code, (again.json or {})["code"]) == (400, "replayed")
    assert not house.tasks.keep_nonce(f"local/phone:app {json.loads(app.header)['nonce']}", now=0, until=1), "on disk"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_request_of_another_time_is_refused(app: App, receipt: str, seconds: int) -> None:
    answer = app.post(app.request("document", {"images": [receipt]}, time=int(wall_clock()) + seconds))
    assert (answer.status_code, (answer.json or {})["code"]) == (400, "replayed")


def test_a_header_that_was_altered_makes_the_rest_unreadable(app: App, receipt: str) -> None:
    body = app.request("document", {"images": [receipt]})
    body["header"] = b64encode(b64decode(body["header"]).replace(b'"app"', b'"foe"')).decode()
    answer = app.post(body)
    assert (answer.status_code, (answer.json or {})["code"]) == (400, "AES_DECRYPTION_FAILED")


def test_what_depends_on_what_was_sealed_is_told_inside_alone(app: App) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("document", {"images": []}),
        ("document", {"images": [b64encode(b"no picture").decode()]}),
        ("document", {"images": ["%%%"]}),
        ("task", {"task_id": "00000000-0000-7000-8000-000000000000"}),
        ("task", {}),
    ]
    seen = []
    for ask, inside in wrong:
        answer = app.post(app.request(ask, inside))
        seen.append((answer.status_code, sorted(answer.json or {})))
        assert app.opened(answer)["error"]["code"]
    assert set(map(str, seen)) == {str((200, ["sealed"]))}


def test_an_answer_is_bound_to_its_request_and_anothers_task_is_not_found(app: App, receipt: str) -> None:
    answer = app.post(app.request("document", {"images": [receipt]}))
    task_id = app.opened(answer)["task_id"]
    key = app.answer_key
    app.request("document", {"images": [receipt]})
    with pytest.raises(InvalidTag):
        open_answer(key, app.header, (answer.json or {})["sealed"])
    assert app.ask("task", {"task_id": task_id}, client_id="foe")["error"]["code"] == "not_found"


def test_what_was_sealed_for_another_key_is_told_so(app: App, receipt: str) -> None:
    answer = app.post(app.request("document", {"images": [receipt]}, key_id="0" * 32))
    assert (answer.status_code, (answer.json or {})["code"]) == (400, "RSA_DECRYPTION_FAILED")
