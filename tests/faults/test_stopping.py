"""A server that is told to stop while a long task runs."""

import time
from io import BytesIO
from typing import Any

from PIL import Image

PAGES = 40
GRACE = 2


def pages_of_their_own(count: int) -> bytes:
    frames = [Image.new("L", (100 + n, 100), "white") for n in range(count)]
    out = BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def test_it_ends_within_the_grace_and_what_was_read_stays(start: Any, record: Any) -> None:
    settings = {"DOCUSNAP_GRACE": f"{GRACE}", "DOCUSNAP_OCR_CONCURRENCY": "2"}
    server = start({"reading": "slow"}, **settings)
    task = server.accepted(pages_of_their_own(PAGES))
    server.says("^reading a page$")
    began = time.monotonic()
    assert server.stop() == 0
    took = time.monotonic() - began
    record.check()
    assert record.ask("SELECT status, attempt FROM jobs") == [("pending", 0)]
    ((kept,),) = record.ask("SELECT COUNT(*) FROM readings")
    read = server.said.count("reading a page")
    assert 0 < kept == read < PAGES
    assert took < GRACE + 2, server.said

    server = start({"reading": "slow"}, **settings)
    assert server.ended(task)["status"] == "completed"
    assert server.said.count("reading a page") == PAGES - kept
    assert server.stop() == 0


def test_a_page_that_is_never_read_does_not_keep_it_from_ending(start: Any, record: Any) -> None:
    server = start({"reading": "blocks"}, DOCUSNAP_GRACE="1", DOCUSNAP_OCR_CONCURRENCY="2")
    assert server.accepted(pages_of_their_own(1))
    server.says("^reading$")
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 10, server.said
    record.check()
    assert record.ask("SELECT status FROM jobs") == [("pending",)]


def test_the_log_begins_with_what_runs_where_and_a_restart_says_what_it_took_up(start: Any, record: Any) -> None:
    server = start({"reading": "blocks"})
    assert server.accepted(pages_of_their_own(1))
    server.says("^reading$")
    server.kill()
    server = start({}, DOCUSNAP_LLM_BASE_URL="http://llm.example:8080/v1", DOCUSNAP_LLM_MODEL="small")
    server.says("1 taken up again, 0 quarantined")
    begun = server.says(r"DocuSnap [0-9.]+: data in (\S+), read by null, understood by small at llm.example$")
    assert begun[1] == str(record.data)
    assert "DocuSnap" in server.said[0]
