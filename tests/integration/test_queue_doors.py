"""Documents and the queue through the doors of the whole app, with real workers that the test holds back or lets go."""

import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from io import BytesIO

import jsonschema
import pytest
from PIL import Image

from docusnap import wiring
from docusnap.app import create_app
from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.errors import Misconfigured
from docusnap.domain.request import SealedUpload, TaskRequest, Upload
from docusnap.domain.task import Status
from docusnap.ocr.null import NullEngine
from docusnap.settings import load_settings
from docusnap.wiring import build

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAFElEQVR42mP8zwABTAyjjFEGyQwAzx8Bf7QK4E8AAAAASUVORK5CYII="


def photo(shade):
    out = BytesIO()
    Image.new("L", (64, 64), shade).save(out, "PNG")
    return out.getvalue()


class CountingEngine(NullEngine):
    reads = 0

    def read(self, image):
        self.reads += 1
        return super().read(image)


class House:
    """The app; nothing works on the queue unless `start` was called or it is asked for."""

    def __init__(self, folder, **settings):
        given = {"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", **settings}
        self.settings = load_settings(given)
        self.services = build(self.settings)
        self.app = create_app(self.settings, self.services)
        self.client = self.app.test_client()

    def add(self, *shades, **fields):
        files = [(BytesIO(photo(shade)), "page.png") for shade in shades]
        answer = self.client.post("/documents", data={"images": files, **fields})
        assert answer.status_code == 202, answer.text
        return answer.json

    def items(self, **query):
        return self.client.get("/queue/items", query_string=query).json

    def process(self, **body):
        return self.client.post("/queue/process", json=body)

    def quarantine(self):
        (job,) = self.services.queue.claim()
        self.services.queue.quarantine(job, {})
        return job.id


@pytest.fixture
def make(tmp_path):
    made = []

    def house(**settings):
        made.append(House(tmp_path / "data", **settings))
        return made[-1]

    yield house
    for one in made:
        one.services.stop(0)


@pytest.fixture
def house(make):
    return make()


def test_a_document_is_taken_at_once_and_shown_with_its_files_and_tasks(house):
    given = house.add(10, 20, tag="books")
    assert given["status"] == "pending"
    found = house.client.get(f"/documents/{given['document_id']}").json
    assert [f["media_type"] for f in found["files"]] == ["image/png", "image/png"]
    (task,) = found["tasks"]
    assert (task["task_id"], task["status"], task["operation"], task["tag"]) == (
        given["task_id"],
        "pending",
        "document",
        "books",
    )


def test_a_document_is_done_by_the_workers(house):
    house.services.start()
    given = house.add(10, operation="form")
    task = house.client.get(given["status_url"], query_string={"wait": 30}).json
    assert (task["status"], task["operation"]) == ("completed", "form")


def test_an_operation_has_a_deadline_of_its_own(make):
    house = make(DOCUSNAP_DEADLINES="form=0.000001")
    form, document = house.add(10, operation="form"), house.add(10)
    house.process()
    assert house.client.get(form["status_url"]).json["error"]["code"] == "PROCESSING_TIMEOUT"
    assert house.client.get(document["status_url"]).json["status"] == "completed"


def test_a_deadline_of_no_operation_is_refused(make):
    with pytest.raises(Misconfigured, match=r"there is no operation forms; known are .*form_filling"):
        make(DOCUSNAP_DEADLINES="forms=60")


def test_a_document_as_json_with_priority_goes_first(house):
    house.add(10)
    assert house.client.post("/documents", json={"images": [PIXEL], "priority": 5}).status_code == 202
    assert [job.priority for job in house.services.queue.get_pending_items(2)] == [5, 0]


def test_the_same_request_again_with_an_idempotency_key_is_the_same_document(house):
    def send():
        files = [(BytesIO(photo(1)), "page.png")]
        return house.client.post("/documents", data={"images": files}, headers={"Idempotency-Key": "one"}).json

    assert send() == send()


@pytest.mark.parametrize("operation", ["no such", "x" * 101])
def test_an_operation_that_is_not_there_is_refused(house, operation):
    answer = house.client.post("/documents", data={"images": [(BytesIO(photo(1)), "page.png")], "operation": operation})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "operation")


