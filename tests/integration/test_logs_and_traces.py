"""A real server and a real worker, watched from outside: their log lines, their traces, and the worker's metrics."""

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

pytest.importorskip("opentelemetry", reason="the extra `otel` is not installed")

PATIENCE = 120.0
TASKS = 12


def photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


@dataclass
class Span:
    """As the receiver got it."""

    name: str
    service: str
    trace: str
    id: str
    parent: str
    kind: int
    attributes: Mapping[str, Any]


@dataclass
class Receiver:
    """Takes spans as OTLP over HTTP, and webhooks."""

    spans: list[Span] = field(default_factory=list)
    hooks: list[Mapping[str, Any]] = field(default_factory=list)
    port: int = 0
    heard: threading.Condition = field(default_factory=threading.Condition)

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        with self.heard:
            if path == "/v1/traces":
                self.spans += spans_of(body)
            else:
                self.hooks.append({"traceparent": headers.get("traceparent"), **json.loads(body)["data"]})
            self.heard.notify_all()

    def wait(self, met: Any) -> None:
        with self.heard:
            assert self.heard.wait_for(met, PATIENCE), (self.hooks, self.spans)


def spans_of(body: bytes) -> Iterator[Span]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
        about = {a.key: a.value.string_value for a in sent.resource.attributes}
        for one in (span for scope in sent.scope_spans for span in scope.spans):
            attributes = {a.key: a.value.string_value or a.value.int_value for a in one.attributes}
            ids = (one.trace_id.hex(), one.span_id.hex(), one.parent_span_id.hex())
            yield Span(one.name, about["service.name"], *ids, one.kind, attributes)


@pytest.fixture(scope="module")
def receiver(answering: Any) -> Iterator[Receiver]:
    received = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.take(self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.port = http.server_port
    with answering(http):
        yield received


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class Process:
    """`docusnap serve` or `docusnap worker`, whose log is read as JSON."""

    def __init__(self, folder: Path, command: str, settings: Mapping[str, str]) -> None:
        self._log = folder / f"{command}.log"
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OPENAI_", "OTEL_"))}
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "docusnap", command], env=own | settings, stderr=log
            )

    def lines(self) -> list[dict[str, Any]]:
        """Whole ones."""
        text = self._log.read_text(encoding="utf-8")
        return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]

    def says(self, action: str) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if found := [line for line in self.lines() if line.get("action") == action]:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(self._log.read_text(encoding="utf-8"))

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(PATIENCE)


@dataclass
class Watched:
    """What was seen of twelve tasks, the first of which came within a trace and with a webhook."""

    answers: list[requests.Response]
    server: list[dict[str, Any]]
    worker: list[dict[str, Any]]
    worker_metrics: str
    codes: list[int]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver, _valkey_process: Any) -> Watched:
    """With streams as the broker."""
    if not _valkey_process.running:
        _valkey_process.start()
    folder, port = tmp_path_factory.mktemp("watched"), free_port()
    here = f"http://127.0.0.1:{receiver.port}"
    settings = {
        "DOCUSNAP_DATA_DIR": str(folder / "data"),
        "DOCUSNAP_OCR_ENGINE": "null",
        "DOCUSNAP_OCR_CONCURRENCY": "1",
        "DOCUSNAP_LLM_CONCURRENCY": "1",
        "DOCUSNAP_PORT": "0",
        "DOCUSNAP_BROKER": "streams",
        "DOCUSNAP_VALKEY_URL": _valkey_process.url,
        "DOCUSNAP_LOG_FORMAT": "json",
        "DOCUSNAP_METRICS_PORT": str(port),
        "DOCUSNAP_WEBHOOK_SECRET": f"whsec_{base64.b64encode(b'secret' * 6).decode()}",
        "DOCUSNAP_CALLBACKS_ALLOW": f"127.0.0.1:{receiver.port}",
        "OTEL_EXPORTER_OTLP_ENDPOINT": here,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    server = Process(folder, "serve", settings)
    address = server.says("listening")["message"].removeprefix("listening on ")
    worker = Process(folder, "worker", settings)
    worker.says("working")
    answers: list[requests.Response] = []
    with requests.Session() as http:
        http.trust_env = False
        for shade in range(TASKS):
            first = shade == 0
            answers.append(
                http.post(
                    f"{address}/process_document",
                    files=[("images", ("page", photo(shade)))],
                    data={"callback_url": f"{here}/hook"} if first else {},
                    headers={"X-Request-ID": f"request-{shade}"} | ({"traceparent": OURS} if first else {}),
                    timeout=PATIENCE,
                )
            )
        for answer in answers:
            http.get(f"{address}/task/{answer.json()['task_id']}?wait=30", timeout=PATIENCE)
        metrics = http.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE).text
    receiver.wait(lambda: receiver.hooks)
    codes = [server.stop(), worker.stop()]
    return Watched(answers, server.lines(), worker.lines(), metrics, codes)


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
OURS = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_every_line_of_the_log_is_json_and_a_task_is_found_by_its_request(watched: Watched) -> None:
    submitted = [line for line in watched.server if line.get("action") == "task_submitted"]

    assert watched.codes == [0, 0]
    assert [line["request_id"] for line in submitted] == [f"request-{n}" for n in range(TASKS)]
    assert [line["task_id"] for line in submitted] == [answer.json()["task_id"] for answer in watched.answers]
    assert all(line["time"] and line["level"] == "info" and line["logger"].startswith("docusnap") for line in submitted)


