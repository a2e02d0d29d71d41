"""The library's page, as people see and use it."""

import base64

import httpx2
import pytest

PAPERS = {
    "books": ("GREEN LEAF BOOKS SDN BHD", "03/04/2024", "9.00", "Member 88372210"),
    "again": ("GREEN LEAF BOOKS SDN BHD", "03/04/2024", "9.00", "photographed once more"),
    "hostile": ("<script>alert(1)</script> BHD", "05/04/2024", "7.50", "Member 88372210"),
}


@pytest.fixture(scope="package")
def papers(text_server, text_pdf):
    """The ids of the tasks of these papers, all finished."""
    ids = {}
    with httpx2.Client(base_url=text_server.url, timeout=60) as http:
        for name, (seller, date, total, note) in PAPERS.items():
            lines = [seller, "12 Jalan Mawar, 81100 Johor Bahru", f"Date: {date}", f"Pen {total}"]
            page = base64.b64decode(text_pdf([*lines, f"Total: {total}", f"Cash: {total}", "Change: 0.00", note]))
            task = http.post("/tasks?wait=30", files=[("images", ("1.pdf", page))], data={"tag": name}).json()
            assert task["status"] == "completed", task
            ids[name] = task["task_id"]
    return ids


def shown(page):
    return [row.get_attribute("data-paper") for row in page.locator("tr[data-paper]").all()]


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")])
def test_the_library_looks_like_this(open_page, text_server, papers, shot, serious_faults, size, scheme):
    page = open_page("/library", size=size, scheme=scheme, at=text_server.url)
    ours = [one for one in shown(page) if one in papers.values()]  # other tests' papers stand there, too
    assert ours == [papers["hostile"], papers["again"], papers["books"]]
    page.locator("details").nth(1).locator("summary").click()
    page.get_by_text("Probably the same paper again").wait_for()
    assert serious_faults(page) == []
    shot(page, f"library-{size}-{scheme}")


def test_a_paper_is_found_by_its_words_and_opened_with_the_keyboard_alone(open_page, text_server, papers):
    page = open_page("/library", at=text_server.url)
    page.get_by_label("Words on them, values or tags").focus()
    page.keyboard.type("leaf once")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=leaf**")
    assert shown(page) == [papers["again"]]
    link = page.locator(f"tr[data-paper='{papers['again']}'] a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/view/{papers['again']}")


def test_the_same_receipt_twice_is_pointed_out_and_related_papers_are_linked(open_page, text_server, papers):
    page, books = open_page("/library?tag=books", at=text_server.url), papers["books"]
    assert page.get_by_text("May be the same as 1 other").first.is_visible()
    page.locator(f"tr[data-paper='{books}'] summary").click()
    page.get_by_text("Probably the same paper again").wait_for()
    linked = page.locator(".beside a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert linked[0] == f"/view/{papers['again']}"


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_a_papers_own_page_points_out_that_it_came_twice_too(open_page, text_server, papers, shot, size, scheme):
    page = open_page(f"/view/{papers['books']}", at=text_server.url, size=size, scheme=scheme)
    beside = page.get_by_role("region", name="What belongs with it")
    beside.get_by_text("Probably the same paper again").wait_for()
    assert beside.get_by_role("link").first.get_attribute("href") == f"/view/{papers['again']}"
    page.get_by_text("How it was read").click()
    told = page.locator(".how").inner_text()
    assert all(word in told for word in ("Waiting", "Reading", "Understanding", "Attempts", "the offline reader"))
    shot(page, f"twice-{size}-{scheme}")


def test_what_a_paper_says_is_shown_and_never_run(open_page, text_server, papers):
    page = open_page("/library?tag=hostile", at=text_server.url)
    row = page.locator(f"tr[data-paper='{papers['hostile']}']")
    assert "alert(1)" in row.inner_text()
    assert page.locator("main script").count() == 0


def test_papers_are_exported_as_they_are_found(open_page, text_server, papers):
    page = open_page("/library?text=leaf", at=text_server.url)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export these as CSV").click()
    text = waiting.value.path().read_text("utf-8-sig")
    assert papers["books"] in text
    assert papers["again"] in text
    assert papers["hostile"] not in text


def test_chosen_papers_are_deleted_once_it_was_confirmed(open_page, text_server, papers, text_pdf):
    page_of = base64.b64decode(text_pdf(["A letter", "to be thrown away"]))
    with httpx2.Client(base_url=text_server.url, timeout=60) as http:
        http.post("/tasks?wait=30", files=[("images", ("1.pdf", page_of))], data={"tag": "waste"})
    page = open_page("/library?tag=waste", at=text_server.url)
    page.get_by_role("button", name="Delete the chosen").click()
    assert page.get_by_text("Choose papers first.").is_visible()
    page.locator("tbody input[type=checkbox]").check()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete the chosen").click()
    page.get_by_text("No paper of yours fits.").wait_for()