def test_reprocessing_does_the_work_anew_though_the_result_is_known(house):
    given = house.add(10)
    house.process()
    again = house.client.post(f"/documents/{given['document_id']}/reprocess")
    assert (again.status_code, again.json["status"]) == (202, "pending")
    assert again.json["document_id"] == given["document_id"]
    assert house.process().json["completed"] == 1
    tasks = house.client.get(f"/documents/{given['document_id']}").json["tasks"]
    assert [t["task_id"] for t in tasks] == [again.json["task_id"], given["task_id"]]


def test_reprocessing_as_another_operation_keeps_the_words_read(make, monkeypatch):
    engine = CountingEngine()
    monkeypatch.setattr(wiring.engines, "ocr_engine", lambda _: engine)
    house = make()
    given = house.add(10)
    house.process()
    path = f"/documents/{given['document_id']}/reprocess"
    assert house.client.post(path, json={"operation": "form", "priority": 3}).status_code == 202
    (job,) = house.services.queue.get_pending_items(5)
    assert (job.operation, job.priority) == ("form", 3)
    assert house.process().json["completed"] == 1
    assert engine.reads == 1


def test_a_document_that_is_not_there_is_not_found(house):
    assert house.client.get("/documents/none").status_code == 404
    assert house.client.post("/documents/none/reprocess", json={}).status_code == 404


@pytest.mark.parametrize("body", [{"operation": "x"}, {"priority": 101}, {"more": 1}, []])
def test_what_reprocessing_does_not_take_is_refused(house, body):
    given = house.add(10)
    assert house.client.post(f"/documents/{given['document_id']}/reprocess", json=body).status_code == 400


def test_processing_the_queue_says_what_it_did_and_keeps_its_limit(house):
    for shade in range(3):
        house.add(shade)
    assert house.process(limit=2).json == {"processed": 2, "completed": 2, "failed": 0, "retried": 0}
    assert house.process(deadline=0).json["processed"] == 0
    assert house.client.post("/queue/process").json["processed"] == 1


@pytest.mark.parametrize("body", [{"limit": -1}, {"deadline": -1}, {"deadline": "soon"}, {"other": 1}, 7])
def test_what_processing_does_not_take_is_refused(house, body):
    assert house.client.post("/queue/process", json=body).status_code == 400


def test_the_stats_tell_how_the_queue_stands(house):
    house.add(1)
    house.quarantine()
    house.add(2)
    stats = house.client.get("/queue/stats").json
    assert {s: c for s, c in stats["counts"].items() if c} == {"pending": {"document": 1}, "error": {"document": 1}}
    assert (stats["quarantined"], stats["retries_due"], stats["paused"]) == (1, 0, [])
    assert 0 <= stats["oldest_pending"] < 60


