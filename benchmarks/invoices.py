"""How right and how honest invoices are read whose layouts, wordings and languages nothing was learnt from.

    python benchmarks/invoices.py [--each 4] [--cache FOLDER]

Made papers (`training/unseen`), each as a worn picture and as a PDF with its own text: seven layouts that were looked
at while the reader was mended, and eight that were not. Those that people are sent vary more: take the figures as an
upper bound. Pictures are read by the engine once and kept in the cache. The seller is right when nine tenths of the
letters are.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import cv2
from material import ROOT, console
from reliability import Judged, auroc, calibration_error, told, warned_share
from rich.table import Table

sys.path.insert(0, str(ROOT))

from docusnap.domain.page import Page
from docusnap.evidence.check import check
from docusnap.extraction.reader import OfflineReader
from training.draw import drawn
from training.labels import is_right
from training.noise import worn
from training.portable import pdf_of
from training.reading import CachedReader
from training.sheet import Paper
from training.unseen.kept_back import KEPT_BACK
from training.unseen.known import KNOWN

KEYS = {"Company": "company", "Date": "date", "Invoice number": "number", "Total": "total"}
"""What a result calls it, and what the truth does."""
FLOORS = {"Company": 0.55, "Date": 0.86, "Invoice number": 0.75, "Total": 0.90}
Scores = dict[str, list[Judged | None]]
"""By key, for each paper; None where nothing was given."""
Layouts = Mapping[str, Callable[[Random], Paper]]


def main() -> None:
    """Run it and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=4, help="papers of each layout")
    parser.add_argument("--cache", type=Path, default=ROOT / "out" / "read")
    given = parser.parse_args()
    reader, offline = CachedReader(given.cache), OfflineReader()
    try:
        for title, layouts in (("Layouts that were looked at", KNOWN), ("Layouts kept back", KEPT_BACK)):
            by_layout, by_way = _scores(layouts, given.each, reader, offline)
            console().print(_accuracy(title, by_layout, by_way))
            console().print(_honesty(by_way["both"]))
    finally:
        reader.close()


def _scores(
    layouts: Layouts, each: int, reader: CachedReader, offline: OfflineReader
) -> tuple[Mapping[str, Scores], Mapping[str, Scores]]:
    """By layout, and by the way in which the paper came."""
    by_layout: dict[str, Scores] = defaultdict(lambda: defaultdict(list))
    by_way: dict[str, Scores] = defaultdict(lambda: defaultdict(list))
    for layout, number in ((layout, number) for layout in layouts for number in range(each)):
        random = Random(f"{layout}/{number}")
        paper = layouts[layout](random)
        for way, content in (("picture", _picture(paper, random)), ("PDF", pdf_of(paper.sheet))):
            for key, judged in _judged(offline, reader.read(content), paper).items():
                by_layout[layout][key].append(judged)
                by_way[way][key].append(judged)
                by_way["both"][key].append(judged)
    return by_layout, by_way


def _picture(paper: Paper, random: Random) -> bytes:
    image, _ = worn(drawn(paper.sheet), random, phone=0.5)
    _, encoded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    return bytes(encoded.tobytes())


def _judged(offline: OfflineReader, pages: list[Page], paper: Paper) -> dict[str, Judged | None]:
    answer = offline.document(pages, [])
    checked = check(answer, pages)
    warned = {caution.key for caution in checked.cautions}
    found: dict[str, Judged | None] = {}
    for key, truth in KEYS.items():
        value, place = answer.kv.get(key), checked.evidence.get(key)
        sure = place.confidence if place else 0.0
        found[key] = Judged(is_right(truth, value.text, paper.truth), key in warned, sure) if value else None
    return found


def _accuracy(title: str, by_layout: Mapping[str, Scores], by_way: Mapping[str, Scores]) -> Table:
    table = Table("layout", *KEYS, title=f"{title}: right, of all papers", title_justify="left")
    for name, scores in (*by_layout.items(), *by_way.items()):
        shares = (sum(bool(j and j.right) for j in scores[key]) / len(scores[key]) for key in KEYS)
        table.add_row(name, *(f"{share:.2f}" for share in shares))
    table.add_row("floor", *(f"{FLOORS[key]:.2f}" for key in KEYS))
    return table


def _honesty(scores: Scores) -> Table:
    table = Table("", *KEYS, title="Honesty, of the values given", title_justify="left")
    given = {key: [j for j in scores[key] if j] for key in KEYS}
    table.add_row("wrong / given", *(f"{sum(not j.right for j in of)} / {len(of)}" for of in given.values()))
    table.add_row("of wrong ones, warned", *(told(warned_share(of, right=False)) for of in given.values()))
    table.add_row("of right ones, warned", *(told(warned_share(of, right=True)) for of in given.values()))
    table.add_row("AUROC", *(told(auroc(of)) for of in given.values()))
    table.add_row("ECE", *(told(calibration_error(of)) for of in given.values()))
    return table


if __name__ == "__main__":
    main()
