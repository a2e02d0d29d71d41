"""The pages of the one who runs the server, as they see and use them."""

import base64
import uuid

import httpx2
import pytest


@pytest.fixture
def http(text_server):
    with httpx2.Client(base_url=text_server.url, timeout=60) as client:
        yield client


@pytest.fixture
def failed(http):
    """A task whose job was quarantined."""
    broken = b"%PDF-1.7 no picture of anything " + uuid.uuid4().bytes
    data = {"operation": "document"}
    task = http.post("/tasks?wait=30", files=[("images", ("1.pdf", broken))], data=data).json()
    assert task["status"] == "error"
    return task


@pytest.fixture
def read(http, text_pdf):
    """A task that was completed."""
    page = base64.b64decode(text_pdf(["A letter", uuid.uuid4().hex]))
    return http.post("/tasks?wait=30", files=[("images", ("1.pdf", page))], data={"operation": "document"}).json()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("desktop", "dark"), ("phone", "light")])
def test_the_queue_looks_like_this(open_page, text_server, failed, read, shot, serious_faults, size, scheme):
    page = open_page("/admin", size=size, scheme=scheme, at=text_server.url)
    assert page.get_by_text("No language model is set").is_visible()
    assert page.get_by_role("img", name="Jobs that ended, by the hour").is_visible()
    assert serious_faults(page) == []
    shot(page, f"admin-{size}-{scheme}")


def test_the_queue_is_paused_and_goes_on(open_page, text_server, http):
    page = open_page("/admin", at=text_server.url)
    page.get_by_role("button", name="Pause the whole queue").click()
    again = page.get_by_role("button", name="Go on with the whole queue")
    again.wait_for()
    assert http.get("/queue/stats").json()["paused"] == ["*"]
    again.click()
    page.get_by_role("button", name="Pause the whole queue").wait_for()
    assert http.get("/queue/stats").json()["paused"] == []


def test_a_jobs_story_is_found_and_the_job_tried_again(open_page, text_server, failed, shot, serious_faults):
    page = open_page("/admin/jobs?status=error", at=text_server.url)
    assert serious_faults(page) == []
    shot(page, "admin-jobs")
    page.locator("tbody a").first.click()
    assert page.get_by_text(failed["task_id"]).is_visible()
    assert page.get_by_text(failed["error"]["code"]).first.is_visible()
    assert serious_faults(page) == []
    shot(page, "admin-job")
    with page.expect_response("**/retry") as answered:
        page.get_by_role("button", name="Try again").click()
    assert answered.value.status == 200


def test_all_jobs_of_one_error_are_tried_again(open_page, text_server, failed):
    page = open_page("/admin", at=text_server.url)
    with page.expect_response("**/queue/retry") as answered:
        page.get_by_role("button", name=f"Try all with {failed['error']['code']} of document again").click()
    assert answered.value.status == 200


def test_ended_jobs_are_counted_before_they_are_deleted(open_page, text_server, failed, http):
    page = open_page("/admin", at=text_server.url)
    count = page.get_by_role("button", name="Count, then delete")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with page.expect_response("**/queue/purge"):
        count.click()
    page.wait_for_function("() => !document.querySelector('form[data-count-first] button').disabled")
    assert http.get(f"/task/{failed['task_id']}").status_code == 200
    page.once("dialog", lambda dialog: dialog.accept())
    count.click()
    page.get_by_text("None did.").wait_for()
    assert "This cannot be undone" in asked[0]
    assert http.get(f"/task/{failed['task_id']}").status_code == 404


def test_webhooks_page_is_there(open_page, text_server, shot, serious_faults):
    page = open_page("/admin/webhooks?state=given_up", at=text_server.url)
    assert page.get_by_text("There are no such webhooks.").is_visible()
    assert serious_faults(page) == []


def test_a_key_is_made_shown_once_and_revoked(open_page, tmp_path, shot, serious_faults):
    from tests.browser.conftest import serving

    with serving(tmp_path, DOCUSNAP_OCR_ENGINE="null", DOCUSNAP_ADMIN_KEY="a" * 40) as running:
        page = open_page("/sign-in?after=/admin/keys", at=running.url)
        page.get_by_label("key").fill("a" * 40)
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/keys")
        page.get_by_label("Name").fill("The <b>app</b>")
        page.get_by_role("button", name="Make it").click()
        key = page.locator("#new-key code")
        key.wait_for()
        text = key.inner_text()
        assert httpx2.get(f"{running.url}/tasks", headers={"X-API-Key": text}).status_code == 200
        page.get_by_role("link", name="I have kept it").click()
        page.get_by_role("cell", name="The <b>app</b>").first.wait_for()
        assert text not in page.content()
        assert serious_faults(page) == []
        shot(page, "admin-keys")
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Revoke The <b>app</b>").click()
        page.get_by_role("cell", name="revoked").wait_for()
        assert httpx2.get(f"{running.url}/tasks", headers={"X-API-Key": text}).status_code == 401