def test_items_come_in_pages_by_cursor_and_filtered(house):
    for shade in range(5):
        house.add(shade)
    seen, cursor = [], ""
    while cursor is not None:
        page = house.items(limit=2, cursor=cursor, status="pending", operation="document")
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert house.items(status="error")["items"] == []
    assert house.items(operation="form")["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        *({"cursor": c} for c in ("x", "W10=", "é", "WzEsMiwzXQ==", "bnVsbA==")),
        *({"limit": n} for n in ("0", "1001", "x", "-1", "²")),
        {"status": "sleeping"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(house, query):
    answer = house.client.get("/queue/items", query_string=query)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, next(iter(query)))


def test_a_quarantined_job_is_tried_again_once(house):
    house.add(1)
    job_id = house.quarantine()
    (item,) = house.items(status="error")["items"]
    assert (item["id"], item["error"]["code"]) == (job_id, "quarantined")
    assert house.client.post(f"/queue/items/{job_id}/retry").json["status"] == "pending"
    again = house.client.post(f"/queue/items/{job_id}/retry")
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert "Retry-After" not in again.headers


def test_a_pending_job_is_cancelled_once_and_its_task_says_so(house):
    given = house.add(1)
    (item,) = house.items()["items"]
    assert house.client.post(f"/queue/items/{item['id']}/cancel").json["status"] == "cancelled"
    assert house.client.post(f"/queue/items/{item['id']}/cancel").status_code == 409
    assert house.client.get(given["status_url"]).json["status"] == "cancelled"


@pytest.mark.parametrize(
    "place",
    [
        "1" * 401,
        "[" * 5_000,
        '[1e999, "a"]',
        f'[{"1" * 401}, "a"]',
        r'[1, "\ud800"]',
        '[1, "a\\u0000"]',
        '[true, "a"]',
        "{}",
    ],
)
def test_a_cursor_that_is_none_is_refused(house, place):
    for cursor in (place, urlsafe_b64encode(place.encode()).decode()):
        answer = house.client.get("/queue/items", query_string={"cursor": cursor})
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_the_log_says_what_was_deleted_and_cancelled_and_by_whom(house, caplog):
    first, second, third = house.add(1), house.add(2), house.add(3)
    (job, *_) = house.items()["items"]
    caplog.clear()
    with caplog.at_level("INFO"):
        house.client.post(f"/queue/items/{job['id']}/cancel")
        house.client.delete(first["status_url"])
        house.client.delete(f"/documents/{second['document_id']}")
        house.client.post("/clear", json={"client_id": "phone-1"})
    said = {record.action: record.getMessage() for record in caplog.records if hasattr(record, "action")}
    assert said["job_cancelled"] == f"client local cancelled job {job['id']}"
    assert said["task_deleted"] == f"client local cancelled and deleted task {first['task_id']}"
    assert said["document_deleted"] == f"client local deleted document {second['document_id']}"
    assert said["tasks_deleted"] == "deleted tasks of client local/phone:phone-1"
    assert third["task_id"] not in caplog.text


def test_a_document_may_wait_for_its_task(house):
    house.services.start()
    answer = house.client.post("/documents?wait=30", data={"images": [(BytesIO(photo(9)), "page.png")]})
    assert (answer.status_code, answer.json["status"]) == (200, "completed")
    assert answer.json["document_id"]
    assert answer.json["result"]["kv"] == {}
    again = house.client.post(f"/documents/{answer.json['document_id']}/reprocess?wait=30")
    assert (again.status_code, again.json["document_id"]) == (200, answer.json["document_id"])


def test_asking_anew_with_an_idempotency_key_is_done_once(house):
    given = house.add(1)
    address = f"/documents/{given['document_id']}/reprocess"

    def ask(**body):
        return house.client.post(address, json=body, headers={"Idempotency-Key": "again"})

    house.process()
    first = ask(tag="mine").json
    house.process()
    assert ask(tag="mine").json == first | {"status": "completed"}
    assert (ask(tag="other").status_code, ask(tag="other").json["code"]) == (422, "idempotency_mismatch")
    assert len(house.client.get(f"/documents/{given['document_id']}").json["tasks"]) == 2


def test_acting_on_the_queue_with_an_idempotency_key_is_done_once(house):
    house.add(1)
    job_id = house.quarantine()

    def retry(job):
        return house.client.post(f"/queue/items/{job}/retry", headers={"Idempotency-Key": "once"})

    assert retry("none").status_code == 404
    assert retry(job_id).json["status"] == "pending"
    assert house.quarantine() == job_id
    assert retry(job_id).json["status"] == "error"
    assert retry("none").json["code"] == "idempotency_mismatch"


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_a_job_that_is_not_there_is_not_found(house, action):
    assert house.client.post(f"/queue/items/none/{action}").status_code == 404


def test_deleting_a_task_ends_it_and_deleting_it_again_changes_nothing(house):
    given = house.add(1)
    for _ in range(2):
        answer = house.client.delete(f"/task/{given['task_id']}")
        assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
    assert house.services.queue.get_pending_items(5) == []
    assert house.client.delete("/task/none").status_code == 404


def test_a_finished_task_that_was_deleted_is_gone(house):
    given = house.add(1)
    house.process()
    for _ in range(2):
        answer = house.client.delete(f"/task/{given['task_id']}")
        assert (answer.status_code, answer.data) == (204, b"")
    for address in (given["status_url"], f"{given['status_url']}/pages/1", f"{given['status_url']}/deliveries"):
        answer = house.client.get(address)
        assert (answer.status_code, answer.json["code"]) == (410, "deleted")
    answer = house.client.post("/process_document", json={"images": [PIXEL], "library": [given["task_id"]]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "library[0]")


def test_a_deleted_document_is_gone_with_its_tasks(house):
    given = house.add(1)
    house.process()
    address = f"/documents/{given['document_id']}"
    for _ in range(2):
        assert house.client.delete(address).status_code == 204
    for answer in (
        house.client.get(address),
        house.client.post(f"{address}/reprocess"),
        house.client.get(given["status_url"]),
    ):
        assert (answer.status_code, answer.json["code"]) == (410, "deleted")
    assert house.client.delete("/documents/none").status_code == 404


ADMIN_ROUTES = [
    ("GET", "/queue/stats"),
    ("GET", "/queue/items"),
    ("POST", "/queue/items/none/retry"),
    ("POST", "/queue/items/none/cancel"),
    ("POST", "/queue/process"),
]


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
def test_with_an_admin_key_only_who_has_it_gets_in(make, method, path):
    key = "schlüssel" * 4
    client = make(DOCUSNAP_ADMIN_KEY=key).client

    def status(**headers):
        return client.open(path, method=method, headers=headers).status_code

    assert status() == 401
    assert status(Authorization="Bearer wrong") == 401
    assert status(Authorization="Basic c2NobMO8c3NlbDo=") == 401
    assert status(Authorization=f"Bearer {key}".encode().decode("latin-1")) in (200, 404)


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"Host": "evil.example"}),
        ("127.0.0.1", {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_without_a_key_only_this_machine_itself_gets_in(house, method, path, address, headers):
    answer = house.client.open(path, method=method, headers=headers, environ_base={"REMOTE_ADDR": address})
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "localhost:5000"), ("::1", "[::1]:5000"), ("::1", "[::1]")]
)
def test_without_a_key_this_machine_gets_in_by_all_its_names(house, address, host):
    headers = {"Host": host}
    assert house.client.get("/queue/stats", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code == 200


def test_the_server_is_ready_while_its_workers_live_and_its_database_can_be_written(make, tmp_path):
    house = make()
    assert (house.client.get("/readyz").status_code, house.client.get("/readyz").json["code"]) == (503, "no_workers")
    house.services.start()
    assert house.client.get("/readyz").status_code == 200
    (tmp_path / "data" / "docusnap.db").unlink()
    assert house.client.get("/readyz").json["code"] == "storage_failure"


def test_what_has_not_run_for_too_long_is_named_by_a_server_that_is_ready_all_the_same(make):
    now = [0.0]
    work_began = threading.Event()
    stuck = PeriodicThread("heartbeat", 5.0, work_began.set, clock=lambda: now[0])
    house = make()
    app = create_app(house.settings, replace(house.services, periodic=[stuck]))
    house.services.dispatcher.start()
    stuck.start()
    assert work_began.wait(30)
    assert app.test_client().get("/readyz").json["degraded"] == []
    now[0] += 100
    try:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["status"]) == (200, "degraded")
        (part,) = answer.json["degraded"]
        assert (part["part"], "100 s" in part["detail"]) == ("heartbeat", True)
    finally:
        stuck.stop()


