"""Letters that were damaged, made up or tampered with: documented answers only, and no oracle among them."""

import gc
import hashlib
import json
import time
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from docusnap.app import create_app
from docusnap.settings import load_settings
from docusnap.settings.groups import Settings
from docusnap.wiring import Services, build

CODES = {
    "MISSING_REQUIRED_FIELD", "INVALID_TYPE", "MISSING_CONTENT", "TASK_NOT_FOUND", "SHA256_MISMATCH",
    "RSA_DECRYPTION_FAILED", "AES_DECRYPTION_FAILED", "INVALID_JSON", "OCR_FAILURE",
}  # fmt: skip
LARGEST = 40_000_000
FUZZ = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(
        {
            "DOCUSNAP_DATA_DIR": tmp_path_factory.mktemp("envelope") / "data",
            "DOCUSNAP_OCR_ENGINE": "null",
            "DOCUSNAP_LLM_BASE_URL": "",
            "DOCUSNAP_LLM_API_KEY": "",
            "DOCUSNAP_MAX_REQUEST_BYTES": LARGEST,
            "DOCUSNAP_ANONYMOUS_RATE": 0,
        }
    )


@pytest.fixture(scope="module")
def services(chosen: Settings) -> Iterator[Services]:
    """The whole house, where nothing works on what was accepted unless it is told to."""
    built = build(chosen)
    yield built
    built.stop(0)


@pytest.fixture(scope="module")
def app(chosen: Settings, services: Services) -> Flask:
    return create_app(chosen, services)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def sealer(phone_of: Callable[..., Any], client: FlaskClient) -> Any:
    """A phone that seals for the application, and sends nothing itself."""
    phone = phone_of("")
    phone.get = lambda path: type("Answer", (), {"text": client.get(path).text})
    return phone


@pytest.fixture(scope="module")
def letter(sealer: Any, tiny: Any) -> Any:
    """A good one."""
    return sealer.letter("doc", {"to_process": [tiny(60)], "file_lib": {"docs": [{"id": "a", "title": "b"}]}})


