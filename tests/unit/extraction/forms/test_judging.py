"""What is known of a pair from what stands around it on its page."""

import numpy as np

from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.forms.candidates import Candidate
from docusnap.extraction.forms.judging import Neighbourhood
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.network import KINDS, Reading
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.tokenizing import tokens_of

H = 20.0
ROWS = (("To:", 100.0, 100.0), ("Ann", 200.0, 100.0), ("Lee", 260.0, 100.0), ("Bob", 200.0, 122.0))


def judged_by(value: tuple[int, ...], claimed: tuple[int, ...] = ()) -> list[float]:
    """What `To:` with the words of those numbers is judged by, where another pair has claimed some words."""
    words = [Word(text, (x, y, x + 15 * len(text), y + H), 0.9) for text, x, y in ROWS]
    page = Page(1, 1000, 1400, tuple(Segment(word.text, (word,)) for word in words))
    tokens = tokens_of(page)
    count = len(tokens.tokens)
    kinds = np.full((count, len(KINDS)), 0.2, np.float32)
    reading = Reading(kinds, np.eye(count, dtype=np.float32), np.zeros((count, count), np.float32))

    def pair(name: tuple[int, ...], value: tuple[int, ...]) -> Candidate:
        pieces = [Piece(tokens.tokens[n].text, tokens.tokens[n].box, tokens.tokens[n].line) for n in (*name, *value)]
        label = Label(pieces[: len(name)], True, None, pieces[len(name) :])
        return Candidate(label, name, value, True, True)

    chosen = pair((0,), value)
    others = [pair(claimed[:1], claimed[1:])] if claimed else []
    return Neighbourhood(tokens, reading, [chosen, *others]).of(chosen)


def test_words_left_over_under_a_value_speak_against_it() -> None:
    left_over, taken = judged_by((1, 2)), judged_by((1, 2, 3))
    assert left_over != taken
    claimed = judged_by((1, 2), claimed=(3,))
    assert [a - b for a, b in zip(left_over, claimed, strict=True) if a != b] == [1.0]


def test_a_ticked_box_is_judged_without_words_of_its_own() -> None:
    assert len(judged_by(())) == len(judged_by((1, 2)))


def test_every_number_is_finite() -> None:
    assert all(np.isfinite(number) for value in ((), (1,), (1, 2, 3)) for number in judged_by(value))