def test_a_language_model_that_does_not_answer_is_named_by_a_server_that_is_ready_all_the_same(make):
    house = make(DOCUSNAP_LLM_BASE_URL="http://127.0.0.1:9/v1", DOCUSNAP_LLM_API_KEY="sk-secret")
    house.services.dispatcher.start()
    assert house.client.get("/readyz").json["degraded"] == []
    house.services.probes.ask()
    answer = house.client.get("/readyz")
    (part,) = answer.json["degraded"]
    assert (answer.status_code, part["part"]) == (200, "llm")
    assert "127.0.0.1:9 cannot be reached: Connection refused" in part["detail"]


def test_a_database_that_was_deleted_under_the_server_accepts_nothing(house, tmp_path):
    given = house.add(1)
    (tmp_path / "data" / "docusnap.db").unlink()
    answer = house.client.post("/documents", data={"images": [(BytesIO(photo(2)), "page.png")]})
    assert (answer.status_code, answer.json["code"]) == (503, "storage_failure")
    assert int(answer.headers["Retry-After"]) > 0
    assert house.client.get(given["status_url"]).status_code == 200


def test_two_houses_share_a_folder_and_each_does_what_the_other_took_in(make):
    door, workers = make(), make()
    workers.services.start()
    given = door.add(1)
    until = time.monotonic() + 30
    while (task := door.client.get(given["status_url"]).json)["status"] != "completed":
        assert time.monotonic() < until, task


