"""Makes tables whose cells are known: ruled, half ruled and unruled, with cells of several lines, in several languages."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from training.fonts import width
from training.kinds.phrases import COLUMNS, TABLE_TITLES
from training.kinds.writer import Writer
from training.sheet import Paper
from training.words import coined, digits

RULING = ("grid", "rows", "head", "none")
"""All lines; lines between rows; lines about the headings; none."""
_SUM = {"en": "Total", "de": "Summe", "fr": "Total", "es": "Total", "ms": "Jumlah", "id": "Jumlah", "zh": "合计"}


@dataclass(frozen=True)
class MadeTable:
    """A paper with one table on it. `cells` hold the headings too, if it is `headed`."""

    paper: Paper
    cells: tuple[tuple[str, ...], ...]
    ruling: str
    headed: bool
    summed: bool


@dataclass(frozen=True)
class _Column:
    """What its cells hold, and whether they end at its right side. `long`: they are broken into lines."""

    make: Callable[[], str]
    right: bool
    long: bool = False
    money: bool = False


def make_table(random: Random) -> MadeTable:
    """A page with a table among other things: a title, a paragraph, a few labelled values."""
    w = Writer.of(random, width=1240, height=1754, size=random.choice([19, 21, 23, 25]))
    p = w.paper
    if title := w.pick(TABLE_TITLES):
        random.choice([p.left, p.centred])(title, size=round(p.size * random.choice([1, 1.3, 1.6])))
        p.feed(0.7)
    if random.random() < 0.5:
        w.prose(random.randint(1, 3))
        p.feed(1.5)
    ruling = random.choice(RULING)
    columns = _columns(w, random.randint(3, 7))
    headed, summed = random.random() < 0.85, random.random() < 0.4
    texts = [[column.make() for column in columns] for _ in range(random.randint(4, 18))]
    texts = [_thinned(random, columns, row) for row in texts]
    columns, texts = _fitting(w, columns, texts)
    if summed:
        texts.append(_summed(w, columns, texts))
    if headed:
        texts.insert(0, _headings(w, columns))
    kept = _set(w, columns, texts, ruling, headed)
    p.feed(1.2)
    if random.random() < 0.5:
        w.prose(random.randint(1, 2))
    return MadeTable(
        w.finished("table"), tuple(map(tuple, texts[:kept])), ruling, headed, summed and kept == len(texts)
    )


def _columns(w: Writer, count: int) -> list[_Column]:
    random = w.random
    money = random.choice([0, 2])
    kinds = [
        lambda: _Column(lambda: digits(random, random.randint(1, 4)).lstrip("0") or "1", random.random() < 0.7),
        lambda: _Column(lambda: f"{random.uniform(1, 4000):,.{money}f}", True, money=True),
        lambda: _Column(w.day, random.random() < 0.2),
        lambda: _Column(lambda: coined(random).title(), False),
        lambda: _Column(lambda: f"{coined(random, 1).upper()[:3]}-{digits(random, 3)}", False),
        lambda: _Column(lambda: f"{random.uniform(0, 100):.1f}%", True),
    ]
    long = random.random() < 0.4
    first = _Column(w.name, False)
    if long:
        first = _Column(lambda: " ".join(coined(random) for _ in range(random.choice([2, 3, 6, 9]))), False, long=True)
    rest = [random.choice(kinds)() for _ in range(count - 2)]
    numbered = random.random() < 0.3
    start = [_Column(iter(map(str, range(1, 99))).__next__, False), first] if numbered else [first, kinds[0]()]
    return [*start, *rest[:-1], kinds[1]()]


def _wide(w: Writer, column: _Column, texts: Sequence[str]) -> float:
    """Pixels that the column needs, without the blank at its sides; a long one is a third of the table."""
    return w.paper.inner / 3 if column.long else max(width(text, w.paper.face, w.paper.size) for text in texts)


def _fitting(w: Writer, columns: list[_Column], texts: list[list[str]]) -> tuple[list[_Column], list[list[str]]]:
    """As many of the columns as have room, headings and sums included; three at least."""
    blank = 2.2 * w.paper.size
    while (
        len(columns) > 3
        and sum(
            max(6 * w.paper.size, _wide(w, column, [row[c] for row in texts]) + blank)
            for c, column in enumerate(columns)
        )
        > w.paper.inner
    ):
        del columns[-2]
        texts = [[*row[:-2], row[-1]] for row in texts]
    return columns, texts


def _edges(w: Writer, columns: Sequence[_Column], texts: Sequence[Sequence[str]], pad: float) -> list[float]:
    """Where the columns begin, and where the last one ends: what is left of the width is shared out."""
    needs = [_wide(w, column, [row[c] for row in texts]) + 2 * pad for c, column in enumerate(columns)]
    left = max(0.0, w.paper.inner - sum(needs)) * w.random.choice([1.0, 0.7, 0.3])
    edges = [float(w.paper.margin)]
    for need in needs:
        edges.append(edges[-1] + need + left / len(needs))
    return edges


def _thinned(random: Random, columns: Sequence[_Column], row: list[str]) -> list[str]:
    """Now and then a cell is empty."""
    return [text if c in (0, 1, len(columns) - 1) or random.random() > 0.08 else "" for c, text in enumerate(row)]


def _summed(w: Writer, columns: Sequence[_Column], texts: Sequence[Sequence[str]]) -> list[str]:
    row = [""] * len(columns)
    row[1 if texts[0][0] == "1" else 0] = _SUM[w.language]
    for c, column in enumerate(columns):
        if column.money:
            total = sum((Decimal(text[c].replace(",", "")) for text in texts if text[c]), Decimal())
            row[c] = f"{total:,f}"
    return row


def _headings(w: Writer, columns: Sequence[_Column]) -> list[str]:
    names = [name for name in COLUMNS[w.language] if not any(map(str.isdigit, name)) and name != "%"]
    w.random.shuffle(names)
    return [names[c % len(names)] for c in range(len(columns))]


def _set(w: Writer, columns: Sequence[_Column], texts: Sequence[Sequence[str]], ruling: str, headed: bool) -> int:
    """Sets the rows that have room; how many these are."""
    p, random = w.paper, w.random
    pad = random.uniform(0.3, 0.8) * p.size
    edges = _edges(w, columns, texts, pad)
    above = random.uniform(0.1, 0.6) * p.size if ruling != "none" else random.uniform(0, 0.35) * p.size
    middle = ruling == "grid" and random.random() < 0.3
    for number, row in enumerate(texts):
        lines = [
            _lines(w, text, edges[c + 1] - edges[c] - 2 * pad, columns[c].long and not (headed and number == 0))
            for c, text in enumerate(row)
        ]
        count = max(map(len, lines))
        step = 1.15 * p.size
        tall = count * step + 2 * above
        if p.y + tall > 0.97 * w.height:
            return number
        top = p.y
        for c, cell in enumerate(lines):
            p.y = top + above + ((count - len(cell)) * step / 2 if middle else 0)
            for line in cell:
                if columns[c].right:
                    p.right(line, edges[c + 1] - pad)
                else:
                    p.put(line, edges[c] + pad)
                p.y += step
        p.y = top + tall
        _rule(w, edges, top, ruling, first=number == 0, headed=headed)
    if ruling in ("rows", "head"):
        p.rules.append((edges[0], p.y, edges[-1], p.y))
    return len(texts)


def _lines(w: Writer, text: str, wide: float, wrapped: bool) -> list[str]:
    if not wrapped or width(text, w.paper.face, w.paper.size) <= wide:
        return [text]
    return w.wrapped(text, wide)


def _rule(w: Writer, edges: Sequence[float], top: float, ruling: str, *, first: bool, headed: bool) -> None:
    p = w.paper
    if ruling == "grid":
        p.rules.extend((left, top, right, p.y) for left, right in itertools.pairwise(edges))
    elif ruling == "rows" or (ruling == "head" and first and headed):
        p.rules.append((edges[0], top, edges[-1], top))
        if ruling == "head":
            p.rules.append((edges[0], p.y, edges[-1], p.y))
