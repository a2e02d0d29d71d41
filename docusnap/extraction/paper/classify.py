"""The classifier of papers: a small fitted network over a page's features, run by numpy."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.kinds import KINDS, Judgement

Floats = NDArray[np.float32]

_WEIGHTS, _MADE_BY = "kinds.npz", "recipe"
_FARTHEST = 4.0
"""Features are held within so many deviations of what the made papers show."""
_MOST_PAGES = 4


class KindClassifier:
    """Says how likely a page is of each kind. `arrays` are those that `training.kinds.fit` makes."""

    def __init__(self, arrays: "dict[str, Floats]") -> None:
        """Keeps the arrays: the features' means and deviations, a hidden layer, an output layer, the temperature."""
        self._arrays = {name: np.asarray(array, np.float32) for name, array in arrays.items()}

    def logits(self, features: Floats) -> Floats:
        """For each row of features and each of KINDS, its score; `exp` of them are in the ratio of the chances."""
        a = self._arrays
        rows = np.clip((features - a["mean"]) / a["deviation"], -_FARTHEST, _FARTHEST)
        hidden = np.maximum(rows @ a["hidden"] + a["hidden_bias"], 0)
        return np.asarray((hidden @ a["out"] + a["out_bias"]) / a["temperature"], np.float32)

    def judged(self, pages: Iterable[Floats]) -> Judgement:
        """What pages with these features are as one paper; the first counts double. Leave out pages without words."""
        read = list(islice(pages, _MOST_PAGES))
        if not read:
            return Judgement()
        logits = self.logits(np.array(read))
        weights = np.array([2.0, *[1.0] * (len(read) - 1)], np.float32)
        summed = (weights[:, None] * (logits - logits.max(1, keepdims=True))).sum(0) / weights.sum()
        chances = np.exp(summed - summed.max())
        chances /= chances.sum()
        return Judgement({kind: round(float(chance), 4) for kind, chance in zip(KINDS, chances, strict=True)})


@cache
def kind_classifier() -> KindClassifier:
    """The one that ships."""
    content = (files("docusnap.extraction") / "weights" / _WEIGHTS).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return KindClassifier({name: arrays[name] for name in arrays.files if name != _MADE_BY})
