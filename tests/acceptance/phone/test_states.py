"""What `/process` and `/clear` answer, state by state and code by code."""

from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from Crypto.PublicKey import RSA

from docusnap.database import sqlite_driver as driver

CODES = {
    "MISSING_REQUIRED_FIELD", "INVALID_TYPE", "MISSING_CONTENT", "TASK_NOT_FOUND", "SHA256_MISMATCH",
    "RSA_DECRYPTION_FAILED", "AES_DECRYPTION_FAILED", "INVALID_JSON", "DATABASE_ERROR", "OCR_FAILURE",
    "DOC_PROMPT_CONSTRUCTION_FAILED", "FORM_PROMPT_CONSTRUCTION_FAILED", "FILL_PROMPT_CONSTRUCTION_FAILED",
    "LLM_FAILURE", "PROCESSING_ERROR", "PROCESSING_TIMEOUT",
}  # fmt: skip


def refused(answer: Any) -> str:
    """The code of an answer that refuses."""
    told = answer.json()
    assert answer.status_code == 400, answer.text
    assert told.keys() == {"status", "error_detail"}
    assert told["status"] == "error"
    return str(told["error_detail"])


def rows(server: Any, table: str) -> int:
    connection = driver.connect(server.data / "docusnap.db", isolation_level=None)
    try:
        return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


# --- states ---------------------------------------------------------------------------------------------------


def test_the_same_letter_again_answers_its_state_and_the_same_result(phone: Any, server: Any, tiny: Any) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(2)]})
    first = phone.process(letter.body)
    assert (first.status_code, first.json()) == (202, {"status": "processing"})
    result = phone.opened(phone.ended(letter), letter)
    jobs = rows(server, "jobs")

    assert phone.opened(phone.process(letter.body), letter) == result
    assert phone.opened(phone.process(letter.poll), letter) == result
    assert phone.opened(phone.process(letter.poll | {"content": "", "aes_key": ""}), letter) == result
    assert phone.opened(phone.process(letter.poll | {"content": None, "aes_key": None}), letter) == result
    assert rows(server, "jobs") == jobs


def test_fifty_equal_letters_at_once_make_one_task(phone_of: Any, server: Any, tiny: Any) -> None:
    phones = [phone_of(server.address) for _ in range(10)]
    letter = phones[0].letter("doc", {"to_process": [tiny(3)]})
    before = rows(server, "tasks"), rows(server, "jobs")

    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda n: phones[n % 10].post("/process", letter.body), range(50)))

    assert {answer.status_code for answer in answers} <= {202, 200}
    assert {answer.json()["status"] for answer in answers} <= {"processing", "completed"}
    assert phones[0].opened(phones[0].ended(letter), letter)["kv"] == {}
    assert (rows(server, "tasks"), rows(server, "jobs")) == (before[0] + 1, before[1] + 1)


def test_a_type_a_hash_or_a_client_of_its_own_makes_a_task_of_its_own(phone_of: Any, server: Any, tiny: Any) -> None:
    one, other = phone_of(server.address), phone_of(server.address)
    letter = one.letter("doc", {"to_process": [tiny(4)]})
    one.process(letter.body)
    one.opened(one.ended(letter), letter)

    for body in (letter.poll | {"type": "form"}, letter.poll | {"client_id": other.client_id}):
        assert refused(one.process(body)) == "TASK_NOT_FOUND"
        assert one.process(letter.body | body | {"has_content": True}).status_code in (202, 200)


def test_a_picture_that_is_none_ends_in_an_error_that_stays(phone: Any) -> None:
    letter = phone.letter("doc", {"to_process": [b64encode(b"no picture at all").decode()]})
    answer = phone.process(letter.body)
    if answer.status_code == 202:
        answer = phone.ended(letter)
        assert phone.process(letter.body).json() == answer.json()
    assert answer.status_code in (400, 500)
    assert answer.json()["status"] == "error"
    assert answer.json()["error_detail"] in CODES


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"DOCUSNAP_OCR_ENGINE": "remote", "DOCUSNAP_OCR_URL": "http://127.0.0.1:9"}, "OCR_FAILURE"),
        ({"DOCUSNAP_LLM_BASE_URL": "http://127.0.0.1:9"}, "LLM_FAILURE"),
        ({"DOCUSNAP_DEADLINE": "0.000001"}, "PROCESSING_TIMEOUT"),
    ],
)
def test_a_failure_inside_is_told_by_its_code(
    serve: Any, phone_of: Any, tiny: Any, settings: dict[str, str], code: str
) -> None:
    phone = phone_of(serve(DOCUSNAP_OUTAGE_DAYS="0", **settings).address)
    letter = phone.letter("doc", {"to_process": [tiny(5)]})
    assert phone.process(letter.body).status_code == 202
    answer = phone.ended(letter)
    assert (answer.status_code, answer.json()) == (500, {"status": "error", "error_detail": code})


