"""The administrator's doors: what every button of the page about the queue asks for."""

import uuid

import pytest

from docusnap.http.cursors import MOST

BROKEN = b"%PDF-1.7 this is no picture of anything "


@pytest.fixture
def failed(finished):
    """A task whose job was quarantined."""
    task = finished("/tasks", BROKEN + uuid.uuid4().bytes, operation="document")
    assert task["status"] == "error"
    return task


def jobs_of(http, **query):
    return http.get("/queue/items", params={"limit": MOST, **query}).json()["items"]


def job_of(http, task):
    return next(job for job in jobs_of(http) if task["task_id"] in [t["id"] for t in item(http, job["id"])["tasks"]])


def item(http, job_id):
    return http.get(f"/queue/items/{job_id}").json()


def test_a_jobs_story_tells_its_attempts_stages_and_tasks(http, failed):
    story = item(http, job_of(http, failed)["id"])
    assert story["attempts"][-1]["error"]["type"]
    assert story["worker"] is None
    assert story["finished_at"] >= story["started_at"] >= story["created_at"]


def test_jobs_of_one_error_are_listed_counted_and_tried_again(http, failed):
    code = failed["error"]["code"]
    (count,) = [one for one in http.get("/queue/errors").json()["errors"] if one["code"] == code]
    assert count["jobs"] == len(jobs_of(http, status="error", error=code)) > 0
    assert http.post("/queue/retry", json={"error": "no_such_error"}).json() == {"retried": 0}
    assert http.post("/queue/retry", json={"error": code}).json() == {"retried": count["jobs"]}


def test_a_purge_deletes_as_many_jobs_as_were_counted_or_none(http, failed):
    wanted = {"status": "error", "error": failed["error"]["code"]}
    counted = http.post("/queue/purge", json=wanted).json()
    assert counted["deleted"] == 0 < counted["jobs"]
    refused = http.post("/queue/purge", json={**wanted, "expected": counted["jobs"] + 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    done = http.post("/queue/purge", json={**wanted, "expected": counted["jobs"]}).json()
    assert done == {"jobs": counted["jobs"], "deleted": counted["jobs"]}
    assert http.get(f"/task/{failed['task_id']}").status_code == 404


def test_the_queue_and_an_operation_are_paused_and_go_on(http, finished, paper):
    for asked, name in (({}, "*"), ({"operation": "form"}, "form")):
        assert name in http.post("/queue/pause", json=asked).json()["paused"]
    picture = [("images", ("1.pdf", paper(["A paused paper"])))]
    task = http.post("/tasks", files=picture, data={"operation": "document"}).json()
    assert http.get(f"/task/{task['task_id']}", params={"wait": 1}).json()["status"] == "pending"
    job = job_of(http, task)["id"]
    moved = http.post(f"/queue/items/{job}/priority", json={"priority": 7})
    assert (moved.status_code, moved.json()["priority"]) == (200, 7)
    for asked in ({}, {"operation": "form"}):
        http.post("/queue/resume", json=asked)
    assert http.get("/queue/stats").json()["paused"] == []
    assert http.get(f"/task/{task['task_id']}", params={"wait": 30}).json()["status"] == "completed"
    assert http.post(f"/queue/items/{job}/priority", json={"priority": 7}).status_code == 409
    assert http.post("/queue/pause", json={"operation": "fish"}).status_code == 404


def test_the_history_tells_the_last_day_by_the_hour(http, finished, paper):
    finished("/tasks", paper(["Something read"]), operation="document")
    history = http.get("/queue/history").json()
    assert len(history["periods"]) == 24
    assert sum(period["ended"].get("completed", 0) for period in history["periods"]) > 0
    assert "waiting" in [stage["stage"] for stage in history["stages"]]


def test_webhooks_are_listed_and_what_is_not_there_cannot_be_sent_again(http):
    assert http.get("/webhooks", params={"state": "given_up"}).json() == {"webhooks": [], "next": None}
    assert http.get("/webhooks", params={"state": "fish"}).status_code == 400
    assert http.post("/webhooks/none/send").status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": "x", "scopes": ["fish"]}, "scopes[0]"), ({"name": "x", "days": 0}, "days")],
)
def test_a_key_that_cannot_be_made_says_which_field_is_wrong(http, body, field):
    answer = http.post("/keys", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_only_a_key_with_the_admin_scope_opens_these_doors_and_a_revoked_one_opens_none(tmp_path):
    from docusnap.app import create_app
    from docusnap.settings import load_settings
    from docusnap.wiring import build

    settings = load_settings({"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null"})
    services = build(settings)
    client = create_app(settings, services).test_client()
    made = client.post("/keys", json={"name": "Ops", "scopes": ["admin"], "rate": None})
    assert made.status_code == 201, made.text
    as_admin = {"X-API-Key": made.json["key"]}
    reader = client.post("/keys", json={"name": "Reader"}, headers=as_admin).json
    doors = [("GET", "/queue/history"), ("GET", "/queue/errors"), ("GET", "/webhooks"), ("GET", "/keys")]
    doors += [("POST", f"/queue/{door}") for door in ("pause", "resume", "retry", "purge")] + [("POST", "/keys")]
    for method, door in doors:
        assert client.open(door, method=method, headers={"X-API-Key": reader["key"]}).status_code == 403, door
        assert client.open(door, method=method).status_code == 401, door
    assert client.delete(f"/keys/{reader['id']}", headers=as_admin).status_code == 204
    assert client.delete(f"/keys/{reader['id']}", headers=as_admin).status_code == 404
    assert client.get("/tasks", headers={"X-API-Key": reader["key"]}).status_code == 401
    listed = client.get("/keys", headers=as_admin).json["keys"]
    assert [(key["name"], key["revoked_at"] is not None) for key in listed] == [("Ops", False), ("Reader", True)]
    assert "key" not in listed[0]
    services.stop(0)
