"""The network that reads forms: for the tokens of a page, what each is, what it goes on from, and what answers what.

A small transformer encoder whose attention also knows how each two tokens stand to each other on the page, with two
pointers between tokens as in SPADE. It is run in numpy; `training` runs the same code in another array library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from docusnap.extraction.forms.relations import pair_numbers
from docusnap.extraction.forms.tokens import Floats, Tokens

KINDS = ("text", "heading", "label", "choice", "answer")
"""What a token can be part of."""
HEADS = 4
_NEVER = -1e4
_LEAST = 1e-5


@dataclass(frozen=True, slots=True)
class Reading:
    """Chances for n tokens. `kinds` is n x KINDS. `before` is n x n: which token comes before that of the row in the
    same thing (itself: it is the first). `links` is n x n: the thing of the row answers the label of the column."""

    kinds: Floats
    before: Floats
    links: Floats


class Network:
    """The weights of one file, ready to be run; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Reads an .npz file as `training` writes it."""
        with np.load(path) as found:
            self._weights = {name: found[name].astype(np.float32) for name in found.files}

    def read(self, tokens: Tokens) -> Reading:
        """What the network says of a page; n >= 1."""
        is_word = tokens.is_word
        kinds, before, links = scores(
            self._weights, tokens.numbers, tokens.grams, tokens.boxes, tokens.places, is_word, is_word | True, np
        )
        return Reading(_softmax(kinds, np), _softmax(before, np), 1 / (1 + np.exp(-links)))


def scores(
    weights: Mapping[str, Any], numbers: Any, grams: Any, boxes: Any, places: Any, is_word: Any, is_real: Any, xp: Any
) -> tuple[Any, Any, Any]:
    """Scores of kinds, before and links, before softmax or sigmoid. `xp` is the library that the arrays are of.

    `is_real` is false for what only fills up an array in training.
    """
    run = _Run(weights, xp)
    pairs = pair_numbers(boxes, places, xp.arange(len(numbers)), xp)
    hidden = xp.maximum(run.linear("near", pairs.astype(numbers.dtype)), 0)
    biases = run.linear("bias", hidden) + xp.where(is_real, 0, _NEVER)[None, :, None]
    known = (grams > 0)[..., None]
    spelling = (weights["letters"][grams] * known).sum(1) / xp.maximum(1, known.sum(1))
    x = run.linear("numbers", numbers) + run.linear("spelling", spelling.astype(numbers.dtype))
    layers = biases.shape[-1] // HEADS
    for n in range(layers):
        x = run.layer(f"layer{n}", x, biases[..., n * HEADS : (n + 1) * HEADS])
    x = run.normal("final", x)
    before = run.pairs("before", x, hidden) + xp.where(is_word, 0, _NEVER)[None, :]
    return run.linear("kinds", x), before, run.pairs("link", x, hidden)


class _Run:
    """The layers, with one set of weights."""

    def __init__(self, weights: Mapping[str, Any], xp: Any) -> None:
        self.weights, self.xp = weights, xp

    def linear(self, name: str, x: Any) -> Any:
        return x @ self.weights[f"{name}.w"] + self.weights[f"{name}.b"]

    def normal(self, name: str, x: Any) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        even = centred / self.xp.sqrt((centred * centred).mean(-1, keepdims=True) + _LEAST)
        return even * self.weights[f"{name}.w"] + self.weights[f"{name}.b"]

    def layer(self, name: str, x: Any, bias: Any) -> Any:
        """Attention with what is known of each pair, then each token for itself."""
        count, width = x.shape
        q, k, v = (
            part.reshape(count, HEADS, -1).transpose(1, 0, 2)
            for part in self.xp.split(self.linear(f"{name}.qkv", self.normal(f"{name}.first", x)), 3, 1)
        )
        attention = _softmax(q @ k.transpose(0, 2, 1) / (width / HEADS) ** 0.5 + bias.transpose(2, 0, 1), self.xp)
        x = x + self.linear(f"{name}.out", (attention @ v).transpose(1, 0, 2).reshape(count, width))
        wide = self.linear(f"{name}.wide", self.normal(f"{name}.second", x))
        return x + self.linear(f"{name}.back", self.xp.maximum(wide, 0))

    def pairs(self, name: str, x: Any, hidden: Any) -> Any:
        """A score for each two tokens."""
        rows, columns = self.linear(f"{name}.rows", x), self.linear(f"{name}.columns", x)
        return rows @ columns.T / rows.shape[1] ** 0.5 + self.linear(f"{name}.near", hidden)[..., 0]


def _softmax(scored: Any, xp: Any) -> Any:
    raised = xp.exp(scored - scored.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)
