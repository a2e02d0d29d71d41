"""No pattern of the package takes time that grows faster than the text: a line of paper may be as long as one likes."""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping, Set
from types import ModuleType
from typing import Any

import docusnap

TEXT = 500
QUICK = 0.004
"""Seconds of CPU time below which growth cannot be told from noise."""
LINEAR = 9.0
"""Four times the text takes four times as long, sixteen times where time grows with the square; noise is let pass."""
PARTS = (" ", "a", "a ", "1", "1 ", "a.", "1,", ": ", "a: ", "- ", "1-", "1/", ", ", "\n ", "A<", "O", "a@", "RM ")


Search = tuple[re.Pattern[str], str]
"""A pattern, and what it is used for: `match` and `fullmatch` begin at one place only, `finditer` at each."""


def modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(docusnap.__path__, "docusnap."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def searches() -> dict[Search, str]:
    """Every pattern of the package, and where it stands: those that are kept, and those written where they are used."""
    found: dict[Search, str] = {}
    for module in modules():
        for name, value in vars(module).items():
            found |= {
                (p, "finditer"): f"{module.__name__}.{name}" for p in within(value) if (p, "finditer") not in found
            }
        found |= dict(written_in(module))
    return found


def written_in(module: ModuleType) -> Iterator[tuple[Search, str]]:
    """Of calls such as `re.sub("…", …)`; not of those whose pattern is made of the function's own variables."""

    def value(node: ast.expr) -> Any:
        return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))

    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=use), args=[first, *more], keywords=named):
                try:
                    pattern = value(first)
                except NameError:
                    continue
                flags = re.NOFLAG
                for one in (*more, *(n.value for n in named)):
                    if isinstance(one, ast.Attribute | ast.BinOp) and "re." in ast.unparse(one):
                        flags |= value(one)
                if isinstance(pattern, str) and use != "escape":
                    search = re.compile(pattern, flags), use if use in ("match", "fullmatch") else "finditer"
                    yield search, f"{module.__name__}:{node.lineno}"


def within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (p for part in value.values() for p in within(part))
    elif isinstance(value, list | tuple | Set):
        yield from (p for part in value for p in within(part))


def seconds(search: Search, text: str) -> float:
    """CPU time of finding the pattern in the text, everywhere or as it is used."""
    pattern, use = search
    begin = time.process_time()
    if use == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, use)(text)
    return time.process_time() - begin


def grows_too_fast(search: Search, part: str) -> bool:
    once, four = ((part * n)[:n] + "!" for n in (TEXT, 4 * TEXT))
    if seconds(search, four) < QUICK:
        return False
    short, long = (min(seconds(search, text) for _ in range(3)) for text in (once, four))
    return long > LINEAR * short


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    known = searches()
    assert len(known) > 400
    assert {use for _, use in known} == {"finditer", "match", "fullmatch"}
    slow = {f"{where} on {part!r}" for p, where in known.items() for part in PARTS if grows_too_fast(p, part)}
    assert not slow
