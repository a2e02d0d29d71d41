"""A task's page, as people see and use it."""

from base64 import b64decode

import pytest


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_receipt_looks_like_this(open_page, shot, receipt, size, scheme):
    page = open_page(receipt, size=size, scheme=scheme)
    assert page.get_by_role("heading", level=1).inner_text() == "HARBOUR LANE BOOKS LTD Receipt"
    page.get_by_role("button", name="Total").first.click()
    page.wait_for_load_state("networkidle")
    shot(page, f"view-{size}-{scheme}")


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
    parts = page.get_by_role("img", name="Full name on the paper it comes from")  # the first name, and the last
    assert [part.is_visible() for part in parts.all()] == [True, True]
    assert "only the person can give it" in page.get_by_role("button", name="Signature").inner_text()
    page.wait_for_load_state("networkidle")
    shot(page, f"filled-{size}-light")


def test_a_value_lights_its_box_and_a_box_its_value(open_page, receipt):
    page = open_page(receipt)
    page.get_by_role("button", name="Date").click()
    assert page.locator("g.chosen").get_attribute("data-field") == "Date"
    page.locator('g[data-field="Subtotal"] rect').click()
    assert page.locator(".value.chosen").get_attribute("data-field") == "Subtotal"
    assert page.get_by_role("img", name="Subtotal on the page").is_visible()
    assert page.locator("g.chosen").get_attribute("data-field") == "Subtotal"


def test_the_words_on_the_picture_can_be_selected(open_page, receipt):
    page = open_page(receipt)
    text = page.locator("figure .words text").first
    text.evaluate("line => getSelection().selectAllChildren(line)")
    assert page.evaluate("getSelection().toString().trim()") == "HARBOUR LANE BOOKS LTD"


def test_a_wrong_value_is_set_right_and_what_was_read_is_kept(open_page, receipt, shot):
    page = open_page(receipt)
    page.get_by_role("button", name="Phone").click()
    page.get_by_label("What is right for Phone").fill("01632 960185")
    page.keyboard.press("Enter")
    page.get_by_text("Saved. What was read is kept beside it.").wait_for()
    assert "01632 960185" in page.get_by_role("button", name="Phone").inner_text()
    assert page.get_by_text("Read was: 01632 960184.").is_visible()
    shot(page, "corrected-desktop-light", full=False)
    page.reload()
    assert "01632 960185" in page.get_by_role("button", name="Phone").inner_text()


@pytest.mark.parametrize(("button", "start"), [("Copy as JSON", "{"), ("Copy as CSV", "field,value,")])
def test_values_are_copied_for_other_programs(open_page, receipt, button, start):
    page = open_page(receipt)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=button).click()
    page.get_by_text(button.replace("Copy", "Copied") + ".").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(start)
    assert "36.67" in copied


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_what_is_doubtful_is_amber_and_says_why(open_page, text_server, text_pdf, shot, serious_faults, size, scheme):
    page = open_page("/", size=size, scheme=scheme, at=text_server.url)
    lines = ["CORNER SHOP LTD", "1 Harbour Lane, Port Wessel", "Date: 03/04/2025", "Pen 4.00", "Ink 5.00"]
    paper = b64decode(text_pdf([*lines, "Subtotal: 9.00", "Tax: 1.00", "Total: 19.00", "Cash: 20.00", "Change: 5.00"]))
    page.locator("#files").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": paper})
    page.wait_for_selector("#paper[data-status=completed]", timeout=40_000)
    date = page.locator("li.doubtful[data-field=Date]")
    assert "Day and month could be the other way round." in date.inner_text()
    assert page.locator("g.doubtful[data-field=Date]").is_visible()
    assert serious_faults(page) == []
    shot(page, f"doubtful-{size}-{scheme}")


def test_a_form_that_was_filled_can_be_downloaded(open_page, filled):
    page = open_page(filled[1])
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the filled form").click()
    assert download.value.suggested_filename.endswith("-filled.pdf")


def test_the_kind_of_paper_can_be_changed(open_page, receipt):
    page = open_page(receipt)
    assert page.get_by_text("A receipt, ").is_visible()
    page.get_by_role("button", name="Read it as a form to fill in").click()
    page.wait_for_url(lambda address: address != receipt)
    page.get_by_role("button", name="Read it as a plain paper").wait_for(timeout=40_000)
