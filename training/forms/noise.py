"""What copying, faxing and scanning do to a page: lean, blur, black and white, speckle, black edges, punched holes."""

from collections.abc import Sequence
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from training.forms.paper import SCALE, Drawn

_Grey = NDArray[np.uint8]


def noisy(drawn: _Grey, words: Sequence[Drawn], rng: Random) -> tuple[NDArray[np.uint8], list[Drawn]]:
    """The page as it comes from the archive (RGB, at a hundred pixels to the inch), and its words where they lie now."""
    noise = np.random.default_rng(rng.getrandbits(32))
    height, width = drawn.shape
    lean, shift = (
        rng.choice([0.0, rng.uniform(-1, 1), rng.uniform(-0.4, 0.4)]),
        (rng.uniform(-8, 8), rng.uniform(-8, 8)),
    )
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), lean, rng.uniform(0.97, 1.01))
    turn[:, 2] += shift
    page = cv2.warpAffine(drawn, turn, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    page = np.asarray(page, np.uint8)
    if rng.random() < 0.8:
        page = _copied(page, rng, noise)
    page = _edges(page, rng)
    size = (width // SCALE, height // SCALE)
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.3:
        small = cv2.LUT(small, np.clip((np.arange(256) - 40) * rng.uniform(1, 1.5), 0, 255).astype(np.uint8))
    moved = [_moved(word, turn) for word in words]
    return np.asarray(cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_GRAY2RGB), np.uint8), moved


def _copied(page: _Grey, rng: Random, noise: np.random.Generator) -> _Grey:
    """Blurred, uneven, and cut to black and white: strokes grow or break; speckle."""
    soft = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.5, 1.5)).astype(np.float32)
    rough = cv2.resize(
        noise.normal(0, 1, (page.shape[0] // 3, page.shape[1] // 3)).astype(np.float32), page.shape[::-1]
    )
    soft += rough * rng.uniform(0, 22)
    black = (soft < rng.uniform(110, 205)).astype(np.uint8)
    speckles = int(rng.choice([0, 0, 20, 120, 600]))
    for _ in range(speckles):
        x, y = noise.integers(0, page.shape[1]), noise.integers(0, page.shape[0])
        cv2.circle(black, (int(x), int(y)), int(noise.integers(0, 3)), 1, -1)
    return np.asarray(255 * (1 - black), np.uint8)


def _edges(page: _Grey, rng: Random) -> _Grey:
    """Black margins where the lid was open, holes of a binder."""
    height = page.shape[0]
    if rng.random() < 0.2:
        side, wide = rng.randint(0, 3), rng.randint(2, 30)
        cut = [np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:]][side]
        page[cut] = 0
    if rng.random() < 0.15:
        x, hollow = rng.randint(20, 60), rng.random() < 0.5
        for y in (0.1, 0.5, 0.9):
            cv2.circle(page, (x, int(y * height)), rng.randint(8, 14), 0, 3 if hollow else -1)
    return page


def _moved(word: Drawn, turn: NDArray[np.float64]) -> Drawn:
    x0, y0, x1, y1 = (c * SCALE for c in word.box)
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]) @ turn.T / SCALE
    low, high = corners.min(axis=0), corners.max(axis=0)
    return Drawn(word.text, (float(low[0]), float(low[1]), float(high[0]), float(high[1])), word.entity)
