"""Which of the candidates answers a key, and the chance that it does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from docusnap.domain.answer import Value
from docusnap.extraction.learned.forest import Floats, Forest

_WEIGHTS = "choosers.npz"
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_RUNNERS_UP = 2
_GREATEST_LEAD, _NO_RIVAL = 12.0, -8.0
"""Log odds beyond which a lead says no more, and the score of a rival where there is none."""
_WORTH_TELLING = 0.05
"""An alternative with a smaller chance is not told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may answer the key, and what speaks for and against it as numbers.

    `doubts` tell how badly it was read: they change nothing in the choice, but lower the chance that it is right.
    """

    value: Value
    features: Sequence[float]
    doubts: Sequence[float] = ()


@dataclass(frozen=True, eq=False)
class Chooser:
    """For one key: scores each candidate, and turns the scores and the doubts into a chance.

    `calibration`: the weights of `evidence`, in its order. `least`: the chance below which "none of them" is the
    answer. `unsure_below`: the chance below which a value is told as unsure.
    """

    forest: Forest
    calibration: Floats
    least: float
    unsure_below: float

    def choose(self, candidates: Sequence[Candidate]) -> tuple[Value, int] | None:
        """The likeliest value with its chance and its alternatives, and its index; None where none is likely."""
        if not candidates:
            return None
        scores = self.forest.scores(np.array([c.features for c in candidates], np.float32))
        best = int(np.argmax(scores))
        chance = self.chance(evidence([c.value.text for c in candidates], scores, best, candidates[best].doubts))
        if chance < self.least:
            return None
        value, others = candidates[best].value, self._others(candidates, scores, best, chance)
        return Value(value.text, value.lines, value.printed, round(chance, 3), others, self.unsure_below), best

    def chance(self, known: Floats) -> float:
        """That the candidate is right of which this evidence is known."""
        logit = float(self.calibration @ np.asarray(known, np.float32))
        return float(1 / (1 + np.exp(-logit)))

    def _others(self, candidates: Sequence[Candidate], scores: Floats, chosen: int, chance: float) -> tuple[Value, ...]:
        """The runners-up that say something else; they share what the chosen one leaves over, none likelier than it."""
        said = {candidates[chosen].value.text}
        odds = 1 / (1 + np.exp(-scores))
        rest = float(odds.sum() - odds[chosen])
        order = [i for i in map(int, np.argsort(-scores, kind="stable")) if i != chosen]
        found: list[Value] = []
        for index in order[:20]:
            value = candidates[index].value
            likely = min(chance, (1 - chance) * float(odds[index]) / max(rest, float(odds[index]), 1e-6))
            if value.text in said or likely < _WORTH_TELLING or len(found) == _RUNNERS_UP:
                continue
            said.add(value.text)
            found.append(Value(value.text, value.lines, value.printed, round(likely, 3)))
        return tuple(found)


def evidence(texts: Sequence[str], scores: Floats, chosen: int, doubts: Sequence[float]) -> Floats:
    """What the chance of the chosen one is worked out from: 1, its lead over the best that says something else, doubts.

    The lead tells more than the score itself, which on papers unlike those that were learnt from is low for all.
    """
    said = squeezed(texts[chosen])
    others = (float(s) for text, s in zip(texts, scores, strict=True) if squeezed(text) != said)
    lead = float(scores[chosen]) - max(others, default=_NO_RIVAL)
    return np.array([1.0, np.clip(lead, -_GREATEST_LEAD, _GREATEST_LEAD), *doubts], np.float32)


def squeezed(text: str) -> str:
    """Letters and digits alone, upper case."""
    return _NO_LETTER_OR_DIGIT.sub("", text).upper()


@cache
def chooser(key: str, weights: str = _WEIGHTS) -> Chooser:
    """The one that ships for this key ("total", "date", "company", "address", …), in that file of weights."""
    arrays = _weights(weights)
    least, unsure_below = (float(x) for x in np.asarray(arrays[f"{key}.limits"], np.float64))
    calibration = np.asarray(arrays[f"{key}.calibration"], np.float32)
    return Chooser(Forest.of(arrays, key), calibration, least, unsure_below)


@cache
def _weights(name: str) -> dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]:
    content = (files("docusnap.extraction") / "weights" / name).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return {part: arrays[part] for part in arrays.files}
