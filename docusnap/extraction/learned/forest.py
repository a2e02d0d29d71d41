"""Gradient-boosted trees as plain arrays, run by numpy."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Forest:
    """The sum of many small trees. Each array is trees x nodes; a leaf points at itself.

    At a node: which feature is compared with which threshold, where to go when it is not greater (`left`) or greater
    (`right`), and what the tree says there (`value`). All features are numbers; none is missing.
    """

    base: float
    feature: Numbers
    threshold: Floats
    left: Numbers
    right: Numbers
    value: Floats
    depth: int

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> "Forest":
        """From the arrays that `arrays` gave under this name."""

        def get(part: str) -> NDArray[np.generic]:
            return arrays[f"{name}.{part}"]

        base, depth = (float(x) for x in np.asarray(get("scalars"), np.float64))
        return cls(
            base,
            np.asarray(get("feature"), np.int16),
            np.asarray(get("threshold"), np.float32),
            np.asarray(get("left"), np.int16),
            np.asarray(get("right"), np.int16),
            np.asarray(get("value"), np.float32),
            int(depth),
        )

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """To be kept; `of` makes it again."""
        parts: dict[str, NDArray[np.generic]] = {
            "scalars": np.array([self.base, self.depth]),
            "feature": self.feature,
            "threshold": self.threshold,
            "left": self.left,
            "right": self.right,
            "value": self.value.astype(np.float16),
        }
        return {f"{name}.{part}": array for part, array in parts.items()}

    def scores(self, rows: Floats) -> Floats:
        """Log odds for each row of features."""
        trees = np.arange(len(self.feature))[:, None]
        samples = np.arange(len(rows))[None, :]
        nodes = np.zeros((len(self.feature), len(rows)), np.int16)
        for _ in range(self.depth):
            feature = self.feature[trees, nodes]
            greater = rows[samples, feature] > self.threshold[trees, nodes]
            nodes = np.where(greater, self.right[trees, nodes], self.left[trees, nodes])
        return np.asarray(self.base + self.value[trees, nodes].sum(0), np.float32)
