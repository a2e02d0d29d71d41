"""What comparing a PDF's own text with what its pages show costs, and which honest files are doubted.

    python benchmarks/text_layers.py FILE.pdf …

The operation `document` works on each file with its text believed, with it compared, and from its pictures alone.
Prints CPU seconds of each without the decoder's, the values, and how many pages were doubted.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from material import console
from rich.table import Table

from docusnap.domain.page import Page, ReadingKey
from docusnap.domain.quality import Quality
from docusnap.operations.base import Input
from docusnap.operations.document import DocumentOperation
from docusnap.operations.reading import TEXT_LAYER, Reader
from docusnap.settings import load_settings
from docusnap.wiring.data_folder import open_folder
from docusnap.wiring.engines import Engines, open_engines

WAYS = ("believed", "compared", "from pictures")


class Unwatched:
    """The context of work that nobody polls and nothing stops."""

    attempt, deadline, cancelled = 1, float("inf"), False

    def progress(self, stage: str, done: int, total: int, *, quality: Sequence[Quality] = ()) -> None:
        """Told to nobody."""

    def checkpoint(self) -> None:
        """Never stops."""

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        """Kept nowhere."""


class OneWay(Reader):
    """Reads as the server's reader does, in one of the `WAYS`."""

    def __init__(self, reader: Reader, way: str) -> None:
        """Shares all that the other reader has."""
        self.__dict__.update(reader.__dict__)
        self._way = way

    def read(self, files: Sequence[Input], context: Any, *, by_picture: frozenset[int] = frozenset()) -> list[Page]:
        """Pages by that way."""
        if self._way == "from pictures":
            by_picture = frozenset(range(1, 100))
        pages = super().read(files, context, by_picture=by_picture)
        return [replace(page, engine="believed") for page in pages] if self._way == "believed" else pages


def measured(engines: Engines, content: bytes, way: str) -> tuple[float, int, int]:
    """CPU seconds, values, and doubted pages."""
    operation = DocumentOperation(OneWay(engines.reader, way), engines.understanding)
    started = time.process_time()
    result = operation("benchmark", Unwatched(), files=[content])  # type: ignore[arg-type]
    seconds = time.process_time() - started
    return seconds, len(result["kv"]), sum(w["code"] == "text_layer_differs" for w in result["warnings"])


def main() -> None:
    """Prints a row for each file that has text of its own, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    files = parser.parse_args().files
    table = Table("file", *(f"{way}, s" for way in WAYS), "values", "pages doubted")
    sums = dict.fromkeys(WAYS, 0.0)
    with TemporaryDirectory() as data:
        settings = load_settings({"DOCUSNAP_DATA_DIR": data})
        folder = open_folder(settings.storage)
        engines = open_engines(settings, folder)
        engines.reader.read_image(engines.reader.image_of([files[0].read_bytes()], 1))  # the models are loaded
        for file in files:
            content = file.read_bytes()
            if not any(page.engine == TEXT_LAYER for page in engines.reader.read([content], Unwatched())):  # type: ignore[arg-type]
                continue
            told = {way: measured(engines, content, way) for way in WAYS}
            for way in WAYS:
                sums[way] += told[way][0]
            _, values, doubted = told["compared"]
            table.add_row(file.name, *(f"{told[way][0]:.2f}" for way in WAYS), str(values), str(doubted))
        for close in (*engines.closing, folder.close):
            close()
    table.add_row("all", *(f"{sums[way]:.2f}" for way in WAYS), "", "")
    table.add_row("ratio to believed", *(f"{sums[way] / (sums['believed'] or 1):.2f}" for way in WAYS), "", "")
    console().print(table)


if __name__ == "__main__":
    main()
