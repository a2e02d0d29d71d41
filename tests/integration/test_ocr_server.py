"""One house reads for another: `/ocr`, `/ocr/extract`, and the `remote` engine as their client."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import requests
from flask import Flask
from PIL import Image, ImageOps
from urllib3 import encode_multipart_formdata
from werkzeug.serving import make_server

from docusnap.api import ocr_server
from docusnap.app import create_app
from docusnap.domain.page import Page
from docusnap.http import problem
from docusnap.ocr.remote import RemoteEngine
from docusnap.settings import load_settings
from docusnap.settings.groups import LimitSettings
from docusnap.wiring import build

EMPTY = dict(zip(("data", "content_type"), encode_multipart_formdata({"image": ("x", b"")}), strict=True))
RECEIPT = (Path(__file__).parents[2] / "samples" / "receipt.jpg").read_bytes()


def png(image):
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path_factory.mktemp("data"), "DOCUSNAP_OCR_ENGINE": "rapid"})
    services = build(settings)
    yield create_app(settings, services)
    services.stop(5)


@pytest.fixture(scope="module")
def http(house):
    return house.test_client()


@pytest.fixture(scope="module")
def address(house, answering):
    server = make_server("127.0.0.1", 0, house, threaded=True)
    with answering(server):
        yield f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize("prefix", ["", "/api", "/api/v1"])
def test_lines_are_told_as_cnocr_does(http, prefix):
    answer = http.post(f"{prefix}/ocr", data={"image": (BytesIO(RECEIPT), "page.jpg")})
    assert answer.status_code == 200
    assert answer.json["status_code"] == 200
    width, height = ImageOps.exif_transpose(Image.open(BytesIO(RECEIPT))).size
    for line in answer.json["results"]:
        assert line.keys() == {"text", "score", "position"}
        assert 0 <= line["score"] <= 1
        (x0, y0), (x1, top), (right, y1), (left, bottom) = line["position"]
        assert (top, right, left, bottom) == (y0, x1, x0, y1)
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height
    assert any("HARBOUR LANE" in line["text"] for line in answer.json["results"])


def test_text_is_told_line_by_line(http):
    answer = http.post("/ocr/extract", json={"image_data": base64.b64encode(RECEIPT).decode()})
    assert answer.json.keys() == {"text"}
    assert "HARBOUR LANE BOOKS LTD" in answer.json["text"].splitlines()[0]


def test_an_empty_picture_has_no_lines(http):
    blank = png(Image.new("RGB", (200, 100), "white"))
    assert http.post("/ocr", data={"image": (BytesIO(blank), "")}).json == {"status_code": 200, "results": []}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"data": {}}, 415, "unsupported_media_type"),
        ({"data": {"other": (BytesIO(b"x"), "x")}}, 400, "missing_input"),
        (EMPTY, 400, "unreadable_file"),
        ({"data": {"image": (BytesIO(b"no picture"), "x")}}, 400, "unsupported_file"),
        ({"data": {"image": (BytesIO(b"\x89PNG\r\n\x1a\n"), "x")}}, 400, "unreadable_file"),
    ],
)
def test_what_is_no_picture_is_refused(http, body, status, code):
    answer = http.post("/ocr", **body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("value", [None, 7, "no base64!", "https://example.org/page.png", ""])
def test_what_is_no_picture_in_json_is_refused(http, value):
    answer = http.post("/ocr/extract", json={"image_data": value})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_the_remote_engine_reads_what_the_server_reads(address):
    image = np.asarray(Image.open(BytesIO(RECEIPT)).convert("RGB"))
    told = requests.post(f"{address}/ocr", files={"image": png(Image.fromarray(image))}, timeout=60).json()["results"]
    read = RemoteEngine(url=address).read(image)
    assert [segment.text for segment in read] == [line["text"] for line in told]


def test_a_house_reads_a_document_by_another(address, tmp_path):
    given = {"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "remote", "DOCUSNAP_OCR_URL": address}
    settings = load_settings(given)
    services = build(settings)
    services.start()
    try:
        http = create_app(settings, services).test_client()
        task = http.post("/process_document", data={"images": (BytesIO(RECEIPT), "x")}).json["task_id"]
        found = http.get(f"/task/{task}?wait=30").json
        assert (found["status"], found["result"]["kv"]["Total"]) == ("completed", "36.67")
    finally:
        services.stop(5)


def test_no_more_is_read_at_a_time_than_there_are_threads_for(monkeypatch):
    monkeypatch.setattr(ocr_server, "charge_quota", lambda request: None)  # nobody's key is asked for here
    begun, go_on = threading.Event(), threading.Event()

    def slow(_):
        begun.set()
        go_on.wait(30)
        return Page(1, 10, 10)

    app = Flask("test")
    problem.install(app)
    app.register_blueprint(ocr_server.blueprint(slow, LimitSettings(), at_once=1))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lambda: app.test_client().post("/ocr", data={"image": (BytesIO(b"x"), "x")}))
        assert begun.wait(30)
        busy = app.test_client().post("/ocr", data={"image": (BytesIO(b"x"), "x")})
        go_on.set()
        assert first.result().status_code == 200
    assert (busy.status_code, busy.json["code"], busy.headers["Retry-After"]) == (503, "busy", "1")
