"""A paper's page while the paper is read."""

import json
from io import BytesIO
from itertools import count

import pytest
from PIL import Image, ImageDraw, ImageFont

NUMBERS = count(10_001)


@pytest.fixture
def waiting_paper(server, open_page):
    """The page of a paper that nobody reads until the operation is resumed."""
    server.services.queue.pause("auto")
    page = open_page("/")
    page.locator("#files").set_input_files({"name": "r.png", "mimeType": "image/png", "buffer": another_receipt()})
    page.get_by_role("heading", name="Waiting for its turn").wait_for()
    yield page
    server.services.queue.resume("auto")


def another_receipt():
    """One that was not sent before, so that its result is not known yet."""
    picture = Image.new("RGB", (500, 400), "white")
    number = next(NUMBERS)
    for place, line in enumerate(["CORNER SHOP LTD", f"Receipt {number}", "Pen 4.00", "Ink 5.00", "Total 9.00"]):
        ImageDraw.Draw(picture).text((40, 40 + place * 60), line, "black", ImageFont.load_default(32))
    content = BytesIO()
    picture.save(content, "png")
    return content.getvalue()


def test_the_picture_is_shown_at_once_and_the_values_come_by_themselves(waiting_paper, server, shot):
    page = waiting_paper
    page.locator(".sheet img").wait_for()
    shot(page, "waiting-desktop-light", full=False)
    server.services.queue.resume("auto")
    page.get_by_role("button", name="Total").first.wait_for(timeout=40_000)
    assert "/view/" in page.url
    assert page.locator("figure image").count() == 1


def test_what_is_seen_on_the_pages_is_shown_before_the_paper_is_understood(waiting_paper, shot):
    page = waiting_paper
    seen = [{"label": "Company", "value": "CORNER SHOP LTD"}, {"label": "Total", "value": "<b>9.00</b>"}]
    told = "".join(f"event: preliminary\nid: 1\ndata: {json.dumps(one)}\n\n" for one in seen)
    page.route("**/events", lambda route: route.fulfill(content_type="text/event-stream", body=told))
    page.reload()
    early = page.get_by_role("region", name="Seen so far")
    early.get_by_text("<b>9.00</b>").wait_for()
    assert early.get_by_role("listitem").count() == 2
    shot(page, "seen-desktop-light", full=False)


def test_it_goes_on_where_events_do_not_get_through(waiting_paper, server):
    page = waiting_paper
    page.route("**/events", lambda route: route.fulfill(status=204))
    page.reload()
    server.services.queue.resume("auto")
    page.get_by_role("button", name="Total").first.wait_for(timeout=40_000)
