"""When the jobs of others are taken over."""

import pytest

from docusnap.dispatch.rescue import Rescue
from docusnap.domain.errors import StorageFailure
from docusnap.domain.queue import Rescued


class Queue:
    """Counts how often it was asked to rescue; its database can be away."""

    def __init__(self) -> None:
        self.away = False
        self.rescues = 0

    def check(self) -> None:
        if self.away:
            raise StorageFailure

    def rescue(self, *, sole_owner: bool) -> Rescued:
        assert not sole_owner
        self.rescues += 1
        return Rescued([], [])


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


def test_after_an_outage_the_living_have_time_to_renew_their_leases_before_anyone_takes_their_jobs(
    clock: list[float],
) -> None:
    queue, beats = Queue(), []
    rescue = Rescue(queue, lambda: beats.append(clock[0]), clock=lambda: clock[0], patience=15.0)  # type: ignore[arg-type]
    rescue.look()
    assert queue.rescues == 1
    queue.away = True
    for _ in range(5):
        clock[0] += 10
        with pytest.raises(StorageFailure):
            rescue.look()
    queue.away = False
    clock[0] += 10
    rescue.look()
    assert queue.rescues == 1
    clock[0] += 10
    rescue.look()
    assert queue.rescues == 2
    assert len(beats) == 8
