"""From makers to weights: which papers are made, which of them are learnt from and which calibrate the chances."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from training.choosing import INVOICES, RECEIPTS, Kind, arrays_of, choosers, questions
from training.corpus import read_examples, simulated_examples
from training.recipe import Recipe

KINDS: Mapping[str, Kind] = {kind.maker: kind for kind in (RECEIPTS, INVOICES)}
_SIMULATED, _UNSEEN, _READ = 1, 2, 7
"""Seeds of the papers whose reading is simulated, to learn from and to calibrate by, and of those that are read."""
_COUNTS: Mapping[str, Mapping[str, int]] = {
    "receipt": {"simulated": 1500, "unseen": 300, "read": 150, "weight": 4},
    "invoice": {"simulated": 1000, "unseen": 300, "read": 48, "weight": 1},
}
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "receipt": ("training.invoices", "training.firms", "docusnap.extraction.invoices"),
    "invoice": (
        "training.receipts",
        *(f"docusnap.extraction.receipts.{name}" for name in ("address", "company", "date_candidates", "total")),
    ),
}
"""Modules whose words and features are of the other kind of paper."""
RECIPES: Mapping[str, Recipe] = {
    kind.maker: Recipe(
        kind.weights,
        f"python -m training choosers {kind.maker}",
        ("training.choosing", "training.corpus"),
        {"seed": _SIMULATED, "unseen seed": _UNSEEN, "read seed": _READ, **_COUNTS[kind.maker]},
        _OTHERS[kind.maker],
    )
    for kind in KINDS.values()
}


def fit(maker: str, cache: Path, jobs: int) -> dict[str, NDArray[Any]]:
    """The weights for this kind of paper: learnt from simulated papers and half of the read ones, calibrated on others.

    A paper that was read counts as several that were simulated, as only the engine misreads as the engine does:
    `weight` times for the trees, twice for the chances.
    """
    kind, counts = KINDS[maker], _COUNTS[maker]
    read = questions(kind, read_examples(maker, _READ, counts["read"], cache, jobs))
    learnt = questions(kind, simulated_examples(maker, _SIMULATED, range(counts["simulated"])))
    unseen = questions(kind, simulated_examples(maker, _UNSEEN, range(counts["unseen"])))
    by_name = {name: (read[name][::2], read[name][1::2]) for name in kind.keys}
    return arrays_of(
        choosers(
            kind,
            {name: [*learnt[name], *by_name[name][0] * counts["weight"]] for name in kind.keys},
            {name: [*unseen[name], *by_name[name][1] * 2] for name in kind.keys},
            seed=_SIMULATED,
        )
    )
