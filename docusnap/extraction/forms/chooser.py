"""Chooses among the labels that rules and the network find on a page, and says how likely each choice is right.

Rules and network see different things; where they agree they are mostly right. A candidate is a label with its value,
or with none: a blank.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box, enclosing
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.network import KINDS, Network, Reading
from docusnap.extraction.forms.pieces import Piece
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.structure import Thing, linked, things_of
from docusnap.extraction.forms.tokenizing import tokens_of
from docusnap.extraction.forms.tokens import Floats, Token, Tokens
from docusnap.extraction.forms.words import words_in

_ANSWER, _LABELS = KINDS.index("answer"), [KINDS.index("label"), KINDS.index("choice")]
_FLOOR = 1e-4
_MORE_LIKELY = 0.5
_MOST_ODDS = 7.0
_ASKING = ("label", "choice")
_LINKED = ((0.2, 0.5), (0.05, 0.35), (0.03, 0.12))
"""From which chance of a link on an answer is taken, of its likeliest label and of any; first the network's own."""
_LEAST_PAIR, _LEAST_BLANK, _LEAST_UNPLACED = 0.28, 0.34, 0.5
"""Chance from which a value, a blank, and a blank with no place to write in are told; most of them as unsure."""
_BASE, _MADE, _BY_RULES, _BY_BOTH = -0.9, 0.4, 1.2, 0.6
"""Log odds on real forms: what those on made forms count for, and that rules, or rules and network, found it; set by
measurement, as real forms are harder than made ones and the rules were written for real ones."""
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
    options: tuple[int, ...] = ()
    chance: float = 0.0

    @property
    def is_blank(self) -> bool:
        """Nothing is written there."""
        return not self.label.value


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page asks for, the likeliest first; `written`: the share of the page's words that are answers, 0..1."""

    candidates: Sequence[Candidate] = ()
    written: float = 0.0


class Chooser:
    """Network and chooser with their weights, ready to be used by many threads."""

    def __init__(self, network: Path, weights: Path) -> None:
        """The files as `training` writes them."""
        self.network = Network(network)
        with np.load(weights) as found:
            self._weights = {name: found[name].astype(np.float32) for name in found.files}

    def choose(self, sheet: Sheet, rules: Sequence[Label]) -> Chosen:
        """Of what the rules and the network find, what is most likely right and does not contradict itself."""
        tokens = tokens_of(sheet.page)
        if not tokens.is_word.any():
            return Chosen()
        reading = self.network.read(tokens)
        written = float((reading.kinds[tokens.is_word].argmax(axis=1) == _ANSWER).mean())
        found = candidates(tokens, reading, rules)
        if not found:
            return Chosen(written=written)
        told = Clues(tokens, reading)
        known = np.array([told.of(c) for c in found], np.float32)
        made = log_odds(self._weights, known)
        rated = [replace(c, chance=_on_real_forms(c, float(odds))) for c, odds in zip(found, made, strict=True)]
        kept = _without_contradictions(sorted(rated, key=lambda c: -c.chance))
        for c in kept:
            if c.is_blank and c.label.space is None:
                c.label.space = space_of(c.label, sheet)
        return Chosen([c for c in kept if c.chance >= _least(c)], written)


def _on_real_forms(c: Candidate, made: float) -> float:
    """The chance, given the log odds on made forms."""
    ruled = c.by_rules and not (c.is_blank and c.label.space is None)
    if c.options:
        made = max(made, 0.0)  # boxes to tick are seen, not guessed
    odds = _BASE + _MADE * made + _BY_RULES * ruled + _BY_BOTH * (ruled and c.by_network)
    return float(1 / (1 + np.exp(-odds)))


def _least(c: Candidate) -> float:
    if not c.is_blank:
        return _LEAST_PAIR
    return _LEAST_BLANK if c.label.space else _LEAST_UNPLACED


def log_odds(weights: Mapping[str, Floats], known: Floats) -> Floats:
    """Of each candidate's being right on a made form, by its clues (candidates x clues)."""
    even = (known - weights["mean"]) / weights["spread"]
    return np.clip(even @ weights["slope"] + weights["base"], -_MOST_ODDS, _MOST_ODDS)


def candidates(tokens: Tokens, reading: Reading, rules: Sequence[Label]) -> list[Candidate]:
    """What rules and network find, and names of the one with values of the other; what is found twice is one."""
    by_rules = [c for c in (_of_rules(label, tokens) for label in rules if label.text) if c.name]
    things = things_of(tokens, reading)
    by_network = list(_of_network(things, reading))
    found: dict[tuple[tuple[int, ...], tuple[int, ...], bool], Candidate] = {}
    for c in (*by_rules, *by_network, *_crossed(by_rules, by_network)):
        key = (c.name, c.value, c.is_blank)
        same = found.get(key)
        found[key] = (
            replace(same, by_rules=same.by_rules or c.by_rules, by_network=same.by_network or c.by_network)
            if same
            else c
        )
    return list(found.values())


