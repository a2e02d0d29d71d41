"""Delegation over the real app and its threads: one flight, webhooks, images by address, added operations."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from standardwebhooks import Webhook

from docusnap import wiring
from docusnap.app import create_app
from docusnap.delegation.hooks import Hooks
from docusnap.domain.page import Segment, Word
from docusnap.extraction.reader import OfflineReader
from docusnap.ocr.null import NullEngine
from docusnap.settings import load_settings

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SHOUTING = Path(__file__).parent / "plugins" / "shouting.py"


def picture(shade):
    out = BytesIO()
    Image.new("L", (300, 200), shade).save(out, "PNG")
    return out.getvalue()


class CountingEngine(NullEngine):
    """Reads the same line on every page; the first page waits until the test lets it go on."""

    def __init__(self):
        self.pages = 0
        self.may_read = threading.Event()

    def read(self, image):
        self.pages += 1
        assert self.may_read.wait(60)
        return [Segment("Total: 9.00", (Word("Total: 9.00", (10, 10, 90, 30), 0.9),))]


class CountingReader(OfflineReader):
    calls = 0

    def document(self, pages, library):
        self.calls += 1
        return super().document(pages, library)


class Site:
    """A web server on this machine that keeps what it is sent and shows one picture."""

    def __init__(self):
        self.told, self.got, self.fetched = [], threading.Condition(), 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with site.got:
                    site.told.append((dict(self.headers.items()), body))
                    site.got.notify_all()
                self.send_response(204)
                self.end_headers()

            def do_GET(self):
                site.fetched += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(picture(77))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def wait_for(self, count):
        with self.got:
            assert self.got.wait_for(lambda: len(self.told) >= count, 30)
            return [json.loads(body) for _, body in self.told]


@pytest.fixture
def site(answering):
    made = Site()
    with answering(made.server):
        yield made


@pytest.fixture
def engine(monkeypatch):
    made = CountingEngine()
    monkeypatch.setattr(wiring.engines, "ocr_engine", lambda _: made)
    yield made
    made.may_read.set()


@pytest.fixture
def model(monkeypatch):
    made = CountingReader(day_first=True)
    monkeypatch.setattr(wiring.engines, "OfflineReader", lambda **_: made)
    return made


@pytest.fixture
def house(tmp_path, engine, model):
    """Starts the house with some settings on one folder; gives its services and an HTTP client."""

    @contextmanager
    def start(hooks=wiring.NO_HOOKS, **more):
        settings = load_settings(
            {
                "DOCUSNAP_DATA_DIR": tmp_path,
                "DOCUSNAP_WEBHOOK_SECRET": SECRET,
                "DOCUSNAP_CALLBACKS_ALLOW": "127.0.0.1",
                "DOCUSNAP_FETCH_ALLOW": "127.0.0.1",
                **{f"DOCUSNAP_{name.upper()}": value for name, value in more.items()},
            }
        )
        services = wiring.build(settings, hooks)
        services.start()
        try:
            app = create_app(settings, services)
            app.extensions["queue"] = services.queue
            yield app
        finally:
            services.stop(10)

    return start


def send(client, *pictures, path="/process_document", headers=None, **fields):
    data = {"images": [(BytesIO(p), "page.png") for p in pictures], **fields}
    return client.post(path, data=data, content_type="multipart/form-data", headers=headers)


def ended(client, answer):
    assert answer.status_code == 202, answer.text
    return client.get(answer.headers["Location"], query_string={"wait": 30}).json


def test_fifty_identical_requests_at_a_time_cost_one_reading_and_one_call(house, engine, model, site):
    with house() as app:
        start, answers = threading.Barrier(50), []

        def ask():
            start.wait()
            with app.test_client() as client:
                answers.append(send(client, picture(200), callback_url=f"{site.address}/hook").json)

        threads = [threading.Thread(target=ask) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client = app.test_client()
        tasks = [client.get(answer["status_url"]).json for answer in answers]
        assert sorted(task["joined"] for task in tasks) == [False] + [True] * 49
        engine.may_read.set()
        done = [client.get(answer["status_url"], query_string={"wait": 30}).json for answer in answers]
        assert {(task["status"], task["cached"]) for task in done} == {("completed", False)}
        assert len({json.dumps(task["result"]) for task in done}) == 1
        again = ended(client, send(client, picture(200)))
        assert (again["cached"], again["joined"], again["result"]) == (True, False, done[0]["result"])
        told = site.wait_for(50)
        assert len({t["data"]["task_id"] for t in told}) == len(told) == 50
    assert (engine.pages, model.calls) == (1, 1)


def test_a_webhook_comes_signed_when_the_task_ends_and_at_once_for_a_known_result(house, engine, site):
    engine.may_read.set()
    with house(public_url="https://docs.example") as app:
        client = app.test_client()
        for _ in range(2):
            answer = send(client, picture(1), callback_url=site.address, callback_events='["task.completed"]', tag="t")
            task = ended(client, answer)
            told = site.wait_for(len(site.told) or 1)
        told = site.wait_for(2)
        assert [t["data"]["tag"] for t in told] == ["t", "t"]
        assert told[1]["data"]["status_url"] == f"https://docs.example/task/{task['task_id']}"
        headers, body = site.told[0]
        assert Webhook(SECRET).verify(body, headers)["type"] == "task.completed"
        deliveries = client.get(f"/task/{task['task_id']}/deliveries").json["deliveries"]
    assert [(d["event"], d["attempt"], d["error"]) for d in deliveries] in ([], [("task.completed", 1, None)])


def test_a_webhook_asked_for_before_the_server_stopped_comes_after_its_next_start(house, engine, site):
    engine.may_read.set()
    with house() as app:
        app.extensions["queue"].pause("document")
        send(app.test_client(), picture(2), callback_url=site.address)
    with house() as app:
        app.extensions["queue"].resume("document")
        assert site.wait_for(1)[0]["type"] == "task.completed"


def test_without_a_secret_webhooks_are_refused(house):
    with house(webhook_secret="") as app:
        answer = send(app.test_client(), picture(1), callback_url="https://example.com/")
        assert (answer.status_code, answer.json["code"]) == (400, "callbacks_off")


def test_a_webhook_into_the_private_network_is_refused(house):
    with house(callbacks_allow="") as app:
        answer = send(app.test_client(), picture(1), callback_url="https://169.254.169.254/")
        assert (answer.status_code, answer.json["code"]) == (400, "address_refused")


def test_an_image_by_its_address_is_the_same_work_as_its_content(house, engine, model, site):
    engine.may_read.set()
    with house(fetch_urls=True) as app:
        client = app.test_client()
        by_content = ended(client, send(client, picture(77)))
        for _ in range(2):
            by_address = client.post("/process_document", json={"images": [f"{site.address}/p.png"]})
            task = ended(client, by_address)
            assert (task["cached"], task["result"]) == (True, by_content["result"])
    assert (site.fetched, model.calls) == (1, 1)


def test_images_by_address_are_refused_by_default(house):
    with house() as app:
        answer = app.test_client().post("/process_document", json={"images": ["https://example.com/p.png"]})
        assert (answer.status_code, answer.json["code"]) == (400, "fetching_off")


def test_a_request_that_is_sent_twice_with_its_key_is_one_task(house, engine, model):
    engine.may_read.set()
    key = {"Idempotency-Key": "abc"}
    with house() as app:
        client = app.test_client()
        first, again = (send(client, picture(3), headers=key) for _ in range(2))
        assert (again.status_code, again.json["task_id"]) == (202, first.json["task_id"])
        other = send(client, picture(4), headers=key)
        assert (other.status_code, other.json["code"]) == (422, "idempotency_mismatch")
        elsewhere = send(client, picture(3), headers=key, path="/process_form")
        assert elsewhere.status_code == 422
        bad = send(client, picture(3), headers={"Idempotency-Key": "x" * 256})
        assert (bad.status_code, bad.json["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_an_added_operation_has_its_own_address_and_a_callable_hears_of_it(house, monkeypatch):
    monkeypatch.syspath_prepend(str(SHOUTING.parent))
    heard, got = [], threading.Event()

    def hear(*told):
        heard.append(told)
        got.set()

    with house(Hooks(callbacks={"shout": hear}), operations="shouting") as app:
        client = app.test_client()
        task = ended(client, send(client, picture(5), path="/process_shout"))
        assert task["result"] == {"shouted": 1}
        assert "/process_shout" in client.get("/openapi.json").json["paths"]
        assert got.wait(30)
    ((operation, uri, result),) = heard
    assert (operation, uri[:7], result) == ("shout", "sha256:", {"shouted": 1})
