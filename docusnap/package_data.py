"""Files that ship with the package: the schema, its migrations, the prompts and the samples."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def package_text(name: str) -> str:
    """The text of "schema.sql" or "prompts/….md": beside the modules in a wheel, at the top of a checkout.

    Raises FileNotFoundError when it is in neither.
    """
    return _found(name).read_text(encoding="utf-8")


def package_bytes(name: str) -> bytes:
    """The content of a file such as "samples/receipt.jpg". Raises FileNotFoundError as `package_text`."""
    return _found(name).read_bytes()


def package_texts(folder: str) -> Mapping[str, str]:
    """File name -> text of all files in the folder "migrations". Raises FileNotFoundError when there is none."""
    return {file.name: file.read_text(encoding="utf-8") for file in _found(folder).iterdir() if file.is_file()}


def _found(name: str) -> Traversable:
    installed = files("docusnap").joinpath(name)
    there = installed.is_file() or installed.is_dir()
    return installed if there else Path(__file__).parent.parent / name
