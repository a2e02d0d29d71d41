"""What the network should say of a page that was read: the truth of a made form carried over to the tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from docusnap.extraction.forms.tokens import Tokens
from training.forms.paper import Drawn, Entity

KINDS = ("text", "heading", "label", "choice", "answer")
_LEAST = 0.25
"""Of a token's box that must lie on a drawn word."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Of n tokens: `kinds` (index into KINDS; -1: nothing to learn), `before` (the token before it in the same thing;
    itself if it is the first), and the pairs (token of an answer, token of its label)."""

    kinds: NDArray[np.int64]
    before: NDArray[np.int64]
    links: NDArray[np.int64]


def targets(tokens: Tokens, words: Sequence[Drawn], entities: Sequence[Entity]) -> Targets:
    """Each token belongs to the drawn word that covers most of it."""
    count = len(tokens.tokens)
    kinds = np.full(count, -1, np.int64)
    before = np.arange(count)
    owner = np.full(count, -1, np.int64)
    drawn = np.array([w.box for w in words], float).reshape(-1, 4)
    members: dict[int, list[tuple[int, float, int]]] = {}
    for n, token in enumerate(tokens.tokens):
        if token.mark is not None:
            continue
        kinds[n] = 0
        shares = _shares(np.array(token.box, float), drawn)
        best = int(shares.argmax()) if len(shares) else -1
        if best >= 0 and shares[best] >= _LEAST:
            entity = words[best].entity
            owner[n] = entity
            kinds[n] = KINDS.index(entities[entity].kind)
            members.setdefault(entity, []).append((best, token.box[0], n))
    for found in members.values():
        found.sort()
        for (_, _, first), (_, _, second) in pairwise(found):
            before[second] = first
    links = [
        (n, m)
        for entity, found in members.items()
        for label in entities[entity].of
        for _, _, n in found
        for _, _, m in members.get(label, [])
    ]
    return Targets(kinds, before, np.array(links, np.int64).reshape(-1, 2))


def _shares(box: NDArray[np.float64], drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    wide = np.clip(np.minimum(box[2], drawn[:, 2]) - np.maximum(box[0], drawn[:, 0]), 0, None)
    tall = np.clip(np.minimum(box[3], drawn[:, 3]) - np.maximum(box[1], drawn[:, 1]), 0, None)
    area = max(1e-6, (box[2] - box[0]) * (box[3] - box[1]))
    return np.asarray(wide * tall / area, np.float64)