def test_base64_in_lines_as_android_writes_it_and_capital_hex_are_taken(phone: Any, tiny: Any) -> None:
    def lines(text: str) -> str:
        return "".join(text[at : at + 76] + "\n" for at in range(0, len(text), 76))

    plain = phone.letter("doc", {"to_process": [lines(tiny(11))]})
    letter = phone.letter_of("doc", lines(plain.body["content"]), plain.key)
    letter.body["aes_key"] = lines(letter.body["aes_key"])
    letter.body["SHA256"] = letter.body["SHA256"].upper()
    assert phone.process(letter.body).status_code == 202
    assert phone.opened(phone.ended(letter), letter)["kv"] == {}


# --- codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": None}, "MISSING_REQUIRED_FIELD"),
        ({"type": None}, "MISSING_REQUIRED_FIELD"),
        ({"SHA256": None}, "MISSING_REQUIRED_FIELD"),
        ({"has_content": None}, "MISSING_REQUIRED_FIELD"),
        ({"type": "document"}, "INVALID_TYPE"),
        ({"type": "DOC"}, "INVALID_TYPE"),
        ({"content": None}, "MISSING_CONTENT"),
        ({"SHA256": "0" * 64}, "SHA256_MISMATCH"),
        ({"aes_key": "no base64!"}, "RSA_DECRYPTION_FAILED"),
        ({"aes_key": b64encode(bytes(384)).decode()}, "RSA_DECRYPTION_FAILED"),
        ({"aes_key": b64encode(bytes(16)).decode()}, "RSA_DECRYPTION_FAILED"),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_its_code(phone: Any, tiny: Any, change: dict[str, Any], code: str) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(6)]})
    assert refused(phone.process(letter.with_(**change))) == code
    assert refused(phone.process(letter.poll)) == "TASK_NOT_FOUND"


def test_content_without_its_key_is_not_taken(phone: Any, tiny: Any) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(7)]})
    assert refused(phone.process(letter.with_(aes_key=None))) in ("MISSING_CONTENT", "MISSING_REQUIRED_FIELD")


@pytest.mark.parametrize("key_bytes", [0, 1, 15, 17, 31, 33, 64])
def test_a_key_that_is_no_aes_key_is_refused(phone: Any, phone_of: Any, tiny: Any, key_bytes: int) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(8)]})
    answer = phone.process(letter.with_(aes_key=phone.wrapped(bytes(key_bytes))))
    assert refused(answer) in ("RSA_DECRYPTION_FAILED", "AES_DECRYPTION_FAILED")


def test_a_key_wrapped_for_another_server_is_refused(phone: Any, phone_of: Any, tiny: Any) -> None:
    stranger = phone_of(phone.address)
    stranger._public = RSA.generate(3072).public_key()
    letter = stranger.letter("doc", {"to_process": [tiny(9)]})
    assert refused(phone.process(letter.body)) == "RSA_DECRYPTION_FAILED"


@pytest.mark.parametrize(
    "inner",
    [b"", b"no JSON", b"\xff\xfe", b"[]", b"null", b"{}", b'{"to_process": 1}', b'{"to_process": [1]}',
     b'{"to_process": {}}', b'{"to_process": ["AA=="], "file_lib": 5}'],
)  # fmt: skip
def test_an_inner_text_of_the_wrong_shape_is_refused_like_bad_padding(phone: Any, inner: bytes) -> None:
    assert refused(phone.process(phone.letter("doc", inner).body)) == "AES_DECRYPTION_FAILED"


@pytest.mark.parametrize("inner", [{"to_process": []}, {"to_process": ["?"]}, {"to_process": ["https://a.example/b"]}])
def test_nothing_to_process_is_refused(phone: Any, inner: dict[str, Any]) -> None:
    letter = phone.letter("doc", inner)
    assert refused(phone.process(letter.body)) in ("AES_DECRYPTION_FAILED", "MISSING_CONTENT", "OCR_FAILURE")
    assert refused(phone.process(letter.poll)) == "TASK_NOT_FOUND"


@pytest.mark.parametrize("content", ["", "?", "AAAA", b64encode(bytes(16)).decode(), b64encode(bytes(40)).decode()])
def test_content_that_is_no_ciphertext_is_refused(phone: Any, content: str) -> None:
    code = refused(phone.process(phone.letter_of("doc", content, bytes(32)).body))
    assert code in ("AES_DECRYPTION_FAILED", "MISSING_CONTENT" if content == "" else "")


