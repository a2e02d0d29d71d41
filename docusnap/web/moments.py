"""Times and spans in words, for templates."""

from datetime import UTC, datetime

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def day(seconds: float) -> str:
    """The date of Unix seconds (UTC)."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def moment(seconds: float | None) -> str:
    """Date and time of Unix seconds (UTC); a dash for none."""
    return "–" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


def span(seconds: float | None) -> str:
    """A length of time, roughly; a dash for none."""
    if seconds is None:
        return "–"
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}" if seconds < 10 * size else f"{seconds / size:.0f} {unit}"
    return f"{seconds:.1f} s"
