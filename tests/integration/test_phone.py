"""The phone app's own protocol, through the real house."""

import base64
import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from docusnap.app import create_app
from docusnap.domain.access import Scope
from docusnap.settings import load_settings
from docusnap.wiring import build

PATIENCE = 30
RECEIPT = [
    "GREEN LEAF BOOKS SDN BHD",
    "12 Jalan Mawar, 81100 Johor Bahru",
    "Date: 03/04/2024",
    "Pen 4.00",
    "Ink 5.00",
    "Total: 9.00",
    "Cash: 10.00",
    "Change: 1.00",
]
PAGES = [
    ["PASSPORT", "Last name: Tan", "First name: Woon Yann"],
    ["Place of birth: Johor", "Date of birth: 05/06/1980"],
]
FORM = ["LIBRARY CARD APPLICATION", "Last name: ____________", "First name: ____________", "Shoe size: ____________"]
PASSPORT = {"id": "p1", "title": "Passport", "kv": {"Last name": "Tan", "Name": {"First": "Woon"}, "Seen": ["x", "y"]}}


class Phone:
    """A client of the server."""

    def __init__(self, http, client, client_id="c", prefix=""):
        self.http, self.client, self.client_id, self.prefix = http, client, client_id, prefix

    def request(self, kind, inside):
        return self.client.request(self.client_id, kind, inside)

    def post(self, body):
        return self.http.post(f"{self.prefix}/process", json=body)

    def ended(self, body):
        """The answer to polls once it is not 202 any more."""
        poll = {key: body[key] for key in ("client_id", "type", "SHA256")} | {"has_content": False}
        for _ in range(20 * PATIENCE):
            answer = self.post(poll)
            if answer.status_code != 202:
                return answer
            assert answer.json == {"status": "processing"}
            time.sleep(0.05)
        raise AssertionError("it never ended")

    def done(self, kind, inside):
        """The result of a task, from posting it on."""
        body = self.request(kind, inside)
        first = self.post(body)
        assert (first.status_code, first.json) == (202, {"status": "processing"})
        answer = self.ended(body)
        assert answer.status_code == 200, answer.text
        assert answer.json.keys() == {"status", "result"}
        assert answer.json["status"] == "completed"
        return self.client.opened(answer.json["result"])


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path_factory.mktemp("data"), "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    services.start()
    yield create_app(settings, services)
    services.stop(5)


@pytest.fixture(scope="module")
def http(house):
    return house.test_client()


@pytest.fixture
def pdf(text_pdf):
    return text_pdf


@pytest.fixture
def new_client(http, sealing_client):
    """Makes clients that seal for the server."""
    return partial(sealing_client, http.get("/public_key").data)


@pytest.fixture
def phone(http, new_client, request):
    return Phone(http, new_client(), request.node.name)


@pytest.fixture
def sealer(http, new_client):
    return Sealer(http, new_client())


@pytest.fixture
def told(phone):
    """Posts, and gives the status and the code of the error."""

    def tell(body):
        answer = phone.post(body)
        assert answer.json.keys() == {"status", "error_detail"}
        assert answer.json["status"] == "error"
        return answer.status_code, answer.json["error_detail"]

    return tell


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_the_server_says_that_it_is_there(http, prefix):
    answer = http.get(f"{prefix}/check_status")
    assert (answer.status_code, answer.json) == (200, {"server_status": "ok"})


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
@pytest.mark.parametrize(("outer", "inner"), [(SHA256, SHA256), (SHA256, SHA1)])
@pytest.mark.parametrize("size", [16, 32])
def test_a_document_is_read_for_every_kind_of_client(http, new_client, pdf, prefix, outer, inner, size):
    client = new_client(os.urandom(size), outer, inner)
    phone = Phone(http, client, f"{outer.name}{inner.name}{size}", prefix)
    result = phone.done("doc", {"to_process": [pdf(RECEIPT)]})
    assert {"title", "tags", "description", "kv", "related"} <= result.keys()
    assert result["kv"]["Total"] == "9.00"
    assert result["related"] == []


