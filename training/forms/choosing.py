"""Fits the chooser: which of the candidates that rules and network find on made forms are right, by their clues."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from docusnap.extraction.forms.chooser import Candidate, Clues, candidates
from docusnap.extraction.forms.network import Network
from docusnap.extraction.forms.rules import labels_by_rules
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.tokenizing import tokens_of
from docusnap.extraction.forms.tokens import Floats
from training.forms.made import Made
from training.forms.paper import Drawn

_ALIKE = 80
"""Per cent at which a label or a value counts as read right."""
_STEPS = 30
_HELD = 30.0
"""Weight of the squared slopes: what holds on made forms holds less on real ones."""


def rated(made: Made, network: Network) -> Iterator[tuple[list[float], bool]]:
    """Each candidate on a made form: its clues, and whether it is right."""
    page, words, entities = made
    tokens = tokens_of(page)
    if not tokens.is_word.any():
        return
    reading = network.read(tokens)
    texts: dict[int, list[Drawn]] = {}
    for word in words:
        texts.setdefault(word.entity, []).append(word)
    said = {id: " ".join(w.text for w in drawn) for id, drawn in texts.items()}
    answers: dict[int, list[str]] = {}
    for entity in entities:
        for label in entity.of:
            if entity.id in said:
                answers.setdefault(label, []).append(said[entity.id])
    truth = [
        (said[e.id], " ".join(answers.get(e.id, [])))
        for e in entities
        if e.kind in ("label", "choice") and e.id in said
    ]
    told = Clues(tokens, reading)
    for candidate in candidates(tokens, reading, labels_by_rules(Sheet(page))):
        yield told.of(candidate), _is_right(candidate, truth)


def _is_right(candidate: Candidate, truth: Sequence[tuple[str, str]]) -> bool:
    name, value = candidate.label.text, " ".join(p.text for p in candidate.label.value)
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


def save_chooser(weights: dict[str, Floats], path: Path) -> None:
    """As `docusnap.extraction.forms.chooser` reads them."""
    np.savez_compressed(
        path, mean=weights["mean"], spread=weights["spread"], slope=weights["slope"], base=weights["base"]
    )
