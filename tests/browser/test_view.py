"""A task's page, as people see and use it."""

import pytest


def read(page, sample):
    """Chooses a sample on the first page, and waits until it is read."""
    page.get_by_role("button", name=sample).click()
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)


@pytest.fixture(scope="session")
def receipt(browser, server):
    """The address of the sample receipt's page."""
    page = browser.new_page(base_url=server.url)
    page.goto("/")
    read(page, "A receipt")
    address = page.url
    page.close()
    return address


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_receipt_looks_like_this(open_page, shot, receipt, size, scheme):
    page = open_page(receipt, size=size, scheme=scheme)
    assert page.get_by_role("heading", level=1).inner_text() == "HARBOUR LANE BOOKS LTD Receipt"
    page.get_by_role("button", name="Total").first.click()
    page.wait_for_load_state("networkidle")
    shot(page, f"view-{size}-{scheme}")


@pytest.fixture(scope="session")
def filled(browser, server, receipt):
    """The address of the sample form's page, filled from the other samples."""
    page = browser.new_page(base_url=server.url)
    page.goto("/")
    read(page, "A filled form")
    page.goto("/")
    read(page, "A blank form")
    blank = page.url
    page.get_by_role("button", name="Fill it in").click()
    page.wait_for_url("**pages_of**")
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)
    address = page.url
    page.close()
    return blank, address


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_form_and_its_filling_look_like_this(open_page, shot, filled, size):
    blank, address = filled
    page = open_page(blank, size=size)
    assert page.get_by_role("heading", name="10 blanks to fill in").is_visible()
    page.get_by_role("button", name="Fill it in").wait_for()
    shot(page, f"form-{size}-light")
    page.goto(address)
    value = page.get_by_role("button", name="Full name")
    assert "Mara Lindholm" in value.inner_text()
    value.click()
    assert page.get_by_role("img", name="Full name on the paper it comes from").is_visible()
    assert "only the person can give it" in page.get_by_role("button", name="Signature").inner_text()
    page.wait_for_load_state("networkidle")
    shot(page, f"filled-{size}-light")
