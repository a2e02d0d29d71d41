"""What weights were made from: the makers' and the features' sources, the seed and the counts, as one short name."""

import ast
import hashlib
import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_FOLLOWED = ("training", "docusnap.extraction.receipts", "docusnap.extraction.invoices", "docusnap.extraction.paper")
_FOLDER = Path("docusnap/extraction/weights")
_NAME = "recipe"


@dataclass(frozen=True)
class Recipe:
    """Of one file of weights. `command` makes it; `modules` and all of ours that they import decide what is made.

    `apart`: how the names of those begin that are imported for other weights only.
    """

    file: str
    command: str
    modules: tuple[str, ...]
    numbers: Mapping[str, int]
    apart: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where it ships, from the root of the project."""
        return _FOLDER / self.file

    @property
    def stamp(self) -> str:
        """Changes with what the sources do, not with their comments, docstrings and layout, and with the numbers."""
        sources = {name: _meaning(path) for name, path in sorted(_modules(self.modules, self.apart).items())}
        return hashlib.sha256(json.dumps([sources, dict(self.numbers)], sort_keys=True).encode()).hexdigest()[:16]

    def save(self, arrays: Mapping[str, NDArray[Any]], path: Path | None = None) -> None:
        """Writes the weights with their stamp; the same arrays give the same bytes."""
        buffer = BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays, **{_NAME: np.array(self.stamp)})
        (path or self.path).write_bytes(buffer.getvalue())

    def outdated(self) -> str:
        """A sentence that says what to do where the weights that ship are of another recipe, else ""."""
        with np.load(self.path) as arrays:
            made_by = str(arrays[_NAME]) if _NAME in arrays.files else "an unknown recipe"
        if made_by == self.stamp:
            return ""
        return (
            f"{self.path} was made by {made_by}, but its makers or features say {self.stamp} now: "
            f"run `{self.command}` and commit what it writes."
        )


def _modules(roots: tuple[str, ...], apart: tuple[str, ...] = ()) -> dict[str, Path]:
    """The modules and all that they import of the packages that are followed, but for those `apart`."""
    found: dict[str, Path] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        spec = importlib.util.find_spec(name) if name not in found else None
        if spec and spec.origin:
            found[name] = Path(spec.origin)
            imported = (one for one in _imported(found[name]) if one.startswith(_FOLLOWED) and one != __name__)
            waiting += [one for one in imported if not one.startswith(apart)]
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if _is_module(node.module, alias.name))


def _is_module(package: str, name: str) -> bool:
    spec = importlib.util.find_spec(package) if package.startswith(_FOLLOWED) else None
    folders = spec.submodule_search_locations if spec else None
    return any((Path(folder) / f"{name}.py").exists() for folder in folders or ())


def _meaning(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
