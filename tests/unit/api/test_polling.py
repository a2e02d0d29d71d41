import threading
from datetime import UTC, datetime

import pytest

from docusnap.domain.task import Failure, Progress, Status, Waiting


def test_a_running_task_tells_how_far_it_is_and_when_to_ask_again(client, delegator):
    task = delegator.add(status=Status.PROCESSING, progress=Progress("reading", 1, 3), tag="mine")
    answer = client.get(f"/task/{task.id}")
    assert answer.status_code == 200
    assert answer.json == {
        "task_id": task.id,
        "operation": "document",
        "status": "processing",
        "created_at": "2023-11-14T22:13:20.500000Z",
        "finished_at": None,
        "progress": {"stage": "reading", "done": 1, "total": 3, "quality": None},
        "result": None,
        "error": None,
        "waiting": None,
        "tag": "mine",
        "cached": False,
        "joined": False,
        "corrections": [],
    }
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_completed_task_gives_its_result_as_it_was_stored(client, delegator):
    result = {"title": "小票", "kv": {"Total": "9.00"}, "of_another_operation": [1.5, None]}
    task = delegator.add()
    delegator.end(task.id, result)
    answer = client.get(f"/task/{task.id}")
    assert answer.json["result"] == result
    assert datetime.fromisoformat(answer.json["finished_at"]) == datetime.fromtimestamp(1_700_000_002, UTC)
    assert "Retry-After" not in answer.headers


def test_a_failed_task_tells_why(client, delegator):
    task = delegator.add(status=Status.ERROR, failure=Failure("OCR_FAILURE", "The page cannot be read."))
    answer = client.get(f"/task/{task.id}")
    assert answer.json["error"] == {"code": "OCR_FAILURE", "detail": "The page cannot be read."}
    assert "Retry-After" not in answer.headers


def test_a_task_that_waits_for_its_next_attempt_tells_why_and_until_when(client, delegator):
    failure = Failure("LLM_UNAVAILABLE", "The language model cannot be reached.")
    task = delegator.add(status=Status.PENDING, waiting=Waiting(failure, 1_700_000_060.0))
    assert client.get(f"/task/{task.id}").json["waiting"] == {
        "code": "LLM_UNAVAILABLE",
        "detail": "The language model cannot be reached.",
        "until": "2023-11-14T22:14:20Z",
    }


@pytest.mark.parametrize("task_id", ["no-such-task", "../etc", "%00", "ü", "x" * 5000, "1%27--"])
def test_what_is_no_task_is_not_found(client, task_id):
    for path in (f"/task/{task_id}", f"/task/{task_id}/pages/1", f"/task/{task_id}/pages/1/words"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert answer.json["code"] == "not_found"


def test_another_clients_task_is_not_found(client, delegator):
    task = delegator.add(client_id="other")
    assert client.get(f"/task/{task.id}").status_code == 404


def test_an_unchanged_task_is_not_sent_again(client, delegator):
    task = delegator.add()
    seen = client.get(f"/task/{task.id}").headers["ETag"]
    again = client.get(f"/task/{task.id}", headers={"If-None-Match": seen})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", seen)
    delegator.end(task.id, {})
    changed = client.get(f"/task/{task.id}", headers={"If-None-Match": seen})
    assert (changed.status_code, changed.json["status"]) == (200, "completed")


def test_a_long_poll_answers_when_the_task_ends(app, delegator):
    task = delegator.add()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(app.test_client().get(f"/task/{task.id}?wait=4")))
    asking.start()
    assert delegator.waiting.wait(5)
    assert answers == []
    delegator.end(task.id, {"title": "done"})
    asking.join(5)
    assert answers[0].json["status"] == "completed"


