"""Which of the candidates answers a key, and the chance that it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from docusnap.domain.answer import Value
from docusnap.extraction.learned.forest import Floats, Forest

_WEIGHTS = "choosers.npz"
_RUNNERS_UP = 2
_MUCH_BETTER = 6.0
"""Log odds by which another candidate must beat the rules' own. Measured on real papers."""
_WORTH_TELLING = 0.05
"""An alternative with a smaller chance is not told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may answer the key, and what speaks for and against it as numbers."""

    value: Value
    features: Sequence[float]


@dataclass(frozen=True, eq=False)
class Chooser:
    """For one key: scores each candidate, and turns the best two scores into a chance.

    `least`: the chance below which "none of them" is the answer.
    """

    forest: Forest
    calibration: Floats
    least: float

    def choose(self, candidates: Sequence[Candidate], by_rules: int | None = None) -> tuple[Value, int] | None:
        """The likeliest value with its chance and its alternatives, and its index; None where none is likely.

        `by_rules`: the candidate that the rules take; it stands unless another scores much better.
        """
        if not candidates:
            return None
        scores = self.forest.scores(np.array([c.features for c in candidates], np.float32))
        best = int(np.argmax(scores))
        if by_rules is not None and scores[best] - scores[by_rules] < _MUCH_BETTER:
            best = by_rules
        chance = self.chance(scores, best)
        if chance < self.least and best != by_rules:
            return None
        value = candidates[best].value
        others = self._others(candidates, scores, best, chance)
        return Value(value.text, value.lines, value.printed, round(chance, 3), others), best

    def chance(self, scores: Floats, chosen: int) -> float:
        """That the chosen candidate is right."""
        first = float(scores[chosen])
        second = max((float(s) for i, s in enumerate(scores) if i != chosen), default=-8.0)
        weights = self.calibration
        logit = float(weights[0] + weights[1] * np.clip(first, -8, 8) + weights[2] * np.clip(first - second, -12, 12))
        return float(1 / (1 + np.exp(-logit)))

    def _others(self, candidates: Sequence[Candidate], scores: Floats, chosen: int, chance: float) -> tuple[Value, ...]:
        """The runners-up that say something else; they share what the chosen one leaves over."""
        said = {candidates[chosen].value.text}
        odds = 1 / (1 + np.exp(-scores))
        rest = float(odds.sum() - odds[chosen])
        order = [i for i in map(int, np.argsort(-scores, kind="stable")) if i != chosen]
        found: list[Value] = []
        for index in order[:20]:
            value = candidates[index].value
            likely = (1 - chance) * float(odds[index]) / max(rest, float(odds[index]), 1e-6)
            if value.text in said or likely < _WORTH_TELLING or len(found) == _RUNNERS_UP:
                continue
            said.add(value.text)
            found.append(Value(value.text, value.lines, value.printed, round(likely, 3)))
        return tuple(found)


@cache
def chooser(key: str, weights: str = _WEIGHTS) -> Chooser:
    """The one that ships for this key ("total", "date", "company", "address", …), in that file of weights."""
    arrays = _weights(weights)
    scalars = np.asarray(arrays[f"{key}.calibration"], np.float32)
    return Chooser(Forest.of(arrays, key), scalars[:3], float(scalars[3]))


@cache
def _weights(name: str) -> dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]:
    content = (files("docusnap.extraction") / "weights" / name).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return {part: arrays[part] for part in arrays.files}
