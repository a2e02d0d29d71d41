"""A server whose answers the test writes, and pages made of lines of text.

The server is a real one: the SDK speaks through httpx2, which `responses` (it stands in for requests) cannot see.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from docusnap.domain.page import Page, Segment, Word
from docusnap.llm.openai import OpenAIModel


@dataclass
class ScriptedServer:
    """Answers each request with the next of `replies` (the last for ever) and keeps the requests.

    A reply is (status, headers, body); a body of None never comes. `lists_models`: whether a GET takes no reply.
    """

    url: str = ""
    replies: list[tuple[int, dict[str, str], bytes | None]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    lists_models: bool = False
    stopped: Event = field(default_factory=Event)

    def says(self, content: str | None, finish: str = "stop", **message: Any) -> None:
        """The next reply is a completion with this content, of 10 + 5 tokens."""
        completion = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [
                {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
            ],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        }
        self.replies.append((200, {}, json.dumps(completion).encode()))

    def fails(self, status: int, message: str = "no", headers: dict[str, str] | None = None, **error: Any) -> None:
        """The next reply is an error in the usual envelope."""
        self.replies.append((status, headers or {}, json.dumps({"error": {"message": message, **error}}).encode()))

    def hangs(self) -> None:
        """The next reply never comes."""
        self.replies.append((200, {}, None))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    script = ScriptedServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if script.lists_models:
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.answer({"path": self.path})

        def do_POST(self) -> None:
            self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def answer(self, asked: dict[str, Any]) -> None:
            script.requests.append(asked | {"authorization": self.headers["Authorization"]})
            status, headers, content = script.replies[min(len(script.requests), len(script.replies)) - 1]
            if content is None:
                script.stopped.wait()
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(content)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client may have read enough
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield script
    script.stopped.set()
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def model_of(server: ScriptedServer) -> Iterator[Callable[..., OpenAIModel]]:
    """Makes models that ask the scripted server."""
    made: list[OpenAIModel] = []

    def make(**options: Any) -> OpenAIModel:
        made.append(OpenAIModel("m", **({"base_url": server.url, "api_key": "sk-secret", "timeout": 20.0} | options)))
        return made[-1]

    yield make
    for model in made:
        model.close()


@pytest.fixture
def page_of() -> Callable[..., Page]:
    """Makes a page with one line of text for each argument."""

    def make(*texts: str, number: int = 1) -> Page:
        lines = [(text, (10.0, 30.0 * i, 400.0, 30.0 * i + 20)) for i, text in enumerate(texts)]
        return Page(number, 600, 800, tuple(Segment(text, (Word(text, box, 0.9),)) for text, box in lines))

    return make
