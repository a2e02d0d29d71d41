"""Fits the network that reads forms to made ones, and writes the weights that `docusnap.extraction.forms` ships."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from docusnap.extraction.forms.network import HEADS, KINDS, scores
from docusnap.extraction.forms.relations import PAIR_NUMBERS
from docusnap.extraction.forms.tokenizing import BUCKETS, tokens_of
from docusnap.extraction.forms.tokens import Tokens
from training.forms.made import Made
from training.forms.truth import Targets, targets

WIDTH, LAYERS, LETTERS, NEAR, POINTER = 96, 4, 48, 16, 48
_LENGTHS = (64, 112)
_STRIP = 112
_TOKENS_A_BATCH = 700
_FEW_LINKS = -5.0
"""Log odds with which learning begins: hardly any two words are an answer and its label."""
_DECAY, _SLOW, _SLOWER = 0.02, 0.9, 0.98

Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One page with what is to be said of it."""

    tokens: Tokens
    targets: Targets


def example_of(form: Made) -> Example:
    """A made form as what is to be learnt from it."""
    page, words, entities = form
    tokens = tokens_of(page)
    return Example(tokens, targets(tokens, words, entities))


def fresh(numbers: int, seed: int) -> Weights:
    """Weights before any training; `numbers` describe a token."""
    rng = np.random.default_rng(seed)
    sizes = {
        "near": (PAIR_NUMBERS, NEAR), "bias": (NEAR, LAYERS * HEADS), "numbers": (numbers, WIDTH),
        "spelling": (LETTERS, WIDTH), "kinds": (WIDTH, len(KINDS)),
    }  # fmt: skip
    for name in ("before", "link"):
        sizes |= {f"{name}.rows": (WIDTH, POINTER), f"{name}.columns": (WIDTH, POINTER), f"{name}.near": (NEAR, 1)}
    for n in range(LAYERS):
        sizes |= {f"layer{n}.qkv": (WIDTH, 3 * WIDTH), f"layer{n}.out": (WIDTH, WIDTH)}
        sizes |= {f"layer{n}.wide": (WIDTH, 2 * WIDTH), f"layer{n}.back": (2 * WIDTH, WIDTH)}
    weights: Weights = {"letters": rng.normal(0, 0.3, (BUCKETS, LETTERS)).astype(np.float32)}
    for name, (rows, columns) in sizes.items():
        weights[f"{name}.w"] = rng.normal(0, 1 / math.sqrt(rows), (rows, columns)).astype(np.float32)
        weights[f"{name}.b"] = np.zeros(columns, np.float32)
    for name in ("final", *(f"layer{n}.{part}" for n in range(LAYERS) for part in ("first", "second"))):
        weights[f"{name}.w"], weights[f"{name}.b"] = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    weights["link.near.b"] += _FEW_LINKS
    return weights


def _wrong(weights: Weights, page: Mapping[str, Any]) -> Any:
    """How far the network is from the truth of one page, for each of its tokens."""
    kinds, before, links = scores(
        weights, page["numbers"], page["grams"], page["boxes"], page["places"], page["word"], page["real"], jnp
    )
    learnt = page["kinds"] >= 0
    count = jnp.maximum(1, learnt.sum())
    kind = jnp.maximum(page["kinds"], 0)
    of_kinds = -jnp.take_along_axis(jax.nn.log_softmax(kinds), kind[:, None], 1)[:, 0]
    of_before = -jnp.take_along_axis(jax.nn.log_softmax(before), page["before"][:, None], 1)[:, 0]
    pairs = learnt[:, None] & learnt[None, :]
    of_links = jnp.where(pairs, jax.nn.softplus(links) - links * page["links"], 0).sum(1)
    return jnp.where(learnt, of_kinds + of_before + 0.5 * of_links, 0).sum() / count


def _mean_wrong(weights: Weights, batch: Mapping[str, Any]) -> Any:
    return jax.vmap(partial(_wrong, weights))(batch).mean()


@jax.jit
def _step(weights: Weights, slow: Weights, slower: Weights, batch: Mapping[str, Any], rate: Any, step: Any) -> Any:
    """One step of AdamW with the gradient's norm held to 1."""
    wrong, slope = jax.value_and_grad(_mean_wrong)(weights, batch)
    norm = jnp.sqrt(sum((g * g).sum() for g in slope.values()))
    slope = {k: g * jnp.minimum(1, 1 / (norm + 1e-6)) for k, g in slope.items()}
    slow = {k: _SLOW * slow[k] + (1 - _SLOW) * g for k, g in slope.items()}
    slower = {k: _SLOWER * slower[k] + (1 - _SLOWER) * g * g for k, g in slope.items()}
    ahead, wide = 1 - _SLOW**step, 1 - _SLOWER**step
    moved = {
        k: w - rate * (slow[k] / ahead / (jnp.sqrt(slower[k] / wide) + 1e-8) + _DECAY * w * (w.ndim > 1))
        for k, w in weights.items()
    }
    return moved, slow, slower, wrong


