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

    def choose(self, candidates: Sequence[Candidate]) -> tuple[Value, int] | None:
        """The likeliest value with its chance and its alternatives, and its index; None where none is likely."""
        if not candidates:
            return None
        scores = self.forest.scores(np.array([c.features for c in candidates], np.float32))
        order = np.argsort(-scores, kind="stable")
        best = int(order[0])
        chance = self.chance(scores)
        if chance < self.least:
            return None
        others = self._others(candidates, scores, order, chance)
        value = candidates[best].value
        return Value(value.text, value.lines, value.printed, round(chance, 3), others), best

    def chance(self, scores: Floats) -> float:
        """That the candidate with the best score is right."""
        ordered = np.sort(scores)[::-1]
        first = float(ordered[0])
        second = float(ordered[1]) if len(ordered) > 1 else -8.0
        weights = self.calibration
        logit = float(weights[0] + weights[1] * np.clip(first, -8, 8) + weights[2] * np.clip(first - second, 0, 12))
        return float(1 / (1 + np.exp(-logit)))

    def _others(
        self,
        candidates: Sequence[Candidate],
        scores: Floats,
        order: "np.ndarray[tuple[int], np.dtype[np.intp]]",
        chance: float,
    ) -> tuple[Value, ...]:
        """The runners-up that say something else; they share what the best leaves over."""
        said = {candidates[int(order[0])].value.text}
        odds = 1 / (1 + np.exp(-scores))
        rest = float(odds.sum() - odds[order[0]])
        found: list[Value] = []
        for index in map(int, order[1:20]):
            value = candidates[index].value
            likely = (1 - chance) * float(odds[index]) / max(rest, float(odds[index]), 1e-6)
            if value.text in said or likely < _WORTH_TELLING or len(found) == _RUNNERS_UP:
                continue
            said.add(value.text)
            found.append(Value(value.text, value.lines, value.printed, round(likely, 3)))
        return tuple(found)


@cache
def chooser(key: str) -> Chooser:
    """The one that ships for this key ("total", "date", "company", "address", …)."""
    arrays = _weights()
    scalars = np.asarray(arrays[f"{key}.calibration"], np.float32)
    return Chooser(Forest.of(arrays, key), scalars[:3], float(scalars[3]))


@cache
def _weights() -> dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]:
    content = (files("docusnap.extraction") / "weights" / _WEIGHTS).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return {name: arrays[name] for name in arrays.files}