def test_bad_padding_is_refused(phone: Any) -> None:
    letter = phone.letter("doc", b'{"to_process": []}'.ljust(32), padded=False)
    assert refused(phone.process(letter.body)) == "AES_DECRYPTION_FAILED"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"5", b'"doc"', b"null"])
def test_a_body_that_is_no_json_object_is_refused(phone: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = phone._http.post(phone.address + "/process", data=body, headers=headers, timeout=60)
    assert refused(answer) in ("INVALID_JSON", "MISSING_REQUIRED_FIELD")


@pytest.mark.parametrize("key", ["client_id", "type", "SHA256", "has_content", "content", "aes_key"])
@pytest.mark.parametrize("value", [5, True, [], {"a": 1}, 1.5, "\0", "\ud800"])
def test_values_of_another_type_are_refused_with_a_code_of_the_list(
    phone: Any, tiny: Any, key: str, value: Any
) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(10)]})
    answer = phone.process(letter.body | {key: value})
    if (key, value) == ("has_content", True):
        assert answer.status_code == 202
    else:
        assert refused(answer) in CODES


def test_a_poll_of_what_nobody_sent_is_told_so(phone: Any) -> None:
    body = {"client_id": phone.client_id, "type": "doc", "SHA256": "a" * 64, "has_content": False}
    assert refused(phone.process(body)) == "TASK_NOT_FOUND"


# --- /clear ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ((), set()),
        (("SHA256",), {("B", "doc")}),
        (("type",), {("A", "form")}),
        (("SHA256", "type"), {("A", "form"), ("B", "doc")}),
    ],
)
def test_clear_forgets_what_matches_every_key_and_no_one_elses(
    phone_of: Any, server: Any, tiny: Any, keys: tuple[str, ...], left: set[tuple[str, str]]
) -> None:
    mine, other = phone_of(server.address), phone_of(server.address)
    letters = {name: mine.letter("doc", {"to_process": [tiny(20 + at)]}) for at, name in enumerate("AB")}
    tasks = {("A", "doc"), ("A", "form"), ("B", "doc")}
    for name, kind in tasks:
        for client in (mine, other):
            sent = letters[name].body | {"type": kind, "client_id": client.client_id}
            assert mine.process(sent).status_code in (202, 200)

    answer = mine.clear(**{key: letters["A"].body[key] for key in keys})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    for name, kind in tasks:
        poll = letters[name].poll | {"type": kind}
        known = mine.process(poll)
        assert (known.status_code in (200, 202)) == ((name, kind) in left), known.text
        if (name, kind) not in left:
            assert refused(known) == "TASK_NOT_FOUND"
        assert mine.process(poll | {"client_id": other.client_id}).status_code in (200, 202)


def test_clear_of_nothing_is_ok_and_without_a_client_it_is_not(phone: Any) -> None:
    assert phone.clear().json() == {"status": "ok"}
    answer = phone.post("/clear", {"type": "doc"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Missing client_id"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"client_id": 5}', b'{"client_id": ""}'])
def test_clear_refuses_what_it_cannot_read(phone: Any, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = phone._http.post(phone.address + "/clear", data=body, headers=headers, timeout=60)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize("keys", [{"type": []}, {"SHA256": 1}, {"type": ""}, {"SHA256": "%"}, {"type": "docs"}])
def test_clear_with_a_key_that_matches_nothing_forgets_nothing(phone: Any, tiny: Any, keys: dict[str, Any]) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(12)]})
    phone.process(letter.body)
    assert phone.clear(**keys).status_code in (200, 400)
    assert phone.opened(phone.ended(letter), letter)


def test_what_was_cleared_is_on_disk_no_more_and_is_done_anew_when_sent_again(
    phone: Any, server: Any, tiny: Any
) -> None:
    letter = phone.letter("doc", {"to_process": [tiny(30)]})
    phone.process(letter.body)
    first = phone.ended(letter)
    sealed, result = letter.body["content"], first.json()["result"]
    slices = [sealed[100:160], b64decode(sealed)[100:160], result[100:140], b64decode(result)[80:120]]
    assert server.traces(*slices[:2])
    assert server.traces(*slices[2:])

    assert phone.clear(SHA256=letter.body["SHA256"]).status_code == 200

    assert not [trace for trace in server.traces(*slices) if "docusnap.db" not in trace]
    assert refused(phone.process(letter.poll)) == "TASK_NOT_FOUND"
    assert phone.process(letter.body).status_code == 202
    assert phone.opened(phone.ended(letter), letter)
