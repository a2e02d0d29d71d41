import pytest

from docusnap.access.rates import Rates
from docusnap.domain.errors import RateLimited


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_so_many_come_in_at_once_and_then_evenly(clock: Clock) -> None:
    rates = Rates(clock)
    for _ in range(60):
        rates.take("a", 60)
    for _ in range(5):
        with pytest.raises(RateLimited) as refused:
            rates.take("a", 60)
        assert refused.value.retry_after == pytest.approx(1)
        clock.now += 1
        rates.take("a", 60)


def test_who_comes_again_after_the_time_told_is_let_in(clock: Clock) -> None:
    rates = Rates(clock)
    for _ in range(7):
        rates.take("a", 7)
    with pytest.raises(RateLimited) as refused:
        rates.take("a", 7)
    assert refused.value.retry_after
    clock.now += refused.value.retry_after + 1e-6
    rates.take("a", 7)


def test_being_refused_costs_nothing(clock: Clock) -> None:
    rates = Rates(clock)
    rates.take("a", 1)
    for _ in range(10):
        with pytest.raises(RateLimited):
            rates.take("a", 1)
    clock.now += 60
    rates.take("a", 1)


def test_one_does_not_use_up_what_is_anothers(clock: Clock) -> None:
    rates = Rates(clock)
    rates.take("a", 1)
    rates.take("b", 1)


def test_who_stays_away_is_forgotten(clock: Clock) -> None:
    rates = Rates(clock)
    for round_ in range(5):
        for number in range(20_000):
            rates.take(f"{round_} {number}", 600)
        clock.now += 60
    assert len(rates) <= 40_000