def check(answer: Any) -> str:
    """The code, which must be of the list; "" when the letter was accepted."""
    told = answer.get_json()
    if answer.status_code in (200, 202):
        assert told["status"] in ("processing", "completed")
        return ""
    assert answer.status_code == 400, (answer.status_code, answer.text[:500])
    assert told.keys() == {"status", "error_detail"}
    assert told["status"] == "error"
    assert told["error_detail"] in CODES
    return str(told["error_detail"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
TEXT = st.one_of(
    st.text(),
    st.text(alphabet="AZaz09+/=-_ \n\0"),
    st.binary(max_size=100).map(lambda raw: b64encode(raw).decode()),
    st.just("A" * 80_000),
    st.just("=" * 1000),
)


@st.composite
def damage(draw: Any) -> Callable[[str], str]:
    """Does something to a base64 text, or to the bytes in it."""
    kind = draw(st.sampled_from(["flip", "cut", "cut letters", "append", "swap blocks", "insert", "replace"]))
    at, byte = draw(st.integers(0, 10**6)), draw(st.integers(0, 255))
    other = draw(TEXT)

    def do(text: str) -> str:
        raw = bytearray(b64decode(text))
        place = at % len(raw)
        if kind == "flip":
            raw[place] ^= 1 << byte % 8
        elif kind == "cut":
            del raw[place:]
        elif kind == "append":
            raw += bytes([byte]) * (1 + at % 48)
        elif kind == "swap blocks":
            raw[:16], raw[16:32] = raw[16:32], raw[:16]
        elif kind == "cut letters":
            return text[: at % len(text)]
        elif kind == "insert":
            spot = at % len(text)
            return text[:spot] + other + text[spot:]
        elif kind == "replace":
            return other
        return b64encode(raw).decode()

    return do


@FUZZ
@given(harm=damage(), key=st.sampled_from(["content", "aes_key"]), rehash=st.booleans())
def test_a_damaged_letter_gets_a_code_of_the_list(
    client: FlaskClient, sealer: Any, letter: Any, harm: Callable[[str], str], key: str, rehash: bool
) -> None:
    body = letter.body | {key: harm(letter.body[key]), "client_id": str(uuid.uuid4())}
    if rehash:
        body["SHA256"] = hashlib.sha256(body["content"].encode()).hexdigest()
    code = check(client.post("/process", json=body))
    if rehash and "".join(body[key].split()) != letter.body[key] and key == "aes_key":
        assert code != ""


@FUZZ
@given(changes=st.dictionaries(st.sampled_from(["client_id", "type", "SHA256", "has_content", "content", "aes_key"]),
                               JSON, min_size=1), more=st.dictionaries(st.text(), JSON, max_size=3))  # fmt: skip
def test_a_body_with_any_values_gets_a_code_of_the_list(
    client: FlaskClient, letter: Any, changes: dict[str, Any], more: dict[str, Any]
) -> None:
    check(client.post("/process", data=json.dumps(more | letter.body | changes), content_type="application/json"))


@FUZZ
@given(body=st.binary() | st.text().map(str.encode) | JSON.map(json.dumps).map(str.encode))
@example(body=b"[" * 80_000)
@example(body=b'{"a":' * 80_000)
@example(body=b'{"client_id": 1' + b"0" * 10_000 + b"}")
@example(body=b'{"client_id": "a", "client_id": "b"}')
def test_any_body_gets_a_code_of_the_list(client: FlaskClient, body: bytes) -> None:
    for content_type in ("application/json", "text/plain", "multipart/form-data; boundary=a"):
        assert check(client.post("/process", data=body, content_type=content_type)) != ""


@FUZZ
@given(inner=st.binary() | JSON.map(json.dumps).map(str.encode)
       | st.dictionaries(st.sampled_from(["to_process", "file_lib"]), JSON).map(json.dumps).map(str.encode),
       kind=st.sampled_from(["doc", "form", "fill"]))  # fmt: skip
@example(inner=b"[" * 80_000, kind="doc")
@example(inner=b'{"to_process":' * 50_000, kind="fill")
@example(inner=b'{"to_process": {"fields": ["a"]}, "file_lib": ' + b'{"docs":' * 50_000, kind="fill")
@example(inner=b'{"to_process": 1' + b"0" * 10_000 + b"}", kind="doc")
@example(inner=b'{"to_process": ["\\ud800"]}', kind="doc")
def test_any_inner_text_is_accepted_or_refused_with_the_one_code(
    client: FlaskClient, sealer: Any, inner: bytes, kind: str
) -> None:
    code = check(client.post("/process", json=sealer.letter(kind, inner).body))
    assert code in ("", "AES_DECRYPTION_FAILED", "MISSING_CONTENT", "OCR_FAILURE")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.sampled_from(
    [
        "Name",
        "Date of birth",
        "E-mail",
        "Total",
        "Signature",
        "31/12/1999",
        "1e999",
        "a@b.example",
        "\u202e",
        "[x]",
        "{{a}}",
    ]
)
FACTS = st.dictionaries(WORDS, WORDS | st.lists(WORDS, max_size=2) | st.dictionaries(WORDS, WORDS, max_size=2))
KNOWN = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["a", "b", "c", "d", "e", "f", "g"])},
        optional={"title": WORDS, "tags": st.lists(WORDS, max_size=3), "description": WORDS, "kv": FACTS},
    ),
    max_size=7,
)


@settings(FUZZ, max_examples=40)
@given(
    kind=st.sampled_from(["doc", "form", "fill"]),
    fields=st.lists(WORDS.filter(bool), min_size=1, max_size=5),
    docs=KNOWN,
    forms=KNOWN,
)
def test_what_is_accepted_is_done_and_names_nothing_but_what_the_client_sent(
    client: FlaskClient,
    services: Services,
    sealer: Any,
    tiny: Any,
    kind: str,
    fields: list[str],
    docs: list[dict[str, Any]],
    forms: list[dict[str, Any]],
) -> None:
    work = {"title": "A form", "fields": fields} if kind == "fill" else [tiny(62)]
    sent = sealer.letter(kind, {"to_process": work, "file_lib": {"docs": docs, "forms": forms}})
    assert client.post("/process", json=sent.body).status_code == 202
    services.drain.process_document_queue(100, 60)

    result = sealer.opened(client.post("/process", json=sent.poll), sent)

    named = [filled["source"] for filled in result.values()] if kind == "fill" else result["related"]
    known = {("doc", entry["id"]) for entry in docs} | {("form", entry["id"]) for entry in forms}
    assert {(source["type"], source["resource_id"]) for source in named} <= known
    assert result.keys() <= {*fields} if kind == "fill" else len(named) <= 5


