"""The picture of one line to its characters."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.ocr import recognition_model
from docusnap.ocr.engine import Image
from docusnap.ocr.recognition_model import FEATURES, PICTURE, SCORES
from docusnap.ocr.sessions import MODELS, session, shrinking

HEIGHT = 48
"""Pixels to which a line is scaled."""
LEAST_WIDTH = 240
"""Pixels to which a short line is then padded: with less, full stops in amounts are lost (120: "14.00" as "14 00")."""
LEAST_LIKENESS = 18.0
"""Log of the sum of exp(score) over the kept characters: where another stands it is less, else rarely."""

_STEPS_AT_ONCE = 64  # 18,710 scores for each of them


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a line says; for each character its probability, and where its middle is, from 0 to 1."""

    text: str
    confidences: tuple[float, ...] = ()
    centres: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """The characters' mean, 0 without any."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


class Recogniser:
    """Reads lines, for all threads.

    The characters of latin papers are told apart at each step along a line. Where none of them looks alike, the whole
    last layer says which of all characters stands there.
    """

    def __init__(self, *, all_characters: bool) -> None:
        """`all_characters`: the whole last layer reads every line, as Chinese and Japanese need it."""
        model = recognition_model.load(MODELS / "PP-OCRv6_rec_small.onnx")
        self._characters, self._kept = model.characters, model.kept
        self._cut, self._whole_layer = session(model.cut), session(model.whole_layer)
        self._features = model.features
        self._all_characters = all_characters

    def read(self, line: Image) -> ReadLine:
        """The characters of a line (BGR, lying flat)."""
        picture, inked = _prepared(line)
        features, best, probability, logit = (found[0] for found in self._cut.run(None, {PICTURE: picture}))
        best = self._kept[best]
        likeness = logit - np.log(probability)
        doubtful = np.flatnonzero(self._all_characters | (likeness < LEAST_LIKENESS))
        for start in range(0, len(doubtful), _STEPS_AT_ONCE):
            steps = doubtful[start : start + _STEPS_AT_ONCE]
            best[steps], probability[steps] = self._whole_layer.run(SCORES[:2], {FEATURES: features[np.newaxis, steps]})
        return self._decoded(best, probability, inked)

    def rest(self) -> None:
        """Gives back the memory of the models' pool that no reading uses now."""
        none = np.zeros((1, 1, self._features), np.float32)
        self._whole_layer.run(SCORES[:1], {FEATURES: none}, shrinking())

    def _decoded(self, best: NDArray[np.int64], probability: NDArray[np.float32], inked: float) -> ReadLine:
        """CTC: a character that follows itself is the same one; the first of all characters, the blank, is none."""
        starts = best != 0
        starts[1:] &= best[1:] != best[:-1]
        steps = np.flatnonzero(starts)
        text = "".join(self._characters[i] for i in best[steps])
        return ReadLine(text, tuple(probability[steps].tolist()), _centres(text, steps / (len(best) * inked)))


def _prepared(line: Image) -> tuple[NDArray[np.float32], float]:
    """The line as the model takes it, and which share of its width is not padding."""
    height, width = line.shape[:2]
    ratio = width / height
    padded_ratio = max(LEAST_WIDTH / HEIGHT, ratio)
    padded = int(HEIGHT * padded_ratio)
    scaled = cv2.resize(line, (min(padded, math.ceil(HEIGHT * ratio)), HEIGHT))
    picture = np.zeros((1, 3, HEIGHT, padded), np.float32)
    picture[0, :, :, : scaled.shape[1]] = scaled.transpose(2, 0, 1) * np.float32(2 / 255) - 1
    return picture, ratio / padded_ratio


def _centres(text: str, steps: Iterable[float]) -> tuple[float, ...]:
    """Of each character; a space is taken to be where the character before it is."""
    centres: list[float] = []
    for character, step in zip(text, steps, strict=True):
        centres.append((centres or [0.0])[-1] if character.isspace() else float(step))
    return tuple(centres)
