"""How likely a value answers its key, beside how surely it was read, and what else may answer it."""

from docusnap.domain.answer import Answer, Value
from docusnap.domain.page import Page, Segment, Word
from docusnap.evidence.check import check

PAGE = Page(
    1, 600, 800, tuple(Segment(t, (Word(t, (10, y, 90, y + 20), 0.9),)) for y, t in ((10, "8.00"), (50, "9.00")))
)


def answer(total: Value) -> Answer:
    return Answer("", (), "", {"Total": total})


def test_confidence_is_the_chance_where_it_is_known_and_the_reading_elsewhere() -> None:
    known = check(answer(Value("9.00", chance=0.97)), [PAGE]).evidence["Total"]
    unknown = check(answer(Value("9.00")), [PAGE]).evidence["Total"]
    assert known is not None
    assert unknown is not None
    assert (known.confidence, known.reading) == (0.97, unknown.reading)
    assert unknown.confidence == unknown.reading < 0.97


def test_an_unlikely_value_is_flagged_and_the_runner_up_shown_where_it_stands() -> None:
    checked = check(answer(Value("9.00", chance=0.5, alternatives=(Value("8.00", chance=0.4), Value("7.00")))), [PAGE])
    assert [(c.key, c.code) for c in checked.cautions] == [("Total", "unsure")]
    (first, place), (second, nowhere) = checked.alternatives["Total"]
    assert (first.text, second.text) == ("8.00", "7.00")
    assert place is not None
    assert (place.box, place.confidence) == ((10, 10, 90, 30), 0.4)
    assert nowhere is None