def test_a_replayed_key_opens_nothing_but_its_own_letter(client: FlaskClient, sealer: Any, letter: Any) -> None:
    other = sealer.letter("doc", b'{"to_process": ["AAAA"]}')
    assert check(client.post("/process", json=other.body | {"aes_key": letter.body["aes_key"]})) == (
        "AES_DECRYPTION_FAILED"
    )


def test_a_giant_letter_is_refused_and_the_next_one_accepted(client: FlaskClient, sealer: Any, tiny: Any) -> None:
    giant = sealer.letter_of("doc", "A" * 30_000_000, bytes(32))
    assert check(client.post("/process", json=giant.body)) == "AES_DECRYPTION_FAILED"
    larger = client.post("/process", json=giant.body | {"content": "A" * (LARGEST + 1)})
    assert 400 <= larger.status_code < 500
    next_one = sealer.letter("doc", {"to_process": [tiny(61)]})
    assert check(client.post("/process", json=next_one.body)) == ""


@FUZZ
@given(harm=damage(), key=st.sampled_from(["encrypted_data", "encrypted_key"]), value=JSON, whole=st.booleans())
def test_a_damaged_request_on_a_named_endpoint_is_refused(
    client: FlaskClient, sealer: Any, tiny: Any, harm: Callable[[str], str], key: str, value: Any, whole: bool
) -> None:
    good = sealer.sealed(json.dumps({"images": [tiny(61)]}).encode(), bytes(32))
    body = good | {key: value if whole else harm(good[key])}
    for path in ("/process_document", "/task_status"):
        answer = client.post(path, data=json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 202) or 400 <= answer.status_code < 500, answer.text[:500]


# --- the oracle -----------------------------------------------------------------------------------------------


def beads(tail: bytes) -> bytes:
    """A long inner text, costly to parse, with something at its end."""
    return b'{"to_process": 1, "beads": [' + b"[]," * 400_000 + b"[]" + tail


def whole_blocks(text: bytes) -> bytes:
    return text + b" " * (-len(text) % 16)


SPOILT = {
    "bad padding": whole_blocks(beads(b"]} ")),
    "bad UTF-8": beads(b'], "\xff": 1}'),
    "bad JSON": beads(b"}"),
    "a wrong shape": beads(b"]}"),
}


def doors(sealer: Any) -> dict[str, Callable[[str], tuple[str, bytes]]]:
    """How each spoilt text is sent: through `/process`, and through a named endpoint."""

    def process(name: str) -> tuple[str, bytes]:
        sealed = sealer.letter("doc", SPOILT[name], padded=name != "bad padding")
        return "/process", json.dumps(sealed.body).encode()

    def named(name: str) -> tuple[str, bytes]:
        sealed = sealer.sealed(SPOILT[name], bytes(32), padded=name != "bad padding")
        return "/process_document", json.dumps(sealed).encode()

    return {"process": process, "named": named}


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Without garbage collection, whose rounds come by chance and last longer than what is measured."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("door", ["process", "named"])
def test_no_answer_tells_bad_padding_from_a_bad_text_nor_by_the_work_it_took(
    client: FlaskClient, sealer: Any, door: str
) -> None:
    send = doors(sealer)[door]
    letters = {name: send(name) for name in SPOILT}
    answers: dict[str, Any] = {}
    work = dict.fromkeys(SPOILT, float("inf"))
    for _ in range(12):
        for name, (path, body) in letters.items():
            begun = time.thread_time()
            answer = client.post(path, data=body, content_type="application/json")
            work[name] = min(work[name], time.thread_time() - begun)
            headers = [header for header in answer.headers if header[0] != "X-Request-ID"]
            told = answer.get_json()
            told.pop("request_id", None)
            answers[name] = answer.status_code, headers, told

    assert len({repr(answer) for answer in answers.values()}) == 1, answers
    assert max(work.values()) < 1.5 * min(work.values()), work
