"""How often the kind of a paper is told: of receipts, forms and other files.

    python -m benchmarks.kinds MANIFEST… [--cache FOLDER]

A manifest is a JSON file a line, with `file` and `kind` ("receipt", "form" or "other"). Of others only what they were
taken for is printed. Pages are read by the engine once and kept in the cache.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from docusnap.domain.kinds import FORMS, SALES
from docusnap.domain.page import Page
from docusnap.extraction.paper.paper import Paper
from training.reading import CachedReader


def main() -> None:
    """Prints a table for each manifest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("out/read"))
    arguments = parser.parse_args()
    reader = CachedReader(arguments.cache)
    try:
        for manifest in arguments.manifests:
            print(manifest)
            for line in _table(_read(manifest, reader)):
                print("  " + line)
    finally:
        reader.close()


def _read(manifest: Path, reader: CachedReader) -> Iterator[tuple[str, list[Page]]]:
    for line in manifest.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        yield entry["kind"], reader.read((manifest.parent / entry["file"]).read_bytes())


def _table(papers: Iterator[tuple[str, list[Page]]]) -> Iterator[str]:
    told: dict[str, Counter[str]] = defaultdict(Counter)
    chances: list[tuple[float, bool]] = []
    for kind, pages in papers:
        judged = Paper(pages).judgement
        found = _family(judged.kind)
        told[kind][found] += 1
        if kind != "other":
            chances.append((judged.confidence, found == kind))
    for kind, counts in told.items():
        right = "" if kind == "other" else f"right {counts[kind] / counts.total():.3f}  "
        yield f"{kind:8} {right}{dict(counts.most_common())}"
    sure = [right for chance, right in chances if chance >= 0.9]
    if sure:
        yield f"confidence of .9 and more: {len(sure)} of {len(chances)}, right {sum(sure) / len(sure):.3f}"


def _family(kind: str) -> str:
    """As the manifests call it."""
    return "receipt" if kind in SALES else "form" if kind in FORMS else kind


if __name__ == "__main__":
    main()
