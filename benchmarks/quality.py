"""How often the verdict on a picture is right: python benchmarks/quality.py FOLDER [FOLDER …].

Of the pictures in the folders, taken to be good, each that is told to be taken again is a false alarm. Each is then
spoilt in several ways; of those, the share that is told so is printed, and the CPU time of a verdict.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.pages.load import PageLoader
from docusnap.pages.quality import assess

Image = NDArray[np.uint8]
PICTURES = {".jpg", ".jpeg", ".png"}


def blurred(image: Image) -> Image:
    """As by a lens out of focus: by a third of a hundredth of the longer side."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 0.0033 * max(image.shape)), np.uint8)


def moved(image: Image) -> Image:
    """As by a hand that moved sideways: by a hundredth of the longer side."""
    length = round(0.01 * max(image.shape)) | 1
    return np.asarray(cv2.blur(image, (length, 1)), np.uint8)


def shaken(image: Image) -> Image:
    """The same, up and down."""
    return moved(image.transpose(1, 0, 2)).transpose(1, 0, 2)


def dark(image: Image) -> Image:
    """A third of the light."""
    return (image * 0.33).astype(np.uint8)


def glaring(image: Image) -> Image:
    """A soft white spot in the middle of paper that is in the shade."""
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width]
    spot = np.clip(1.6 - np.hypot(x - width / 2, y - height / 2) / (0.2 * width), 0, 1)[..., None]
    shaded = image * 0.8
    return (shaded + (255 - shaded) * spot).astype(np.uint8)


def cut(image: Image) -> Image:
    """Cut where most lines of text stand: at the column with the most ink of the left half, rules aside."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    tall = np.ones((round(0.03 * max(image.shape)), 1), np.uint8)
    ink = cv2.subtract(ink, cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, tall), np.ones((1, 5), np.uint8)))
    half = np.convolve(ink[:, : image.shape[1] // 2].sum(axis=0, dtype=np.int64), np.ones(9), "same")
    return np.ascontiguousarray(image[:, int(half.argmax()) :])


def small(image: Image) -> Image:
    """Photographed from so far away that its longer side has 350 pixels."""
    scale = 350 / max(image.shape)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def empty(image: Image) -> Image:
    """The same paper without what is written on it."""
    height, width = image.shape[:2]
    paper = cv2.medianBlur(cv2.resize(image, (width // 8, height // 8), interpolation=cv2.INTER_AREA), 15)
    return np.asarray(cv2.resize(paper, (width, height)), np.uint8)


SPOILT: dict[str, tuple[Callable[[Image], Image], set[str]]] = {
    "blurred": (blurred, {"blurred", "nothing_written"}),
    "moved": (moved, {"blurred"}),
    "shaken": (shaken, {"blurred"}),
    "dark": (dark, {"dark"}),
    "glaring": (glaring, {"glare"}),
    "cut": (cut, {"cut_edge"}),
    "small": (small, {"small_text", "nothing_written", "blurred", "not_a_paper"}),
    "empty": (empty, {"nothing_written"}),
}
"""By name: how a picture is spoilt, and the codes of which one must be told."""


def pictures(folders: list[str]) -> Iterator[tuple[Path, Image]]:
    """Every picture in the folders as it goes to the OCR engine."""
    loader = PageLoader(processes=1)
    try:
        for path in sorted(path for folder in folders for path in Path(folder).rglob("*")):
            if path.suffix.lower() in PICTURES:
                yield path, next(loader.load(path)).image
    finally:
        loader.close()


def main() -> None:
    """Prints the figures."""
    alarms: list[str] = []
    seconds: list[float] = []
    told = dict.fromkeys(SPOILT, 0)
    for path, image in pictures(sys.argv[1:]):
        start = time.process_time()
        faults = assess(image).faults
        seconds.append(time.process_time() - start)
        if faults:
            alarms.append(f"{path.name}: {', '.join(fault.code for fault in faults)}")
        for name, (spoil, codes) in SPOILT.items():
            told[name] += bool(codes & {fault.code for fault in assess(spoil(image)).faults})
    if not seconds:
        sys.exit("There are no pictures in these folders.")
    count = len(seconds)
    print(f"pictures: {count}; CPU per verdict: {1000 * sum(seconds) / count:.0f} ms")
    print(f"false alarms: {len(alarms)} ({len(alarms) / count:.1%})", *alarms, sep="\n  ")
    for name, found in told.items():
        print(f"{name}: told of {found} ({found / count:.0%})")


if __name__ == "__main__":
    main()
