"""Which sum on a receipt is the total: by its label, and by what the other sums say (cash - change, tax, rounding)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from docusnap.domain.amounts import parse_amount
from docusnap.domain.answer import Value
from docusnap.extraction.receipts.rows import Money, Row, Topic, squashed

_LABEL_SCORE: dict[Topic, float] = {"rounded": 6.0, "due": 5.0, "total": 4.5, "subtotal": 1.5, "payment": 1.0}
_PAID_SUPPORTS = 1.5
_ROUNDING_AT_MOST = Decimal("0.05")
_ONLY_ROUNDING = Decimal("0.50")
_SUMS_OF_A_KIND = 8
_FIRST_COUNTS: tuple[Topic, ...] = ("subtotal", "service", "discount")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sum and the row it was read on."""

    money: Money
    row: Row


@dataclass(frozen=True)
class Sums:
    """The sums of a receipt that were recognised.

    `others` are those that agree with the total, `topics` all that have a sum; `checked`: arithmetic confirms it.
    """

    total: Reading | None
    others: dict[Topic, Reading]
    topics: frozenset[Topic]
    checked: bool


@dataclass(frozen=True)
class Scored:
    """What the rules think of each sum: its score, its best reading, and the facts that speak for it.

    `cents`: this till prints cents.
    """

    labelled: Sequence[tuple[Reading, Topic]]
    facts: "Facts"
    scores: Mapping[Decimal, float]
    best: Mapping[Decimal, Reading]
    cents: bool


def scored(rows: Sequence[Row]) -> Scored:
    """The sums that may be the total, by label and by arithmetic."""
    cents = _shows_cents(rows)
    labelled = list(_labelled(rows, cents))
    facts = Facts.of(rows, labelled, cents)
    scores: dict[Decimal, float] = {}
    best: dict[Decimal, Reading] = {}
    best_label: dict[Decimal, float] = {}
    for reading, topic in labelled:
        value = abs(reading.money.value)
        score = _LABEL_SCORE.get(_real_topic(topic, reading, facts), 0.0) - _in_table(reading.row, cents)
        if score > 0 and value and score > best_label.get(value, 0.0):
            best_label[value], best[value] = score, reading
            scores[value] = score + facts.support(value)
    if max(best_label.values(), default=0) <= _LABEL_SCORE["payment"]:
        for reading in _by_subtraction(rows, facts):
            value = reading.money.value
            best_label[value], best[value], scores[value] = 0, reading, facts.support(value)
    return Scored(labelled, facts, scores, best, cents)


def read_sums(rows: Sequence[Row], rules: Scored) -> Sums:
    """The total and the labelled sums around it."""
    facts, labelled = rules.facts, rules.labelled
    topics = frozenset(topic for _, topic in labelled)
    if not rules.scores:
        total = _largest(rows)
        checked = total is not None and facts.support(abs(total.money.value)) > 1
        return Sums(total, _others(labelled, total), topics, checked)
    value = max(rules.scores, key=lambda v: (round(rules.scores[v], 3), v))
    return Sums(rules.best[value], _others(labelled, rules.best[value]), topics, facts.support(value) > 1)


def around_total(sums: Sums, rows: Sequence[Row], rules: Scored, total: Value | None) -> Sums:
    """The sums that agree with a total that was chosen otherwise."""
    if total is None:
        return sums
    wanted = parse_amount(total.text)
    readings = (Reading(money, row) for row in rows if row.line.id in total.lines for money in row.sums)
    reading = next((r for r in readings if wanted is not None and abs(r.money.value) == abs(wanted)), sums.total)
    return replace(sums, total=reading, others=_others(rules.labelled, reading))


