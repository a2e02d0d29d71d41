"""One real server for all tests of the API: waitress on a port of its own, real queue and workers, no OCR engine."""

import base64
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from docusnap.app import create_app, listen
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

RECEIPT = [
    "GREEN LEAF BOOKS SDN BHD",
    "12 Jalan Mawar, 81100 Johor Bahru",
    "Date: 03/04/2024",
    "Pen 4.00",
    "Ink 5.00",
    "Total: 9.00",
    "Cash: 10.00",
    "Change: 1.00",
]
PASSPORT = ["PASSPORT", "Last name: Tan", "First name: Woon Yann", "Date of birth: 05/06/1980"]
FORM = ["LIBRARY CARD APPLICATION", "Last name: ____________", "First name: ____________", "Shoe size: ____________"]

Paper = Callable[[Sequence[str]], bytes]
Finished = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data folder."""
    return tmp_path_factory.mktemp("data")


@contextmanager
def served(folder: Path, **more: str) -> Iterator[tuple[str, Services]]:
    """A server on that data folder and with these settings besides: its address, and what runs in it."""
    settings = load_settings(
        {
            "DOCUSNAP_DATA_DIR": folder,
            "DOCUSNAP_OCR_ENGINE": "null",
            "DOCUSNAP_PORT": "0",
            "DOCUSNAP_HTTP_THREADS": "8",
            "DOCUSNAP_MAX_WAIT": "5",
            **more,
        }
    )
    services = build(settings)
    server = listen(create_app(settings, services), settings)
    services.start()
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://{server.effective_host}:{server.effective_port}", services
    finally:
        server.close()
        services.stop(5)
        server.asyncore.close_all()
        thread.join(10)


@pytest.fixture(scope="session")
def _server(server_folder: Path) -> Iterator[tuple[str, Services]]:
    with served(server_folder) as running:
        yield running


@pytest.fixture(scope="session")
def server_url(_server: tuple[str, Services]) -> str:
    """Its address."""
    return _server[0]


@pytest.fixture(scope="session")
def server_services(_server: tuple[str, Services]) -> Services:
    """What runs in it."""
    return _server[1]


@pytest.fixture
def http(server_url: str) -> Iterator[httpx2.Client]:
    """A client of it, as any program is one."""
    with httpx2.Client(base_url=server_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def paper(text_pdf: Callable[[Sequence[str]], str]) -> Paper:
    """A PDF of one page with these lines."""
    return lambda lines: base64.b64decode(text_pdf(lines))


@pytest.fixture
def finished(http: httpx2.Client) -> Finished:
    """Posts to an address, waits for the end of the task, and gives it."""

    def run(address: str, *files: bytes, **fields: Any) -> dict[str, Any]:
        if files:
            pictures = [("images", (f"{number}.pdf", content)) for number, content in enumerate(files, 1)]
            accepted = http.post(address, files=pictures, data=fields)
        else:
            accepted = http.post(address, json=fields)
        assert accepted.status_code == 202, accepted.text
        found: dict[str, Any] = {"finished_at": None}
        while not found["finished_at"]:
            found = http.get(accepted.headers["Location"], params={"wait": 30}).json()
        return found

    return run
