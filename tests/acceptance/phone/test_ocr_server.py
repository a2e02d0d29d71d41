"""One DocuSnap as the OCR server of another, and of whoever speaks CnOCR's protocol."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
import requests

PATIENCE = 120


def post(address: str, **given: Any) -> requests.Response:
    with requests.Session() as http:
        http.trust_env = False
        return http.post(address, timeout=PATIENCE, **given)


@pytest.mark.parametrize("mount", ["", "/api", "/api/v1"])
def test_a_cnocr_client_gets_the_lines_with_their_places(
    reading_server: Any, slip: Callable[..., bytes], mount: str
) -> None:
    picture = slip("TOLLKIRSCH LTD", "63.05")
    answer = post(f"{reading_server.address}{mount}/ocr", files={"image": ("slip.png", picture, "image/png")})

    assert answer.status_code == 200
    told = answer.json()
    assert told["status_code"] == 200
    assert "TOLLKIRSCH LTD" in [line["text"] for line in told["results"]]
    for line in told["results"]:
        assert 0 < line["score"] <= 1
        assert len(line["position"]) == 4
        assert all(-5 <= x <= 565 and -5 <= y <= 485 for x, y in line["position"])
    top = next(line["position"] for line in told["results"] if line["text"] == "TOLLKIRSCH LTD")
    (left, upper), (right, _), (_, lower), _ = top
    assert left < right
    assert upper < lower < 90


@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_the_text_of_a_picture_is_told_alone(reading_server: Any, slip: Callable[..., bytes], head: str) -> None:
    picture = head + b64encode(slip("TOLLKIRSCH LTD", "63.05")).decode()
    answer = post(f"{reading_server.address}/ocr/extract", json={"image_data": picture})
    assert (answer.status_code, answer.json().keys()) == (200, {"text"})
    assert "TOLLKIRSCH LTD" in answer.json()["text"]
    assert "63.05" in answer.json()["text"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"files": {"picture": ("a.png", b"x")}},
        {"files": {"image": ("a.png", b"")}},
        {"files": {"image": ("a.png", b"no picture")}},
        {"json": {"image": "x"}},
    ],
)
def test_what_is_no_picture_is_refused(server: Any, given: dict[str, Any]) -> None:
    for path in ("/ocr", "/ocr/extract"):
        assert 400 <= post(server.address + path, **given).status_code < 500


def test_another_docusnap_reads_through_this_one(
    serve: Any, phone_of: Any, reading_server: Any, slip: Callable[..., bytes]
) -> None:
    other = serve(DOCUSNAP_OCR_ENGINE="remote", DOCUSNAP_OCR_URL=reading_server.address)
    picture = b64encode(slip("TOLLKIRSCH LTD", "63.05")).decode()
    result = phone_of(other.address).work("doc", {"to_process": [picture]})
    assert (result["kv"]["Total"], result["kv"]["Company"]) == ("63.05", "TOLLKIRSCH LTD")
