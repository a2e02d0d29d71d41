"""Every sum on a receipt or invoice that may be what was to pay, described by numbers for the chooser."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from docusnap.domain.answer import Value
from docusnap.extraction.learned.chooser import Candidate
from docusnap.extraction.receipts.geometry import Geometry, sureness
from docusnap.extraction.receipts.rows import Row, Topic
from docusnap.extraction.receipts.total import Reading, Scored

_TOPICS: tuple[Topic, ...] = (
    *("rounded", "due", "total", "subtotal", "tax", "rounding"),
    *("discount", "service", "count", "payment", "change", "summary"),
)
_NEAR = Decimal("0.05")
_MOST = 40


def total_candidates(rows: Sequence[Row], rules: Scored) -> list[Candidate]:
    """One for each different sum, best shown by the reading whose label speaks for it most."""
    if not any(row.sums for row in rows):
        return []
    places: dict[Decimal, list[tuple[int, Reading]]] = defaultdict(list)
    for index, row in enumerate(rows):
        for money in row.sums[:_MOST]:
            if money.value and (money.has_cents or not rules.cents):
                places[abs(money.value)].append((index, Reading(money, row)))
    labels: dict[Decimal, list[tuple[Reading, Topic]]] = defaultdict(list)
    for reading, topic in rules.labelled:
        labels[abs(reading.money.value)].append((reading, topic))
    values = sorted(places, reverse=True)[: 3 * _MOST]
    values.sort(key=lambda v: (-rules.scores.get(v, 0.0), -v))
    if not values:
        return []
    page = _Page(rows, rules, Geometry.of(rows), sorted(places, reverse=True))
    return [page.candidate(value, places[value], labels[value]) for value in values[:_MOST]]


class _Page:
    def __init__(self, rows: Sequence[Row], rules: Scored, geometry: Geometry, ordered: Sequence[Decimal]) -> None:
        self._rows, self._rules, self._geometry = rows, rules, geometry
        self._rank = {value: index for index, value in enumerate(ordered)}
        self._largest = ordered[0]
        named = [abs(r.money.value) for r, t in rules.labelled if t in {"total", "due", "rounded"}]
        self._largest_named = max(named, default=Decimal())
        self._change = [abs(r.money.value) for r, t in rules.labelled if t == "change"]

    def candidate(
        self, value: Decimal, places: Sequence[tuple[int, Reading]], labels: Sequence[tuple[Reading, Topic]]
    ) -> Candidate:
        shown = self._rules.best.get(value) or places[0][1]
        features = self._labels(labels) + self._arithmetic(value) + self._places(shown, places, len(labels))
        money = shown.money
        text = f"-{money.text}" if money.value < 0 else money.text
        printed = money.printed if money.printed != text else ""
        return Candidate(Value(text, (shown.row.line.id,), printed), features)

    def _labels(self, labels: Sequence[tuple[Reading, Topic]]) -> list[float]:
        counted: list[float] = [sum(1 for _, t in labels if t == topic) for topic in _TOPICS]
        return [
            *counted,
            any(r.row.starts_with_topic for r, _ in labels),
            bool(labels) and all(r.row.in_summary for r, _ in labels),
            any(r.row.names_tax for r, _ in labels),
            any(r.row.topic == "" for r, _ in labels),
        ]

    def _arithmetic(self, value: Decimal) -> list[float]:
        facts, rules = self._rules.facts, self._rules
        chosen = max(rules.scores, key=lambda v: (round(rules.scores[v], 3), v), default=None)
        return [
            rules.scores.get(value, 0.0),
            value == chosen,
            facts.support(value),
            value in facts.paid,
            value in facts.paid_less_change,
            value in facts.added_up,
            value in facts.rounded,
            value in facts.totals,
            facts.items > 0 and abs(facts.items - value) <= _NEAR,
            any(0 < abs(t - value) <= _NEAR for t in facts.totals),
            bool(facts.paid_less_change),
            len(facts.totals),
            bool(facts.paid),
            bool(facts.added_up),
            value in self._change,
            self._rank[value],
            float(value / self._largest),
            float(value / self._largest_named) if self._largest_named else -1.0,
            value == self._largest_named,
            float(sum(1 for other in facts.totals if other > value)),
        ]

    def _places(self, shown: Reading, places: Sequence[tuple[int, Reading]], labels: int) -> list[float]:
        first, last = places[0][0], places[-1][0]
        at = next((i for i, r in places if r.row is shown.row), first)
        near = [self._rows[i].topic if 0 <= i < len(self._rows) else "" for i in (at - 1, at + 1)]
        row = shown.row
        return [
            *self._geometry.place(row),
            *sureness([row]),
            len(places),
            labels,
            first / len(self._rows),
            last / len(self._rows),
            shown.money.has_cents,
            len(row.sums),
            shown.money is row.sums[-1] if row.sums else False,
            len(row.label),
            (self._geometry.right - shown.money.box[2]) / max(1.0, self._geometry.right - self._geometry.left),
            *(near[0] == t for t in ("subtotal", "tax", "rounding", "total")),
            *(near[1] == t for t in ("payment", "rounding", "change", "tax", "total")),
            len(self._rows),
        ]
