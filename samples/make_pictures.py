"""Make the pictures of the documentation: a server is started, and its pages are used as a person would.

    python samples/make_pictures.py [FOLDER]

Needs chromium and what the tests need; `make pictures` runs it. The pictures are committed.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from client import running_server
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WAIT = 60_000


@contextmanager
def opened(address: str) -> Iterator[Page]:
    """The first page of the server, in a window of a laptop's size."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed; `make system` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        size = {"width": 1200, "height": 820}
        page = browser.new_page(
            viewport=size, base_url=address, device_scale_factor=1.5, reduced_motion="reduce", color_scheme="light"
        )
        page.goto("/")
        yield page
        browser.close()


def read(page: Page, sample: str) -> str:
    """Has the sample read; the address of its page."""
    page.goto("/")
    page.get_by_role("button", name=sample).click()
    page.wait_for_selector("#paper[data-status=completed]", timeout=WAIT)
    return page.url


def keep(page: Page, path: Path) -> None:
    """A picture of what is in the window."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    Image.open(BytesIO(page.screenshot())).convert("RGB").save(path, quality=82)
    print(path)


def main() -> None:
    """Makes all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    out = ROOT / "out"
    for made in (folder, out):
        made.mkdir(parents=True, exist_ok=True)
    with running_server(out / "pictures.log") as server, opened(server.address) as page:
        keep(page, folder / "first-page.webp")
        read(page, "A receipt")
        page.get_by_role("button", name="Total 36.67").click()
        page.evaluate("scrollTo(0, 0)")
        keep(page, folder / "receipt.webp")
        read(page, "A filled form")
        blank = read(page, "A blank form")
        page.get_by_role("button", name="Fill it in").click()
        page.wait_for_url(lambda address: address != blank)
        page.wait_for_selector("#paper[data-status=completed]", timeout=WAIT)
        page.get_by_role("button", name="Full name").click()
        page.evaluate("scrollTo(0, 0)")
        keep(page, folder / "filled-form.webp")
        page.goto("/library")
        keep(page, folder / "library.webp")


if __name__ == "__main__":
    main()
