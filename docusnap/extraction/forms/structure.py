"""From the network's chances to the things on a form: labels, answers, choices, headings, and which answers which."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.network import KINDS, Reading
from docusnap.extraction.forms.tokens import Floats, Token, Tokens

_LINKED = 0.5
_TOP_LINK = 0.2
"""The best label of an answer is taken from here on."""
_LABELS = ("label", "choice")


@dataclass(slots=True)
class Thing:
    """Words that belong together. `sure`: the chance that it is what `kind` says, and whole.

    `answers`: of a label, with the chance of each link.
    """

    kind: str
    tokens: list[Token]
    members: list[int]
    sure: float
    answers: list[tuple["Thing", float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words in reading order."""
        text = ""
        for token in self.tokens:
            text += token.text if token.joined or not text else f" {token.text}"
        return text

    @property
    def box(self) -> Box:
        """Around all its words."""
        return enclosing([t.box for t in self.tokens])

    @property
    def lines(self) -> tuple[str, ...]:
        """The ids of the lines that it stands on."""
        return tuple(dict.fromkeys(t.line for t in self.tokens))


def things_of(tokens: Tokens, reading: Reading) -> list[Thing]:
    """The things on a page in reading order, labels linked to their answers."""
    words = [n for n, token in enumerate(tokens.tokens) if token.mark is None]
    if not words:
        return []

    things = [_thing(group, tokens, reading) for group in _groups(words, reading)]
    _link(things, reading)
    return sorted(things, key=lambda t: t.members[0])


def _groups(words: Sequence[int], reading: Reading) -> list[list[int]]:
    """Words that go on from each other; each from the word that most likely comes before it."""
    parent = {n: n for n in words}

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for n in words:
        before = int(reading.before[n].argmax())
        if before != n:
            parent[root(n)] = root(before)
    groups: dict[int, list[int]] = {}
    for n in words:
        groups.setdefault(root(n), []).append(n)
    return list(groups.values())


def _thing(group: list[int], tokens: Tokens, reading: Reading) -> Thing:
    kinds = np.log(reading.kinds[group] + 1e-6).mean(axis=0)
    chances = np.exp(kinds) / np.exp(kinds).sum()
    best = int(chances.argmax())
    held = [float(reading.before[n].max()) for n in group]
    whole = float(np.exp(np.log(np.array(held) + 1e-6).mean()))
    return Thing(KINDS[best], [tokens.tokens[n] for n in group], group, float(chances[best]) * whole)


def _link(things: Sequence[Thing], reading: Reading) -> None:
    labels = [t for t in things if t.kind in _LABELS]
    if not labels:
        return
    scores: Floats = np.log(reading.links + 1e-6) - np.log(1 - reading.links + 1e-6)
    for thing in things:
        if thing.kind != "answer":
            continue
        rows = scores[thing.members].mean(axis=0)
        chances = [float(1 / (1 + np.exp(-rows[label.members].mean()))) for label in labels]
        top = max(chances)
        for label, chance in zip(labels, chances, strict=True):
            if chance >= _LINKED or (chance == top and chance >= _TOP_LINK):
                label.answers.append((thing, chance))
