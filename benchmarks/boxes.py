"""How well boxes fit what they go around: python -m benchmarks.boxes [--count 30] [--cache FOLDER].

Made receipts, invoices and tables are drawn, worn as printers, scanners and fax machines do (to crumple them would move
the ink itself), and read by our own engine. Each word that was read right and stands alone in its run is compared with
the ink that was drawn. Printed for the boxes as the engine tells them and as they are settled on the ink: the mean IoU
with the ink, the share of words of which more than a twentieth of the ink lies outside, and of those with a box half as
large again as their ink or more; then the CPU time.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docusnap.domain.page import Box, Page, Word
from docusnap.domain.polygons import polygon_in_file
from docusnap.pages.word_ink import with_ink
from training.draw import drawn
from training.fonts import font
from training.invoices import invoice
from training.noise import faxed, moved, printed, scanned
from training.reading import CachedReader
from training.receipts import receipt
from training.sheet import Paper, Run
from training.tables import make_table

Quad = NDArray[np.float32]
_MAKERS: dict[str, Callable[[Random], Paper]] = {
    "receipt": receipt,
    "invoice": invoice,
    "table": lambda random: make_table(random).paper,
}
_CUT, _LOOSE = 0.05, 1.5
_SHORTEST = 3


@dataclass
class Tally:
    """Sums over words."""

    words: int = 0
    iou: float = 0.0
    cut: int = 0
    loose: int = 0

    def add(self, truth: Quad, box: Quad) -> None:
        """Counts a word, by the corners of its ink and of its box."""
        ink, area = cv2.contourArea(truth), cv2.contourArea(box)
        shared = cv2.intersectConvexConvex(truth, box)[0]
        self.words += 1
        self.iou += shared / (ink + area - shared)
        self.cut += shared < (1 - _CUT) * ink
        self.loose += area > _LOOSE * ink

    def __str__(self) -> str:
        count = max(1, self.words)
        return f"IoU {self.iou / count:.3f}  cut {self.cut / count:.3f}  loose {self.loose / count:.3f}"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--cache", type=Path, default=Path("out/read"))
    arguments = parser.parse_args()
    reader = CachedReader(arguments.cache)
    seconds: list[float] = []
    try:
        for kind, maker in _MAKERS.items():
            engine, settled = Tally(), Tally()
            for number in range(arguments.count):
                for truth, page, word in _words(
                    maker(Random(f"boxes/{kind}/{number}")), f"{kind}/{number}", reader, seconds
                ):
                    engine.add(truth, _quad(page, word.box))
                    settled.add(truth, _quad(page, word.place))
            print(f"{kind:8} {engine.words:5} words  engine: {engine}   settled: {settled}")
    finally:
        reader.close()
    print(f"CPU to settle a page: {1000 * sum(seconds) / max(1, len(seconds)):.1f} ms")


def _words(paper: Paper, name: str, reader: CachedReader, seconds: list[float]) -> Iterator[tuple[Quad, Page, Word]]:
    """The corners of the ink of each word that is a run of its own and was read right, with the page and the word."""
    random = Random(f"noise/boxes/{name}")
    image, matrix = (faxed if random.random() < 0.2 else scanned)(printed(drawn(paper.sheet), random), random)
    out = BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=95)
    (page,) = reader.read(out.getvalue())
    if not page.skew and not page.turn and page.width == image.shape[1]:
        start = time.process_time()
        page = replace(page, segments=with_ink(image, page.segments))
        seconds.append(time.process_time() - start)
    for run in paper.sheet.runs:
        if " " in run.text or len(run.text) < _SHORTEST:
            continue
        quad = _moved(matrix, _ink_of(run))
        centre = tuple(map(float, quad.mean(axis=0)))
        same = [word for word in page.words if word.text == run.text]
        near = [w for w in same if cv2.pointPolygonTest(_quad(page, w.box), centre, False) > 0]
        if len(near) == 1:
            yield quad, page, near[0]


def _ink_of(run: Run) -> Box:
    mask, (across, down) = font(run.face, run.size).getmask2(run.text)
    left, top, right, bottom = mask.getbbox()
    x, y = run.x + across, run.y + down
    return (x + left, y + top, x + right, y + bottom)


def _moved(matrix: NDArray[np.float64], box: Box) -> Quad:
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    return np.array([moved(matrix, (x, y, x, y))[:2] for x, y in corners], np.float32)


def _quad(page: Page, box: Box) -> Quad:
    return np.array(polygon_in_file(page, box), np.float32)


if __name__ == "__main__":
    main()
