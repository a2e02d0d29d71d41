"""Tasks as a collection: added by the kind of paper, many at once, listed, and done anew."""

import base64

import pytest

from tests.integration.api.conftest import FORM, PASSPORT, RECEIPT


@pytest.fixture(scope="module")
def papers(paper):
    return {"receipt": paper(RECEIPT), "passport": paper(PASSPORT), "form": paper(FORM)}


def test_a_task_without_an_operation_works_by_the_kind_of_paper_and_says_which_and_how_surely(finished, papers):
    receipt, form = finished("/tasks", papers["receipt"])["result"], finished("/tasks", papers["form"])["result"]
    assert (receipt["operation"], receipt["kind"], receipt["kv"]["Total"]) == ("document", "receipt", "9.00")
    assert (form["operation"], form["kind"]) == ("form", "blank_form")
    assert "Last name" in form["fields"]
    assert all(0.5 <= result["operation_confidence"] <= 1 for result in (receipt, form))


def test_it_does_what_it_is_told_where_an_operation_is_named(finished, papers):
    task = finished("/tasks", papers["receipt"], operation="form", priority="5")
    assert (task["operation"], task["result"].get("operation")) == ("form", None)
    assert {w["code"] for w in task["result"]["warnings"]} >= {"operation_may_not_fit"}


def test_another_operation_is_done_on_the_files_of_a_task(finished, papers):
    task = finished("/tasks", papers["receipt"])
    again = finished(f"/task/{task['task_id']}/reprocess", operation="form")
    assert (again["operation"], again["task_id"] != task["task_id"]) == ("form", True)


def test_many_files_become_a_task_each_and_a_file_that_is_none_stops_no_other(http, papers):
    files = [("images", (f"{n}.pdf", one)) for n, one in enumerate((papers["receipt"], b"no picture", papers["form"]))]
    answer = http.post("/tasks/bulk", files=files, data={"tag": "bulk"}, headers={"Idempotency-Key": "three"})
    assert answer.status_code == 202
    first, refused, last = answer.json()["tasks"]
    assert (first["file"], refused["error"]["code"], refused["task_id"]) == (1, "unsupported_file", None)
    kinds = [http.get(t["status_url"], params={"wait": 30}).json()["result"]["kind"] for t in (first, last)]
    assert kinds == ["receipt", "blank_form"]
    again = http.post("/tasks/bulk", files=files, data={"tag": "bulk"}, headers={"Idempotency-Key": "three"}).json()
    assert [t["task_id"] for t in again["tasks"]] == [first["task_id"], None, last["task_id"]]


def test_where_every_file_is_refused_so_is_the_request(http):
    encoded = base64.b64encode(b"no picture").decode()
    answer = http.post("/tasks/bulk", json={"images": [encoded, encoded]})
    assert (answer.status_code, answer.json()["code"]) == (400, "unsupported_file")


def test_a_client_lists_its_tasks_newest_first_a_page_at_a_time(http, finished, papers):
    made = [finished("/tasks", papers["receipt"], tag="listed")["task_id"] for _ in range(3)]
    first = http.get("/tasks", params={"tag": "listed", "limit": 2}).json()
    rest = http.get("/tasks", params={"tag": "listed", "limit": 2, "cursor": first["next"]}).json()
    assert [t["task_id"] for t in (*first["tasks"], *rest["tasks"])] == made[::-1]
    assert rest["next"] is None
    assert (first["tasks"][0]["kind"], "result" in first["tasks"][0]) == ("receipt", False)


def test_the_list_is_filtered_by_status_operation_kind_text_and_time(http, finished, papers):
    form = finished("/process_form", papers["form"], tag="filtered")
    receipt = finished("/tasks", papers["receipt"], tag="filtered")

    def found(**wanted):
        return [t["task_id"] for t in http.get("/tasks", params={"tag": "filtered", **wanted}).json()["tasks"]]

    assert found() == [receipt["task_id"], form["task_id"]]
    assert found(operation="form") == found(kind="blank_form") == [form["task_id"]]
    assert found(status="completed", kind="receipt") == [receipt["task_id"]]
    assert found(text="leaf 9.00") == found(text=" GREEN ") == [receipt["task_id"]]
    assert found(text="leaf 9.01") == found(text="…") == []
    assert found(status="error") == found(since="2999-01-01") == found(until="2001-01-01T00:00:00Z") == []
    assert len(found(since="2001-01-01", until="2999-01-01")) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("kind", "novel"), ("since", "soon"), ("status", "new"), ("cursor", "x"), ("limit", "0"), ("text", "a" * 501)],
)
def test_a_filter_that_cannot_be_is_named(http, name, value):
    answer = http.get("/tasks", params={name: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)


def test_a_deleted_task_is_not_listed(http, finished, papers):
    task = finished("/tasks", papers["passport"], tag="deleted")
    http.delete(f"/task/{task['task_id']}")
    assert http.get("/tasks", params={"tag": "deleted"}).json()["tasks"] == []
