"""Clients that nobody here wrote for this server alone: a web page, a Java program and a Python program."""

import http.client
import json
import shutil
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
PATIENCE = 120


def picture(name: str) -> str:
    return b64encode((SAMPLES / name).read_bytes()).decode()


@pytest.fixture(scope="module")
def library() -> dict[str, Any]:
    """More relatives of the sample receipt than may be named, and a stranger."""
    shop = TRUTH["receipt"]["kv"]
    relatives = [{"id": f"receipt-{n}", "title": "Harbour Lane Books receipt", "kv": shop} for n in range(7)]
    person = {"resource_id": "person", "title": "New starter", "kv": TRUTH["filled-form"]["kv"]}
    return {"docs": [*relatives, person], "forms": [{"id": "leave", "title": "Leave", "kv": {}, "fields": ["From"]}]}


@pytest.fixture(scope="module")
def claim() -> dict[str, Any]:
    """What is to be filled, and what is known."""
    fields = [*TRUTH["filling"]["filled"], *TRUTH["filling"]["missing"]]
    known = [
        {"id": name, "title": name, "tags": [], "description": "", "kv": TRUTH[name]["kv"]}
        for name in ("receipt", "filled-form")
    ]
    return {
        "to_process": {"title": "Expense claim", "tags": [], "description": "", "kv": {}, "fields": fields},
        "file_lib": {"docs": known, "forms": []},
    }


def check_receipt(result: dict[str, Any], library: dict[str, Any]) -> None:
    assert {"title", "tags", "description", "kv", "related"} <= result.keys()
    for key in ("Company", "Date", "Total"):
        assert result["kv"][key] == TRUTH["receipt"]["kv"][key]
    named = [entry["resource_id"] for entry in result["related"]]
    assert 1 <= len(named) <= 5
    assert {*named} <= {entry["id"] for entry in library["docs"][:7]}
    assert {entry["type"] for entry in result["related"]} == {"doc"}


def check_form(result: dict[str, Any]) -> None:
    assert {"title", "tags", "description", "kv", "related", "fields"} <= result.keys()
    assert {*result["fields"]} >= {*TRUTH["blank-form"]["fields"]}


def check_filling(result: dict[str, Any]) -> None:
    assert result == {
        field: {"value": filled["value"], "source": {"type": "doc", "resource_id": filled["source"]}}
        for field, filled in TRUTH["filling"]["filled"].items()
    }


def check_slip(result: dict[str, Any], total: str) -> None:
    assert (result["kv"]["Total"], result["kv"]["Date"]) == (total, "Mar 14, 2025")


# --- the web page ---------------------------------------------------------------------------------------------