def _of_network(things: Sequence[Thing], reading: Reading) -> Iterator[Candidate]:
    """The labels with what certainly answers them, and with what perhaps does; the first is what the network says."""
    labels = [thing for thing in things if thing.kind in _ASKING]
    chances = linked(labels, things, reading)
    best = chances.max(axis=0, initial=0.0)
    answers = np.array([thing.kind == "answer" for thing in things], bool)
    others = np.array([thing.kind not in _ASKING for thing in things], bool)
    for label, own in zip(labels, chances, strict=True):
        name, members = _pieces(label.tokens), tuple(sorted(label.members))
        for n, (least, alone) in enumerate(_LINKED):
            taken = ((own >= alone) | ((own >= least) & (own == best))) & (own > 0) & (others if n else answers)
            chosen = [thing for thing, is_taken in zip(things, taken, strict=True) if is_taken]
            value = tuple(sorted(m for a in chosen for m in a.members))
            made = Label(name, False, None, [p for a in chosen for p in _pieces(a.tokens)])
            if made.text:
                yield Candidate(made, members, value, False, n == 0)


def _crossed(by_rules: Sequence[Candidate], by_network: Sequence[Candidate]) -> Iterator[Candidate]:
    """Where both found the label but cut it differently: the name of each with the value of the other."""
    for one in by_rules:
        for other in by_network:
            if one.name != other.name and other.by_network and set(one.name) & set(other.name):
                for a, b in ((one, other), (other, one)):
                    if b.value and not set(a.name) & set(b.value):
                        label = Label(a.label.pieces, a.label.sure, a.label.space, b.label.value)
                        yield Candidate(label, a.name, b.value, False, False)


def _of_rules(label: Label, tokens: Tokens) -> Candidate:
    name, value = (
        tuple(sorted({n for p in pieces for n in _members(p, tokens)})) for pieces in (label.pieces, label.value)
    )
    options = tuple(n for p in label.options for n in _members(p, tokens))
    return Candidate(label, name, value, True, False, options)


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


class Clues:
    """What speaks for and against the candidates of one page, as numbers."""

    def __init__(self, tokens: Tokens, reading: Reading) -> None:
        """Works out what all candidates need."""
        self._reading, self._words = reading, tokens.is_word
        self._odds = np.log(reading.links + _FLOOR) - np.log(1 - reading.links + _FLOOR)
        asking = reading.kinds[:, _LABELS].sum(axis=1)
        self._labels, self._asking = asking > _MORE_LIKELY, np.log(asking + _FLOOR)
        self._answer = np.log(reading.kinds[:, _ANSWER] + _FLOOR)
        self._sure = np.array([t.confidence for t in tokens.tokens])

    def of(self, candidate: Candidate) -> list[float]:
        """Those of one."""
        name, value, label = list(candidate.name), list(candidate.value), candidate.label
        mine = np.zeros(len(self._words), bool)
        mine[name] = mine[value] = True
        other = self._words & ~mine
        kinds, links = self._reading.kinds, self._reading.links
        to_name = self._odds[:, name].mean(axis=1)
        missed = kinds[:, _ANSWER] * links[:, name].mean(axis=1)
        return [
            float(candidate.by_rules),
            float(candidate.by_network),
            float(candidate.by_rules and candidate.by_network),
            float(candidate.is_blank),
            float(bool(label.value) and not value),
            float(label.sure),
            float(label.space is not None),
            float(label.pieces[-1].asks),
            min(8, len(words_in(label.text))) / 8,
            min(12, len(name)) / 12,
            min(30, len(value)) / 30,
            float(to_name[value].mean()) if value else 0.0,
            float(to_name[value].min()) if value else 0.0,
            float(missed[other].max(initial=0.0)),
            float(links[value].mean(axis=0)[self._labels & ~mine].max(initial=0.0)) if value else 0.0,
            float(self._asking[name].mean()),
            float(self._answer[value].mean()) if value else 0.0,
            *self._cohesion(name, other),
            *(self._cohesion(value, other) if value else (0.0, 0.0, 0.0)),
            float(self._sure[name].min()),
            float(self._sure[value].min(initial=1.0)),
            float(len(label.value)) / 5,
            float(kinds[name, 0].mean()),
            float(kinds[name, 1].mean()),
        ]

    def _cohesion(self, group: list[int], other: NDArray[np.bool_]) -> tuple[float, float, float]:
        """That the words go on from each other; that nothing before them, and nothing behind them, belongs to them."""
        back, on = self._reading.before[group], self._reading.before[:, group]
        own = float(np.log(back[:, group].sum(axis=1) + _FLOOR).mean())
        return own, float(back[:, other].max(initial=0.0)), float(on[other].max(initial=0.0))


def _without_contradictions(rated: Sequence[Candidate]) -> list[Candidate]:
    """The likeliest first; of none does the name hold words of another's name or value."""
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
        names.update(c.name, c.options)
        values.update(c.value)
    return kept


def space_of(label: Label, sheet: Sheet) -> Box | None:
    """Where to write the value of a label: a line or a frame beside, around, above or below it."""
    last = label.pieces[-1]
    return (
        sheet.space_right(last) or sheet.captions(last) or sheet.space_above(label.pieces[0]) or sheet.space_below(last)
    )


@cache
def chooser() -> Chooser:
    """The one that ships."""
    folder = Path(__file__).parent
    return Chooser(folder / "network.npz", folder / "chooser.npz")
