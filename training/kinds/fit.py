"""Fits the classifier of papers on simulated readings of made papers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import Pool
from random import Random

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from docusnap.domain.kinds import KINDS, PaperKind
from docusnap.domain.page import Page
from docusnap.extraction.paper.classify import KindClassifier
from docusnap.extraction.paper.features import features_of
from training.forms.guessed import guessed
from training.invoices.maker import worded_invoice
from training.kinds.cards import identity, ticket
from training.kinds.marks import marked
from training.kinds.sheets import blank_form, filled_form, table
from training.kinds.texts import article, letter, oddment
from training.receipts.maker import receipt
from training.recipe import Recipe
from training.sheet import Paper
from training.simulate import simulated

Floats = NDArray[np.float32]
MAKERS: Mapping[Callable[[Random], Paper], int] = {
    receipt: 900, worded_invoice: 600, blank_form: 700, filled_form: 900, identity: 600, ticket: 600, letter: 500, article: 500,
    table: 600, oddment: 600,
}  # fmt: skip
"""How many of each maker's papers are made for a seed."""
_OFFICE_FORMS, _SEED = 300, 1
_HIDDEN, _BLUR = 24, 0.35
_TEMPERATURE = 1.5
"""Real papers differ more from made ones than made ones from each other, so the chances are drawn together."""


RECIPE = Recipe(
    "kinds.npz",
    "python -m training.kinds",
    ("training.kinds.fit", "docusnap.extraction.paper.features"),
    {"seed": _SEED, "office forms": _OFFICE_FORMS, **{maker.__name__: count for maker, count in MAKERS.items()}},
)


def pages_of(seed: int) -> tuple[Floats, list[int]]:
    """The features of that seed's papers, and the index of their kind; alike for the same seed."""
    rows, kinds = [], []
    for maker, count in MAKERS.items():
        for number in range(count):
            random = Random(f"kinds/{maker.__name__}/{seed}/{number}")
            paper = maker(random)
            rows.append(features_of(marked(simulated(paper.sheet, random), paper.sheet, random)))
            kinds.append(KINDS.index(paper.kind))
    for page, kind in _office_forms(seed):
        rows.append(features_of(page))
        kinds.append(KINDS.index(kind))
    return np.array(rows), kinds


def _office_forms(seed: int) -> Iterator[tuple[Page, PaperKind]]:
    """Forms by the maker that the form reader learns from; those that are hardly filled in are left out."""
    for number in range(_OFFICE_FORMS):
        page, _, entities = guessed(1000 * seed + number)
        labels, answers = (sum(e.kind == kind for e in entities) for kind in ("label", "answer"))
        if not 0.1 * labels < answers < 0.4 * labels:
            yield page, "filled_form" if answers > 0.1 * labels else "blank_form"


def fitted(seeds: Sequence[int] = (_SEED,)) -> dict[str, Floats]:
    """The arrays of a `KindClassifier`; alike for the same seeds."""
    with Pool() as pool:
        made = pool.map(pages_of, seeds)
    rows = np.concatenate([features for features, _ in made])
    kinds = np.concatenate([kinds for _, kinds in made])
    return arrays_of(rows, kinds)


def arrays_of(rows: Floats, kinds: NDArray[np.intp]) -> dict[str, Floats]:
    """Fits on these pages, blurred, so that no single feature decides."""
    mean, deviation = rows.mean(0), rows.std(0) + 0.05
    scaled = np.clip((rows - mean) / deviation, -4, 4)
    blurred = np.concatenate([scaled, scaled + np.random.default_rng(1).normal(0, _BLUR, scaled.shape)])
    model = MLPClassifier((_HIDDEN,), alpha=0.3, random_state=1, max_iter=40, early_stopping=False, tol=0)
    model.fit(blurred, np.concatenate([kinds, kinds]))
    (hidden, out), (hidden_bias, out_bias) = model.coefs_, model.intercepts_
    named = {"mean": mean, "deviation": deviation, "hidden": hidden, "hidden_bias": hidden_bias, "out": out}
    named |= {"out_bias": out_bias, "temperature": np.array(_TEMPERATURE)}
    return {name: np.asarray(array, np.float32) for name, array in named.items()}


def accuracy(arrays: Mapping[str, Floats], seed: int) -> float:
    """Of papers of another seed, the share whose kind is told."""
    rows, kinds = pages_of(seed)
    found = KindClassifier(dict(arrays)).logits(rows).argmax(1)
    return float((found == np.array(kinds)).mean())
