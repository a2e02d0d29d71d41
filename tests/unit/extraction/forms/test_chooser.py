"""What the learned part of reading forms promises, on forms that `training` makes and no weight was fitted to."""

from collections.abc import Iterator

import numpy as np
import pytest

from docusnap.domain.page import Page
from docusnap.extraction.forms.chooser import Candidate, chooser
from docusnap.extraction.forms.form import read_form
from docusnap.extraction.forms.rules import labels_by_rules
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.tokenizing import tokens_of
from training.forms.guessed import guessed
from training.forms.made import Made
from training.forms.truth import targets

UNSEEN = range(9_000_000, 9_000_006)


@pytest.fixture(scope="module")
def forms() -> list[Made]:
    try:
        return [guessed(seed) for seed in UNSEEN]
    except FileNotFoundError as error:
        pytest.skip(str(error))


def chosen(page: Page) -> list[Candidate]:
    sheet = Sheet(page)
    return list(chooser().choose(sheet, labels_by_rules(sheet)).candidates)


def test_the_weights_that_ship_tell_what_words_of_made_forms_are(forms: list[Made]) -> None:
    def right() -> Iterator[bool]:
        for page, words, entities in forms:
            tokens = tokens_of(page)
            wanted = targets(tokens, words, entities).kinds
            told = chooser().network.read(tokens).kinds.argmax(axis=1)
            yield from (told == wanted)[wanted >= 0]

    assert np.mean(list(right())) > 0.75


def test_every_value_of_a_whole_form_says_how_likely_it_answers_its_key(forms: list[Made]) -> None:
    chances = [value.chance for page, *_ in forms for value in read_form([page]).kv.values()]
    assert chances
    assert all(chance is not None and 0 < chance < 1 for chance in chances)


def test_no_word_is_part_of_two_labels_or_of_a_label_and_a_value(forms: list[Made]) -> None:
    for page, *_ in forms:
        found = chosen(page)
        names = [n for c in found for n in c.name]
        assert len(names) == len(set(names))
        assert not set(names) & {n for c in found for n in c.value}


def test_the_same_form_is_read_the_same_way_each_time(forms: list[Made]) -> None:
    page = forms[0][0]
    assert read_form([page]) == read_form([page])


def test_a_page_without_words_has_no_labels() -> None:
    assert chosen(Page(1, 1000, 1400)) == []