def test_what_is_related_is_in_the_library(phone, pdf):
    library = {
        "docs": [
            PASSPORT,
            {
                "resource_id": "r1",
                "title": "GREEN LEAF BOOKS SDN BHD Receipt",
                "tags": ["Receipt"],
                "kv": {"Company": "GREEN LEAF BOOKS SDN BHD"},
            },
        ]
    }
    result = phone.done("doc", {"to_process": [f"data:application/pdf;base64,{pdf(RECEIPT)}"], "file_lib": library})
    assert result["related"] == [{"type": "doc", "resource_id": "r1"}]


@pytest.mark.parametrize("library", [{"docs": [PASSPORT]}, {"doc": [PASSPORT], "form": [{"id": "f", "fields": ["x"]}]}])
def test_a_form_is_read_and_filled(phone, library, pdf):
    form = phone.done("form", {"to_process": [pdf(FORM)], "file_lib": library})
    assert form["fields"] == ["Last name", "First name", "Shoe size"]
    source = {"type": "doc", "resource_id": "p1"}
    assert phone.done("fill", {"to_process": form, "file_lib": library}) == {
        "Last name": {"value": "Tan", "source": source},
        "First name": {"value": "Woon", "source": source},
    }


def test_several_pictures_are_pages_of_one_document(phone, pdf):
    result = phone.done("doc", {"to_process": [pdf(page) for page in PAGES]})
    assert {where["page"] for where in result["evidence"].values() if where} == {1, 2}


def test_a_task_is_done_once_however_often_it_is_sent(phone, http, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    before = http.get("/queue/stats", environ_base={"REMOTE_ADDR": "127.0.0.1"}).json
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(phone.post, [body] * 50))
    assert {answer.status_code for answer in answers} <= {200, 202}
    first = phone.ended(body)
    assert phone.post(body).json == phone.post(body | {"aes_key": "other"}).json == first.json
    after = http.get("/queue/stats", environ_base={"REMOTE_ADDR": "127.0.0.1"}).json
    assert sum(after["counts"]["completed"].values()) - sum(before["counts"]["completed"].values()) == 1


