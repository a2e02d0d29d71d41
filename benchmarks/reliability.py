"""Whether `confidence` keeps its word: bins, expected calibration error, AUROC, and who carries a warning."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

BINS = 10


@dataclass(frozen=True)
class Judged:
    """A value that a result gave: is it right, does it carry a warning under its key, and how sure was the result."""

    right: bool
    warned: bool
    confidence: float


@dataclass(frozen=True)
class Bin:
    """Values of about one confidence: how many, how sure on average, and the share that is right."""

    count: int
    confidence: float
    right: float


def bins(values: Sequence[Judged]) -> list[Bin | None]:
    """Of ten equal widths from 0 to 1; None where no value falls."""
    held: list[list[Judged]] = [[] for _ in range(BINS)]
    for value in values:
        held[min(BINS - 1, int(value.confidence * BINS))].append(value)
    return [
        Bin(len(b), sum(v.confidence for v in b) / len(b), sum(v.right for v in b) / len(b)) if b else None
        for b in held
    ]


def calibration_error(values: Sequence[Judged]) -> float:
    """The mean distance of confidence from the share that is right, over the bins (ECE); 0 is best."""
    told = [b for b in bins(values) if b]
    return sum(b.count * abs(b.confidence - b.right) for b in told) / max(1, len(values))


def auroc(values: Sequence[Judged]) -> float | None:
    """How often a right value is surer than a wrong one: 1 always, 0.5 by chance; None where there are not both."""
    right, wrong = ([v.confidence for v in values if v.right is wanted] for wanted in (True, False))
    if not right or not wrong:
        return None
    return sum((r > w) + (r == w) / 2 for r, w in product(right, wrong)) / (len(right) * len(wrong))


def warned_share(values: Sequence[Judged], *, right: bool) -> float | None:
    """Of the right values, or of the wrong ones, those with a warning; None where there are none."""
    of = [v.warned for v in values if v.right is right]
    return sum(of) / len(of) if of else None


def told(share: float | None) -> str:
    """A share as tables show it."""
    return "–" if share is None else f"{share:.2f}"