def test_a_house_that_joins_takes_no_running_job_away_and_one_alone_takes_them_at_once(make, tmp_path):
    first = make()
    first.add(1)
    (running,) = first.services.queue.claim()
    (tmp_path / "data" / "files" / "incoming" / "half").write_bytes(b"half an upload")
    make()
    assert first.services.queue.item(running.id).status is Status.PROCESSING
    assert (tmp_path / "data" / "files" / "incoming" / "half").exists()


def test_a_house_alone_takes_up_what_the_dead_left(make, tmp_path):
    first = make()
    first.add(1)
    (running,) = first.services.queue.claim()
    (tmp_path / "data" / "files" / "incoming" / "half").write_bytes(b"half an upload")
    first.services.stop(0)
    assert make().services.queue.item(running.id).status is Status.PENDING
    assert not (tmp_path / "data" / "files" / "incoming" / "half").exists()


def test_answers_are_as_the_openapi_document_says(house):
    document = house.client.get("/openapi.json").json

    def conforms(value, schema):
        jsonschema.validate(value, {"$ref": f"#/components/schemas/{schema}", "components": document["components"]})

    given = house.add(1)
    conforms(given, "AcceptedDocument")
    conforms(house.client.get("/queue/stats").json, "QueueBody")
    conforms(house.items(), "ItemsBody")
    conforms(house.process().json, "DrainedBody")
    conforms(house.client.get(f"/documents/{given['document_id']}").json, "StoredDocument")


def test_an_item_of_the_queue_shows_why_it_failed_and_what_it_was_called_with(make):
    house = make()
    task = house.add(10, library='[{"id": "7", "title": "Passport"}]', tag="mine")
    (job,) = house.services.queue.claim()
    house.services.queue.mark_failed(job, ZeroDivisionError("of the house"))
    item = house.client.get(f"/queue/items/{job.id}").json
    assert (item["uri"], item["parameters"]["library"][0]["title"], item["kept"]) == (job.uri, "Passport", {})
    assert [file["sha256"] for file in item["files"]] == [file.sha256 for file in job.files]
    (attempt,) = item["attempts"]
    assert (attempt["attempt"], attempt["error"]["type"]) == (1, "ZeroDivisionError")
    assert attempt["error"]["message"] == "of the house"
    told = house.client.get(f"/task/{task['task_id']}").text
    assert "of the house" not in told
    assert "ZeroDivisionError" not in told
    assert house.client.get("/queue/items/nothing").status_code == 404


def test_an_item_of_sealed_work_shows_nothing_of_it(make):
    house = make()
    upload = SealedUpload(Upload(b"sealed content"), "wrapped key", ())
    house.services.intake.submit(TaskRequest("document", "sealed:name", sealed=upload))
    (job,) = house.services.queue.claim()
    house.services.queue.mark_failed(job, ZeroDivisionError("of the house"))
    answer = house.client.get(f"/queue/items/{job.id}")
    assert (answer.json["sealed"], answer.json["uri"], answer.json["files"]) == (True, None, [])
    assert (answer.json["parameters"], answer.json["kept"]) == ({}, {})
    for secret in "sealed:name", "wrapped key", "of the house", job.files[0].sha256:
        assert secret not in answer.text


def test_only_an_administrator_sees_an_item(make):
    house = make(DOCUSNAP_ADMIN_KEY="a" * 40)
    house.services.intake.submit(TaskRequest("document", uploads=(photo(10),)))
    (job,) = house.services.queue.claim()
    assert house.client.get(f"/queue/items/{job.id}").status_code == 401
    key = {"Authorization": "Bearer " + "a" * 40}
    assert house.client.get(f"/queue/items/{job.id}", headers=key).status_code == 200
