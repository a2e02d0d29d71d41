"""Requests counted over all servers."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from docusnap.access.rates import Rates
from docusnap.domain.errors import RateLimited

pytest.importorskip("limits", reason="the extra `valkey` is not installed")
from docusnap.access.shared_rates import SharedRates


@pytest.fixture
def server(valkey_process: Any) -> Iterator[Callable[..., SharedRates]]:
    """Each as in a process of its own."""

    made: list[SharedRates] = []

    def make(now: list[float] | None = None) -> SharedRates:
        clock = (lambda: now[0]) if now else (lambda: 0.0)
        here = Rates(clock)
        made.append(SharedRates(valkey_process.url, here, clock=clock, wall_clock=lambda: 0.0, answer_seconds=0.3))
        return made[-1]

    yield make
    for rates in made:
        rates.close()


def allowed(rates: SharedRates, who: str, per_minute: int, times: int) -> int:
    refused = []
    for _ in range(times):
        try:
            rates.take(who, per_minute)
        except RateLimited as error:
            refused.append(error.retry_after or 0)
    assert all(seconds >= 1 for seconds in refused)
    return times - len(refused)


def test_a_limit_holds_over_all_servers(server: Callable[..., SharedRates]) -> None:
    one, other = server(), server()
    assert allowed(one, "key", 10, 6) + allowed(other, "key", 10, 6) == 10


def test_callers_have_limits_of_their_own(server: Callable[..., SharedRates]) -> None:
    rates = server()
    assert (allowed(rates, "one", 3, 5), allowed(rates, "other", 4, 5)) == (3, 4)


def test_while_valkey_is_away_each_server_counts_by_itself_and_says_so(
    server: Callable[..., SharedRates], valkey_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    now = [1.0]
    rates = server(now)
    assert allowed(rates, "key", 5, 3) == 3
    valkey_process.stop()
    assert allowed(rates, "key", 5, 9) == 5
    assert caplog.text.count("counted in each process by itself") == 1
    valkey_process.start()
    now[0] += 11
    assert allowed(rates, "key", 5, 1) == 1
    assert "counted over all servers again" in caplog.text


def test_a_frozen_server_holds_one_request_up_for_a_moment(
    server: Callable[..., SharedRates], valkey_process: Any
) -> None:
    rates = server()
    with valkey_process.frozen():
        assert allowed(rates, "key", 5, 9) == 5
