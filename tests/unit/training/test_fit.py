from importlib.resources import files

import numpy as np
import pytest

from docusnap.extraction.learned.chooser import chooser
from training.fonts import missing_fonts

pytest.importorskip("sklearn")

from training.choosing import INVOICES, RECEIPTS, Kind, arrays_of, choosers, questions
from training.corpus import made, simulated_examples
from training.fit import RECIPES
from training.kinds.fit import RECIPE as KINDS_RECIPE
from training.labels import is_right
from training.recipe import _modules

pytestmark = pytest.mark.skipif(bool(missing_fonts()), reason="the fonts of `make fonts` are not installed")

KEYS = [(kind, name) for kind in (RECEIPTS, INVOICES) for name in kind.keys]


@pytest.mark.parametrize("recipe", [*RECIPES.values(), KINDS_RECIPE], ids=lambda recipe: recipe.file)
def test_the_weights_that_ship_are_those_of_the_makers_and_features(recipe) -> None:
    assert not recipe.outdated()


def test_a_recipe_changes_with_what_its_sources_do_and_not_with_their_docstrings(tmp_path, monkeypatch) -> None:
    from training import recipe

    source = tmp_path / "maker.py"
    stamps = []
    monkeypatch.setattr(recipe, "_modules", lambda *_: {"maker": source})
    for text in ('"""Makes."""\nCOUNT = 3\n', '"""Makes many."""\n# more\nCOUNT  = 3\n', "COUNT = 4\n"):
        source.write_text(text)
        stamps.append(recipe.Recipe("x.npz", "make it", (), {"seed": 1}).stamp)
    assert stamps[0] == stamps[1] != stamps[2]


def test_the_weights_of_receipts_do_not_hang_on_the_words_of_invoices_nor_those_on_addresses_of_receipts() -> None:
    followed = {name: _modules(recipe.modules, recipe.apart) for name, recipe in RECIPES.items()}
    assert "docusnap.extraction.receipts.address_candidates" in followed["receipt"]
    assert "docusnap.extraction.invoices.words" in followed["invoice"]
    assert not any("invoices" in name for name in followed["receipt"])
    assert "docusnap.extraction.receipts.address_candidates" not in followed["invoice"]


def test_outdated_weights_say_which_command_to_run(tmp_path, monkeypatch) -> None:
    from training import recipe

    monkeypatch.setattr(recipe, "_FOLDER", tmp_path)
    old = recipe.Recipe("x.npz", "python -m training choosers receipt", (), {"seed": 1})
    old.save({"a": np.zeros(2)})
    assert not old.outdated()
    new = recipe.Recipe("x.npz", "python -m training choosers receipt", (), {"seed": 2})
    assert "run `python -m training choosers receipt`" in new.outdated()


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_the_weights_that_ship_were_fitted_to_these_features(kind: Kind, name: str) -> None:
    asked = questions(kind, simulated_examples(kind.maker, 90, range(12)))[name]
    shipped = chooser(name, kind.weights)
    assert shipped.forest.feature.max() < asked[0].features.shape[1]
    assert len(shipped.calibration) == 2 + asked[0].doubts.shape[1]
    assert len(shipped.forest.feature) >= 10


@pytest.mark.parametrize("kind", [RECEIPTS, INVOICES], ids=lambda kind: kind.maker)
def test_what_ships_knows_the_values_of_papers_that_it_never_saw(kind: Kind) -> None:
    asked = questions(kind, simulated_examples(kind.maker, 91, range(30)))
    for name, key in kind.keys.items():
        forest = chooser(name, kind.weights).forest
        best = [(q, int(np.argmax(forest.scores(q.features)))) for q in asked[name]]
        right = [is_right(key.truth, q.texts[index], q.truth) for q, index in best]
        assert sum(right) >= 0.75 * sum(bool(q.right.any()) for q in asked[name]), name


def test_what_ships_takes_a_chains_brand_for_its_name_beside_the_small_print_of_its_company() -> None:
    told = []
    for number in range(500):
        paper = made("receipt", 92, number)
        brand = next((run for run in paper.sheet.runs if run.role == "company"), None)
        firms = [run for run in paper.sheet.runs if run.text.startswith("PT") and not run.role]
        if brand and brand.text == paper.truth.get("company") and any(run.size < brand.size for run in firms):
            (example,) = simulated_examples("receipt", 92, range(number, number + 1))
            found = RECEIPTS.candidates(example)["company"]
            best = chooser("company").choose(found)
            told.append(best is not None and is_right("company", best[0].text, paper.truth))
    assert len(told) >= 10
    assert sum(told) >= 0.6 * len(told)


def test_fitting_anew_gives_the_same_weights_each_time(tmp_path) -> None:
    for name in ("a", "b"):
        learnt, kept = (questions(RECEIPTS, simulated_examples("receipt", seed, range(12))) for seed in (1, 2))
        RECIPES["receipt"].save(arrays_of(choosers(RECEIPTS, learnt, kept, seed=1)), tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("name", ["choosers.npz", "invoices.npz", "kinds.npz"])
def test_the_weights_are_small(name: str) -> None:
    assert len((files("docusnap.extraction") / "weights" / name).read_bytes()) < 1_500_000
