"""Fits a chooser for each key of a kind of paper, and calibrates its chances on papers that it has not learnt from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from docusnap.extraction.invoices import candidates as of_invoices
from docusnap.extraction.invoices.cells import Cells
from docusnap.extraction.invoices.seller import seller_candidates
from docusnap.extraction.learned.chooser import Candidate, Chooser, evidence
from docusnap.extraction.learned.forest import Floats
from docusnap.extraction.receipts.address_candidates import address_candidates
from docusnap.extraction.receipts.company_candidates import company_candidates
from docusnap.extraction.receipts.date_candidates import date_candidates
from docusnap.extraction.receipts.receipt import by_rules
from docusnap.extraction.receipts.rows import rows_of
from docusnap.extraction.receipts.total import scored
from docusnap.extraction.receipts.total_candidates import total_candidates
from training.corpus import Example
from training.forest import fitted
from training.labels import is_right, right_ones

_WRONG_ONES = 45
"""The wrong candidates of a paper that are learnt from: the rest teach little more."""
_TREES = 110
_FIRST_DOUBT = 2
"""Column of the evidence from which on doubts stand."""


@dataclass(frozen=True)
class Key:
    """What a chooser answers. `truth`: the key of the made papers' truth.

    `least`: the chance below which nothing is answered; `unsure_below`: below which the answer is told as unsure, set
    on real papers that are not learnt from. `caution` lowers the chances by so many log odds where real papers are
    harder than made ones, or raises them (below 0) where they are easier.
    """

    truth: str
    least: float
    unsure_below: float
    caution: float = 0.0


@dataclass(frozen=True)
class Kind:
    """A kind of paper: its maker, the file of its weights, its choosers by name, and how their candidates are found."""

    maker: str
    weights: str
    keys: Mapping[str, Key]
    candidates: Callable[[Example], Mapping[str, Sequence[Candidate]]]


def candidates_of_receipt(example: Example) -> dict[str, list[Candidate]]:
    """As the extractor makes them."""
    rows = rows_of([example.page])
    rules = by_rules(rows)
    company = rules.get("Company")
    return {
        "total": total_candidates(rows, scored(rows)),
        "date": date_candidates(rows, day_first=not example.paper.layout.startswith("us")),
        "company": company_candidates(rows, company),
        "address": address_candidates(rows, rules.get("Address"), company),
    }


def candidates_of_invoice(example: Example) -> dict[str, list[Candidate]]:
    """As the extractor makes them."""
    cells = Cells([example.page])
    return {
        "seller": seller_candidates(cells),
        "day": of_invoices.day_candidates(cells, day_first=of_invoices.writes_day_first(cells, True)),
        "number": of_invoices.number_candidates(cells),
        "total": of_invoices.total_candidates(cells),
    }


RECEIPTS = Kind(
    "receipt",
    "choosers.npz",
    {
        "total": Key("total", 0.03, 0.85),
        "date": Key("date", 0.1, 0.7),
        "company": Key("company", 0.31, 0.7),
        "address": Key("address", 0.1, 0.85, caution=-1.0),
    },
    candidates_of_receipt,
)
INVOICES = Kind(
    "invoice",
    "invoices.npz",
    {
        "seller": Key("company", 0.15, 0.7, caution=0.7),
        "day": Key("date", 0.1, 0.7, caution=0.7),
        "number": Key("number", 0.08, 0.7, caution=0.7),
        "total": Key("total", 0.03, 0.7, caution=0.7),
    },
    candidates_of_invoice,
)


@dataclass(frozen=True, eq=False)
class Question:
    """The candidates of one paper for one key: what they say, their features and doubts, and which are right."""

    texts: Sequence[str]
    features: Floats
    doubts: Floats
    right: NDArray[np.bool_]
    truth: Mapping[str, str]


def questions(kind: Kind, examples: Iterable[Example]) -> dict[str, list[Question]]:
    """What each paper asks, by chooser; papers without any candidate are left out."""
    asked: dict[str, list[Question]] = {name: [] for name in kind.keys}
    for example in examples:
        for name, candidates in kind.candidates(example).items():
            if candidates:
                truth = example.paper.truth
                asked[name].append(
                    Question(
                        [c.value.text for c in candidates],
                        np.array([c.features for c in candidates], np.float32),
                        np.array([c.doubts for c in candidates], np.float32),
                        np.array(right_ones(kind.keys[name].truth, candidates, truth)),
                        truth,
                    )
                )
    return asked


def choosers(
    kind: Kind, learnt: Mapping[str, Sequence[Question]], unseen: Mapping[str, Sequence[Question]], *, seed: int
) -> dict[str, Chooser]:
    """One for each key, fitted on some questions and calibrated on others."""
    return {name: _calibrated(key, _fitted(learnt[name], seed), unseen[name]) for name, key in kind.keys.items()}


def arrays_of(fitted_ones: Mapping[str, Chooser]) -> dict[str, NDArray[Any]]:
    """As the package ships them."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, one in fitted_ones.items():
        arrays |= one.forest.arrays(name)
        arrays[f"{name}.calibration"] = np.asarray(one.calibration, np.float32)
        arrays[f"{name}.limits"] = np.array([one.least, one.unsure_below])
    return arrays


def _fitted(asked: Sequence[Question], seed: int) -> Chooser:
    """Not calibrated yet. Each paper weighs as the root of its candidates."""
    random = np.random.default_rng(seed)
    features, right, weights = [], [], []
    for question in asked:
        wrong = random.permutation(np.flatnonzero(~question.right))[:_WRONG_ONES]
        kept = np.sort(np.concatenate([np.flatnonzero(question.right), wrong]))
        features.append(question.features[kept])
        right.append(question.right[kept])
        weights.append(np.full(len(kept), 1 / np.sqrt(len(kept))))
    forest = fitted(np.concatenate(features), np.concatenate(right), np.concatenate(weights), seed=seed, trees=_TREES)
    return Chooser(forest, np.zeros(0, np.float32), 0.0, 0.0)


def _calibrated(key: Key, chooser: Chooser, asked: Sequence[Question]) -> Chooser:
    """With chances that come true on these questions, which the trees have not seen."""
    known: list[Floats] = []
    right: list[bool] = []
    for question in asked:
        scores = chooser.forest.scores(question.features)
        best = int(np.argmax(scores))
        known.append(evidence(question.texts, scores, best, question.doubts[best]))
        right.append(is_right(key.truth, question.texts[best], question.truth))
    weights = _logistic(np.array(known, np.float64), np.array(right)) - key.caution * (np.arange(known[0].size) == 0)
    return Chooser(chooser.forest, weights.astype(np.float32), key.least, key.unsure_below)


def _logistic(known: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The weights of a logistic regression whose first column is 1; a doubt never raises the chance."""
    if right.all():  # too few papers to tell
        return np.array([0.0, 1.0, *[0.0] * (known.shape[1] - 2)])
    scale = np.maximum(known.std(0), 1e-6)
    columns = list(range(1, known.shape[1]))
    while True:
        fit = LogisticRegression(C=1.0, max_iter=1000).fit(known[:, columns] / scale[columns], right)
        raising = [c for c, weight in zip(columns, fit.coef_[0], strict=True) if c >= _FIRST_DOUBT and weight > 0]
        if not raising:
            break
        columns = [c for c in columns if c not in raising]
    weights = np.zeros(known.shape[1])
    weights[0], weights[columns] = fit.intercept_[0], fit.coef_[0] / scale[columns]
    return weights
