"""However much a model says, checking it takes seconds, and can be stopped."""

import time

import pytest

from docusnap.domain.answer import Answer, Value
from docusnap.domain.page import Page, Segment, Word
from docusnap.evidence.check import check
from docusnap.evidence.work import MOST_WORK, TooMuchWork, Work

WORDS = [f"{n * 7919 % 99991:x}{n}" for n in range(3000)]
ROWS = [WORDS[n : n + 10] for n in range(0, 3000, 10)]


def segment(row: list[str], top: float) -> Segment:
    words = (Word(text, (60.0 * i, top, 60.0 * i + 50, top + 15), 0.9) for i, text in enumerate(row))
    return Segment(" ".join(row), tuple(words))


PAGE = Page(1, 600, 6000, tuple(segment(row, 20.0 * y) for y, row in enumerate(ROWS)))


def rogue(count: int) -> Answer:
    """Long values made of words of the page, each from another place, and none that is on it as a whole."""
    texts = (" ".join(WORDS[(n * 37 + k * 61) % 3000] for k in range(50)) for n in range(count))
    return Answer("", (), "", {f"Key {n}": Value(text, ("p1.01",)) for n, text in enumerate(texts)})


def test_thousands_of_long_values_take_seconds_and_what_is_left_unchecked_is_told() -> None:
    begin = time.process_time()
    checked = check(rogue(2000), [PAGE], most_work=1_000_000)
    assert time.process_time() - begin < 20
    codes = {caution.key: caution.code for caution in checked.cautions}
    assert codes["Key 0"] == "not_on_page"
    assert codes["Key 1999"] == "not_checked"
    assert checked.evidence["Key 1999"] is None


def test_work_grows_with_the_number_of_values_and_no_faster() -> None:
    counted = []
    for count in (20, 40, 80):
        works: list[int] = []
        check(rogue(count), [PAGE], checkpoint=lambda works=works: works.append(1))  # type: ignore[misc]
        counted.append(len(works))
    assert counted[2] <= 5 * counted[0] + 10
    assert 1000 * len(WORDS) < MOST_WORK


def test_a_cancelled_job_stops_between_values() -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        check(rogue(2000), [PAGE], checkpoint=stop)


def test_work_is_counted_until_it_is_too_much() -> None:
    told: list[float] = []
    work = Work(lambda: told.append(1), most=120_000)
    work.spend(1)
    work.spend(60_000)
    assert len(told) == 2
    with pytest.raises(TooMuchWork):
        work.spend(60_000)
