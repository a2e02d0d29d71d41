"""No pattern of the package takes time that grows faster than the text: a line of paper may be as long as one likes."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping, Set

import docusnap

TEXT = 500
QUICK = 0.004
"""Seconds of CPU time below which growth cannot be told from noise."""
LINEAR = 9.0
"""Four times the text takes four times as long, sixteen times where time grows with the square; noise is let pass."""
PARTS = (" ", "a", "a ", "1", "1 ", "a.", "1,", ": ", "a: ", "- ", "1-", "1/", ", ", "\n ", "A<", "O", "a@", "RM ")


def patterns() -> dict[re.Pattern[str], str]:
    """Every compiled pattern of the package, and where it stands."""
    found: dict[re.Pattern[str], str] = {}
    for module in pkgutil.walk_packages(docusnap.__path__, "docusnap."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {p: f"{module.name}.{name}" for p in within(value) if p not in found}
    return found


def within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (p for part in value.values() for p in within(part))
    elif isinstance(value, list | tuple | Set):
        yield from (p for part in value for p in within(part))


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """CPU time of finding the pattern everywhere in the text."""
    begin = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - begin


def grows_too_fast(pattern: re.Pattern[str], part: str) -> bool:
    once, four = ((part * n)[:n] + "!" for n in (TEXT, 4 * TEXT))
    if seconds(pattern, four) < QUICK:
        return False
    short, long = (min(seconds(pattern, text) for _ in range(3)) for text in (once, four))
    return long > LINEAR * short


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    known = patterns()
    assert len(known) > 100
    slow = {f"{where} on {part!r}" for p, where in known.items() for part in PARTS if grows_too_fast(p, part)}
    assert not slow
