"""What is on a page, and what opens a door, stands in no log line and in no error, whatever fails."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer
from typing import Any

import pytest
import requests
from PIL import Image
from PIL.PngImagePlugin import PngInfo

WORD = "Quittenbaum"  # on the page, and in whatever quotes it
LIBRARY = "Mispelstrauch"  # known of another document
LLM_KEY = "sk-llm-kiwi-4711"
OCR_TOKEN = "ocr-token-kiwi-4712"
HOOK_TOKEN = "hook-token-kiwi-4713"
ADMIN_KEY = "admin-key-kiwi-4714-4714-4714-4714"
WRONG_KEY = "wrong-key-kiwi-4715"
HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRETS = [WORD, LIBRARY, LLM_KEY, OCR_TOKEN, HOOK_TOKEN, ADMIN_KEY, WRONG_KEY, HOOK_SECRET.removeprefix("whsec_")]

LINE = {"text": f"Name: {WORD}", "score": 0.99, "position": [[1, 1], [90, 1], [90, 20], [1, 20]]}
READ = json.dumps({"status_code": 200, "results": [LINE]})
UNDERSTOOD = json.dumps({"title": "Letter", "tags": [], "description": "", "kv": [{"key": "Name", "value": WORD}]})


def completion(content: str, **more: Any) -> str:
    return json.dumps({"choices": [{"finish_reason": "stop", "message": {"content": content, **more}}]})


class World(ThreadingHTTPServer):
    """The OCR server, the language model and the receiver of webhooks; `answers` says how each behaves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, tuple[int, str] | None] = {}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        world: Any = self.server
        role = self.path.split("/")[1]
        if (answer := world.answers[role]) is None:
            self.close_connection = True
            return
        status, body = answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def world(answering: Callable[[BaseServer], AbstractContextManager[None]]) -> Iterator[World]:
    with World() as made, answering(made):
        yield made


def page(number: int, *, damaged: bool = False) -> bytes:
    """A picture that says the word in its text, too."""
    out, said = io.BytesIO(), PngInfo()
    said.add_text("Comment", WORD)
    Image.new("RGB", (120, 60), (number, 255, 255)).save(out, "PNG", pnginfo=said)
    return out.getvalue()[: 90 if damaged else None]


FINE: tuple[int, str] = (200, "")
FAILURES: dict[str, dict[str, tuple[int, str] | None]] = {
    "nothing": {},
    "the language model babbles": {"llm": (200, completion(f"I read {WORD} there"))},
    "it answers in another shape": {"llm": (200, completion(json.dumps({"title": [WORD], "kv": {WORD: [WORD]}})))},
    "it refuses": {"llm": (200, completion("", refusal=f"I will not read {WORD}"))},
    "it answers nothing": {"llm": (200, WORD)},
    "it quotes what it was asked": {"llm": (400, json.dumps({"error": {"message": f"bad prompt: Name: {WORD}"}}))},
    "it quotes our key": {"llm": (401, json.dumps({"error": {"message": f"Incorrect API key: {LLM_KEY}"}}))},
    "it is down and quotes all": {"llm": (500, json.dumps({"error": {"message": f"{LLM_KEY}: Name: {WORD}"}}))},
    "it hangs up": {"llm": None},
    "the OCR server babbles": {"ocr": (200, f"<p>{WORD}")},
    "its answer is wrong": {"ocr": (200, json.dumps({"results": [{"text": [WORD], "score": WORD}]}))},
    "it refuses the page": {"ocr": (400, WORD)},
    "it is down": {"ocr": (503, f"{OCR_TOKEN} {WORD}")},
    "it hangs up too": {"ocr": None},
    "the webhook is refused": {"hook": (500, HOOK_TOKEN)},
    "its receiver is gone": {"hook": (410, HOOK_TOKEN)},
    "its receiver hangs up": {"hook": None},
}

