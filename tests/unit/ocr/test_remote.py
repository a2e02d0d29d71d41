"""The remote engine's view of an OCR server that fails."""

from collections.abc import Iterator

import numpy as np
import pytest
import requests
import responses

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.ocr.remote import RemoteEngine

PAGE = np.full((200, 400, 3), 255, np.uint8)
URL = "http://ocr.example:8501/ocr"
LINE = {"text": "Total 16.40", "score": 0.93, "position": [[10, 20], [120, 20], [120, 40], [10, 40]]}


@pytest.fixture
def server() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize("url", ["http://ocr.example:8501", "http://ocr.example:8501/", URL])
def test_the_page_is_sent_as_png_in_the_field_image(server: responses.RequestsMock, url: str) -> None:
    server.post(URL, json={"status_code": 200, "results": []})

    assert RemoteEngine(url=url).read(PAGE) == []
    body = server.calls[0].request.body
    assert b'name="image"' in body
    assert b"\x89PNG" in body


def test_a_key_is_sent_when_there_is_one_and_is_not_part_of_the_recipe(server: responses.RequestsMock) -> None:
    server.post(URL, json={"results": []})
    engine = RemoteEngine(url=URL, key="dsk_1_2")
    engine.read(PAGE)
    RemoteEngine(url=URL).read(PAGE)
    with_key, without = (call.request.headers for call in server.calls)
    assert with_key["Authorization"] == "Bearer dsk_1_2"
    assert "Authorization" not in without
    assert engine.recipe == RemoteEngine(url=URL).recipe


def test_lines_become_segments_with_words_along_them(server: responses.RequestsMock) -> None:
    server.post(URL, json={"status_code": 200, "results": [LINE]})

    (found,) = RemoteEngine(url=URL).read(PAGE)

    assert found.text == "Total 16.40"
    assert [(w.text, w.box, w.confidence) for w in found.words] == [
        ("Total", (10, 20, 60, 40), 0.93),
        ("16.40", (70, 20, 120, 40), 0.93),
    ]


def test_a_server_that_cannot_be_reached_is_tried_again_later(server: responses.RequestsMock) -> None:
    server.post(URL, body=requests.ConnectionError(f"refused: {URL}"))

    with pytest.raises(OcrUnavailable, match="ConnectionError") as told:
        RemoteEngine(url=URL).read(PAGE)
    assert URL not in str(told.value), "an address may hold a token"


def test_a_server_that_hangs_is_tried_again_later(server: responses.RequestsMock) -> None:
    server.post(URL, body=requests.ReadTimeout("60 s"))

    with pytest.raises(OcrUnavailable):
        RemoteEngine(url=URL).read(PAGE)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_overloaded_or_broken_server_says_when_to_come_back(server: responses.RequestsMock, status: int) -> None:
    server.post(URL, status=status, headers={"Retry-After": "17"})

    with pytest.raises(OcrUnavailable, match=str(status)) as raised:
        RemoteEngine(url=URL).read(PAGE)
    assert raised.value.retry_after == 17


@pytest.mark.parametrize("when", ["", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_unclear_retry_after_is_left_to_our_own_backoff(server: responses.RequestsMock, when: str) -> None:
    server.post(URL, status=503, headers={"Retry-After": when})

    with pytest.raises(OcrUnavailable) as raised:
        RemoteEngine(url=URL).read(PAGE)
    assert raised.value.retry_after is None


@pytest.mark.parametrize("status", [400, 401, 404, 413])
def test_a_refusal_is_final(server: responses.RequestsMock, status: int) -> None:
    server.post(URL, status=status)

    with pytest.raises(OcrFailure, match=str(status)) as raised:
        RemoteEngine(url=URL).read(PAGE)
    assert not raised.value.retryable


def test_a_failure_reported_inside_the_answer_is_one(server: responses.RequestsMock) -> None:
    server.post(URL, json={"status_code": 500, "results": []})

    with pytest.raises(OcrUnavailable, match="500"):
        RemoteEngine(url=URL).read(PAGE)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "{}",
        '{"status_code": 200, "results": [{"text": "x"}]}',
        '{"results": [{"text": "x", "score": 1, "position": [[0, 0], [1, 0]]}]}',
        '{"results": [{"text": "x", "score": 1, "position": [[0, 0], [NaN, 0], [1, 1], [0, 1]]}]}',
    ],
)
def test_an_answer_that_is_none_is_a_failure(server: responses.RequestsMock, body: str) -> None:
    server.post(URL, body=body)

    with pytest.raises(OcrFailure, match="answer"):
        RemoteEngine(url=URL).read(PAGE)


def test_boxes_that_leave_the_page_are_cut_at_its_edge(server: responses.RequestsMock) -> None:
    line = LINE | {"position": [[-50, -20], [900, -20], [900, 400], [-50, 400]], "score": 1.5}
    server.post(URL, json={"results": [line]})

    (found,) = RemoteEngine(url=URL).read(PAGE)

    assert found.box == (0, 0, 400, 200)
    assert found.confidence == 1


@pytest.mark.parametrize("url", ["", "ocr.example:8501", "ftp://ocr.example", "http://"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="OCR_URL"):
        RemoteEngine(url=url)


def test_a_server_that_answers_anything_is_up(server: responses.RequestsMock) -> None:
    server.get(URL, status=405)
    RemoteEngine(url=URL, key="dsk_1_2").check()
    assert "Authorization" not in server.calls[0].request.headers


def test_a_server_that_is_broken_or_silent_is_down_and_told_by_its_address(server: responses.RequestsMock) -> None:
    server.get(URL, status=502)
    server.get(URL, body=requests.ConnectTimeout())
    for told in ("answered 502", "does not answer"):
        with pytest.raises(OcrUnavailable, match=f"at ocr.example:8501 {told}"):
            RemoteEngine(url=URL).check()
