"""Sealed work outlives the server, and stays sealed on its disk."""

import signal
import stat
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from docusnap.database import sqlite_driver as driver

PATIENCE = 120.0
SECRETS = ("Quixotherm", "Ophiuchus", "Zwiebelfisch", "4711-0815-77")
"""On the page; in the library; in the form; in the library, the form and what is filled."""


def wait_until_processing(server: Any) -> None:
    connection = driver.connect(server.data / "docusnap.db", isolation_level=None)
    try:
        until = time.monotonic() + PATIENCE
        while not connection.execute("SELECT 1 FROM jobs WHERE status = 'processing'").fetchall():
            assert time.monotonic() < until
            time.sleep(0.005)
    finally:
        connection.close()


@contextmanager
def nothing_shown(server: Any, secrets: list[Any]) -> Iterator[None]:
    """Searches for the secrets as long as it lasts, without pause; then says where they were."""
    found: set[str] = set()
    over = threading.Event()

    def search() -> None:
        while not over.wait(0.1):
            found.update(server.traces(*secrets))

    searcher = threading.Thread(target=search)
    searcher.start()
    try:
        yield
    finally:
        over.set()
        searcher.join()
    assert found | {*server.traces(*secrets)} == set()


@pytest.fixture
def pages(slip: Callable[..., bytes]) -> list[str]:
    return [b64encode(slip("QUIXOTHERM LTD", f"{n}8.13")).decode() for n in (4, 5, 6)]


@pytest.fixture
def library() -> dict[str, Any]:
    return {"docs": [{"id": "star", "title": "Ophiuchus", "kv": {"Customer number": "4711-0815-77"}}], "forms": []}


def test_work_under_way_when_the_server_is_killed_ends_well_and_no_word_of_it_was_ever_on_the_disk(
    serve: Any, phone_of: Any, pages: list[str], library: dict[str, Any]
) -> None:
    server = serve(DOCUSNAP_OCR_ENGINE="rapid")
    phone, older = phone_of(server.address), phone_of(server.address, oaep="SHA-1", mgf1="SHA-1")
    identity = phone.get("/public_key").text
    letter = phone.letter("doc", {"to_process": pages[:2], "file_lib": library})
    form = {"title": "Zwiebelfisch", "fields": ["Customer number"]}
    filling = phone.letter("fill", {"to_process": form, "file_lib": library})
    claim = {"images": pages[2:], "user_data": {"Customer number": "4711-0815-77"}}
    keys = [form for key in (letter.key, filling.key) for form in (key, key.hex(), b64encode(key).decode())]
    secrets = [*SECRETS, *keys, pages[0][2000:2060], b64decode(pages[0])[2000:2040]]

    with nothing_shown(server, secrets):
        assert [phone.process(sent.body).status_code for sent in (letter, filling)] == [202, 202]
        status, accepted = older.ask("/process_form_filling", claim)
        assert status == 202
        wait_until_processing(server)
        server.end(signal.SIGKILL)

    server = serve(DOCUSNAP_OCR_ENGINE="rapid")
    phone.address = older.address = server.address
    with nothing_shown(server, secrets):
        assert phone.get("/public_key").text == identity
        read = phone.opened(phone.ended(letter), letter)
        filled = phone.opened(phone.ended(filling), filling)
        asked = older.finished(accepted)
        again = older.ask("/process_form_filling", claim)
        server.end()
    assert read["kv"]["Company"] == "QUIXOTHERM LTD"
    assert read["kv"]["Total"] in ("48.13", "58.13")  # of two slips in one letter
    assert filled == {"Customer number": {"value": "4711-0815-77", "source": {"type": "doc", "resource_id": "star"}}}
    assert again[0] == 200
    assert again[1].keys() == asked.keys()


def test_what_is_not_sealed_is_found_by_the_same_search(server: Any, phone: Any, library: dict[str, Any]) -> None:
    form = {"title": "Zwiebelfisch", "fields": ["Customer number"]}
    answer = phone.post("/process_form_filling", {"form": form, "library": library})
    assert answer.status_code == 202, answer.text
    assert len(server.traces("Zwiebelfisch", "Ophiuchus", "4711-0815-77")) >= 3


def test_what_was_sealed_is_shown_unsealed_at_no_other_door(
    reading_server: Any, phone_of: Any, pages: list[str]
) -> None:
    phone = phone_of(reading_server.address)
    status, accepted = phone.ask("/process_document", {"images": pages[:1]})
    assert "QUIXOTHERM" in str(phone.finished(accepted))

    task = f"/task/{accepted['task_id']}"
    paths = [task, f"{task}/events", f"{task}/pages/1", f"{task}/pages/1/words", "/queue/items", "/queue/stats"]
    answers = {path: phone.get(path) for path in paths}
    assert status == 202
    assert answers[task].status_code == 200
    for path, answer in answers.items():
        assert b"quixotherm" not in answer.content.lower(), path
        assert not answer.headers.get("Content-Type", "").startswith("image/"), path


def test_a_server_killed_as_soon_as_it_has_accepted_does_the_work_when_it_is_back(
    serve: Any, phone_of: Any, tiny: Any
) -> None:
    server = serve()
    phone = phone_of(server.address)
    letters = [phone.letter("form", {"to_process": [tiny(40 + n)]}) for n in range(10)]
    assert {phone.process(letter.body).status_code for letter in letters} == {202}
    server.end(signal.SIGKILL)

    phone.address = serve().address
    for letter in letters:
        assert phone.opened(phone.ended(letter), letter)["fields"] == []


def test_nobody_else_on_the_machine_can_open_what_the_server_keeps(server: Any, phone: Any, tiny: Any) -> None:
    phone.work("doc", {"to_process": [tiny(50)]})
    assert phone.post("/process_document", {"images": [tiny(51)]}).status_code == 202
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [server.data, *server.data.rglob("*")]}
    assert {"docusnap.db", "docusnap.db-wal"} < {path.name for path in modes}
    assert {path: oct(mode) for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}
