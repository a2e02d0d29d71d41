"""Duties that one process does for all."""

import threading
from typing import Any

import pytest

pytest.importorskip("valkey", reason="the extra `valkey` is not installed")
from docusnap.settings.groups import ValkeySettings
from docusnap.valkey import connection
from docusnap.wiring.valkey_server import once_at_a_time


def chosen(url: str) -> ValkeySettings:
    return ValkeySettings(valkey_url=url)


def test_a_duty_is_left_out_while_another_process_does_it_and_done_again_afterwards(valkey_process: Any) -> None:
    done: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def long() -> None:
        done.append("long")
        begun.set()
        assert go_on.wait(30)

    first = threading.Thread(target=once_at_a_time(chosen(valkey_process.url), "purge", long))
    other = once_at_a_time(chosen(valkey_process.url), "purge", lambda: done.append("other"))
    first.start()
    assert begun.wait(30)
    other()
    assert done == ["long"]
    once_at_a_time(chosen(valkey_process.url), "sweep", lambda: done.append("another duty"))()
    go_on.set()
    first.join(30)
    other()
    assert done == ["long", "another duty", "other"]


def test_a_duty_that_fails_can_be_done_by_the_next(valkey_process: Any) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    done: list[str] = []
    with pytest.raises(ZeroDivisionError):
        once_at_a_time(chosen(valkey_process.url), "purge", fails)()
    once_at_a_time(chosen(valkey_process.url), "purge", lambda: done.append("next"))()
    assert done == ["next"]


def test_without_valkey_or_while_it_is_away_everyone_does_the_duty(
    valkey_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PAUSES", (0.01, 0.01))
    done: list[str] = []
    once_at_a_time(chosen(""), "purge", lambda: done.append("without"))()
    valkey_process.stop()
    once_at_a_time(chosen(valkey_process.url), "purge", lambda: done.append("away"))()
    valkey_process.start()
    assert done == ["without", "away"]
