"""Taking work in and giving results out, on a real database and real files."""

import hashlib
import threading
from dataclasses import replace

import pytest

from docusnap.database import jobs
from docusnap.domain.errors import MissingInput, NotFound, NotReady, TooLarge, TooManyPages, UnsupportedFile
from docusnap.domain.queue import Claim
from docusnap.domain.task import Status, StoredFile
from docusnap.operations.content_uri import content_uri

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def test_what_was_submitted_is_stored_recorded_and_woken(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c", tag="mine")
    assert (task.status, task.tag, task.operation) == (Status.PENDING, "mine", "document")
    assert house.files.get(task.files[0].sha256) == PNG
    assert task.files[0].media_type == "image/png"
    assert house.woken == [task.job_id]


def test_new_work_is_told_as_pending_even_when_a_worker_has_begun_it(house) -> None:
    house.build(wake=lambda _: house.queue.claim())
    told = house.submit("document", [PNG], {}, client_id="c", tag="mine", keep_document=True)
    assert told.status is Status.PENDING
    assert house.tasks.task(told.id, client_id="c") == replace(told, status=Status.PROCESSING)


def test_the_log_tells_which_job_a_task_waits_for(house, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    task = house.submit("document", [PNG], {}, client_id="c")
    assert f"submitted task {task.id} as job {task.job_id}" in caplog.messages


def test_identical_work_under_way_is_joined_and_other_parameters_are_other_work(house) -> None:
    one, same, other = (
        house.submit("document", [PNG], parameters, client_id="c")
        for parameters in ({"library": []}, {"library": []}, {"library": [{"id": "1"}]})
    )
    assert one.id != same.id
    assert one.job_id == same.job_id != other.job_id


def test_a_result_that_is_known_answers_at_once_until_it_is_too_old(house) -> None:
    first = house.submit("document", [PNG], {}, client_id="c")
    house.finish(first.job_id)
    again = house.submit("document", [PNG], {}, client_id="other")
    assert (again.status, again.result, again.cached) == (Status.COMPLETED, {"title": "done"}, True)
    assert not first.cached
    house.now += 101
    assert house.submit("document", [PNG], {}, client_id="c").status is Status.PENDING


def test_a_cancelled_task_ends_and_its_work_with_it(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c")
    assert house.tasks.delete(task.id, client_id="c").status is Status.CANCELLED
    assert house.database.write(lambda tx: jobs.claim(tx, Claim("me", 2000.0, 2030.0))) == []


@pytest.mark.parametrize(
    ("uploads", "error"),
    [([], MissingInput), ([b"%!PS-Adobe"], UnsupportedFile), ([PNG * 10], TooLarge), ([PNG] * 4, TooManyPages)],
)
def test_what_is_refused_leaves_nothing_behind(house, uploads: list[bytes], error: type[Exception]) -> None:
    with pytest.raises(error):
        house.submit("document", uploads, {}, client_id="c")
    assert house.woken == []
    assert house.database.write(lambda tx: jobs.claim(tx, Claim("me", 2000.0, 2030.0))) == []


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(house) -> None:
    house.submit("document", [PNG.ljust(100, b"0")])
    with pytest.raises(TooLarge, match=r"^File 2 has 101 bytes"):
        house.submit("document", [PNG, PNG.ljust(101, b"0")])


def test_bytes_are_hashed_once(house, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed, sha256 = [], hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda data: hashed.append(data) or sha256(data))
    house.submit("document", [PNG], idempotency_key="k", keep_document=True)
    assert hashed.count(PNG) == 1


def test_a_refused_file_is_named_by_its_number(house) -> None:
    with pytest.raises(UnsupportedFile, match=r"^File 2: "):
        house.submit("document", [PNG, b"GIF"], {}, client_id="c")


def test_an_unknown_operation_lists_the_known_ones(house) -> None:
    with pytest.raises(NotFound, match="known are: document"):
        house.submit("translate", [PNG], {}, client_id="c")


def test_another_clients_task_is_not_found(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c")
    with pytest.raises(NotFound):
        house.tasks.task(task.id, client_id="stranger")


def test_a_waiting_caller_gets_the_result_as_soon_as_the_job_ends(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c")
    found: list[Status] = []
    caller = threading.Thread(target=lambda: found.append(house.tasks.wait(task.id, 60, client_id="c").status))
    caller.start()
    house.finish(task.job_id)
    caller.join(30)
    assert found == [Status.COMPLETED]


def test_waiting_for_an_ended_task_returns_at_once(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c")
    house.finish(task.job_id)
    assert house.tasks.wait(task.id, 1e9, client_id="c").result == {"title": "done"}


def test_pages_are_not_ready_before_they_are_read_and_not_found_after(house) -> None:
    task = house.submit("document", [PNG], {}, client_id="c")
    with pytest.raises(NotReady):
        house.tasks.page(task.id, 1, client_id="c")
    house.finish(task.job_id)
    with pytest.raises(NotFound):
        house.tasks.page_image(task.id, 1, client_id="c")


def test_the_uri_names_files_in_order_parameters_and_recipe() -> None:
    a, b = StoredFile("a" * 64, 1, "image/png"), StoredFile("b" * 64, 1, "image/png")
    uris = {
        content_uri((a, b), {}, "1"),
        content_uri((b, a), {}, "1"),
        content_uri((a, b), {"library": []}, "1"),
        content_uri((a, b), {}, "2"),
    }
    assert len(uris) == 4
    assert content_uri((a, b), {"x": 1, "y": 2}, "1") == content_uri((a, b), {"y": 2, "x": 1}, "1")
