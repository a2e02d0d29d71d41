"""Fits the chooser and the judge: which candidates on made forms are right, by their clues and by their neighbours."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from docusnap.extraction.forms.candidates import Candidate, candidates
from docusnap.extraction.forms.chooser import JUDGE, Chooser, Clues
from docusnap.extraction.forms.network import Network
from docusnap.extraction.forms.rules import labels_by_rules
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.tokenizing import tokens_of
from docusnap.extraction.forms.tokens import Floats
from training.forest import fitted
from training.forms.made import Made
from training.forms.paper import Drawn

_ALIKE = 80
"""Per cent at which a label or a value counts as read right."""
_STEPS = 30
_JUDGING_TREES = 120
_HELD = 30.0
"""Weight of the squared slopes: what holds on made forms holds less on real ones."""


def rated(made: Made, network: Network) -> Iterator[tuple[list[float], bool]]:
    """Each candidate on a made form: its clues, and whether it is right."""
    page, *_ = made
    tokens = tokens_of(page)
    if not tokens.is_word.any():
        return
    reading = network.read(tokens)
    truth = _truth(made)
    told = Clues(tokens, reading)
    for candidate in candidates(tokens, reading, labels_by_rules(Sheet(page))):
        yield told.of(candidate), _is_right(candidate, truth)


def judged(made: Made, chooser: Chooser) -> Iterator[tuple[Floats, bool]]:
    """Each pair that is chosen on a made form: what it is judged by, and whether it is right."""
    page, *_ = made
    selected = chooser.select(Sheet(page), labels_by_rules(Sheet(page)))
    if selected is not None:
        truth = _truth(made)
        pairs = (c for c in selected.candidates if not c.is_blank)
        for known, candidate in zip(selected.evidence(), pairs, strict=True):
            yield known, _is_right(candidate, truth)


def _truth(made: Made) -> list[tuple[str, str]]:
    """The labels of a form with their answers, "" for a blank."""
    _, words, entities = made
    texts: dict[int, list[Drawn]] = {}
    for word in words:
        texts.setdefault(word.entity, []).append(word)
    said = {id: " ".join(w.text for w in drawn) for id, drawn in texts.items()}
    answers: dict[int, list[str]] = {}
    for entity in entities:
        for label in entity.of:
            if entity.id in said:
                answers.setdefault(label, []).append(said[entity.id])
    return [
        (said[e.id], " ".join(answers.get(e.id, [])))
        for e in entities
        if e.kind in ("label", "choice") and e.id in said
    ]


def _is_right(candidate: Candidate, truth: Sequence[tuple[str, str]]) -> bool:
    name, value = candidate.label.text, candidate.said
    return any(
        _alike(name, label) and (_alike(value, answer) if value and answer else not value and not answer)
        for label, answer in truth
    )


def _alike(a: str, b: str) -> bool:
    plain = ["".join(c for c in text if c.isalnum()).upper() for text in (a, b)]
    return fuzz.ratio(*plain) >= _ALIKE


def fit_chooser(known: Floats, right: Floats) -> dict[str, Floats]:
    """Logistic regression of being right on the clues (rows of `known`), by Newton's method: the same each time."""
    mean, spread = known.mean(axis=0), known.std(axis=0) + 1e-3
    even = np.column_stack([(known - mean) / spread, np.ones(len(known))]).astype(np.float64)
    held = _HELD * np.append(np.ones(known.shape[1]), 0)
    slope = np.zeros(even.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-even @ slope))
        curved = (even * (chances * (1 - chances) + 1e-4)[:, None]).T @ even + np.diag(held)
        slope -= np.linalg.solve(curved, even.T @ (chances - right) + held * slope)
    fitted = {"mean": mean, "spread": spread, "slope": slope[:-1], "base": slope[-1:]}
    return {name: np.asarray(values, np.float32) for name, values in fitted.items()}


def save_judge(known: Floats, right: NDArray[np.bool_], path: Path, *, seed: int) -> None:
    """Fits trees to what the chosen pairs are judged by, and writes them as `docusnap.extraction.forms.chooser` reads."""
    forest = fitted(known, right, np.ones(len(right)), seed=seed, trees=_JUDGING_TREES)
    arrays: dict[str, Any] = forest.arrays(JUDGE)
    np.savez_compressed(path, **arrays)


def save_chooser(weights: dict[str, Floats], path: Path) -> None:
    """As `docusnap.extraction.forms.chooser` reads them."""
    np.savez_compressed(
        path, mean=weights["mean"], spread=weights["spread"], slope=weights["slope"], base=weights["base"]
    )
