"""One server and one browser for all tests of the pages."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from docusnap.app import create_app, listen
from docusnap.settings import load_settings
from docusnap.wiring import Services, build

SCREENSHOTS = Path(__file__).parents[2] / "out" / "screenshots"
SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Server:
    url: str
    services: Services


@contextmanager
def serving(data: Path, **given: Any) -> Iterator[Server]:
    """A server with workers, on a free port of this machine."""
    settings = load_settings({"DOCUSNAP_DATA_DIR": data, "DOCUSNAP_PORT": 0, **given})
    services = build(settings)
    listening = listen(create_app(settings, services), settings)
    services.start()
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{listening.effective_port}", services)
    listening.close()
    services.stop(5)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that all tests of pages share; without keys, as it comes."""
    with serving(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Debian's chromium, without a window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: no page was opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield running
        running.close()


OpenPage = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[OpenPage]:
    """Opens a path of the server in a window of its own; fails the test where the page told of an error."""
    faults: list[str] = []
    contexts = []

    def opened(
        path: str = "/", *, size: str = "desktop", scheme: str = "light", at: str = "", refusals: bool = False
    ) -> Any:
        touch = size == "phone"
        contexts.append(
            browser.new_context(
                viewport=SIZES[size],
                color_scheme=scheme,
                has_touch=touch,
                is_mobile=touch,
                base_url=at or server.url,
                reduced_motion="reduce",
            )
        )
        page = contexts[-1].new_page()

        def told(line: Any) -> bool:
            return line.type == "error" and not (refusals and "the server responded with a status of 40" in line.text)

        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if told(line) else None)
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((at or server.url, "data:", "blob:")) or faults.append(f"asked {asked.url}")
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def shot() -> Callable[..., Path]:
    """Keeps a picture of the page in out/screenshots, to be looked at."""

    def taken(page: Any, name: str, *, full: bool = True) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=full)
        return path

    return taken


def read(page, sample):
    """Chooses a sample on the first page, and waits until it is read."""
    page.get_by_role("button", name=sample).click()
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)


@pytest.fixture(scope="package")
def receipt(browser, server):
    """The address of the sample receipt's page."""
    page = browser.new_page(base_url=server.url)
    page.goto("/")
    read(page, "A receipt")
    address = page.url
    page.close()
    return address


@pytest.fixture(scope="package")
def filled(browser, server, receipt):
    """The address of the sample form's page, filled from the other samples."""
    page = browser.new_page(base_url=server.url)
    page.goto("/")
    read(page, "A filled form")
    page.goto("/")
    read(page, "A blank form")
    blank = page.url
    page.get_by_role("button", name="Fill it in").wait_for()
    for paper in page.locator(".papers label").all():  # other tests' papers are of other people
        ours = "Staff record" in paper.inner_text() or "HARBOUR LANE BOOKS LTD Receipt" in paper.inner_text()
        paper.get_by_role("checkbox").set_checked(ours)
    page.get_by_role("button", name="Fill it in").click()
    page.wait_for_url(lambda address: address != blank)
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)
    address = page.url
    page.close()
    return blank, address


@pytest.fixture(scope="package")
def text_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that reads the text of PDFs only: at once."""
    with serving(tmp_path_factory.mktemp("texts"), DOCUSNAP_OCR_ENGINE="null") as running:
        yield running


@pytest.fixture
def serious_faults() -> Callable[..., list[str]]:
    """What axe finds on a page that is serious or worse."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page: Any) -> list[str]:
        told = Axe().run(page).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html']}" for one in told if one["impact"] in ("serious", "critical")]

    return found
