"""A model that sees: pictures of pages go beside the words, where the operator lets them and the server takes them."""

import base64
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from docusnap.app import create_app
from docusnap.domain.errors import LlmFailure
from docusnap.llm.client import Prompt
from docusnap.llm.openai import OpenAIModel
from docusnap.llm.shapes import AnswerShape
from docusnap.settings import load_settings
from docusnap.wiring import build

from .conftest import ScriptedServer

Make = Callable[..., OpenAIModel]
PROMPT = Prompt("document", "Instructions.", "[p1.01] TOTAL 9.00", (b"one", b"two"))
ANSWER = {"title": "T", "tags": ["Receipt"], "description": "D", "kv": [], "related": []}


class Shape(AnswerShape):
    """A small answer."""

    title: str


def contents(server: ScriptedServer) -> list[Any]:
    return [request["messages"][1]["content"] for request in server.requests]


def test_pictures_go_as_data_after_the_words(server: ScriptedServer, model_of: Make) -> None:
    server.says('{"title": "T"}')
    reply = model_of().ask(PROMPT, Shape)
    (content,) = contents(server)
    assert [part["type"] for part in content] == ["text", "image_url", "image_url"]
    assert content[0]["text"] == PROMPT.matter
    assert content[2]["image_url"]["url"] == "data:image/jpeg;base64," + base64.b64encode(b"two").decode()
    assert (reply.pictures_sent, reply.saw) == (2, True)


def test_a_prompt_without_pictures_is_plain_text(server: ScriptedServer, model_of: Make) -> None:
    server.says('{"title": "T"}')
    reply = model_of().ask(Prompt("document", "I", "matter"), Shape)
    assert contents(server) == ["matter"]
    assert (reply.pictures_sent, reply.saw) == (0, False)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "This model does not support image inputs."),
        (400, "Invalid type for 'messages[1].content': expected a string, got an array"),
        (404, "No endpoints found that support image input"),
        (415, "no"),
        (422, "messages.1.content: Input should be a valid string"),
        (500, "image input is not supported - hint: you may need to provide the mmproj"),
    ],
)
def test_a_server_that_takes_no_pictures_is_asked_with_the_words_and_that_is_remembered(
    server: ScriptedServer, model_of: Make, status: int, message: str
) -> None:
    server.fails(status, message)
    server.says('{"title": "T"}')
    model = model_of()
    replies = [model.ask(PROMPT, Shape) for _ in range(2)]
    assert contents(server)[1:] == [PROMPT.matter, PROMPT.matter]
    assert [(reply.pictures_sent, reply.saw) for reply in replies] == [(2, False), (0, False)]


def test_pictures_that_are_too_large_once_are_tried_again_with_the_next_document(
    server: ScriptedServer, model_of: Make
) -> None:
    server.fails(413, "too large")
    server.says('{"title": "T"}')
    model = model_of()
    assert [model.ask(PROMPT, Shape).saw for _ in range(2)] == [False, True]


def test_another_fault_is_not_taken_for_a_refusal_of_pictures(server: ScriptedServer, model_of: Make) -> None:
    server.fails(400, "your account is not active")
    with pytest.raises(LlmFailure, match="400"):
        model_of().ask(PROMPT, Shape)
    assert len(server.requests) == 1


def test_the_second_round_shows_the_pictures_again(server: ScriptedServer, model_of: Make) -> None:
    server.says("nonsense")
    server.says('{"title": "T"}')
    model_of().ask(PROMPT, Shape)
    assert [len(content) for content in contents(server)] == [3, 3]


def photo(width: int = 2400, height: int = 1200) -> bytes:
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((100, 100, 600, 300), fill="black")
    out = BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def client_of(server: ScriptedServer, tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """Makes clients of whole servers that ask the scripted one."""
    running = []
    server.lists_models = True

    def make(**settings: str) -> FlaskClient:
        given = {"DOCUSNAP_DATA_DIR": str(tmp_path), "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_LLM_BASE_URL": server.url}
        loaded = load_settings(given | settings)
        services = build(loaded)
        services.start()
        running.append(services)
        return create_app(loaded, services).test_client()

    yield make
    for services in running:
        services.stop(0)


def test_a_whole_server_sends_the_upright_pictures_small_enough_and_says_so(
    server: ScriptedServer, client_of: Callable[..., FlaskClient]
) -> None:
    stamp = {"key": "Stamp", "value": "VOID 7", "printed": "", "lines": ["p1.0"]}
    server.says(json.dumps(ANSWER | {"kv": [stamp]}))
    client = client_of(DOCUSNAP_LLM_PICTURES="1")
    told = client.post("/process_document?wait=20", data={"images": (BytesIO(photo()), "a.jpg")}).get_json()
    result = told["result"]
    url = contents(server)[-1][1]["image_url"]["url"]
    with Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1568, 784))
    assert "The pictures that follow: page 1." in contents(server)[-1][0]["text"]
    assert result["pictures_sent"] == 1
    assert {"key": "Stamp", "code": "only_in_picture"} in result["warnings"]
    found = result["evidence"]["Stamp"]
    assert (found["page"], found["box"], found["text"]) == (1, [0, 0, 2400, 1200], "")
    assert found["confidence"] < 0.5
    assert client.get("/readyz").get_json()["pictures_leave"] is True


def test_no_picture_leaves_unless_that_is_set(server: ScriptedServer, client_of: Callable[..., FlaskClient]) -> None:
    server.says(json.dumps(ANSWER | {"kv": [{"key": "Stamp", "value": "VOID 7", "printed": "", "lines": ["p1.0"]}]}))
    client = client_of()
    told = client.post("/process_document?wait=20", data={"images": (BytesIO(photo()), "a.jpg")}).get_json()
    assert all(isinstance(content, str) for content in contents(server))
    assert told["result"].get("pictures_sent") is None
    assert {"key": "Stamp", "code": "not_on_page"} in told["result"]["warnings"]
    assert client.get("/readyz").get_json()["pictures_leave"] is False


def test_a_result_made_without_the_pictures_that_were_refused_says_so(
    server: ScriptedServer, client_of: Callable[..., FlaskClient]
) -> None:
    server.fails(400, "image_url is not supported by this model")
    server.says(json.dumps(ANSWER))
    client = client_of(DOCUSNAP_LLM_PICTURES="true")
    told = client.post("/process_document?wait=20", data={"images": (BytesIO(photo()), "a.jpg")}).get_json()
    assert {"key": "document", "code": "pictures_refused"} in told["result"]["warnings"]
    assert told["result"]["pictures_sent"] == 1