def test_when_all_waits_are_taken_a_long_poll_answers_at_once(app, client, delegator):
    task = delegator.add()
    taken = threading.Thread(target=lambda: app.test_client().get(f"/task/{task.id}?wait=4"))
    taken.start()
    assert delegator.waiting.wait(5)
    answer = client.get(f"/task/{task.id}?wait=4")
    assert (answer.status_code, answer.json["status"]) == (200, "pending")
    assert "Retry-After" in answer.headers
    assert delegator.waited == [4]
    delegator.ended.set()
    taken.join(5)
    client.get(f"/task/{task.id}?wait=4")
    assert delegator.waited == [4, 4]


def test_a_wait_that_fails_gives_its_place_back(client, delegator):
    for _ in range(2):
        delegator.ended.set()
        assert client.get("/task/nothing?wait=1").status_code == 404
    assert delegator.waited == [1, 1]


def test_a_wait_is_cut_to_the_longest_allowed(client, delegator):
    task = delegator.add()
    delegator.ended.set()
    client.get(f"/task/{task.id}?wait=1e300")
    assert delegator.waited == [5]


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf", "1s", ""])
def test_a_wait_that_is_no_number_of_seconds_is_refused(client, delegator, wait):
    task = delegator.add()
    answer = client.get(f"/task/{task.id}", query_string={"wait": wait})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "wait")


def test_a_page_image_may_be_kept_for_ever(client, delegator):
    task = delegator.add(status=Status.COMPLETED)
    delegator.add_page(task.id, 1)
    answer = client.get(f"/task/{task.id}/pages/1")
    assert (answer.mimetype, answer.data) == ("image/jpeg", b"\xff\xd8 a picture")
    assert answer.cache_control.immutable
    assert answer.cache_control.private
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/task/{task.id}/pages/1", headers=known).status_code == 304


def test_page_pictures_are_made_for_a_few_at_a_time_and_refused_at_once_beyond_that(app, client, delegator):
    task = delegator.add(status=Status.COMPLETED)
    delegator.add_page(task.id, 1)
    meanwhile = []
    delegator.picturing = lambda: meanwhile.append(app.test_client().get(f"/task/{task.id}/pages/1"))
    assert client.get(f"/task/{task.id}/pages/1").status_code == 200
    (refused,) = meanwhile
    assert (refused.status_code, refused.json["code"], refused.headers["Retry-After"]) == (503, "busy", "1")
    delegator.picturing = lambda: None
    assert client.get(f"/task/{task.id}/pages/1").status_code == 200


def test_the_words_of_a_page_come_with_boxes_in_whole_pixels(client, delegator):
    task = delegator.add(status=Status.COMPLETED)
    delegator.add_page(task.id, 2)
    assert client.get(f"/task/{task.id}/pages/2/words").json == {
        "page": 2,
        "width": 200,
        "height": 100,
        "engine": "null",
        "lines": [{"id": "p2.01", "text": "TOTAL 9.00"}],
        "words": [
            {
                "text": "TOTAL",
                "box": [10, 21, 60, 40],
                "polygon": [[10.2, 20.6], [60.0, 20.6], [60.0, 40.0], [10.2, 40.0]],
                "confidence": 0.988,
            },
            {
                "text": "9.00",
                "box": [70, 20, 110, 40],
                "polygon": [[70.0, 20.0], [110.0, 20.0], [110.0, 40.0], [70.0, 40.0]],
                "confidence": 0.5,
            },
        ],
    }


@pytest.mark.parametrize("what", ["pages/1", "pages/1/words"])
def test_pages_that_are_not_read_yet_are_told_to_come_later(client, delegator, what):
    task = delegator.add()
    answer = client.get(f"/task/{task.id}/{what}")
    assert (answer.status_code, answer.json["code"]) == (409, "not_ready")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("number", ["0", "-1", "one", "1.5", "99999", "9" * 5000, "3"])
def test_a_page_that_is_not_there_is_not_found(client, delegator, number):
    task = delegator.add(status=Status.COMPLETED)
    delegator.add_page(task.id, 1)
    assert client.get(f"/task/{task.id}/pages/{number}").status_code == 404
