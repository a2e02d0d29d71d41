"""Chooses among the labels that rules and the network find on a page, and says how likely each choice is right.

Rules and network see different things; where they agree they are mostly right. What was chosen is judged once more,
among its neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box
from docusnap.extraction.forms.candidates import Candidate, candidates
from docusnap.extraction.forms.judging import Neighbourhood
from docusnap.extraction.forms.labels import Label
from docusnap.extraction.forms.network import KINDS, Network, Reading
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.forms.tokenizing import tokens_of
from docusnap.extraction.forms.tokens import Floats, Tokens
from docusnap.extraction.forms.words import words_in
from docusnap.extraction.learned.forest import Forest

_ANSWER, _LABELS = KINDS.index("answer"), [KINDS.index("label"), KINDS.index("choice")]
JUDGE = "judge"
"""The name of the judge's trees in its file of weights."""
_FLOOR = 1e-4
_MORE_LIKELY = 0.5
_MOST_ODDS = 7.0
_LEAST_PAIR, _LEAST_BLANK, _LEAST_UNPLACED = 0.28, 0.34, 0.5
"""Chance from which a value, a blank, and a blank with no place to write in are told; most of them as unsure."""
_BASE, _MADE, _BY_RULES, _BY_BOTH = -0.9, 0.4, 1.2, 0.6
"""Log odds on real forms: what those on made forms count for, and that rules, or rules and network, found it; set by
measurement, as real forms are harder than made ones and the rules were written for real ones."""
_CHOSEN, _JUDGED = 0.6, 0.3
"""What the chooser's log odds, and the judge's on made forms, count for on real ones, set by measurement as well."""
_OVERLAP = 0.5
"""Of a label's words: two that share more are the same label."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page asks for, the likeliest first; `written`: the share of the page's words that are answers, 0..1."""

    candidates: Sequence[Candidate] = ()
    written: float = 0.0


@dataclass(frozen=True, slots=True)
class Selection:
    """What is likely right on a page and does not contradict itself, the likeliest first, before it is judged."""

    candidates: Sequence[Candidate]
    tokens: Tokens
    reading: Reading

    def evidence(self) -> Floats:
        """Of each of the candidates with a value, what it is judged by: pairs x numbers."""
        around = Neighbourhood(self.tokens, self.reading, self.candidates)
        return np.array([(*c.clues, *around.of(c)) for c in self.candidates if not c.is_blank], np.float32)


class Chooser:
    """Network, chooser and judge with their weights, ready to be used by many threads."""

    def __init__(self, network: Path, weights: Path, judge: Forest | None = None) -> None:
        """The files as `training` writes them; without a judge, nothing is judged among its neighbours."""
        self.network, self._judge = Network(network), judge
        with np.load(weights) as found:
            self._weights = {name: found[name].astype(np.float32) for name in found.files}

    def choose(self, sheet: Sheet, rules: Sequence[Label]) -> Chosen:
        """Of what the rules and the network find, what is most likely right and does not contradict itself."""
        selected = self.select(sheet, rules)
        if selected is None:
            return Chosen()
        kinds = selected.reading.kinds[selected.tokens.is_word]
        written = float((kinds.argmax(axis=1) == _ANSWER).mean())
        return Chosen(self._judged(selected), written)

    def select(self, sheet: Sheet, rules: Sequence[Label]) -> Selection | None:
        """The same, before it is judged; None for a page without words."""
        tokens = tokens_of(sheet.page)
        if not tokens.is_word.any():
            return None
        reading = self.network.read(tokens)
        found = candidates(tokens, reading, rules)
        if not found:
            return Selection((), tokens, reading)
        told = Clues(tokens, reading)
        known = np.array([told.of(c) for c in found], np.float32)
        made = log_odds(self._weights, known)
        rated = [
            replace(c, chance=_on_real_forms(c, float(odds)), clues=(*row, float(odds)))
            for c, row, odds in zip(found, known, made, strict=True)
        ]
        kept = _without_contradictions(sorted(rated, key=lambda c: -c.chance))
        for c in kept:
            if c.is_blank and c.label.space is None:
                c.label.space = space_of(c.label, sheet)
        return Selection([c for c in kept if c.chance >= _least(c)], tokens, reading)

    def _judged(self, selected: Selection) -> list[Candidate]:
        """The candidates, those with values under the chance that the judge leaves them."""
        pairs = [c for c in selected.candidates if not c.is_blank]
        if self._judge is None or not pairs:
            return list(selected.candidates)
        verdicts = self._judge.scores(selected.evidence())
        judged = {id(c): _confirmed(c.chance, float(v)) for c, v in zip(pairs, verdicts, strict=True)}
        return [replace(c, chance=judged.get(id(c), c.chance)) for c in selected.candidates]


def _confirmed(chance: float, verdict: float) -> float:
    """The chance, given the judge's log odds on made forms."""
    odds = _CHOSEN * np.log(chance / (1 - chance)) + _JUDGED * verdict
    return float(1 / (1 + np.exp(-odds)))


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
    with np.load(folder / "judge.npz") as arrays:
        judge = Forest.of({part: arrays[part] for part in arrays.files}, JUDGE)
    return Chooser(folder / "network.npz", folder / "chooser.npz", judge)
