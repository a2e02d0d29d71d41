from importlib.resources import files

import numpy as np
import pytest

from docusnap.extraction.learned.chooser import chooser
from training.corpus import simulated_examples
from training.fit import KEYS, candidates_of, choosers, questions, save
from training.fonts import missing_fonts
from training.labels import is_right

pytestmark = pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of `make fonts` are not installed")


@pytest.mark.parametrize("key", KEYS)
def test_the_weights_that_ship_were_fitted_to_these_features(key: str) -> None:
    example = next(e for e in simulated_examples("receipt", 90, range(20)) if candidates_of(e)[key])
    forest = chooser(key).forest
    assert forest.feature.max() < len(candidates_of(example)[key][0].features)
    assert len(forest.feature) >= 10


def test_what_ships_knows_the_values_of_papers_that_it_never_saw() -> None:
    asked = questions(simulated_examples("receipt", 91, range(30)))
    for key in KEYS:
        shipped = chooser(key)
        best = [(q, int(np.argmax(shipped.forest.scores(q.features)))) for q in asked[key]]
        right = [is_right(key, q.texts[index], q.truth) for q, index in best]
        assert sum(right) >= 0.75 * sum(bool(q.right.any()) for q in asked[key]), key


def test_fitting_anew_gives_the_same_weights_each_time(tmp_path) -> None:
    for name in ("a", "b"):
        learnt, kept = (simulated_examples("receipt", seed, range(12)) for seed in (1, 2))
        save(choosers(learnt, kept), tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_the_weights_are_small() -> None:
    assert len((files("docusnap.extraction") / "weights" / "choosers.npz").read_bytes()) < 5_000_000
