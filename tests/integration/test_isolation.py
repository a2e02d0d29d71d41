"""Two clients with a key each, at every door that takes an id: what is another's is as if it were not there."""

import hashlib
import itertools
import json
import os
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from docusnap.app import create_app
from docusnap.database.sqlite import SqliteDatabase, SqliteTransaction
from docusnap.domain.access import Scope
from docusnap.domain.administration import JobFilter
from docusnap.files.local import LocalFiles
from docusnap.http.authentication import Access, access_to
from docusnap.sealing.cipher import encrypt
from docusnap.settings import load_settings
from docusnap.wiring import build

MISSING = "01a1fd41-fd6f-7dfd-be89-f58a7ec98005"
BY_ID = {
    ("GET", "/task/<task_id>"),
    ("DELETE", "/task/<task_id>"),
    ("GET", "/task/<task_id>/deliveries"),
    ("GET", "/task/<task_id>/pages/<int(min=1, max=9999):number>"),
    ("GET", "/task/<task_id>/pages/<int(min=1, max=9999):number>/words"),
    ("GET", "/documents/<document_id>"),
    ("DELETE", "/documents/<document_id>"),
    ("POST", "/documents/<document_id>/reprocess"),
    ("GET", "/task/<task_id>/events"),
    ("GET", "/task/<task_id>/export"),
    ("GET", "/task/<task_id>/filled.pdf"),
    ("GET", "/task/<task_id>/filled.png"),
    ("PATCH", "/task/<task_id>/result"),
    ("POST", "/task/<task_id>/reprocess"),
    ("GET", "/library/beside/<task_id>"),
    ("GET", "/library/papers/<task_id>"),
    ("GET", "/view/<task_id>"),
    ("GET", "/view/<task_id>/live"),
    ("GET", "/view/<task_id>/pages/<int(min=1, max=9999):number>"),
    ("GET", "/view/<task_id>/papers"),
}
"""Every door with an id of a client's in its path."""

NAMES_A_TASK: list[tuple[str, dict[str, Any]]] = [
    ("/process_form_filling", {"form": "ID"}),
    ("/process_form_filling", {"form": {"fields": ["Name"]}, "library": ["ID"]}),
    ("/process_form_filling", {"form": {"fields": ["Name"]}, "library": {"docs": ["ID"]}}),
    ("/process_document", {"images": ["PICTURE"], "library": ["ID"]}),
    ("/process_form", {"images": ["PICTURE"], "library": {"forms": ["ID"]}}),
    ("/documents", {"images": ["PICTURE"], "library": ["ID"]}),
]
"""Every body that may name a task."""

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAFElEQVR42mP8zwABTAyjjFEGyQwAzx8Bf7QK4E8AAAAASUVORK5CYII="


def photo(shade: int) -> BytesIO:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    out.seek(0)
    return out


@dataclass
class Client:
    """One who asks with a key of their own."""

    doors: FlaskClient
    key: str
    client_id: str
    ids: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.key}", "X-Request-ID": "r", **more.pop("headers", {})}
        return self.doors.open(path, method=method, headers=headers, **more)