def test_lines_about_a_job_bear_its_id_in_whichever_process_ran_it(watched: Watched) -> None:
    jobs = {line["job_id"] for line in watched.server if line.get("action") == "task_submitted"}
    ended = [
        {line["job_id"] for line in lines if line.get("action") == "job_ended"}
        for lines in (watched.server, watched.worker)
    ]

    assert ended[0] | ended[1] == jobs
    assert ended[0].isdisjoint(ended[1])


def test_a_worker_tells_its_own_figures_on_a_port(watched: Watched) -> None:
    ended = len([line for line in watched.worker if line.get("action") == "job_ended"])

    told = [line for line in watched.worker_metrics.splitlines() if line.startswith("docusnap_jobs_ended_total")]
    assert told == (
        [f'docusnap_jobs_ended_total{{operation="document",outcome="completed"}} {ended}.0'] if ended else []
    )
    assert 'docusnap_duty_overdue{duty="heartbeat"} 0.0' in watched.worker_metrics


def test_one_trace_leads_from_the_request_through_the_broker_to_the_webhook(
    watched: Watched, receiver: Receiver
) -> None:
    spans = [span for span in receiver.spans if span.trace == TRACE]
    by_name = {span.name: span for span in spans}
    request, job, callback = (by_name[name] for name in ("POST /process_document", "job document", "callback"))

    assert {span.service for span in spans} == {"docusnap"}
    assert request.parent == "00f067aa0ba902b7"
    assert request.attributes["http.response.status_code"] == 202
    assert (job.parent, callback.parent) == (request.id, request.id)
    assert job.attributes["docusnap.outcome"] == "completed"
    assert {by_name[name].parent for name in ("decode", "ocr", "evidence")} == {job.id}
    assert [hook["traceparent"] for hook in receiver.hooks] == [f"00-{TRACE}-{callback.id}-01"]


def test_other_requests_have_traces_of_their_own(watched: Watched, receiver: Receiver) -> None:
    requested = {span.trace for span in receiver.spans if span.name == "POST /process_document"}
    worked = {span.trace for span in receiver.spans if span.name == "job document"}

    assert len(requested) == TASKS
    assert worked == requested


def test_without_the_variables_nothing_of_opentelemetry_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from docusnap.settings import load_settings\n"
        "from docusnap.wiring import build\n"
        "build(load_settings({'DOCUSNAP_DATA_DIR': sys.argv[1], 'DOCUSNAP_OCR_ENGINE': 'null'})).stop(0)\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])\n"
    )
    own = {k: v for k, v in os.environ.items() if not k.startswith("OTEL_")}
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "data")], capture_output=True, text=True, timeout=120, env=own
    )

    assert (ran.returncode, ran.stdout.strip()) == (0, "[]"), ran.stderr
