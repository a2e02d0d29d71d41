"""Boxes of words lie on their ink: all of it, and nothing else."""

import time

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from docusnap.domain.page import Box, Segment, Word
from docusnap.pages.word_ink import with_ink

SIZE = 30
FONT = ImageFont.load_default(SIZE)
Drawn = tuple[NDArray[np.uint8], Box]


def drawn(text: str, *, at: tuple[int, int] = (200, 150), ink: int = 20, paper: int = 240, grain: float = 0.0) -> Drawn:
    """A page with the text on it, and the box of its ink."""
    picture = Image.new("L", (1000, 1400), paper)
    ImageDraw.Draw(picture).text(at, text, ink, FONT)
    found = np.argwhere(np.asarray(picture) != paper)
    (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0) + 1
    noise = np.random.default_rng(3).normal(0, grain, (1400, 1000))
    grey = np.clip(np.asarray(picture, float) + noise, 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2), (float(left), float(top), float(right), float(bottom))


def settled(image: NDArray[np.uint8], *words: tuple[str, Box]) -> list[Box | None]:
    segment = Segment(" ".join(text for text, _ in words), tuple(Word(text, box, 0.9) for text, box in words))
    return [word.ink for word in with_ink(image, [segment])[0].words]


def loose(box: Box, left: float = 0, right: float = 0) -> Box:
    """As an engine tells it: high as the line, ends a little off."""
    return (box[0] + left, box[1] - 8, box[2] + right, box[3] + 8)


@pytest.mark.parametrize(("left", "right"), [(0, 0), (0, -4), (6, 0), (-8, 8), (4, -8)])
@pytest.mark.parametrize("text", ["1,526.50", "Qty", "Müller"])
@pytest.mark.parametrize(("ink", "grain"), [(20, 0.0), (20, 8.0), (150, 3.0)])
def test_a_box_that_cuts_or_exceeds_its_word_lies_on_the_ink(
    text: str, left: float, right: float, ink: int, grain: float
) -> None:
    image, truth = drawn(text, ink=ink, grain=grain)
    (found,) = settled(image, (text, loose(truth, left, right)))
    assert found is not None
    assert np.abs(np.subtract(found, truth)).max() <= 3


def test_a_rule_below_and_one_beside_are_none_of_it() -> None:
    image, truth = drawn("77.40")
    image[round(truth[3]) + 5 : round(truth[3]) + 7, 60:940] = 0
    image[100:400, round(truth[2]) + 6 : round(truth[2]) + 8] = 0
    (found,) = settled(image, ("77.40", loose(truth)))
    assert found is not None
    assert np.abs(np.subtract(found, truth)).max() <= 3


def test_words_side_by_side_share_no_letter() -> None:
    image, truth = drawn("Total 77.40")
    end = FONT.getlength("Total") + 200
    start = FONT.getlength("Total ") + 200
    wrong = (start + end) / 2 + 8  # the engine parts them within the 7
    first, second = settled(
        image, ("Total", (truth[0], truth[1] - 8, wrong, truth[3] + 8)), ("77.40", (wrong, truth[1] - 8, *truth[2:]))
    )
    assert first is not None
    assert second is not None
    assert abs(first[2] - end) <= 3
    assert abs(second[0] - start) <= 4


def test_the_lines_above_and_below_are_none_of_it() -> None:
    image, truth = drawn("gypsy\n77.40\nHELP", at=(200, 150))
    middle = (truth[1] + truth[3]) / 2
    (found,) = settled(image, ("77.40", (200, middle - 22, 200 + FONT.getlength("77.40"), middle + 22)))
    assert found is not None
    assert 18 <= found[3] - found[1] <= 30


@pytest.mark.parametrize("paper", [240, 30])
def test_where_no_ink_is_found_the_engine_is_believed(paper: int) -> None:
    image, truth = drawn("77.40", ink=paper - 1, paper=paper)
    assert settled(image, ("77.40", truth)) == [None]


def test_a_page_of_five_thousand_words_takes_less_than_three_seconds() -> None:
    image, truth = drawn("77.40")
    segments = [Segment("x", tuple(Word("77.40", loose(truth), 0.9) for _ in range(10)))] * 500
    started = time.process_time()
    with_ink(image, segments)
    assert time.process_time() - started < 3
