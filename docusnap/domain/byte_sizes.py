"""Numbers of bytes as people read them."""

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))


def readable_size(count: int) -> str:
    """`20 MB` for 20,000,000 bytes: decimal units with at most one digit after the point, rounded up."""
    for unit, factor in _UNITS:
        if count >= factor:
            whole, tenth = divmod(-(-10 * count // factor), 10)
            return f"{whole}.{tenth} {unit}" if tenth else f"{whole} {unit}"
    return f"{count} bytes"
