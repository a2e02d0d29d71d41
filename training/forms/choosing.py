"""Fits the chooser: which of the candidates that rules and network find on made forms are right, by their clues."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from rapidfuzz import fuzz

from docusnap.extraction.forms.chooser import Candidate, Clues, candidates, chance
from docusnap.extraction.forms.network import Network
from docusnap.extraction.forms.rules import labels_by_rules
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.tokenizing import tokens_of
from docusnap.extraction.forms.tokens import Floats
from training.forms.made import Made
from training.forms.paper import Drawn

HIDDEN = 16
_Set = dict[str, Any]
_ALIKE = 80
"""Per cent at which a label or a value counts as read right."""
_STEPS, _RATE, _DECAY = 1500, 0.02, 1e-3


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


def fit_chooser(known: Floats, right: Floats, seed: int) -> dict[str, Floats]:
    """Weights that tell the chance of being right from the clues (rows of `known`)."""
    rng = np.random.default_rng(seed)
    fixed = {"mean": known.mean(axis=0), "spread": known.std(axis=0) + 1e-3}
    weights = {
        "first.w": rng.normal(0, 0.3, (known.shape[1], HIDDEN)).astype(np.float32),
        "first.b": np.zeros(HIDDEN, np.float32),
        "second.w": rng.normal(0, 0.3, (HIDDEN, 1)).astype(np.float32),
        "second.b": np.zeros(1, np.float32),
    }

    def wrong(w: dict[str, Floats]) -> jax.Array:
        p = jnp.clip(chance({**w, **fixed}, known, jnp), 1e-5, 1 - 1e-5)
        fault = -(right * jnp.log(p) + (1 - right) * jnp.log(1 - p)).mean()
        return fault + _DECAY * sum((v * v).sum() for k, v in w.items() if k.endswith(".w")) / 10

    @jax.jit
    def step(w: _Set, slow: _Set, slower: _Set, n: float) -> tuple[_Set, _Set, _Set]:
        slope = jax.grad(wrong)(w)
        slow = {k: 0.9 * slow[k] + 0.1 * g for k, g in slope.items()}
        slower = {k: 0.99 * slower[k] + 0.01 * g * g for k, g in slope.items()}
        moved = {
            k: v - _RATE * (slow[k] / (1 - 0.9**n)) / (jnp.sqrt(slower[k] / (1 - 0.99**n)) + 1e-8) for k, v in w.items()
        }
        return moved, slow, slower

    slow = slower = {k: np.zeros_like(v) for k, v in weights.items()}
    for n in range(1, _STEPS + 1):
        weights, slow, slower = step(weights, slow, slower, float(n))
    return {k: np.asarray(v, np.float32) for k, v in {**weights, **fixed}.items()}


def save_chooser(weights: dict[str, Any], path: Path) -> None:
    """As `docusnap.extraction.forms.chooser` reads them."""
    np.savez_compressed(path, **weights)