@dataclass(frozen=True)
class Facts:
    """What the sums beside the total say about it."""

    paid: frozenset[Decimal]
    paid_less_change: frozenset[Decimal]
    added_up: frozenset[Decimal]
    rounded: frozenset[Decimal]
    totals: frozenset[Decimal]
    items: Decimal

    @classmethod
    def of(cls, rows: Sequence[Row], labelled: Sequence[tuple[Reading, Topic]], cents: bool) -> "Facts":
        """From the labelled sums of all rows."""
        by_topic: dict[Topic, set[Decimal]] = defaultdict(set)
        for reading, topic in labelled:
            of_summary = reading.row.in_summary and topic in {"total", "subtotal", "tax"}
            if not of_summary and len(by_topic[topic]) < _SUMS_OF_A_KIND:
                by_topic[topic].add(reading.money.value)
        totals = {abs(v) for topic in ("total", "due", "subtotal") for v in by_topic[topic]}
        paid = {abs(v) for v in by_topic["payment"]}
        roundings = {v for v in by_topic["rounding"] if 0 < abs(v) < _ONLY_ROUNDING}
        either = {sign * abs(r) for r in roundings for sign in (1, -1)}
        taxes = {sum(by_topic["tax"], Decimal())} | by_topic["tax"]
        less = {-abs(d) for d in by_topic["discount"]}
        extras = {Decimal()} | less | {t + s for t in taxes for s in by_topic["service"] | {Decimal()}}
        subtotals = {abs(v) for v in by_topic["subtotal"] | by_topic["total"]}
        return cls(
            paid=frozenset(paid),
            paid_less_change=frozenset(p - abs(c) for p in paid for c in by_topic["change"] if p > abs(c)),
            added_up=frozenset(s + e + r for s in subtotals for e in extras if e for r in either | {Decimal()}),
            rounded=frozenset(t + r for t in totals for r in either),
            totals=frozenset(totals),
            items=_sum_of_items(rows, cents),
        )

    def support(self, value: Decimal) -> float:
        """How strongly the other sums speak for this total."""
        return (
            3.0 * (value in self.paid_less_change)
            + _PAID_SUPPORTS * (value in self.paid)
            + 1.5 * (value in self.added_up)
            + 1.0 * (value in self.rounded and value in self.paid | self.paid_less_change)
            + 1.0 * (self.items > 0 and abs(self.items - value) <= _ROUNDING_AT_MOST)
        )


def _labelled(rows: Sequence[Row], cents: bool) -> Iterable[tuple[Reading, Topic]]:
    """Each labelled row with its sum: on the row, or the nearest one right of it on a neighbouring row."""
    for index, row in enumerate(rows):
        if row.topic in {"", "summary", "count"}:
            continue
        sums = [money for money in row.sums if money.has_cents or not cents]
        if sums:
            if not (row.in_summary and len(sums) > 1 and row.topic in {"total", "due"}):
                yield Reading(_meant(sums, row.topic), row), row.topic
        elif neighbour := _beside(rows, index, cents):
            yield neighbour, row.topic


def _meant(sums: Sequence[Money], topic: Topic) -> Money:
    """Of several sums on a row: the largest where all else can only be a part or a count, else the last."""
    if topic in {"total", "due", "rounded", "payment"}:
        return max(reversed(sums), key=lambda money: abs(money.value))
    return sums[-1]


def _beside(rows: Sequence[Row], index: int, cents: bool) -> Reading | None:
    """The sum that belongs to a label without one: right of it on paper that was not straight, or alone below it."""
    label = rows[index].line.box
    height = label[3] - label[1]
    near = []
    for other in (*rows[max(0, index - 1) : index], *rows[index + 1 : index + 3]):
        for money in other.sums:
            drop = abs((money.box[1] + money.box[3] - label[1] - label[3]) / 2)
            if (money.has_cents or not cents) and money.box[2] > label[2] and drop < 1.2 * height:
                near.append((drop + (height if other.topic else 0), Reading(money, other)))
    if near:
        return min(near, key=lambda pair: pair[0])[1]
    below = rows[index + 1] if index + 1 < len(rows) else None
    if below and len(below.sums) == 1 and not squashed(below.label) and (below.sums[0].has_cents or not cents):
        return Reading(below.sums[0], below)
    return None