def test_a_task_is_known_by_client_content_and_type(phone, told, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    for other in ({"client_id": "other"}, {"type": "form"}, {"SHA256": "0" * 64}):
        assert told(body | other | {"has_content": False}) == (400, "TASK_NOT_FOUND")
    assert phone.post(body | {"has_content": False, "SHA256": body["SHA256"].upper()}).status_code in (200, 202)


def test_the_same_content_of_another_client_is_another_task(phone, http, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert phone.post(body).status_code == 202
    assert phone.post(body | {"client_id": "other"}).status_code in (200, 202)
    assert phone.client.opened(phone.ended(body | {"client_id": "other"}).json["result"])["kv"]["Total"] == "9.00"


@pytest.mark.parametrize("field", ["client_id", "SHA256", "has_content", "aes_key"])
@pytest.mark.parametrize("value", [None, "", 7, [], {}])
def test_a_field_that_is_missing_or_of_another_type_is_told(phone, told, field, value, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert told(body | {field: value}) == (400, "MISSING_REQUIRED_FIELD")
    del body[field]
    assert told(body) == (400, "MISSING_REQUIRED_FIELD")


@pytest.mark.parametrize("kind", ["", "document", "DOC", 7, ["doc"], {"doc": 1}])
def test_a_type_that_is_none_of_the_three_is_told(phone, told, pdf, kind):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert told(body | {"type": kind}) == (400, "INVALID_TYPE")
    assert told(body | {"type": None}) == (400, "MISSING_REQUIRED_FIELD")
    del body["type"]
    assert told(body) == (400, "MISSING_REQUIRED_FIELD")


@pytest.mark.parametrize("content", [None, "", 7, ["x"]])
def test_missing_content_is_told(phone, told, content, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert told(body | {"content": content}) == (400, "MISSING_CONTENT")


def test_what_is_wrong_with_the_request_is_told_in_order(phone, told):
    body = phone.request("doc", "not base64")
    wrong = {"client_id": "", "type": "letter", "content": "", "SHA256": "0", "aes_key": "AAAA"}
    codes = []
    for field, right in {"client_id": "c", "type": "doc", "content": body["content"], "SHA256": body["SHA256"]}.items():
        codes.append(told(body | wrong)[1])
        wrong[field] = right
    codes.append(told(body | wrong)[1])
    codes.append(told(body)[1])
    assert codes == [
        "MISSING_REQUIRED_FIELD",
        "INVALID_TYPE",
        "MISSING_CONTENT",
        "SHA256_MISMATCH",
        "RSA_DECRYPTION_FAILED",
        "AES_DECRYPTION_FAILED",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"a": NaN}', b"[" * 100_000, b'{"client_id": "\\ud800"}']
)
def test_a_body_that_is_no_json_object_is_told(http, body):
    answer = http.post("/process", data=body)
    assert (answer.status_code, answer.json) == (400, {"status": "error", "error_detail": "INVALID_JSON"})


@pytest.mark.parametrize(
    "inside",
    [
        {},
        {"to_process": 7},
        {"to_process": [7]},
        {"to_process": ["AAAA"], "file_lib": []},
        {"to_process": ["AAAA"], "file_lib": {"docs": [{"title": "no id"}, 7]}},
        {"to_process": []},
        {"to_process": {"fields": ["Last name"]}},
        {"to_process": ["AAAA"]},
        {"to_process": ["no base64!"]},
        {"to_process": ["https://example.org/page.png"]},
        {"to_process": [""]},
        {"to_process": ["AAAA"] * 51},
        {"to_process": ["AAAA" * 8_000_000]},
    ],
)
def test_content_that_cannot_be_worked_on_is_not_accepted_and_never_told_why(phone, told, inside):
    body = phone.request("doc", inside)
    assert told(body) == (400, "AES_DECRYPTION_FAILED")
    assert told(body | {"has_content": False}) == (400, "TASK_NOT_FOUND")


def test_a_key_that_was_sent_with_too_many_wrong_contents_opens_nothing_more(phone, told, pdf):
    right = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    for number in range(20):
        content = phone.client.sealed(b"guess %d" % number)
        wrong = {"content": content, "SHA256": hashlib.sha256(content.encode()).hexdigest()}
        assert told(right | wrong) == (400, "AES_DECRYPTION_FAILED")
    assert told(right) == (400, "AES_DECRYPTION_FAILED")


def test_a_picture_that_turns_out_to_be_damaged_is_told(phone, pdf):
    broken = base64.b64encode(base64.b64decode(pdf(RECEIPT))[:200]).decode()
    body = phone.request("doc", {"to_process": [broken]})
    assert phone.post(body).status_code == 202
    answer = phone.ended(body)
    assert (answer.status_code, answer.json) == (400, {"status": "error", "error_detail": "OCR_FAILURE"})
    assert phone.post(body).json == answer.json


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_clearing_forgets_what_matches_every_key_given(http, told, phone, prefix, pdf):
    sent = [phone.request(kind, {"to_process": [pdf(RECEIPT), pdf(RECEIPT)]}) for kind in ("doc", "form", "doc")]
    for body in sent:
        phone.post(body)
        phone.ended(body)

    def clear(**keys):
        answer = http.post(f"{prefix}/clear", json={"client_id": phone.client_id} | keys)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        return [phone.post(body | {"has_content": False}).status_code for body in sent]

    assert clear(SHA256=sent[0]["SHA256"], type="form") == [200, 200, 200]
    assert clear(SHA256="", type=None) == [200, 200, 200]
    assert clear(SHA256=sent[0]["SHA256"].upper(), type="doc") == [400, 200, 200]
    assert clear(type="form") == [400, 400, 200]
    assert clear(SHA256=None) == [400, 400, 400]
    assert told(sent[0] | {"has_content": False}) == (400, "TASK_NOT_FOUND")


def test_clearing_leaves_others_alone(http, phone, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    http.post("/clear", json={"client_id": "other"})
    assert phone.ended(body).status_code == 200


def test_what_was_cleared_can_be_sent_again(http, phone, pdf):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    for _ in range(2):
        assert phone.post(body).status_code == 202
        assert phone.ended(body).status_code == 200
        http.post("/clear", json={"client_id": phone.client_id})


@pytest.mark.parametrize("keys", [{"SHA256": 7}, {"type": ["doc"]}, {"type": False}])
def test_clearing_by_what_is_no_key_forgets_nothing(http, phone, pdf, keys):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    answer = http.post("/clear", json={"client_id": phone.client_id} | keys)
    assert (answer.status_code, answer.json) == (400, {"error": "SHA256 and type must be text"})
    assert phone.ended(body).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"client_id": ""}', b'{"client_id": null}', b'{"client_id": 7}'])
def test_clearing_needs_a_client(http, body):
    answer = http.post("/clear", data=body)
    assert (answer.status_code, answer.json) == (400, {"error": "Missing client_id"})


class Sealer(Phone):
    """A client of the API's own routes that seals its requests."""

    def wrapped(self, plain):
        return {
            "encrypted_data": self.client.sealed(plain),
            "encrypted_key": self.client.aes_key,
            "signature": hashlib.sha256(plain).hexdigest(),
        }

    def ask(self, route, value):
        """The status, and what the answer holds."""
        answer = self.http.post(f"{self.prefix}/{route}", json=self.wrapped(json.dumps(value).encode()))
        assert answer.json.keys() == {"encrypted_data", "signature"}, answer.text
        found = self.client.opened(answer.json["encrypted_data"])
        told = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        assert hashlib.sha256(told).hexdigest() == answer.json["signature"]
        return answer.status_code, found

    def finish(self, task_id):
        for _ in range(20 * PATIENCE):
            status, found = self.ask("task_status", {"task_id": task_id})
            if status == 200:
                return found
            assert (status, found) == (202, {"task_id": task_id})
            time.sleep(0.05)
        raise AssertionError("it never ended")


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
@pytest.mark.parametrize(("outer", "inner"), [(SHA256, SHA256), (SHA256, SHA1), (SHA1, SHA1)])
def test_named_endpoints_take_sealed_requests(http, new_client, pdf, prefix, outer, inner):
    client = Sealer(http, new_client(None, outer, inner), prefix=prefix)
    asked = {"images": [pdf(RECEIPT)], "note": f"{prefix} {outer.name} {inner.name}"}
    status, accepted = client.ask("process_document", asked)
    assert (status, accepted.keys()) == (202, {"task_id"})
    found = client.finish(accepted["task_id"])
    assert (found["status"], found["kv"]["Total"]) == ("completed", "9.00")


def test_a_known_result_is_answered_at_once_sealed_with_the_key_of_who_asks(http, sealer, new_client, pdf):
    asked = {"images": [pdf(RECEIPT)], "note": "known"}
    sealer.finish(sealer.ask("process_document", asked)[1]["task_id"])
    status, found = Sealer(http, new_client(os.urandom(16))).ask("process_document", asked)
    assert (status, found["status"], found["kv"]["Total"]) == (200, "completed", "9.00")
    plainly = http.get(f"/task/{found['task_id']}").json["result"]
    assert plainly.keys() == {"encrypted_data"}  # and no wrapped key: it is that of who asked first


def test_a_form_is_filled_with_what_is_known_about_the_user(sealer, pdf):
    asked = {"images": [pdf(FORM)], "user_data": {"Last name": "Tan", "First name": "Woon Yann", "Children": 2}}
    found = sealer.finish(sealer.ask("process_form_filling", asked)[1]["task_id"])
    last_name = found["filled"]["Last name"]
    assert (last_name["value"], last_name["source"]["type"], last_name["source"]["resource_id"]) == (
        "Tan",
        "doc",
        "user_data",
    )
    assert found["missing"] == ["Shoe size"]
    form = sealer.finish(sealer.ask("process_form", {"images": [pdf(FORM)]})[1]["task_id"])
    assert form["fields"] == ["Last name", "First name", "Shoe size"]


def test_a_sealed_request_may_ask_for_the_callers_own_fields(http, sealer, pdf):
    schema = {
        "type": "object",
        "properties": {"total": {"type": "number", "minimum": 0.5}, "colour": {"type": "string"}},
    }
    found = sealer.finish(sealer.ask("process_document", {"images": [pdf(RECEIPT)], "schema": schema})[1]["task_id"])
    assert found["answers"] == {"total": 9.0, "colour": None}
    for wrong in ({"type": "array"}, "no schema", {"type": "object", "properties": {"a": {"pattern": "x"}}}):
        inside = json.dumps({"images": [pdf(RECEIPT)], "schema": wrong}).encode()
        answer = http.post("/process_document", json=sealer.wrapped(inside))
        assert (answer.status_code, answer.json["code"]) == (400, "AES_DECRYPTION_FAILED")


def test_a_sealed_question_finds_open_tasks_too_and_nobody_elses(http, sealer, pdf):
    accepted = http.post("/process_document", json={"images": [pdf(RECEIPT)]}).json
    assert sealer.finish(accepted["task_id"])["kv"]["Total"] == "9.00"
    for unknown in ({"task_id": "none"}, {"task_id": 7}, {}):
        answer = http.post("/task_status", json=sealer.wrapped(json.dumps(unknown).encode()))
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_task_that_failed_says_why(sealer, pdf):
    broken = base64.b64encode(base64.b64decode(pdf(RECEIPT))[:200]).decode()
    found = sealer.finish(sealer.ask("process_document", {"images": [broken]})[1]["task_id"])
    assert (found["status"], found["error"]["code"]) == ("error", "unreadable_file")


@pytest.mark.parametrize("route", ["process_document", "task_status"])
def test_a_sealed_request_that_cannot_be_opened_is_refused(http, sealer, pdf, route):
    right = sealer.wrapped(json.dumps({"images": [pdf(RECEIPT)], "task_id": "x"}).encode())

    def code(body):
        answer = http.post(f"/{route}", json=body)
        return answer.status_code, answer.json["code"]

    assert code(right | {"encrypted_key": "AAAA"}) == (400, "RSA_DECRYPTION_FAILED")
    for wrong in (
        {"signature": "0" * 64},
        {"encrypted_data": "AAAA"},
        {"encrypted_data": sealer.client.sealed(b"no JSON")},
    ):
        assert code(right | wrong) == (400, "AES_DECRYPTION_FAILED")
    for wrong in ({"signature": "x"}, {"encrypted_key": 7}, {"encrypted_key": None}, {"more": 1}):
        assert code(right | wrong) == (400, "invalid_request")


def test_words_that_look_like_a_sealed_request_do_not_make_one(http, pdf):
    assert http.post("/process_document", json={"images": [pdf(RECEIPT)], "tag": '"encrypted_data"'}).status_code == 202


@pytest.fixture
def keyed(tmp_path, sealing_client):
    """A phone without a key yet, and what makes keys."""
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    http = create_app(settings, services).test_client()

    def show_key(*scopes, **limits):
        _, text = services.keys.create("phones", scopes, **limits)
        http.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {text}"

    yield Phone(http, sealing_client(http.get("/public_key").data)), show_key
    services.stop(5)


def test_every_refusal_says_what_phones_read_beside_what_it_says_to_others(keyed, pdf):
    phone, show_key = keyed
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    refused = {}
    show_key(Scope.READ)
    refused[403, "forbidden"] = phone.post(body)
    del phone.http.environ_base["HTTP_AUTHORIZATION"]
    refused[401, "unauthorized"] = phone.post(body)
    show_key(Scope.SUBMIT, quota=1)
    assert phone.post(body).status_code == 202
    refused[429, "quota_exceeded"] = phone.post(phone.request("doc", {"to_process": [pdf(FORM)]}))
    show_key(Scope.SUBMIT, rate=1)
    phone.post(body)
    refused[429, "rate_limited"] = phone.post(body)
    refused[405, "method_not_allowed"] = phone.http.get("/api/process")
    refused[404, "not_found"] = phone.http.post("/api/v2/process", json=body)
    refused[413, "too_large"] = phone.http.post("/process", environ_overrides={"docusnap.refused": 413})
    for (status, code), answer in refused.items():
        told = answer.json
        assert (answer.status_code, told["code"], told["status"]) == (status, code, "error")
        assert told["error_detail"] in {"PROCESSING_ERROR", "OCR_FAILURE"}
        assert told["detail"]


def test_elsewhere_a_refusal_stays_the_problem_that_it_is(http):
    answer = http.get("/queue/process")
    assert (answer.json["status"], answer.mimetype) == (405, "application/problem+json")


def test_a_poll_that_comes_too_often_is_told_to_go_on(keyed, pdf):
    phone, show_key = keyed
    show_key(Scope.SUBMIT, rate=1)
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    poll = phone.post({key: body[key] for key in ("client_id", "type", "SHA256")} | {"has_content": False})
    assert (poll.status_code, poll.json) == (202, {"status": "processing"})
    assert int(poll.headers["Retry-After"]) > 0


def test_what_phones_read_of_a_result_is_text(phone, pdf):
    own = {
        "id": "f1",
        "name": "Card",
        "tags": "",
        "extractedInfo": {},
        "formFields": '[{"name": "Last name", "value": "x"}]',
    }
    passport = {"id": "p1", "name": "Passport", "tags": '["Passport"]', "extractedInfo": {"Last name": "Tan"}}
    library = {"docs": [passport, None, {"id": []}], "forms": [own, 7]}
    form = phone.done("form", {"to_process": [pdf(FORM)], "file_lib": library})
    assert all(isinstance(text, str) for text in [*form["tags"], *form["fields"], *form["kv"].values()])
    blanks = {"id": "f1", "fields": form["fields"]}
    assert phone.done("fill", {"to_process": blanks, "file_lib": library}) == {
        "Last name": {"value": "Tan", "source": {"type": "doc", "resource_id": "p1"}}
    }


def test_what_retention_forgets_is_not_found_any_more(tmp_path, sealing_client, pdf):
    given = {"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_KEEP_COMPLETED_DAYS": 1e-9}
    settings = load_settings(given)
    services = build(settings)
    services.start()
    http = create_app(settings, services).test_client()
    phone = Phone(http, sealing_client(http.get("/public_key").data))
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    phone.ended(body)
    services.janitor.purge()
    poll = phone.post(body | {"has_content": False})
    services.stop(5)
    assert poll.json == {"status": "error", "error_detail": "TASK_NOT_FOUND"}


def test_what_cannot_be_stored_is_not_accepted(tmp_path, sealing_client, pdf):
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    services.start()
    http = create_app(settings, services).test_client()
    phone = Phone(http, sealing_client(http.get("/public_key").data))
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    (tmp_path / "files").rename(tmp_path / "away")
    refused = phone.post(body)
    (tmp_path / "away").rename(tmp_path / "files")
    accepted = phone.post(body)
    phone.ended(body)
    services.stop(5)
    assert (refused.status_code, refused.json) == (500, {"status": "error", "error_detail": "DATABASE_ERROR"})
    assert accepted.status_code == 202


def test_sealed_work_counts_on_the_quota_of_the_key_and_what_is_beyond_is_not_stored(tmp_path, sealing_client, pdf):
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    _, key = services.keys.create("phones", (Scope.SUBMIT, Scope.READ), quota=1)
    http = create_app(settings, services).test_client()
    http.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    client = sealing_client(http.get("/public_key").data)
    phone, sealer = Phone(http, client), Sealer(http, client)
    first, second = (phone.request("doc", {"to_process": [pdf(RECEIPT)]}) for _ in range(2))
    assert phone.post(first).status_code == 202
    stored = sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file())
    refused = [
        phone.post(second),
        http.post("/process_form", json=sealer.wrapped(json.dumps({"images": [pdf(FORM)]}).encode())),
    ]
    again = phone.post(first)
    services.stop(5)
    assert [(answer.status_code, answer.json["code"]) for answer in refused] == [(429, "quota_exceeded")] * 2
    assert (
        stored == sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file()) == [first["SHA256"]]
    )
    assert again.status_code == 202
