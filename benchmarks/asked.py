"""How often the caller's own fields are answered rightly, and whether their confidence keeps its word.

    python benchmarks/asked.py [--count 150]

Made invoices (`training`), read as the engine might read them, are asked by name for what only their labels tell: when
payment is due, the numbers of order and customer, the day of delivery. What is not printed should be null.
"""

import argparse
import re
import sys
from collections.abc import Iterator

from material import ROOT, console
from rich.table import Table

sys.path.insert(0, str(ROOT))

from docusnap.domain.asked import AskedField
from docusnap.domain.dates import parse_date
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from training.corpus import Example, simulated_examples

FIELDS = {
    "due_date": ("due", "date"),
    "order_number": ("order", ""),
    "customer_number": ("customer", ""),
    "delivery_date": ("delivery", "date"),
}
"""By name: what the maker calls it, and its format."""
_SEED = 77
_BANDS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.0)
Told = tuple[str, float | None, bool]
"""A field, the confidence of what was given (None: nothing), and whether that is right."""


def main() -> None:
    """Run it and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=150)
    told = [
        one
        for example in simulated_examples("invoice", _SEED, range(parser.parse_args().count))
        for one in _told(example)
    ]
    console().print(_fields(told))
    console().print(_bands(told))


def _told(example: Example) -> Iterator[Told]:
    reader, paper = OfflineReader(), Paper([example.page])
    kv = reader.document(paper, []).kv
    fields = [AskedField(name, "string", format=form) for name, (_, form) in FIELDS.items()]
    found = reader.asked(fields, paper, kv)
    for name, (role, form) in FIELDS.items():
        printed = [_plain(run.text.split(":")[-1], form) for run in example.paper.sheet.runs if run.role == role]
        given = found.get(f"/{name}")
        if given is None:
            yield name, None, not printed
        else:
            yield name, given.value.chance, _plain(given.value.text, form) in printed


def _plain(text: str, form: str) -> str:
    day = parse_date(text) if form == "date" else None
    return day.isoformat() if day else re.sub(r"[\W_]+", "", text).upper()


def _fields(told: list[Told]) -> Table:
    table = Table("field", "given", "right of these", "nothing given", "right of these")
    for name in FIELDS:
        given = [right for field, chance, right in told if field == name and chance is not None]
        silent = [right for field, chance, right in told if field == name and chance is None]
        table.add_row(name, str(len(given)), _share(given), str(len(silent)), _share(silent))
    return table


def _bands(told: list[Told]) -> Table:
    table = Table("confidence from", "values", "right")
    above = 1.01
    for least in _BANDS:
        inside = [right for _, chance, right in told if chance is not None and least <= chance < above]
        table.add_row(f"{least:.1f}", str(len(inside)), _share(inside))
        above = least
    return table


def _share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.2f}" if right else "–"


if __name__ == "__main__":
    main()
