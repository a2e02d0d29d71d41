"""Fits the choosers of invoices: on simulated ones, calibrated on those that the engine read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from docusnap.extraction.invoices.candidates import (
    day_candidates,
    number_candidates,
    total_candidates,
    writes_day_first,
)
from docusnap.extraction.invoices.cells import Cells
from docusnap.extraction.invoices.seller import seller_candidates
from docusnap.extraction.learned.chooser import Candidate, Chooser
from training.corpus import Example
from training.fit import SIMULATED_SEED, Question, calibrated, fitted
from training.labels import right_ones

KEYS: Mapping[str, str] = {"seller": "company", "day": "date", "number": "number", "total": "total"}
"""The choosers, and the key of the truth that each answers."""


WEIGHTS = Path("docusnap/extraction/weights/invoices.npz")

_VARY_MORE = 0.7
"""Log odds."""


def candidates_of(example: Example) -> dict[str, list[Candidate]]:
    """As the extractor makes them."""
    cells = Cells([example.page])
    return {
        "seller": seller_candidates(cells),
        "day": day_candidates(cells, day_first=writes_day_first(cells, True)),
        "number": number_candidates(cells),
        "total": total_candidates(cells),
    }


def questions(examples: Iterable[Example]) -> dict[str, list[Question]]:
    """What each invoice asks, by chooser; those without any candidate are left out."""
    asked: dict[str, list[Question]] = {name: [] for name in KEYS}
    for example in examples:
        for name, candidates in candidates_of(example).items():
            if candidates:
                features = np.array([c.features for c in candidates], np.float32)
                right = np.array(right_ones(KEYS[name], candidates, example.paper.truth))
                texts = tuple(c.value.text for c in candidates)
                asked[name].append(Question(features, right, texts, example.paper.truth))
    return asked


def choosers(learnt: Iterable[Example], kept_back: Iterable[Example]) -> dict[str, Chooser]:
    """One for each key, fitted on some invoices and calibrated on others."""
    asked, unseen = questions(learnt), questions(kept_back)
    return {
        name: cautious(calibrated(key, fitted(asked[name], SIMULATED_SEED), unseen[name])) for name, key in KEYS.items()
    }


def cautious(chooser: Chooser) -> Chooser:
    """With chances a little lower: real invoices vary more than made ones."""
    return replace(chooser, calibration=chooser.calibration - np.array([_VARY_MORE, 0, 0], np.float32))
