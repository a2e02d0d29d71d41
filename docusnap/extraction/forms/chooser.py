"""Chooses among the labels that rules and the network find on a page, and says how likely each choice is right.

Rules and network see different things; where they agree they are mostly right. A candidate is a label with its value,
or with none: a blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from docusnap.domain.page import enclosing
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.network import KINDS, Network, Reading
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.structure import things_of
from docusnap.extraction.forms.tokens import Floats, Token, Tokens, tokens_of
from docusnap.extraction.forms.words import words_in

_ANSWER, _LABELS = KINDS.index("answer"), [KINDS.index("label"), KINDS.index("choice")]
_FLOOR = 1e-4
_OVERLAP = 0.5
"""Of a label's words: two that share more are the same label."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that was found, as `label`; which of the page's tokens make up its name and its value; who found it."""

    label: Label
    name: tuple[int, ...]
    value: tuple[int, ...]
    by_rules: bool
    by_network: bool
    chance: float = 0.0

    @property
    def is_blank(self) -> bool:
        """Nothing is written there."""
        return not self.label.value


class Chooser:
    """Network and chooser with their weights, ready to be used by many threads."""

    def __init__(self, network: Path, weights: Path) -> None:
        """The files as `training` writes them."""
        self.network = Network(network)
        with np.load(weights) as found:
            self._weights = {name: found[name].astype(np.float32) for name in found.files}

    def choose(self, tokens: Tokens, reading: Reading, rules: Sequence[Label]) -> list[Candidate]:
        """Those that are most likely right and do not contradict each other, the likeliest first."""
        found = candidates(tokens, reading, rules)
        if not found:
            return []
        known = np.array([clues(c, tokens, reading) for c in found], np.float32)
        chances = chance(self._weights, known, np)
        rated = [replace(c, chance=float(p)) for c, p in zip(found, chances, strict=True)]
        return _without_contradictions(sorted(rated, key=lambda c: -c.chance))


def chance(weights: Any, known: Any, xp: Any) -> Any:
    """How likely each candidate is right, by its clues (candidates x clues)."""
    even = (known - weights["mean"]) / weights["spread"]
    hidden = xp.tanh(even @ weights["first.w"] + weights["first.b"])
    return 1 / (1 + xp.exp(-(hidden @ weights["second.w"] + weights["second.b"])[..., 0]))


def candidates(tokens: Tokens, reading: Reading, rules: Sequence[Label]) -> list[Candidate]:
    """What both found; one that both found alike is one candidate."""
    by_rules = [_of_rules(label, tokens) for label in rules if label.text]
    found = [c for c in by_rules if c.name]
    at = {(c.name, c.value): n for n, c in enumerate(found)}
    for thing in things_of(tokens, reading):
        if thing.kind not in ("label", "choice"):
            continue
        answers = sorted((a for a, _ in thing.answers), key=lambda a: a.members[0])
        value = tuple(sorted(n for a in answers for n in a.members))
        name = tuple(sorted(thing.members))
        same = at.get((name, value))
        if same is not None and not (found[same].is_blank != (not value)):
            found[same] = replace(found[same], by_network=True)
            continue
        label = Label(_pieces(thing.tokens), False, None, [p for a in answers for p in _pieces(a.tokens)])
        if label.text:
            found.append(Candidate(label, name, value, False, True))
    return found


def _of_rules(label: Label, tokens: Tokens) -> Candidate:
    name, value = (
        tuple(sorted({n for p in pieces for n in _members(p, tokens)})) for pieces in (label.pieces, label.value)
    )
    return Candidate(label, name, value, True, False)


def _members(piece: Piece, tokens: Tokens) -> list[int]:
    """The words of a piece."""
    x0, y0, x1, y1 = piece.box
    return [
        n
        for n, t in enumerate(tokens.tokens)
        if t.mark is None
        and t.line == piece.line
        and x0 - 1 <= (t.box[0] + t.box[2]) / 2 <= x1 + 1
        and y0 - 1 <= (t.box[1] + t.box[3]) / 2 <= y1 + 1
    ]


def _pieces(tokens: Sequence[Token]) -> list[Piece]:
    """One for each line that the words stand on."""
    lines: dict[str, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    found = []
    for line, words in lines.items():
        text = ""
        for word in words:
            text += word.text if word.joined or not text else f" {word.text}"
        found.append(Piece(text, enclosing([w.box for w in words]), line))
    return found


def clues(candidate: Candidate, tokens: Tokens, reading: Reading) -> list[float]:
    """What speaks for and against a candidate, as numbers."""
    name, value = list(candidate.name), list(candidate.value)
    words = np.flatnonzero(tokens.is_word)
    other = np.setdiff1d(words, [*name, *value])
    links = np.log(reading.links[:, name] + _FLOOR) - np.log(1 - reading.links[:, name] + _FLOOR)
    to_name = links.mean(axis=1)
    own = float(to_name[value].mean()) if value else 0.0
    is_answer = reading.kinds[:, _ANSWER]
    missed = float((is_answer * reading.links[:, name].mean(axis=1))[other].max(initial=0.0))
    elsewhere = 0.0
    if value:
        labels = np.setdiff1d(np.flatnonzero(reading.kinds[:, _LABELS].sum(axis=1) > 0.5), [*name, *value])
        elsewhere = float(reading.links[np.ix_(value, labels)].mean(axis=0).max(initial=0.0)) if len(labels) else 0.0
    text = candidate.label.text
    return [
        float(candidate.by_rules),
        float(candidate.by_network),
        float(candidate.by_rules and candidate.by_network),
        float(candidate.is_blank),
        float(bool(candidate.label.value) and not value),
        float(candidate.label.sure),
        float(candidate.label.space is not None),
        float(candidate.label.pieces[-1].asks),
        min(8, len(words_in(text))) / 8,
        min(12, len(name)) / 12,
        min(30, len(value)) / 30,
        own,
        float(to_name[value].min()) if value else 0.0,
        missed,
        elsewhere,
        _log(reading.kinds[name][:, _LABELS].sum(axis=1)),
        _log(reading.kinds[value][:, _ANSWER]) if value else 0.0,
        *_cohesion(name, other, reading),
        *(_cohesion(value, other, reading) if value else (0.0, 0.0, 0.0)),
        min(tokens.tokens[n].confidence for n in name),
        min((tokens.tokens[n].confidence for n in value), default=1.0),
        float(len(candidate.label.value)) / 5,
        float(reading.kinds[name][:, 0].mean()),
        float(reading.kinds[name][:, 1].mean()),
    ]


def _log(chances: Floats) -> float:
    return float(np.log(chances + _FLOOR).mean())


def _cohesion(group: list[int], other: Any, reading: Reading) -> tuple[float, float, float]:
    """That the words go on from each other; that nothing before them, and nothing behind them, belongs to them."""
    own = reading.before[np.ix_(group, group)].sum(axis=1)
    reaches_back = float(reading.before[np.ix_(group, other)].max(initial=0.0)) if len(other) else 0.0
    goes_on = float(reading.before[np.ix_(other, group)].max(initial=0.0)) if len(other) else 0.0
    return _log(own), reaches_back, goes_on


def _without_contradictions(rated: Sequence[Candidate]) -> list[Candidate]:
    """The likeliest first; none with the name of another, or with words of another's name in its value, or turned round."""
    kept: list[Candidate] = []
    names: set[int] = set()
    values: set[int] = set()
    for c in rated:
        shared = len(names.intersection(c.name)) / len(c.name)
        if shared > 0 or names.intersection(c.value) or len(values.intersection(c.name)) > 0:
            continue
        if c.value and not c.by_network and len(values.intersection(c.value)) > _OVERLAP * len(c.value):
            continue
        kept.append(c)
        names.update(c.name)
        values.update(c.value)
    return kept


def read_tokens(chooser: Chooser, page: Any) -> tuple[Tokens, Reading] | None:
    """The page's tokens and what the network says of them; None of a page without words."""
    tokens = tokens_of(page)
    return (tokens, chooser.network.read(tokens)) if tokens.is_word.any() else None
