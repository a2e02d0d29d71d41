"""What holds on every page: it escapes what papers say, works by keyboard, is accessible, small and quick."""

from base64 import b64decode
from functools import partial

import pytest

LARGEST = 100_000

HOSTILE = '"><script>window.owned=1</script><img src=x onerror="window.owned=1">{{ 7*7 }}'


def test_a_paper_that_holds_a_script_shows_it_and_does_not_run_it(open_page, text_server, text_pdf, shot):
    page = open_page("/", at=text_server.url)
    lines = ["HARBOUR LANE BOOKS LTD", HOSTILE, f"Customer name: {HOSTILE}", "Date: 14/03/2025", "Total: 9.00"]
    page.locator("#files").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b64decode(text_pdf(lines))}
    )
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)
    assert "<script>window.owned=1</script>" in page.locator("figure .words").text_content()
    assert "<script>" in page.locator(".told").inner_text()
    assert page.evaluate("window.owned") is None
    page.reload()
    assert page.evaluate("window.owned") is None
    shot(page, "hostile-desktop-light")


def test_pages_run_no_script_and_take_no_style_but_their_own(open_page, receipt):
    page = open_page("/")
    for path in ("/", receipt, "/sign-in", "/view/none"):
        policy = page.request.get(path).headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_a_paper_is_read_and_looked_at_with_the_keyboard_alone(open_page, receipt):
    page = open_page("/")
    press = page.keyboard.press
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    press("Enter")
    for _ in range(2):
        press("Tab")
    assert "A receipt" in page.evaluate("document.activeElement.textContent")
    press("Enter")
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)
    page.get_by_role("button", name="Total 36.67").focus()
    press("Enter")
    assert page.get_by_role("img", name="Total on the page").is_visible()
    assert page.get_by_role("button", name="Total 36.67").get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(open_page, serious_faults, receipt, filled, scheme):
    for path in ("/", "/sign-in", receipt, *filled):
        page = open_page(path, scheme=scheme)
        page.wait_for_load_state("networkidle")
        for part in page.locator(".value-head").all()[:3]:
            part.click()
        assert serious_faults(page) == [], path


LOADED = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const waited = performance.getEntriesByType("resource").filter((one) => one.startTime < page.loadEventStart);
  return { ms: page.loadEventEnd, waited: waited.map((one) => one.name.split("/").pop()) };
}"""


def test_the_first_page_is_small_and_waits_for_what_it_shows_only(open_page, capsys):
    page = open_page("about:blank")
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/", wait_until="networkidle")
    sizes = {answer.url.rpartition("/")[2] or "/": answer.request.sizes() for answer in answers}
    whole = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values())
    loaded = page.evaluate(LOADED)
    say = partial(print, flush=True)
    with capsys.disabled():
        say(f"\nfirst page: {whole / 1000:.1f} kB in {len(sizes)} requests, loaded in {loaded['ms']:.0f} ms")
    assert whole < LARGEST
    own = {"base.css", "base.js", "try.js", "icon.svg", "receipt.webp", "filled-form.webp", "blank-form.webp"}
    assert set(loaded["waited"]) <= own  # what a task's page needs comes afterwards
