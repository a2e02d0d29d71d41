"""What reading a file may cost at most; shared by the parent and its decoder processes."""

from dataclasses import dataclass

REQUEST_LENGTH_BYTES = 8
"""Of the length that goes before each request of the parent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Its decoder process is killed after `seconds` for a page (or for the whole file: plus 1 for
    each page), and is refused more than `memory_bytes`.

    `max_page_pixels` is of the stored picture, checked before decoding; `max_side` is the longest side, in
    pixels, of the page image that comes out. `confined`: the process gives up what decoding does not need.
    """

    max_pages: int = 50
    max_page_pixels: int = 100_000_000
    seconds: float = 15.0
    memory_bytes: int = 1_000_000_000
    max_side: int = 2000
    confined: bool = True
