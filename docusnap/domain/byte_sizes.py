"""Numbers of bytes and of pixels as people read them."""

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))


def readable_size(count: int) -> str:
    """`20 MB` for 20,000,000 bytes: decimal units with at most one digit after the point, rounded up."""
    for unit, factor in _UNITS:
        if count >= factor:
            whole, tenth = divmod(-(-10 * count // factor), 10)
            return f"{whole}.{tenth} {unit}" if tenth else f"{whole} {unit}"
    return f"{count} bytes"


def readable_pixels(count: int) -> str:
    """`100 megapixels` for 100,000,000: with at most one digit after the point, rounded up; below a tenth, as it is."""
    whole, tenth = divmod(-(-10 * count // 1_000_000), 10)
    if count < 100_000:
        return f"{count} pixels"
    return f"{whole}.{tenth} megapixels" if tenth else f"{whole} megapixels"
