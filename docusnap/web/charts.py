"""Bars for the templates to draw: where each stands and how tall it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from docusnap.domain.administration import History, Period
from docusnap.domain.task import Status
from docusnap.web.moments import span

WIDTH, HEIGHT = 480, 120
_GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the chart's own units; `kind` is its CSS class, `told` what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side. `highest`: the value of a full bar; `summary`: the chart in a sentence."""

    name: str
    bars: Sequence[Bar]
    highest: str
    first: str
    last: str
    summary: str


def charts_of(history: History) -> list[Chart]:
    """Depth and throughput, hour by hour, and how long the stages took."""
    return [_depth(history.periods), _throughput(history.periods), _stages(history)]


def _depth(periods: Sequence[Period]) -> Chart:
    columns = [[(one.live, "", f"{_hour(one)}: {one.live} waiting or running")] for one in periods]
    now = periods[-1].live
    return _chart("Jobs waiting or running", columns, periods, f"{now} now.")


def _throughput(periods: Sequence[Period]) -> Chart:
    columns = [
        [
            (one.ended.get(Status.COMPLETED, 0), "", f"{_hour(one)}: {one.ended.get(Status.COMPLETED, 0)} completed"),
            (one.ended.get(Status.ERROR, 0), "failed", f"{_hour(one)}: {one.ended.get(Status.ERROR, 0)} failed"),
        ]
        for one in periods
    ]
    done, failed = (sum(one.ended.get(s, 0) for one in periods) for s in (Status.COMPLETED, Status.ERROR))
    return _chart("Jobs that ended, by the hour", columns, periods, f"{done} completed and {failed} failed in a day.")


def _chart(
    name: str, columns: Sequence[Sequence[tuple[int, str, str]]], periods: Sequence[Period], summary: str
) -> Chart:
    highest = max((sum(value for value, _, _ in column) for column in columns), default=0)
    wide = WIDTH / max(1, len(columns))
    bars = [bar for at, column in enumerate(columns) for bar in _stacked(column, at * wide, wide - _GAP, highest or 1)]
    return Chart(name, bars, str(highest), _hour(periods[0]), _hour(periods[-1]), summary)


def _stacked(column: Iterable[tuple[int, str, str]], x: float, wide: float, highest: int) -> Iterable[Bar]:
    y = float(HEIGHT)
    for value, kind, told in column:
        tall = HEIGHT * value / highest
        y -= tall
        yield Bar(round(x, 1), round(y, 1), round(wide, 1), round(tall, 1), kind, told)


def _stages(history: History) -> Chart:
    highest = max((one.nine_tenths for one in history.stages), default=0.0)
    row = HEIGHT / max(1, len(history.stages))
    bars = []
    for at, one in enumerate(history.stages):
        told = f"{one.stage}: half within {span(one.median)}, nine in ten within {span(one.nine_tenths)}"
        for value, kind in ((one.nine_tenths, "soft"), (one.median, "")):
            width = WIDTH * value / (highest or 1)
            bars.append(Bar(0, round(at * row, 1), round(width, 1), round(row - 2 * _GAP, 1), kind, told))
    summary = "; ".join(bar.told for bar in bars[::2]) or "Nothing was completed in the last day."
    return Chart("How long the stages take", bars, span(highest), "0 s", span(highest), f"{summary}.")


def _hour(period: Period) -> str:
    return f"{datetime.fromtimestamp(period.until, UTC):%H:%M}"