def _real_topic(topic: Topic, reading: Reading, facts: Facts) -> Topic:
    """ "Rounding" beside nearly the total is the rounded total; "total" of a tax beside a part of it is the tax."""
    value = abs(reading.money.value)
    if topic == "rounding" and value > 1 and any(abs(value - t) <= _ROUNDING_AT_MOST for t in facts.totals):
        return "rounded"
    if topic in {"due", "total"} and reading.row.names_tax and value * 3 < max(facts.totals, default=value):
        return "tax"
    return topic


def _in_table(row: Row, cents: bool) -> float:
    """How much less a label counts in a table of taxes, or beside several sums."""
    several = sum(1 for money in row.sums if money.has_cents or not cents) > 1
    return 4.0 * row.in_summary + 1.0 * several


def _shows_cents(rows: Sequence[Row]) -> bool:
    """Whether this till prints cents: then a number without them is a quantity or a code."""
    if any(m.has_cents for row in rows if row.topic in _LABEL_SCORE and row.topic != "payment" for m in row.sums):
        return True
    shown = [money.has_cents for row in rows for money in row.sums if money.value > 0]
    return sum(shown) * 4 >= len(shown) and any(shown)


def _sum_of_items(rows: Sequence[Row], cents: bool) -> Decimal:
    total = Decimal()
    for row in rows:
        if row.topic in {"total", "subtotal", "due", "rounded", "payment"} and row.sums:
            break
        if not row.topic and row.sums and (row.sums[-1].has_cents or not cents):
            total += row.sums[-1].value
    return total


def _largest(rows: Sequence[Row]) -> Reading | None:
    """Where nothing is labelled: the largest sum that is not paid or given back; no whole number beside cents."""
    cents = any(money.has_cents for row in rows for money in row.sums)
    found = [
        Reading(money, row)
        for row in rows
        if row.topic not in {"change", "payment", "count", "summary"}
        for money in row.sums
        if money.has_cents or not (cents or _is_quantity(row, money))
    ]
    return max(found, key=lambda reading: reading.money.value, default=None)


def _by_subtraction(rows: Sequence[Row], facts: "Facts") -> Iterable[Reading]:
    """The sums without a label that are what was paid less the change."""
    return (Reading(m, row) for row in rows if not row.topic for m in row.sums if m.value in facts.paid_less_change)


def _is_quantity(row: Row, money: Money) -> bool:
    """As in "3 x Postcard"."""
    return re.search(rf"(?<![\d.,]){re.escape(money.printed)}\s?[x×*@]", row.text, re.IGNORECASE) is not None


def _others(labelled: Sequence[tuple[Reading, Topic]], total: Reading | None) -> dict[Topic, Reading]:
    """The clearly labelled sums beside the total that do not contradict it."""
    if total is None:
        return {}
    sums: dict[Topic, list[Reading]] = defaultdict(list)
    for reading, topic in labelled:
        if reading.row.topic == topic and reading.row.starts_with_topic and not reading.row.in_summary:
            sums[topic].append(reading)
    value = abs(total.money.value)
    others = {topic: sums[topic][0] for topic in _FIRST_COUNTS if sums[topic]}
    fits: dict[Topic, Callable[[Decimal], bool]] = {
        "tax": lambda tax: tax < value / 3,
        "rounding": lambda rounding: rounding < _ONLY_ROUNDING,
        "payment": lambda payment: payment == value,
    }
    for topic, fit in fits.items():
        if found := next((r for r in sums[topic] if fit(abs(r.money.value))), None):
            others[topic] = found
    return others | _paid_and_given_back(sums["payment"], sums["change"], value)


def _paid_and_given_back(paid: Sequence[Reading], back: Sequence[Reading], total: Decimal) -> dict[Topic, Reading]:
    """The payment and the change whose difference is the total."""
    near = max(_ROUNDING_AT_MOST, total / 500)
    for payment in paid[:_SUMS_OF_A_KIND]:
        for change in back[:_SUMS_OF_A_KIND]:
            if abs(abs(payment.money.value) - abs(change.money.value) - total) <= near:
                return {"payment": payment, "change": change}
    return {}
