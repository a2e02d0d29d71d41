"""What is done every few seconds goes on whatever happens to it, and tells when it does not."""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator

import pytest

from docusnap.dispatch.periodic import PeriodicThread
from docusnap.domain.errors import Misconfigured, StorageFailure

Make = Callable[..., PeriodicThread]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[PeriodicThread] = []

    def begin(work: Callable[[], object], seconds: float = 3600.0, **given: Callable[[], float]) -> PeriodicThread:
        made.append(PeriodicThread("tidying", seconds, work, **given))
        return made[-1]

    yield begin
    for one in made:
        one.stop()


class Scripted:
    """Raises what it was given, one after the other, then succeeds; tells when each call has begun."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = iter(failures)
        self.called = threading.Semaphore(0)

    def __call__(self) -> None:
        self.called.release()
        for failure in self.failures:
            raise failure


@pytest.mark.parametrize("failure", [StorageFailure(), Misconfigured("unable to open"), ZeroDivisionError(), OSError()])
def test_it_is_done_again_whatever_it_raised(failure: Exception, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    work = Scripted(failure)
    make(work, seconds=0).start()
    for _ in range(3):
        assert work.called.acquire(timeout=30)
    assert type(failure).__name__ in caplog.text
    assert "Traceback" in caplog.text


def test_of_failures_in_a_row_one_is_logged_whole_and_then_one_a_minute_in_a_line(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = itertools.count(step=1)
    work = Scripted(*(StorageFailure("no disk") for _ in range(150)))
    make(work, seconds=0, clock=lambda: float(next(seconds))).start()
    for _ in range(152):
        assert work.called.acquire(timeout=30)
    failed = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert [bool(r.exc_info) for r in failed] == [True, False, False]


def test_that_it_works_again_is_logged(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    work = Scripted(StorageFailure(), StorageFailure())
    make(work, seconds=0).start()
    for _ in range(4):
        assert work.called.acquire(timeout=30)
    assert "tidying works again after 2 failures" in caplog.messages


def test_what_was_not_done_for_two_turns_and_a_minute_is_overdue(make: Make) -> None:
    now = [1000.0]
    work = Scripted(StorageFailure())
    one = make(work, clock=lambda: now[0])
    now[0] += 10_000
    assert one.overdue() is None, "it was not started"
    one.start()
    assert work.called.acquire(timeout=30)
    now[0] += 7260
    assert one.overdue() is None
    now[0] += 1
    assert one.overdue() == 7261
    for _ in range(2):  # when it is called a second time, the first has been noted
        one.wake()
        assert work.called.acquire(timeout=30)
    assert one.overdue() is None
    one.stop()
    now[0] += 10_000
    assert one.overdue() is None, "it is not wanted any more"


def test_starting_and_stopping_twice_is_no_error(make: Make) -> None:
    work = Scripted()
    one = make(work)
    one.start()
    one.start()
    one.stop()
    one.stop()
    assert work.called.acquire(timeout=30)
    assert not work.called.acquire(blocking=False)