def fit(
    examples: Sequence[Example],
    *,
    epochs: int,
    seed: int,
    rate: float = 1.5e-3,
    start: Weights | None = None,
    seconds: float = math.inf,
) -> Weights:
    """Weights trained on the examples, from `start` if given; stops learning when `seconds` of processor time are gone."""
    rng = np.random.default_rng(seed)
    weights = start or fresh(examples[0].tokens.numbers.shape[1], seed)
    slow = slower = {k: np.zeros_like(w) for k, w in weights.items()}
    steps = epochs * len(list(_grouped(examples, np.random.default_rng(0))))
    step, began = 0, process_time()
    for epoch in range(epochs):
        total, count = 0.0, 0
        for group in _grouped(examples, rng):
            done = max(step / steps, (process_time() - began) / seconds)
            if done >= 1:
                return weights
            pace = rate * min(1, (step + 1) / 100) * (0.02 + 0.49 * (1 + math.cos(math.pi * done)))
            step += 1
            batch = _batch([examples[i] for i in group], rng, vary=True)
            weights, slow, slower, wrong = _step(weights, slow, slower, batch, pace, float(step))
            total, count = total + float(wrong), count + 1
        print(f"epoch {epoch + 1}: {total / count:.3f} after {process_time() - began:.0f} s", flush=True)  # noqa: T201
    return weights


def _grouped(examples: Sequence[Example], rng: np.random.Generator) -> Iterator[list[int]]:
    """Numbers of pages of about one length."""
    by_length: dict[int, list[int]] = {}
    for i in rng.permutation(len(examples)):
        size = next((n for n in _LENGTHS if len(examples[i].tokens.tokens) <= n), _STRIP)
        by_length.setdefault(size, []).append(int(i))
    groups = []
    for size, found in by_length.items():
        each = max(1, _TOKENS_A_BATCH // size)
        groups += [found[k : k + each] for k in range(0, len(found) - each + 1, each)]
    for n in rng.permutation(len(groups)):
        yield groups[n]


def _batch(examples: Sequence[Example], rng: np.random.Generator, *, vary: bool) -> Mapping[str, Any]:
    """The pages as arrays of one length; `vary`: moved, scaled, and with words hidden."""
    longest = min(_STRIP, max(len(e.tokens.tokens) for e in examples))
    size = next(n for n in _LENGTHS if longest <= n)
    pages = [_page(e, size, rng, vary) for e in examples]
    return {name: np.stack([p[name] for p in pages]) for name in pages[0]}


def _strip(example: Example, rng: np.random.Generator) -> NDArray[np.intp]:
    """The tokens of a part of the page as high as holds about `_STRIP` of them: long pages take too long to learn."""
    count = len(example.tokens.tokens)
    if count <= _STRIP:
        return np.arange(count)
    middle = (example.tokens.boxes[:, 1] + example.tokens.boxes[:, 3]) / 2
    order = np.argsort(middle)
    first = int(rng.integers(0, count - _STRIP + 1))
    return np.sort(order[first : first + _STRIP])


def _page(example: Example, size: int, rng: np.random.Generator, vary: bool) -> dict[str, Any]:
    tokens, targets = example.tokens, example.targets
    kept = _strip(example, rng) if vary else np.arange(len(tokens.tokens))
    count = len(kept)
    place = np.full(len(tokens.tokens) + 1, -1)
    place[kept] = np.arange(count)
    grams, numbers, boxes = tokens.grams[kept], tokens.numbers[kept], tokens.boxes[kept]
    before = place[targets.before[kept]]
    before = np.where(before < 0, np.arange(count), before)
    pairs = place[targets.links]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    if vary:
        hidden = rng.random(count) < rng.choice([0.03, 0.1, 0.3])
        grams = np.where(hidden[:, None] | (rng.random(grams.shape) < 0.1), 0, grams)
        numbers = numbers + rng.normal(0, 0.02, numbers.shape).astype(np.float32)
        numbers[:, :3] += rng.normal(0, 0.03, (1, 3))
        boxes = (boxes * rng.uniform(0.85, 1.18) + rng.normal(0, 0.05, boxes.shape)).astype(np.float32)
    links = np.zeros((size, size), np.float32)
    links[pairs[:, 0], pairs[:, 1]] = 1

    def filled(values: Any, by: Any, kind: Any) -> Any:
        whole = np.full((size, *values.shape[1:]), by, kind)
        whole[:count] = values
        return whole

    return {
        "numbers": filled(numbers, 0, np.float32),
        "grams": filled(grams, 0, np.int32),
        "boxes": filled(boxes, 0, np.float32),
        "places": filled(tokens.places[kept], -1, np.int32),
        "word": filled(tokens.is_word[kept], False, bool),
        "real": filled(np.ones(count, bool), False, bool),
        "kinds": filled(targets.kinds[kept], -1, np.int32),
        "before": filled(before, 0, np.int32),
        "links": links,
    }


def save(weights: Weights, path: Path) -> None:
    """In half precision."""
    halves: dict[str, Any] = {name: np.asarray(w, np.float16) for name, w in weights.items()}
    np.savez_compressed(path, **halves)