class House:
    """The app, without threads, and two clients, each with a finished form and a document."""

    def __init__(self, folder: Path) -> None:
        settings = load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null"})
        self.services = build(settings)
        self.app = create_app(settings, self.services)
        self.shades = itertools.count(1)

    def access(self, rule: Rule) -> Access:
        """Who may use the route."""
        return access_to(self.app.view_functions[rule.endpoint])

    def settle(self) -> None:
        """Two new clients."""
        self.mine, self.stranger = self.client("mine"), self.client("stranger")
        for client in (self.mine, self.stranger):
            self.fill(client)

    def client(self, name: str, client_id: str | None = None) -> Client:
        key, text = self.services.keys.create(name, (Scope.SUBMIT, Scope.READ), client_id=client_id)
        return Client(self.app.test_client(), text, key.client_id)

    def fill(self, client: Client) -> None:
        form = client.ask("POST", "/process_form", data={"images": (photo(next(self.shades)), "p.png")}).json
        document = client.ask("POST", "/documents", data={"images": (photo(next(self.shades)), "p.png")}).json
        assert form is not None
        assert document is not None
        client.ids = {"task_id": form["task_id"], "document_id": document["document_id"]}
        self.services.drain.process_document_queue(None, None)
        done = client.ask("GET", form["status_url"]).json, client.ask("GET", document["status_url"]).json
        assert [task and task["status"] for task in done] == ["completed", "completed"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(tmp_path_factory.mktemp("house") / "data")
    yield opened
    opened.services.stop(0)


@pytest.fixture
def house(opened: House) -> House:
    opened.settle()
    return opened


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the house does for this test, a line each: statements by name, and files looked at; not what workers do."""
    lines: list[str] = []
    here = threading.local()

    def asked(name: str) -> None:
        real = getattr(SqliteDatabase, name)

        def marking(self: Any, work: Callable[[SqliteTransaction], Any]) -> Any:
            mine = threading.current_thread() is threading.main_thread()

            def marked(tx: SqliteTransaction) -> Any:  # one thread writes for all that wait
                here.mine = mine
                try:
                    return work(tx)
                finally:
                    here.mine = False

            return real(self, marked)

        monkeypatch.setattr(SqliteDatabase, name, marking)

    def watched(kind: type, name: str) -> None:
        real = getattr(kind, name)

        def noting(self: Any, first: str, *rest: Any, **values: Any) -> Any:
            statement = kind is SqliteTransaction
            if here.__dict__.get("mine") if statement else threading.current_thread() is threading.main_thread():
                lines.append(f"{name} {first if statement else ''}")
            return real(self, first, *rest, **values)

        monkeypatch.setattr(kind, name, noting)

    for name in ("write", "read"):
        asked(name)
    for name in ("rows", "row", "run"):
        watched(SqliteTransaction, name)
    for name in ("get", "holds", "opened", "put", "delete"):
        watched(LocalFiles, name)
    return lines


def told(answer: TestResponse) -> tuple[int, dict[str, Any], list[str]]:
    """What an answer says, without what differs from one request to the next."""
    if answer.mimetype == "text/html":
        body = {"page": answer.text.replace(answer.headers["X-Request-ID"], "")}
    else:
        body = json.loads(answer.data)
    return answer.status_code, {**body, "instance": ""}, sorted(answer.headers.keys())


def paths(rule: str, ids: dict[str, str]) -> str:
    path = rule.replace("<int(min=1, max=9999):number>", "1")
    for name, value in ids.items():
        path = path.replace(f"<{name}>", value)
    return path


def test_only_these_doors_are_open_to_everyone(house: House) -> None:
    doors = {rule.rule for rule in house.app.url_map.iter_rules() if house.access(rule) is Access.ANYONE}
    pages = {"/sign-in", "/assets/<version>/<path:name>"}
    described = {"/docs", "/docs/", "/docs/<path:path>", "/openapi.json"}
    assert doors == {"/healthz", "/readyz", "/check_status", "/public_key", "/sealed/key", *described, *pages}


def test_every_door_with_an_id_is_tried_here(house: House) -> None:
    doors = {
        (method, rule.rule)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if any(name.endswith("_id") for name in rule.arguments)
        and house.access(rule) not in (Access.ANYONE, Access.ADMIN)
    }
    assert doors == BY_ID


@pytest.mark.parametrize(("method", "rule"), sorted(BY_ID))
def test_what_is_anothers_is_not_there_and_nothing_more_is_done_than_for_what_is_not(
    house: House, done: list[str], method: str, rule: str
) -> None:
    missing = dict.fromkeys(house.mine.ids, MISSING)
    body: dict[str, Any] = {"json": {"values": {"Total": "9.00"}}} if method == "PATCH" else {}
    nothing = told(house.mine.ask(method, paths(rule, missing), **body))
    work_for_nothing = list(done)
    done.clear()
    anothers = told(house.mine.ask(method, paths(rule, house.stranger.ids), **body))
    assert nothing[0] == 404
    assert anothers == nothing
    assert done == work_for_nothing
    assert any(line.startswith("row") for line in done)
    own = house.stranger.ask(method, paths(rule, house.stranger.ids), **body).status_code
    assert own == 400 if "filled" in rule else own in (200, 202, 204)  # theirs is no form that was filled


@pytest.mark.parametrize(("path", "body"), NAMES_A_TASK)
def test_a_body_that_names_anothers_task_is_told_that_there_is_none_and_nothing_more_is_done(
    house: House, done: list[str], path: str, body: dict[str, Any]
) -> None:
    def ask(client: Client, task_id: str) -> TestResponse:
        text = json.dumps(body).replace('"ID"', json.dumps(task_id)).replace('"PICTURE"', json.dumps(PICTURE))
        return client.ask("POST", path, data=text, headers={"Content-Type": "application/json"})

    nothing = told(ask(house.mine, MISSING))
    work_for_nothing = list(done)
    done.clear()
    anothers = told(ask(house.mine, house.stranger.ids["task_id"]))
    assert nothing[0] == 400
    assert "There is no task with this id." in nothing[1]["detail"]
    assert anothers == nothing
    assert done == work_for_nothing
    assert ask(house.stranger, house.stranger.ids["task_id"]).status_code == 202


def test_reprocessing_with_anothers_task_in_the_library_is_refused(house: House) -> None:
    path = f"/documents/{house.mine.ids['document_id']}/reprocess"
    for task_id in (MISSING, house.stranger.ids["task_id"]):
        answer = house.mine.ask("POST", path, json={"library": [task_id]})
        assert answer.status_code == 400
        assert "There is no task with this id." in answer.text


def test_the_name_that_one_client_gives_a_request_is_no_name_of_anothers(house: House) -> None:
    def ask(client: Client, shade: int) -> Any:
        data = {"images": (photo(shade), "p.png")}
        return client.ask("POST", "/process_form", data=data, headers={"Idempotency-Key": "one"})

    first, other = ask(house.mine, 100), ask(house.stranger, 200)
    assert first.status_code == other.status_code == 202
    assert first.json["task_id"] != other.json["task_id"]
    assert ask(house.mine, 100).json["task_id"] == first.json["task_id"]


def test_the_same_photo_of_two_clients_is_a_task_of_each_that_the_other_does_not_see(house: House) -> None:
    def ask(client: Client) -> str:
        answer = client.ask("POST", "/process_form", data={"images": (photo(77), "p.png")}).json
        assert answer is not None
        return str(answer["task_id"])

    mine, theirs = ask(house.mine), ask(house.stranger)
    assert house.mine.ask("GET", f"/task/{theirs}").status_code == 404
    assert house.stranger.ask("GET", f"/task/{mine}").status_code == 404
    assert house.mine.ask("DELETE", f"/task/{mine}").status_code in (200, 204)
    assert house.stranger.ask("GET", f"/task/{theirs}").status_code == 200


def test_keys_of_one_client_see_the_same(house: House) -> None:
    second = house.client("second key", client_id=house.mine.client_id.replace("dsk", "x"))
    third = house.client("third key", client_id=second.client_id)
    house.fill(second)
    assert third.ask("GET", f"/task/{second.ids['task_id']}").status_code == 200
    assert house.mine.ask("GET", f"/task/{second.ids['task_id']}").status_code == 404


def wrapped(house: House, key: bytes) -> str:
    public = serialization.load_pem_public_key(house.mine.ask("GET", "/public_key").data)
    assert isinstance(public, RSAPublicKey)
    return b64encode(public.encrypt(key, OAEP(MGF1(SHA256()), SHA256(), None))).decode()


def test_a_sealed_question_for_anothers_task_is_told_that_there_is_none_and_nothing_more_is_done(
    house: House, done: list[str]
) -> None:
    def ask(client: Client, task_id: str) -> TestResponse:
        key, plain = os.urandom(32), json.dumps({"task_id": task_id}).encode()
        signature = hashlib.sha256(plain).hexdigest()
        body = {"encrypted_data": encrypt(plain, key), "encrypted_key": wrapped(house, key), "signature": signature}
        done.clear()
        return client.ask("POST", "/task_status", json=body)

    nothing = told(ask(house.mine, MISSING))
    work_for_nothing = list(done)
    assert told(ask(house.mine, house.stranger.ids["task_id"])) == nothing
    assert done == work_for_nothing
    assert nothing[0] == 404
    assert ask(house.stranger, house.stranger.ids["task_id"]).status_code == 200


def sent_by_a_phone(house: House, client_id: str) -> dict[str, Any]:
    key, inside = os.urandom(32), {"to_process": {"fields": ["Name"]}, "file_lib": {}}
    content = encrypt(json.dumps(inside).encode(), key)
    named = {"client_id": client_id, "type": "fill", "SHA256": hashlib.sha256(content.encode()).hexdigest()}
    return {**named, "has_content": True, "content": content, "aes_key": wrapped(house, key)}


def test_a_phone_with_another_key_does_not_find_the_task_though_it_says_the_same_of_itself(
    house: House, done: list[str]
) -> None:
    sent = sent_by_a_phone(house, "the same")
    assert house.stranger.ask("POST", "/process", json=sent).status_code == 202
    poll = {name: sent[name] for name in ("client_id", "type", "SHA256")} | {"has_content": False}
    done.clear()
    nothing = told(house.mine.ask("POST", "/process", json={**poll, "SHA256": "0" * 64}))
    work_for_nothing = list(done)
    done.clear()
    assert told(house.mine.ask("POST", "/process", json=poll)) == nothing
    assert done == work_for_nothing
    assert nothing[1]["error_detail"] == "TASK_NOT_FOUND"
    assert house.mine.ask("POST", "/clear", json={"client_id": "the same"}).status_code == 200
    assert house.stranger.ask("POST", "/process", json=poll).status_code in (200, 202)


def test_a_phone_is_not_the_client_whose_name_it_gives(house: House) -> None:
    sent = sent_by_a_phone(house, house.mine.client_id)
    house.stranger.ask("POST", "/process", json=sent)
    assert {job.client_id for job in house.services.administration.items(JobFilter(operation="form_filling"), 1)} == {
        f"{house.stranger.client_id}/phone:{house.mine.client_id}"
    }


def test_a_quota_counts_what_is_accepted_and_nothing_else(house: House) -> None:
    key, text = house.services.keys.create("counted", (Scope.SUBMIT, Scope.READ), quota=3)
    client = Client(house.app.test_client(), text, key.client_id)

    def ask(path: str, shade: int, **headers: str) -> TestResponse:
        return client.ask("POST", path, data={"images": (photo(shade), "p.png")}, headers=headers)

    def used() -> int:
        return next(k.used for k in house.services.keys.every() if k.id == key.id)

    assert ask("/process_form", 201, **{"Idempotency-Key": "one"}).status_code == 202
    assert ask("/process_form", 201, **{"Idempotency-Key": "one"}).status_code == 202
    assert client.ask("POST", "/process_form", json={"images": []}).status_code == 400
    assert used() == 1
    document = ask("/documents", 202).json
    assert document is not None
    assert client.ask("POST", f"/documents/{document['document_id']}/reprocess").status_code == 202
    assert used() == 3
    for refused in (ask("/process_form", 203), client.ask("POST", f"/documents/{document['document_id']}/reprocess")):
        assert (refused.status_code, json.loads(refused.data)["code"]) == (429, "quota_exceeded")
        assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert ask("/process_form", 201, **{"Idempotency-Key": "one"}).status_code == 202
    assert client.ask("GET", document["status_url"]).status_code == 200
    assert used() == 3


def test_a_quota_counts_pictures_that_are_read_or_made_at_once_too(house: House) -> None:
    key, text = house.services.keys.create("counted", (Scope.SUBMIT, Scope.READ), quota=3)
    client = Client(house.app.test_client(), text, key.client_id)
    task = client.ask("POST", "/process_form", data={"images": (photo(204), "p.png")}).json
    assert task is not None
    house.services.drain.process_document_queue(None, None)
    page = f"{task['status_url']}/pages/1"
    assert [client.ask("GET", page).status_code for _ in range(3)] == [200] * 3, "made once, and remembered"
    read = [client.ask("POST", "/ocr", data={"image": (photo(205), "p.png")}) for _ in range(2)]
    assert [answer.status_code for answer in read] == [200, 429]
    assert json.loads(read[1].data)["code"] == "quota_exceeded"
    assert next(k.used for k in house.services.keys.every() if k.id == key.id) == 3


def test_what_a_used_up_quota_refuses_is_not_stored(house: House) -> None:
    key, text = house.services.keys.create("counted", (Scope.SUBMIT,), quota=1)
    client = Client(house.app.test_client(), text, key.client_id)
    content = photo(253).getvalue()
    client.ask("POST", "/process_form", data={"images": (photo(252), "p.png")})
    client.ask("POST", "/process_form", data={"images": (BytesIO(content), "p.png")})
    folder = house.services.intake._uploads._files
    assert not folder.holds(hashlib.sha256(content).hexdigest())
