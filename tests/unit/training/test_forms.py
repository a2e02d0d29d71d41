"""The weights of the form reader are what `python -m training.forms weights` makes of the makers as they are."""

import hashlib
import json
from pathlib import Path

import pytest

import docusnap.extraction.forms
from training.fonts import missing_fonts
from training.forms.gathering import first_forms
from training.forms.guessed import guessed
from training.forms.maker import make_form
from training.forms.truth import KINDS, targets

FOLDER = Path(docusnap.extraction.forms.__file__).parent
drawn = pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of `make fonts` are not installed")


@pytest.mark.parametrize("name", ["network.npz", "chooser.npz", "judge.npz"])
def test_the_weights_are_those_that_the_record_tells_of(name: str) -> None:
    told = json.loads((FOLDER / "weights.json").read_text())
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == told[name]


@drawn
def test_the_makers_still_draw_the_forms_that_the_weights_were_learnt_from() -> None:
    assert first_forms() == json.loads((FOLDER / "weights.json").read_text())["first_forms"]


@drawn
def test_a_form_is_the_same_each_time_it_is_made() -> None:
    assert guessed(7) == guessed(7)
    one, other = make_form(7), make_form(7)
    assert (one.image == other.image).all()
    assert one.words == other.words


@drawn
def test_answers_belong_to_labels_and_choices_alone() -> None:
    for seed in range(4):
        _, words, entities = guessed(seed)
        assert {word.entity for word in words} <= {entity.id for entity in entities}
        for entity in entities:
            assert not entity.of or entity.kind == "answer"
            assert {entities[n].kind for n in entity.of} <= {"label", "choice"}


@drawn
def test_fitting_twice_gives_the_same_weights() -> None:
    pytest.importorskip("jax")
    from docusnap.extraction.forms.tokenizing import tokens_of
    from training.forms.fit import Example, fit

    pages = [guessed(seed) for seed in range(6)]
    examples = [Example(tokens := tokens_of(page), targets(tokens, words, whole)) for page, words, whole in pages]
    assert {KINDS[k] for e in examples for k in e.targets.kinds if k >= 0} >= {"label", "answer"}
    one, other = (fit(examples, epochs=1, seed=1) for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one)


def test_the_command_makes_the_weights_that_ship_unless_told_otherwise() -> None:
    pytest.importorskip("jax")
    from training.forms.__main__ import weights

    told = json.loads((FOLDER / "weights.json").read_text())
    defaults = {option.name: option.default for option in weights.params}
    named = ("forms", "read", "chosen", "to_judge", "epochs", "seed")
    assert {name: defaults[name] for name in named}.items() <= told.items()
