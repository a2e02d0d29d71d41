"""The phone app's own protocol, through the real house."""

import base64
import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.padding import PKCS7

from docusnap.app import create_app
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


def pdf(lines):
    """Base64 of one page with a text layer."""
    text = " ".join(f"({line}) Tj 0 -40 Td" for line in lines)
    content = f"BT /F 18 Tf 60 740 Td {text} ET".encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return base64.b64encode(b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>").decode()


class Phone:
    """A client with a key of its own."""

    def __init__(self, http, client_id="c", key=None, prefix="", outer=SHA256, inner=SHA256):
        self.http, self.client_id, self.prefix = http, client_id, prefix
        self.key = key or os.urandom(32)
        public = serialization.load_pem_public_key(http.get(f"{prefix}/public_key").data)
        self.aes_key = base64.b64encode(public.encrypt(self.key, OAEP(MGF1(inner()), outer(), None))).decode()

    def sealed(self, plain):
        iv = os.urandom(16)
        padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(self.key), modes.CBC(iv)).encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(iv + encryptor.update(padded) + encryptor.finalize()).decode()

    def opened(self, content):
        data = base64.b64decode(content, validate=True)
        decryptor, unpadder = Cipher(algorithms.AES(self.key), modes.CBC(data[:16])).decryptor(), PKCS7(128).unpadder()
        return json.loads(unpadder.update(decryptor.update(data[16:]) + decryptor.finalize()) + unpadder.finalize())

    def request(self, kind, inside, **other):
        content = inside if isinstance(inside, str) else self.sealed(json.dumps(inside).encode())
        return {
            "client_id": self.client_id,
            "type": kind,
            "SHA256": hashlib.sha256(content.encode()).hexdigest(),
            "has_content": True,
            "content": content,
            "aes_key": self.aes_key,
        } | other

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
        return self.opened(answer.json["result"])


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
def phone(http, request):
    return Phone(http, client_id=request.node.name)


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
def test_a_document_is_read_for_every_kind_of_client(http, prefix, outer, inner, size):
    phone = Phone(http, f"{outer.name}{inner.name}{size}", os.urandom(size), prefix, outer, inner)
    result = phone.done("doc", {"to_process": [pdf(RECEIPT)]})
    assert {"title", "tags", "description", "kv", "related"} <= result.keys()
    assert result["kv"]["Total"] == "9.00"
    assert result["related"] == []


def test_what_is_related_is_in_the_library(phone):
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
def test_a_form_is_read_and_filled(phone, library):
    form = phone.done("form", {"to_process": [pdf(FORM)], "file_lib": library})
    assert form["fields"] == ["Last name", "First name", "Shoe size"]
    source = {"type": "doc", "resource_id": "p1"}
    assert phone.done("fill", {"to_process": form, "file_lib": library}) == {
        "Last name": {"value": "Tan", "source": source},
        "First name": {"value": "Woon", "source": source},
    }


def test_several_pictures_are_pages_of_one_document(phone):
    result = phone.done("doc", {"to_process": [pdf(page) for page in PAGES]})
    assert {where["page"] for where in result["evidence"].values() if where} == {1, 2}


def test_a_task_is_done_once_however_often_it_is_sent(phone, http):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    before = http.get("/queue/stats", environ_base={"REMOTE_ADDR": "127.0.0.1"}).json
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(phone.post, [body] * 50))
    assert {answer.status_code for answer in answers} <= {200, 202}
    first = phone.ended(body)
    assert phone.post(body).json == phone.post(body | {"aes_key": "other"}).json == first.json
    after = http.get("/queue/stats", environ_base={"REMOTE_ADDR": "127.0.0.1"}).json
    assert sum(after["counts"]["completed"].values()) - sum(before["counts"]["completed"].values()) == 1


def test_a_task_is_known_by_client_content_and_type(phone, told):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    phone.post(body)
    for other in ({"client_id": "other"}, {"type": "form"}, {"SHA256": "0" * 64}):
        assert told(body | other | {"has_content": False}) == (400, "TASK_NOT_FOUND")
    assert phone.post(body | {"has_content": False, "SHA256": body["SHA256"].upper()}).status_code in (200, 202)


def test_the_same_content_of_another_client_is_another_task(phone, http):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert phone.post(body).status_code == 202
    assert phone.post(body | {"client_id": "other"}).status_code in (200, 202)
    assert phone.opened(phone.ended(body | {"client_id": "other"}).json["result"])["kv"]["Total"] == "9.00"


@pytest.mark.parametrize("field", ["client_id", "type", "SHA256", "has_content", "aes_key"])
@pytest.mark.parametrize("value", [None, "", 7, [], {}])
def test_a_field_that_is_missing_or_of_another_type_is_told(phone, told, field, value):
    body = phone.request("doc", {"to_process": [pdf(RECEIPT)]})
    assert told(body | {field: value}) == (400, "MISSING_REQUIRED_FIELD")
    del body[field]
    assert told(body) == (400, "MISSING_REQUIRED_FIELD")


@pytest.mark.parametrize("content", [None, "", 7, ["x"]])
def test_missing_content_is_told(phone, told, content):
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
    ("inside", "code"),
    [
        ({}, "AES_DECRYPTION_FAILED"),
        ({"to_process": 7}, "AES_DECRYPTION_FAILED"),
        ({"to_process": [7]}, "AES_DECRYPTION_FAILED"),
        ({"to_process": ["AAAA"], "file_lib": []}, "AES_DECRYPTION_FAILED"),
        ({"to_process": ["AAAA"], "file_lib": {"docs": [{"title": "no id"}]}}, "AES_DECRYPTION_FAILED"),
        ({"to_process": []}, "MISSING_CONTENT"),
        ({"to_process": {"fields": ["Last name"]}}, "MISSING_CONTENT"),
        ({"to_process": ["AAAA"]}, "OCR_FAILURE"),
        ({"to_process": ["no base64!"]}, "OCR_FAILURE"),
        ({"to_process": ["https://example.org/page.png"]}, "OCR_FAILURE"),
        ({"to_process": [""]}, "OCR_FAILURE"),
        ({"to_process": [pdf(RECEIPT)] * 51}, "OCR_FAILURE"),
    ],
)
def test_content_that_cannot_be_worked_on_is_told_and_not_accepted(phone, told, inside, code):
    body = phone.request("doc", inside)
    assert told(body) == (400, code)
    assert told(body | {"has_content": False}) == (400, "TASK_NOT_FOUND")


def test_a_picture_that_turns_out_to_be_damaged_is_told(phone):
    broken = base64.b64encode(base64.b64decode(pdf(RECEIPT))[:200]).decode()
    body = phone.request("doc", {"to_process": [broken]})
    assert phone.post(body).status_code == 202
    answer = phone.ended(body)
    assert (answer.status_code, answer.json) == (400, {"status": "error", "error_detail": "OCR_FAILURE"})
    assert phone.post(body).json == answer.json
