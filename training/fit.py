"""Fits a chooser for each key on simulated papers, and calibrates its chances on papers that the engine read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from docusnap.extraction.learned.chooser import Candidate, Chooser
from docusnap.extraction.learned.forest import Forest
from docusnap.extraction.receipts.address_candidates import address_candidates
from docusnap.extraction.receipts.company_candidates import company_candidates
from docusnap.extraction.receipts.date_candidates import date_candidates
from docusnap.extraction.receipts.receipt import by_rules
from docusnap.extraction.receipts.rows import rows_of
from docusnap.extraction.receipts.total import scored
from docusnap.extraction.receipts.total_candidates import total_candidates
from training.corpus import Example
from training.labels import is_right, right_ones

KEYS = ("total", "date", "company", "address")
_WRONG_ONES = 45
_LEAST = {"total": 0.03, "date": 0.1, "number": 0.08, "company": 0.15, "address": 0.15}


SIMULATED_SEED, READ_SEED = 1, 7
WEIGHTS = Path("docusnap/extraction/weights/choosers.npz")


def choosers(learnt: Iterable[Example], kept_back: Iterable[Example]) -> dict[str, Chooser]:
    """One for each key, fitted on some papers and calibrated on others."""
    asked, unseen = questions(learnt), questions(kept_back)
    return {key: calibrated(key, fitted(asked[key], SIMULATED_SEED), unseen[key]) for key in KEYS}


def save(fitted_ones: Mapping[str, Chooser], path: Path) -> None:
    """As the package ships them."""
    arrays: dict[str, NDArray[Any]] = {}
    for key, one in fitted_ones.items():
        arrays |= one.forest.arrays(key)
        arrays[f"{key}.calibration"] = np.array([*one.calibration, one.least], np.float32)
    np.savez_compressed(path, allow_pickle=False, **arrays)


@dataclass(frozen=True, eq=False)
class Question:
    """The candidates of one paper for one key, their features, and which are right."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    texts: tuple[str, ...]
    truth: Mapping[str, str]


def questions(examples: Iterable[Example]) -> dict[str, list[Question]]:
    """What each paper asks, by key; papers without any candidate are left out."""
    asked: dict[str, list[Question]] = {key: [] for key in KEYS}
    for example in examples:
        for key, candidates in candidates_of(example).items():
            if candidates:
                features = np.array([c.features for c in candidates], np.float32)
                right = np.array(right_ones(key, candidates, example.paper.truth))
                texts = tuple(c.value.text for c in candidates)
                asked[key].append(Question(features, right, texts, example.paper.truth))
    return asked


def candidates_of(example: Example) -> dict[str, list[Candidate]]:
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


def fitted(asked: Sequence[Question], seed: int, *, trees: int = 110) -> Forest:
    """Trees that tell the right candidates from the others; alike for the same questions and seed."""
    random = np.random.default_rng(seed)
    asked = [_thinned(q, random) for q in asked]
    features = np.concatenate([q.features for q in asked])
    right = np.concatenate([q.right for q in asked])
    weights = np.concatenate([np.full(len(q.right), 1 / np.sqrt(len(q.right))) for q in asked])
    model = HistGradientBoostingClassifier(
        max_iter=trees,
        max_leaf_nodes=24,
        learning_rate=0.09,
        min_samples_leaf=25,
        l2_regularization=2.0,
        random_state=seed,
    )
    model.fit(features, right, sample_weight=weights / weights.mean())
    return _exported(model)


def _thinned(question: Question, random: np.random.Generator) -> Question:
    """With at most `_WRONG_ONES` of the wrong candidates: the rest teach little more."""
    wrong = np.flatnonzero(~question.right)
    kept = np.sort(np.concatenate([np.flatnonzero(question.right), random.permutation(wrong)[:_WRONG_ONES]]))
    return replace(question, features=question.features[kept], right=question.right[kept])


def calibrated(key: str, forest: Forest, asked: Sequence[Question]) -> Chooser:
    """With chances that come true on these questions, which the trees have not seen."""
    rows, right = [], []
    for question in asked:
        scores = forest.scores(question.features)
        ordered = np.sort(scores)[::-1]
        second = ordered[1] if len(ordered) > 1 else -8.0
        rows.append([np.clip(ordered[0], -8, 8), np.clip(ordered[0] - second, 0, 12)])
        right.append(is_right(key, question.texts[int(np.argmax(scores))], question.truth))
    if all(right):  # too few papers to tell
        return Chooser(forest, np.array([0.0, 1.0, 0.0], np.float32), _LEAST[key])
    fit = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right))
    weights = np.array([fit.intercept_[0], *fit.coef_[0]], np.float32)
    return Chooser(forest, weights, _LEAST[key])


def _exported(model: HistGradientBoostingClassifier) -> Forest:
    """The fitted trees as arrays."""
    trees = [stage[0].nodes for stage in model._predictors]
    size = max(len(nodes) for nodes in trees)
    shape = (len(trees), size)
    feature, left, right = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    depth = 0
    for index, nodes in enumerate(trees):
        count = len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(count)
        feature[index, :count] = np.where(leaf, 0, nodes["feature_idx"])
        threshold[index, :count] = np.where(leaf, np.inf, nodes["num_threshold"])
        left[index, :count] = np.where(leaf, own, nodes["left"])
        right[index, :count] = np.where(leaf, own, nodes["right"])
        value[index, :count] = nodes["value"]
        depth = max(depth, int(nodes["depth"].max()))
    base = float(np.ravel(model._baseline_prediction)[0])
    return Forest(base, feature, threshold, left, right, value, depth)
