"""Signing in on a server with keys, and what a session may do."""

import pytest

from docusnap.domain.access import Scope
from docusnap.http.session import COOKIE
from tests.browser.conftest import serving


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """A server that asks for a key."""
    with serving(tmp_path_factory.mktemp("locked"), DOCUSNAP_OCR_ENGINE="null") as running:
        yield running


@pytest.fixture(scope="module")
def key(locked):
    return locked.services.keys.create("people", [Scope.SUBMIT, Scope.READ])[1]


def sign_in(page, key):
    page.get_by_label("Your key").fill(key)
    page.keyboard.press("Enter")


def test_who_shows_a_key_comes_to_the_page_that_they_asked_for_and_can_leave_again(open_page, locked, key, shot):
    page = open_page("/view/none?a=b", at=locked.url, refusals=True)
    assert page.get_by_role("heading", name="Sign in").is_visible()
    shot(page, "sign-in-desktop-light")
    sign_in(page, key)
    page.get_by_text("There is no task with this id.").wait_for()
    assert page.url == f"{locked.url}/view/none?a=b"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.context.cookies() == []


def test_a_wrong_key_is_told_beside_its_field(open_page, locked):
    page = open_page("/", at=locked.url, size="phone", refusals=True)
    sign_in(page, "dsk_guess")
    page.get_by_role("alert").get_by_text("This key is not known, has expired or was revoked.").wait_for()
    assert page.get_by_label("Your key").is_visible()


def test_scripts_cannot_read_the_cookie_and_other_sites_cannot_send_it(open_page, locked, key):
    page = open_page("/", at=locked.url)
    sign_in(page, key)
    page.get_by_role("heading", name="What does this paper say?").wait_for()
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == COOKIE)
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert key not in cookie["value"]
    assert page.evaluate("document.cookie") == ""


def test_a_change_needs_the_token_that_the_page_has(open_page, locked, key):
    page = open_page("/", at=locked.url, refusals=True)
    sign_in(page, key)
    page.get_by_role("button", name="A blank form").wait_for()
    status = "(headers) => fetch('/tasks', {method: 'POST', headers}).then(answer => answer.status)"
    token = page.locator('meta[name="csrf-token"]').get_attribute("content")
    assert page.evaluate(status, {}) == 403
    assert page.evaluate(status, {"X-CSRF-Token": "0" * len(token)}) == 403
    assert page.evaluate(status, {"X-CSRF-Token": token}) == 400
    page.get_by_role("button", name="A blank form").click()
    page.wait_for_selector("#paper")


@pytest.mark.parametrize("after", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(open_page, locked, after):
    page = open_page(f"/sign-in?after={after}", at=locked.url)
    assert page.locator("#sign-in").get_attribute("data-after") == "/"
