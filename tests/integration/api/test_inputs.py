"""A form is filled from papers that are still being read: the work waits for them, and says so."""

import pytest

from tests.integration.api.conftest import FORM, PASSPORT


@pytest.fixture
def held(server_services):
    """Nothing of `document` is begun while the test runs, until it says so."""
    server_services.queue.pause("document")
    yield lambda: server_services.queue.resume("document")
    server_services.queue.resume("document")


def posted(http, address, *files, **fields):
    pictures = [("images", (f"{n}.pdf", content)) for n, content in enumerate(files)]
    answer = http.post(address, files=pictures, data=fields) if files else http.post(address, json=fields)
    assert answer.status_code == 202, answer.text
    return answer.json()["task_id"]


def ended(http, task_id):
    task = {"finished_at": None}
    while not task["finished_at"]:
        task = http.get(f"/task/{task_id}", params={"wait": 5}).json()
    return task


def test_filling_waits_for_a_paper_that_is_still_read_and_begins_when_that_has_ended(http, paper, finished, held):
    form = finished("/process_form", paper([*FORM, "waits"]))
    passport = posted(http, "/process_document", paper([*PASSPORT, "waits"]))
    request = {"form": form["task_id"], "library": [passport]}
    filling = http.post("/process_form_filling", json=request, headers={"Idempotency-Key": "waits"}).json()["task_id"]
    waiting = http.get(f"/task/{filling}").json()
    assert (waiting["status"], waiting["waiting"]["code"]) == ("pending", "waiting_for_inputs")
    held()
    task = ended(http, filling)
    assert task["result"]["filled"]["Last name"]["value"] == "Tan"
    assert task["result"]["filled"]["Last name"]["source"]["resource_id"] == passport
    again = http.post("/process_form_filling", json=request, headers={"Idempotency-Key": "waits"}).json()["task_id"]
    assert again == filling  # though the paper is read now


def test_where_the_paper_is_deleted_the_filling_says_so(http, paper, finished, held):
    passport = posted(http, "/process_document", paper([*PASSPORT, "deleted"]))
    filling = posted(http, "/process_form_filling", form={"fields": ["Last name"]}, library=[passport])
    http.delete(f"/task/{passport}")
    task = ended(http, filling)
    assert (task["status"], task["error"]["code"]) == ("error", "input_failed")


def test_the_form_itself_may_still_be_read_and_its_pages_are_those_of_the_filling(http, paper, server_services):
    server_services.queue.pause("form")
    try:
        form = posted(http, "/process_form", paper([*FORM, "itself"]))
        library = {"docs": [{"id": "7", "kv": {"Last name": "Tan"}}]}
        filling = posted(http, "/process_form_filling", form=form, library=library)
    finally:
        server_services.queue.resume("form")
    assert ended(http, filling)["result"]["filled"]["Last name"]["value"] == "Tan"
    words = http.get(f"/task/{filling}/pages/1/words").json()["lines"]
    assert words[0]["text"] == FORM[0]
