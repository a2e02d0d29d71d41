"""Model files read and written by their protobuf."""

from typing import Any

import numpy as np
import pytest

from docusnap.ocr import model_file
from docusnap.ocr.sessions import MODELS, session

DETECTION, RECOGNITION = MODELS / "PP-OCRv6_det_small.onnx", MODELS / "PP-OCRv6_rec_small.onnx"


def weights(content: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.concatenate([model_file.values(t).ravel() for t in content.graph.initializer if t.data_type == 1])


@pytest.mark.parametrize("path", [DETECTION, RECOGNITION])
def test_no_weight_is_so_small_that_it_slows_the_processor(path: Any) -> None:
    found = weights(model_file.read(path))

    assert not ((found != 0) & (np.abs(found) < np.finfo(np.float32).tiny)).any()


def test_what_text_is_found_is_the_same_to_the_bit() -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, (1, 3, 96, 160)).astype(np.float32)
    (before,) = session(DETECTION.read_bytes()).run(None, {"x": noise})
    (after,) = session(model_file.read(DETECTION).SerializeToString()).run(None, {"x": noise})

    assert np.array_equal(before, after)


def test_all_that_is_not_declared_stays_in_the_file() -> None:
    assert len(model_file.read(RECOGNITION).SerializeToString()) == RECOGNITION.stat().st_size
