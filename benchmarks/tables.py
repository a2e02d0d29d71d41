"""How well tables are found: python -m benchmarks.tables [--count 60] [--cache FOLDER] [--papers MANIFEST …].

Made tables are drawn, worn as scanners and phones do, and read by our own engine. Printed for each way of ruling: of
the tables, those found; of their cells, precision, recall and F1 (a cell is right in its row and column with nine
tenths of its letters); of columns with a printed sum, how many were proved. Then made papers without a table and the
papers of manifests: how many were said to hold one; and the CPU time a page.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from rapidfuzz import fuzz

from docusnap.domain.page import Page
from docusnap.domain.tables import Table
from docusnap.evidence.typed_tables import typed_tables
from docusnap.extraction.reader import OfflineReader
from training.draw import drawn
from training.kinds.sheets import filled_form
from training.kinds.texts import article, letter
from training.noise import worn
from training.reading import CachedReader
from training.receipts.maker import receipt
from training.sheet import Paper
from training.tables import RULING, MadeTable, make_table

_ALIKE = 90
_WITHOUT = {"letter": letter, "article": article, "form": filled_form, "receipt": receipt}


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--cache", type=Path, default=Path("out/read"))
    parser.add_argument("--papers", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true", help="print the tables that are told of real papers")
    arguments = parser.parse_args()
    reader = CachedReader(arguments.cache)
    try:
        _made(reader, arguments.count)
        _without(reader, arguments.count // 4)
        for manifest in arguments.papers:
            _real(reader, manifest, show=arguments.show)
    finally:
        reader.close()


def pages_of(paper: Paper, name: str, reader: CachedReader) -> list[Page]:
    """The paper as a worn picture of it is read."""
    image, _ = worn(drawn(paper.sheet), Random(f"noise/{name}"))
    out = BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=95)
    return reader.read(out.getvalue())


def _made(reader: CachedReader, count: int) -> None:
    tally: dict[str, Counter[str]] = {ruling: Counter() for ruling in (*RULING, "all")}
    for number in range(count):
        made = make_table(Random(f"table/{number}"))
        pages = pages_of(made.paper, f"table/{number}", reader)
        start = time.process_time()
        tables = typed_tables(OfflineReader().tables(pages), {}, day_first=True)
        tally["all"]["ms"] += round(1000 * (time.process_time() - start))
        best = max(tables, key=lambda table: len(table.rows) * len(table.columns), default=None)
        for counts in (tally[made.ruling], tally["all"]):
            counts.update(_score(made, best) | {"extra": max(0, len(tables) - 1)})
    for ruling, counts in tally.items():
        precision, recall = counts["right"] / max(1, counts["told"]), counts["right"] / max(1, counts["cells"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{ruling:5} tables {counts['tables']:3}  found {counts['found']:3}  extra {counts['extra']:2}  "
            f"cells: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}  "
            f"sums proved {counts['proved']} of {counts['summed']}"
        )
    print(f"CPU for the tables of a page: {tally['all']['ms'] / max(1, count):.1f} ms")


def _score(made: MadeTable, found: Table | None) -> Counter[str]:
    truth = list(made.cells)
    cells = sum(bool(text) for row in truth for text in row)
    counts = Counter(tables=1, cells=cells, summed=int(made.summed))
    if found is None:
        return counts
    heads = [tuple(column.name or "" for column in found.columns)] if any(c.name for c in found.columns) else []
    told = [*heads, *(tuple(cell.text for cell in row) for row in found.rows)]
    counts["found"] = 1
    counts["told"] = sum(bool(text) for row in told for text in row)
    counts["right"] = max(right_cells(truth, told, shift) for shift in (-1, 0, 1))
    counts["proved"] = int(made.summed and any(column.checks for column in found.columns))
    return counts


def right_cells(truth: Sequence[Sequence[str]], told: Sequence[Sequence[str]], shift: int) -> int:
    """The most cells that agree when rows are put beside rows in order, and columns are moved by `shift`."""
    same = np.zeros((len(truth) + 1, len(told) + 1), int)
    for i, j in product(range(len(truth)), range(len(told))):
        alike = sum(
            bool(text) and 0 <= c + shift < len(told[j]) and _alike(text, told[j][c + shift])
            for c, text in enumerate(truth[i])
        )
        same[i + 1, j + 1] = max(same[i, j] + alike, same[i, j + 1], same[i + 1, j])
    return int(same[-1, -1])


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one.replace(" ", "").casefold(), other.replace(" ", "").casefold()) >= _ALIKE


def _without(reader: CachedReader, count: int) -> None:
    for kind, maker in _WITHOUT.items():
        wrong = 0
        for number in range(count):
            pages = pages_of(maker(Random(f"without/{kind}/{number}")), f"without/{kind}/{number}", reader)
            wrong += bool(OfflineReader().tables(pages))
        print(f"{kind:8} said to hold a table: {wrong} of {count}")


def _real(reader: CachedReader, manifest: Path, *, show: bool) -> None:
    holding: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    for entry, pages in islice(_entries(reader, manifest), 1000):
        tables = OfflineReader().tables(pages)
        papers[entry["kind"]] += 1
        holding[entry["kind"]] += bool(tables)
        for table in tables if show else ():
            print(f"-- {entry['file']} page {table.page} {len(table.rows)} rows")
            print("   #", " | ".join(str(column.name) for column in table.columns))
            for row in table.rows[:6]:
                print("    ", " | ".join(cell.text for cell in row))
    for kind, count in papers.items():
        print(f"{manifest.parent.name}: {kind:8} with a table: {holding[kind]} of {count}")


def _entries(reader: CachedReader, manifest: Path) -> Iterator[tuple[dict[str, str], list[Page]]]:
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield (
            {"file": entry["file"], "kind": entry.get("kind", "paper")},
            reader.read((manifest.parent / entry["file"]).read_bytes()),
        )


if __name__ == "__main__":
    main()
