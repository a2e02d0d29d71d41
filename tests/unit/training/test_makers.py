from random import Random

import numpy as np
import pytest
from pypdfium2 import PdfDocument

from training.corpus import made, simulated_examples
from training.draw import drawn
from training.fonts import missing_fonts
from training.noise import moved, photographed
from training.portable import pdf_of
from training.receipts.maker import torn
from training.unseen.kept_back import KEPT_BACK
from training.unseen.known import KNOWN

pytestmark = pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of `make fonts` are not installed")


def test_the_same_seed_and_number_make_the_same_paper():
    assert made("receipt", 3, 5) == made("receipt", 3, 5)
    assert made("receipt", 3, 5) != made("receipt", 3, 6)


def test_the_truth_of_a_receipt_stands_on_it():
    for number in range(40):
        paper = made("receipt", 1, number)
        printed = "".join(run.text for run in paper.sheet.runs).replace(" ", "")
        assert paper.truth.get("company", "").replace(" ", "") in printed


def test_reading_is_simulated_alike_each_time_and_finds_most_words():
    first, again = (list(simulated_examples("receipt", 1, range(20))) for _ in range(2))
    assert first == again
    for example in first:
        assert len(example.page.segments) > 0.6 * len({round(run.y) for run in example.paper.sheet.runs})


def test_boxes_follow_the_picture_into_a_photo():
    sheet = made("receipt", 1, 2).sheet
    photo, matrix = photographed(drawn(sheet), Random(4))
    run = max(sheet.runs, key=lambda r: r.size * len(r.text))
    x0, y0, x1, y1 = (round(c) for c in moved(matrix, run.box))
    inside = photo[max(0, y0 - 6) : y1 + 6, x0:x1].astype(float)
    assert np.percentile(inside, 2) < np.median(inside) - 25


def test_a_torn_receipt_has_no_truth_that_was_torn_off():
    for number in range(30):
        whole = made("receipt", 5, number)
        part = torn(whole, Random(number))
        printed = "".join(run.text for run in part.sheet.runs).replace(" ", "")
        assert len(part.sheet.runs) <= len(whole.sheet.runs)
        assert "company" not in part.truth or part.truth["company"].replace(" ", "") in printed


def test_no_paper_that_is_learnt_from_knows_of_those_that_only_measure():
    pytest.importorskip("sklearn")
    from training.fit import RECIPES
    from training.kinds.fit import RECIPE as KINDS
    from training.recipe import _modules

    learnt = {name for recipe in (*RECIPES.values(), KINDS) for name in _modules(recipe.modules)}
    assert "training.receipts.maker" in learnt
    assert not any(name.startswith("training.unseen") for name in learnt)


@pytest.mark.parametrize("layout", [*KNOWN, *KEPT_BACK])
def test_the_truth_of_an_invoice_of_an_unseen_layout_stands_in_its_pdf(layout):
    paper = {**KNOWN, **KEPT_BACK}[layout](Random(1))
    text = PdfDocument(pdf_of(paper.sheet))[0].get_textpage().get_text_range()
    assert paper.truth["company"] in text
    assert paper.truth["number"] in text
