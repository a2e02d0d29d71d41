"""Fits gradient-boosted trees, and gives them as the arrays that the package runs."""

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from docusnap.extraction.learned.forest import Floats, Forest

_LEAVES, _RATE, _SAMPLES_OF_A_LEAF, _L2 = 24, 0.09, 25, 2.0


def fitted(
    features: Floats, right: NDArray[np.bool_], weights: NDArray[np.float64], *, seed: int, trees: int
) -> Forest:
    """Trees that tell the right rows from the wrong ones; alike for the same rows and seed."""
    model = HistGradientBoostingClassifier(
        max_iter=trees,
        max_leaf_nodes=_LEAVES,
        learning_rate=_RATE,
        min_samples_leaf=_SAMPLES_OF_A_LEAF,
        l2_regularization=_L2,
        random_state=seed,
    )
    model.fit(features, right, sample_weight=weights / weights.mean())
    return _exported(model)


def _exported(model: HistGradientBoostingClassifier) -> Forest:
    trees = [stage[0].nodes for stage in model._predictors]
    size = max(len(nodes) for nodes in trees)
    shape = (len(trees), size)
    feature, left, right = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    depth = 0
    for index, nodes in enumerate(trees):
        count = len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(count)
        feature[index, :count] = np.where(leaf, 0, nodes["feature_idx"])
        threshold[index, :count] = np.where(leaf, np.inf, nodes["num_threshold"])
        left[index, :count] = np.where(leaf, own, nodes["left"])
        right[index, :count] = np.where(leaf, own, nodes["right"])
        value[index, :count] = nodes["value"]
        depth = max(depth, int(nodes["depth"].max()))
    base = float(np.ravel(model._baseline_prediction)[0])
    return Forest(base, feature, threshold, left, right, value.astype(np.float16).astype(np.float32), depth)
