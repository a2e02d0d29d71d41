"""The lines that a model cites for its values."""

import re
from collections.abc import Iterable, Sequence

from docusnap.domain.page import Page

_LINE_ID = re.compile(r"\bp(\d{1,6})\.(\d{1,6})\b")


class CitedLines:
    """Tells ids of lines that exist from invented ones."""

    def __init__(self, pages: Sequence[Page]) -> None:
        """`pages`: those that the model was shown."""
        self._ids = {_numbers(line.id): line.id for page in pages for line in page.lines}
        self._pages = {page.number for page in pages}

    def __call__(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The ids that exist, however they are written ("[p1.7]"), each once."""
        named = ((int(m[1]), int(m[2])) for text in ids for m in _LINE_ID.finditer(text))
        return tuple(dict.fromkeys(self._ids[n] for n in named if n in self._ids))

    def picture(self, ids: Iterable[str]) -> int | None:
        """The number of the page whose picture is cited ("p1.0") in place of lines."""
        named = ((int(m[1]), int(m[2])) for text in ids for m in _LINE_ID.finditer(text))
        return next((page for page, line in named if line == 0 and page in self._pages), None)


def page_of(line_id: str) -> int:
    """The number of the page on which the line stands."""
    return _numbers(line_id)[0]


def _numbers(line_id: str) -> tuple[int, int]:
    page, _, line = line_id.lstrip("p").partition(".")
    return int(page), int(line)
