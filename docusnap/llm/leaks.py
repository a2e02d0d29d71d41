"""Finds the instructions in what a model says of a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docusnap.domain.answer import Answer
from docusnap.domain.page import Page

_RUN = 6
"""Words in a row that nobody writes by chance."""
_WORD = re.compile(r"\w+")


def with_leaks_doubted(answer: Answer, instructions: str, pages: Sequence[Page]) -> Answer:
    """The answer, with a `not_on_page` for each part that repeats the instructions, unless the pages say the same."""
    secret = _runs(instructions, _RUN) - _runs(" ".join(line.text for page in pages for line in page.lines), _RUN)
    names = dict.fromkeys(name for name, text in _parts(answer) if not secret.isdisjoint(_runs(text, _RUN)))
    return replace(answer, doubts=(*answer.doubts, *((name, "not_on_page") for name in names)))


def _parts(answer: Answer) -> Iterator[tuple[str, str]]:
    yield "title", answer.title
    yield "description", answer.description
    yield "tags", " ".join(answer.tags)
    yield from ((key, key) for key in answer.kv)


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return set(zip(*(words[n:] for n in range(length)), strict=False))
