"""Limits over all processes that share a server."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from docusnap.valkey import RedisDB
from docusnap.valkey.slots import SharedSlots


class Gauge:
    """How many were in at a time."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()

    def step_in(self, slots: SharedSlots) -> None:
        with slots:
            with self._lock:
                self.now += 1
                self.most = max(self.most, self.now)
            threading.Event().wait(0.01)
            with self._lock:
                self.now -= 1


@pytest.fixture
def slots(db: RedisDB) -> Callable[..., SharedSlots]:
    """Each as in a process of its own."""
    return lambda most, **options: SharedSlots(db, "limit", most, **options)


def test_no_more_than_the_limit_are_in_at_a_time_over_all_processes(slots: Callable[..., SharedSlots]) -> None:
    processes, gauge = [slots(2) for _ in range(4)], Gauge()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: gauge.step_in(processes[n % 4]), range(24)))
    assert gauge.most == 2


def test_whoever_waits_gets_the_place_that_is_given_back(slots: Callable[..., SharedSlots]) -> None:
    first, second = slots(1), slots(1)
    entered = threading.Event()

    def enter() -> None:
        with second:
            entered.set()

    with first:
        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.2)
    waiting.join(30)
    assert entered.is_set()


def test_the_places_of_a_process_that_died_come_back_when_their_lease_ends(
    slots: Callable[..., SharedSlots], db: RedisDB
) -> None:
    dead = slots(1)
    assert dead._take() is not None
    with dead._lock:
        dead._tokens.clear()  # nobody renews it any more
    paused: list[float] = []

    def a_while_later(seconds: float) -> None:
        paused.append(seconds)
        (token,) = db.zrangebyscore("limit", "-inf", "+inf") or [""]
        db.zadd("limit", token, 1.0)

    with slots(1, sleep=a_while_later):
        assert len(paused) == 1


def test_a_place_that_is_held_for_long_is_renewed(slots: Callable[..., SharedSlots], db: RedisDB) -> None:
    with slots(1, lease=0.3):
        other = slots(1, sleep=lambda seconds: threading.Event().wait(seconds) and None)
        entered = threading.Event()
        waiting = threading.Thread(target=lambda: [other.__enter__(), entered.set(), other.__exit__(None, None, None)])
        waiting.start()
        assert not entered.wait(1.0), "three leases long"
    waiting.join(30)


def test_while_the_server_is_away_the_limit_holds_in_each_process_and_it_says_so(
    slots: Callable[..., SharedSlots], valkey_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    now = [0.0]
    one, gauge = slots(2, clock=lambda: now[0]), Gauge()
    valkey_process.stop()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: gauge.step_in(one), range(12)))
    assert gauge.most == 2
    assert caplog.text.count("holds in each process by itself") == 1
    valkey_process.start()
    now[0] += 11
    with one:
        pass
    assert "holds over all processes again" in caplog.text


def test_a_frozen_server_is_asked_once_and_then_left_alone_for_a_while(
    slots: Callable[..., SharedSlots], valkey_process: Any
) -> None:
    one = slots(3, clock=lambda: 0.0)
    with valkey_process.frozen(), ExitStack() as held:
        held.enter_context(one)
        asked = len(one._tokens)
        held.enter_context(one)
        held.enter_context(one)
        assert asked == len(one._tokens) == 0


def test_what_was_emptied_counts_anew(slots: Callable[..., SharedSlots], valkey_process: Any) -> None:
    with slots(1):
        valkey_process.empty()
        with slots(1):
            pass
