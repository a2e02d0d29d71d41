"""Reads files of named SQL statements: each begins with a line "-- name: …"."""

import re
from collections.abc import Mapping

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def named_statements(text: str) -> Mapping[str, str]:
    """Name -> statement, without comments and the closing semicolon. Raises ValueError on a name given twice."""
    parts = _NAME.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found:
            raise ValueError(f"two statements are called {name}")
        lines = [line for line in body.strip().splitlines() if not line.startswith("--")]
        found[name] = "\n".join(lines).strip().removesuffix(";")
    return found