class Site(ThreadingHTTPServer):
    """Serves the page and its jobs; every other path leads to the server `behind`, as a proxy does."""

    def __init__(self) -> None:
        self.behind = ""
        self.jobs: list[dict[str, Any]] = []
        self.reports: list[dict[str, Any]] = []
        self.reported = threading.Event()
        super().__init__(("127.0.0.1", 0), Visit)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path == "/page":
            self._say(200, "text/html", (HERE / "page.html").read_bytes())
        elif self.path == "/jobs":
            self._say(200, "application/json", json.dumps(self.server.jobs).encode())
        else:
            self._forward(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/report":
            self.server.reports = json.loads(body)
            self._say(204, "text/plain", b"")
            self.server.reported.set()
        else:
            self._forward(body)

    def _forward(self, body: bytes | None) -> None:
        there = http.client.HTTPConnection(urlsplit(self.server.behind).netloc, timeout=PATIENCE)
        headers = {"Content-Type": self.headers["Content-Type"]} if body is not None else {}
        there.request(self.command, self.path, body, headers)
        answer = there.getresponse()
        self._say(answer.status, answer.headers["Content-Type"], answer.read())
        there.close()

    def _say(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def site(answering: Callable[[BaseServer], AbstractContextManager[None]]) -> Iterator[Site]:
    with Site() as site, answering(site):
        yield site


@pytest.fixture
def browse(site: Site, tmp_path: Path) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """Opens the site's page in a browser and has it do the jobs; what the page reports."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("chromium is not installed: no web client")
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += ["--no-proxy-server", "--disable-background-networking", "--remote-debugging-port=0"]
    command += [f"--user-data-dir={tmp_path / 'browser'}", f"{site.origin}/page"]

    def do(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        site.jobs = jobs
        with (tmp_path / "browser.txt").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as window:
            reported = site.reported.wait(PATIENCE)
            window.terminate()
        assert reported, (tmp_path / "browser.txt").read_text()
        return site.reports

    return do


def test_a_web_page_gets_right_results_for_all_that_it_sends(
    site: Site,
    browse: Callable[..., Any],
    reading_server: Any,
    slip: Callable[..., bytes],
    library: dict[str, Any],
    claim: dict[str, Any],
) -> None:
    drawn = f"data:image/png;base64,{b64encode(slip('QUILL & SON LTD', '21.40')).decode()}"
    blank = picture("blank-form.png")
    jobs = [
        {"base": "", "type": "doc", "inner": {"to_process": [picture("receipt.jpg")], "file_lib": library}},
        {"base": "/api", "type": "form", "inner": {"to_process": [f"data:image/png;base64,{blank}"]}},
        {"base": "/api/v1", "type": "fill", "inner": claim},
        {"base": "", "path": "/process_document", "hash": "SHA-1", "inner": {"images": [drawn]}},
        {"base": "/api", "path": "/process_document", "hash": "SHA-256", "inner": {"images": [drawn]}},
    ]

    site.behind = reading_server.address
    reports = browse(jobs)

    assert [report.get("error") for report in reports] == [None] * len(jobs)
    for report in reports[:3]:
        assert (report["statuses"][0], report["statuses"][-1]) == (202, 200)
    check_receipt(reports[0]["result"], library)
    check_form(reports[1]["result"])
    check_filling(reports[2]["result"])
    check_slip(reports[3]["result"], "21.40")
    check_slip(reports[4]["result"], "21.40")


def test_a_web_page_from_elsewhere_is_served_only_where_its_origin_is_allowed(
    site: Site, browse: Callable[..., Any], serve: Callable[..., Any], server: Any, claim: dict[str, Any]
) -> None:
    address = serve(DOCUSNAP_CORS_ORIGINS=site.origin, DOCUSNAP_PHONE="open").address

    reports = browse([{"base": base, "type": "fill", "inner": claim} for base in (f"{address}/api", server.address)])

    assert reports[0].get("error") is None, reports
    check_filling(reports[0]["result"])
    assert "Failed to fetch" in reports[1]["error"]


# --- the Java program -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def java(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[tuple[str, Any]]]:
    """Runs the Java client's jobs; statuses and result of each."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("no JDK is installed: no Java client")
    classes = tmp_path_factory.mktemp("classes")
    subprocess.run(["javac", "-d", str(classes), str(HERE / "Phone.java")], check=True, capture_output=True)

    def run(address: str, jobs: list[tuple[str, str, str, int, Any]]) -> list[tuple[str, Any]]:
        arguments = []
        for number, (prefix, door, cipher, key_bytes, inner) in enumerate(jobs):
            file = classes / f"{number}.json"
            file.write_text(json.dumps(inner), encoding="utf-8")
            arguments.append(f"{address}{prefix} {door} {cipher} {key_bytes} {file}")
        done = subprocess.run(
            ["java", "-XX:TieredStopAtLevel=1", "-cp", str(classes), "Phone", *arguments],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        lines = (line.partition(" ") for line in done.stdout.splitlines())
        return [(statuses, json.loads(result)) for statuses, _, result in lines]

    return run


def test_a_java_program_gets_right_results_with_each_of_its_ciphers(
    java: Callable[..., Any], reading_server: Any, slip: Callable[..., bytes], claim: Any
) -> None:
    pictures = [b64encode(slip("MARROW & PITH LTD", total)).decode() for total in ("17.25", "18.25", "19.25")]
    jobs = [
        ("", "doc", "sha256", 32, {"to_process": pictures[:1]}),
        ("/api", "doc", "sha256-explicit", 16, {"to_process": pictures[1:2]}),
        ("/api/v1", "fill", "sha256", 16, claim),
        ("/api/v1", "/process_document", "sha1", 32, {"images": pictures[2:]}),
        ("", "/process_document", "sha256-explicit", 16, {"images": pictures[2:]}),
    ]

    (first, second, third, fourth, fifth) = java(reading_server.address, jobs)

    for statuses, _ in (first, second, third):
        assert (statuses[:3], statuses[-3:]) == ("202", "200")
    check_slip(first[1], "17.25")
    check_slip(second[1], "18.25")
    check_filling(third[1])
    check_slip(fourth[1], "19.25")
    check_slip(fifth[1], "19.25")


# --- the Python program ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mount", ["", "/api", "/api/v1"])
@pytest.mark.parametrize(("key_bytes", "mgf1"), [(16, "SHA-1"), (32, "SHA-256")])
def test_a_python_program_fills_a_form_with_each_of_its_ciphers(
    phone_of: Callable[..., Any], server: Any, claim: Any, mount: str, key_bytes: int, mgf1: str
) -> None:
    phone = phone_of(server.address, prefix=mount, key_bytes=key_bytes, mgf1=mgf1)
    check_filling(phone.work("fill", claim))
    assert phone.get("/check_status").json() == {"server_status": "ok"}
    assert phone.get("/public_key").text.startswith("-----BEGIN PUBLIC KEY-----\n")


def test_a_library_without_entries_without_its_name_or_with_short_names_will_do(
    phone: Any, tiny: Any, claim: Any
) -> None:
    for library in ({}, {"file_lib": {}}, {"file_lib": {"doc": [], "form": []}}):
        assert phone.work("doc", {"to_process": [tiny(1)], **library})["related"] == []
    short = {"doc": claim["file_lib"]["docs"], "form": []}
    check_filling(phone.work("fill", claim | {"file_lib": short}))


def test_entries_of_the_library_may_be_typed_numbered_or_empty_in_the_clients_own_way(phone: Any, claim: Any) -> None:
    own = {"type": "document", "tags": None, "related": [], "path": "/a"}
    known = [entry | own for entry in claim["file_lib"]["docs"]]
    empty = {"id": 7, "title": None, "tags": "", "description": None, "kv": []}
    check_filling(phone.work("fill", claim | {"file_lib": {"docs": [*known, empty], "forms": None}}))


def test_nested_values_of_the_library_are_flat_in_what_is_filled(phone: Any) -> None:
    known = [{"resource_id": "card", "kv": {"Contact": {"E-mail": ["ina@example.org", "ole@example.org"]}}}]
    asked = {"title": "Card", "fields": ["Contact.E-mail.1"]}
    filled = phone.work("fill", {"to_process": asked, "file_lib": {"docs": known}})
    assert filled == {
        "Contact.E-mail.1": {"value": "ina@example.org", "source": {"type": "doc", "resource_id": "card"}}
    }


@pytest.mark.parametrize(("oaep", "mgf1"), [("SHA-1", "SHA-1"), ("SHA-256", "SHA-1"), ("SHA-256", "SHA-256")])
def test_a_sealed_request_on_a_named_endpoint_is_answered_sealed(
    phone_of: Callable[..., Any], server: Any, tiny: Any, oaep: str, mgf1: str
) -> None:
    phone = phone_of(server.address, oaep=oaep, mgf1=mgf1)
    images = {"images": [tiny(len(oaep + mgf1))]}
    for path in ("/process_document", "/process_form", "/process_form_filling"):
        status, told = phone.ask(path, images | ({"user_data": {"Name": "Ina"}} if "filling" in path else {}))
        assert status == 202
        assert told["task_id"]
