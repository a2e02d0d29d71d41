"""A task tells by server-sent events what happens to it, and holds no thread for ever."""

import io
import json
import socket
from contextlib import ExitStack

import pytest

from docusnap.api.waiting import Waiting
from docusnap.app import create_app
from docusnap.settings import load_settings
from docusnap.wiring import build
from tests.integration.api.conftest import PASSPORT, RECEIPT


def events_of(answer):
    """Name, id and data of each event."""
    found = []
    for block in answer.split("\n\n"):
        told = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in told:
            found.append((told["event"], told["id"], json.loads(told["data"])))
    return found


def submitted(http, *files):
    pictures = [("images", (f"{n}.pdf", content)) for n, content in enumerate(files)]
    return http.post("/tasks", files=pictures).json()["task_id"]


def test_pages_and_values_come_as_they_are_known_and_then_the_end(http, paper):
    task_id = submitted(http, paper([*RECEIPT, "EVENTS"]), paper(PASSPORT))
    events, seen = [], ""
    while seen != "end":  # a stream ends after a while, and one comes back
        answer = http.get(f"/task/{task_id}/events", headers={"Last-Event-ID": seen})
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        events += events_of(answer.text)
        seen = events[-1][1]
    pages = [data for name, _, data in events if name == "page"]
    assert [page["page"] for page in pages] == [1, 2]
    assert http.get(pages[0]["words_url"]).json()["lines"][0]["text"] == RECEIPT[0]
    assert "9.00" in [data["value"] for name, _, data in events if name == "value" and data["key"] == "total"]
    assert (events[-1][0], events[-1][1], events[-1][2]["status"]) == ("end", "end", "completed")
    stages = [data["status"] for name, _, data in events if name == "status"]
    assert stages[-1] == "completed"


@pytest.fixture
def slow_model(tmp_path):
    """A server whose language model takes its time: it accepts what it is asked, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as model:
        address = f"http://127.0.0.1:{model.getsockname()[1]}/v1"
        more = {"DOCUSNAP_LLM_MODEL": "m", "DOCUSNAP_LLM_BASE_URL": address, "DOCUSNAP_LLM_TIMEOUT": "60"}
        own = {"DOCUSNAP_DATA_DIR": tmp_path, "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_MAX_WAIT": "2"}
        settings = load_settings(own | more)
        services = build(settings)
        services.start()
        yield create_app(settings, services).test_client()
        services.stop(1)


def test_what_is_seen_on_each_page_is_told_while_the_language_model_is_still_asked(slow_model, paper):
    pictures = [(io.BytesIO(paper(lines)), f"{n}.pdf") for n, lines in enumerate((RECEIPT, PASSPORT))]
    task_id = slow_model.post("/tasks", data={"images": pictures}).json["task_id"]
    events, early = [], {}
    while "last_name" not in early:  # a stream ends after a while, and one comes back
        events += events_of(slow_model.get(f"/task/{task_id}/events").text)
        early = {data["key"]: data for name, _, data in events if name == "preliminary"}
    assert (early["total"]["normalized"]["amount"], early["total"]["page"], len(early["total"]["box"])) == (
        "9.00",
        1,
        4,
    )
    assert (early["last_name"]["value"], early["last_name"]["page"]) == ("Tan", 2)
    assert not [name for name, _, _ in events if name in ("value", "end")]
    slow_model.delete(f"/task/{task_id}")


def test_who_comes_back_is_not_told_the_same_pages_again_and_not_at_all_after_the_end(http, paper):
    task_id = submitted(http, paper(RECEIPT))
    http.get(f"/task/{task_id}", params={"wait": 30})
    seen = http.get(f"/task/{task_id}/events", headers={"Last-Event-ID": "1"})
    assert "page" not in [name for name, _, _ in events_of(seen.text)]
    assert http.get(f"/task/{task_id}/events", headers={"Last-Event-ID": "end"}).status_code == 204


def test_another_task_than_ones_own_is_not_found(http):
    answer = http.get("/task/none/events")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_listener_holds_a_place_of_the_long_polls_and_gives_it_back_whatever_happens():
    one_place = Waiting(None, max_seconds=0.2, at_once=1)
    with one_place.place("key") as first, one_place.place("other") as second:
        assert (first, second) == (True, False)
    with pytest.raises(ZeroDivisionError), one_place.place("key"):
        _ = 1 / 0
    with one_place.place("key") as free:
        assert free


def test_one_key_cannot_hold_all_places_of_those_who_wait():
    waiting = Waiting(None, max_seconds=0.2, at_once=8)
    with ExitStack() as held:
        assert [held.enter_context(waiting.place("greedy")) for _ in range(20)].count(True) == 6
        assert [held.enter_context(waiting.place("other")) for _ in range(3)] == [True, True, False]


def test_a_task_that_never_ends_holds_no_listener_longer_than_a_long_poll(http, server_services, paper):
    """The queue of the operation is paused, so that the task only waits."""
    server_services.queue.pause("auto")
    try:
        task_id = submitted(http, paper(["PAUSED"]))
        told = events_of(http.get(f"/task/{task_id}/events").text)
        assert [name for name, _, _ in told] == ["status"]
    finally:
        server_services.queue.resume("auto")
    http.delete(f"/task/{task_id}")
