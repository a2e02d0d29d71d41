"""From the network's chances to the things on a form: labels, answers, choices, headings, text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from docusnap.extraction.forms.network import KINDS, Reading
from docusnap.extraction.forms.tokens import Floats, Token, Tokens

_FLOOR = 1e-5
_LEAST_LINK = 0.03


@dataclass(frozen=True, slots=True)
class Thing:
    """Words that belong together, as the tokens of those numbers; `kind` is what they most likely are."""

    kind: str
    tokens: tuple[Token, ...]
    members: tuple[int, ...]


def things_of(tokens: Tokens, reading: Reading) -> list[Thing]:
    """The things on a page in reading order."""
    words = [n for n, token in enumerate(tokens.tokens) if token.mark is None]
    if not words:
        return []
    return sorted((_thing(g, tokens, reading) for g in _groups(words, reading)), key=lambda t: t.members[0])


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
    kind = int(np.log(reading.kinds[group] + _FLOOR).mean(axis=0).argmax())
    return Thing(KINDS[kind], tuple(tokens.tokens[n] for n in group), tuple(group))


def linked(labels: Sequence[Thing], things: Sequence[Thing], reading: Reading) -> Floats:
    """Labels x things: the chance that the thing answers the label, 0 where it is next to none or they are the same."""
    if not labels or not things:
        return np.zeros((len(labels), len(things)), np.float32)
    odds = np.log(reading.links + _FLOOR) - np.log(1 - reading.links + _FLOOR)
    count = len(reading.links)
    chances = 1 / (1 + np.exp(-_shares(labels, count) @ odds.T @ _shares(things, count).T))
    same = np.array([[label is thing for thing in things] for label in labels])
    return np.asarray(np.where(same | (chances < _LEAST_LINK), 0, chances), np.float32)


def _shares(things: Sequence[Thing], count: int) -> Floats:
    """Things x tokens: what share of the thing each token is."""
    shares = np.zeros((len(things), count), np.float32)
    for n, thing in enumerate(things):
        shares[n, list(thing.members)] = 1 / len(thing.members)
    return shares