BAD_BODIES = [
    f'{{"images": "{WORD}"',
    f'["{WORD}"]',
    json.dumps({"images": [WORD]}),
    json.dumps({"images": [], "tag": {WORD: LIBRARY}}),
    json.dumps({"images": ["aGVsbG8="], "library": [{"id": 1, "kv": {"Name": [LIBRARY]}}]}),
    json.dumps({"images": ["aGVsbG8="], "library": [LIBRARY]}),
    json.dumps({"images": ["aGVsbG8="], "callback_url": f"ftp://example.com/{HOOK_TOKEN}"}),
    json.dumps({"images": [f"https://example.com/{HOOK_TOKEN}"]}),
    json.dumps({"images": [f"data:image/png,{WORD}"]}),
]


class Client:
    """Keeps the body of everything that went wrong."""

    def __init__(self, server: Any, hook: str) -> None:
        self.server = server
        self.hook = hook
        self.told: list[str] = []
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers["Authorization"] = f"Bearer {ADMIN_KEY}"

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        answer = self.http.request(method, f"{self.server.address}{path}", timeout=60, **how)
        if not answer.ok:
            self.told.append(answer.text)
        return answer

    def post(self, picture: bytes) -> requests.Response:
        library = json.dumps([{"id": "1", "type": "doc", "kv": {"Name": LIBRARY}}])
        files = {"images": (f"{WORD}.png", picture), "library": (None, library)}
        return self.ask("POST", "/process_document", files=files, data={"callback_url": self.hook})

    def outcome(self, picture: bytes) -> str:
        accepted = self.post(picture)
        assert accepted.status_code == 202, accepted.text
        task = self.ask("GET", f"{accepted.json()['status_url']}?wait=30").json()
        self.told.append(json.dumps([task["error"], task["waiting"]]))
        return str(task["status"])


@pytest.mark.parametrize("style", ["text", "json"])
def test_neither_what_is_on_a_page_nor_what_opens_a_door_is_ever_told(
    style: str, world: World, start: Callable[..., Any], record: Any
) -> None:
    server = start(
        {"log": [style, logging.DEBUG]},
        OPENAI_LOG="debug",
        DOCUSNAP_ADMIN_KEY=ADMIN_KEY,
        DOCUSNAP_OCR_ENGINE="remote",
        DOCUSNAP_OCR_URL=f"{world.address}/ocr/{OCR_TOKEN}",
        DOCUSNAP_LLM_BASE_URL=f"{world.address}/llm/v1",
        DOCUSNAP_LLM_API_KEY=LLM_KEY,
        DOCUSNAP_OUTAGE_DAYS="0",
        DOCUSNAP_WEBHOOK_SECRET=HOOK_SECRET,
        DOCUSNAP_CALLBACKS_ALLOW="127.0.0.1",
    )
    client = Client(server, f"{world.address}/hook/{HOOK_TOKEN}?token={HOOK_TOKEN}")
    outcomes = {}
    for number, (name, broken) in enumerate(FAILURES.items()):
        world.answers = {"ocr": (200, READ), "llm": (200, completion(UNDERSTOOD)), "hook": (204, "")} | broken
        outcomes[name] = client.outcome(page(number))
    assert {
        name: "completed" if broken.keys() <= {"hook"} else "error" for name, broken in FAILURES.items()
    } == outcomes

    assert client.outcome(page(100, damaged=True)) == "error"
    for body in BAD_BODIES:
        client.ask("POST", "/process_document", data=body, headers={"Content-Type": "application/json"})
    client.ask("GET", f"/task/{WORD}?token={HOOK_TOKEN}")
    client.ask("POST", "/queue/process", json={"limit": WORD})
    client.ask("GET", "/queue/stats", headers={"Authorization": f"Bearer {WRONG_KEY}"})
    client.ask("GET", "/queue/stats", headers={"X-API-Key": WRONG_KEY})
    client.ask("POST", "/process_document", data=b"\xff", headers={"Content-Type": f"multipart/form-data; x={WORD}"})
    record.ask("ALTER TABLE tasks RENAME TO hidden")
    assert client.post(page(101)).status_code >= 500
    assert client.ask("GET", "/queue/stats").status_code == 200
    record.ask("ALTER TABLE hidden RENAME TO tasks")
    assert server.stop() == 0

    for place, text in (("log", "\n".join(server.said)), ("errors", "\n".join(client.told))):
        assert {secret for secret in SECRETS if secret in text} == set(), place
    assert len([line for line in server.said if "failed" in line]) > len(FAILURES) / 2, "what failed is in the log"
