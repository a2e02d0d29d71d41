"""Files that ship with the package: the schema and the prompts."""

from importlib.resources import files
from pathlib import Path


def package_text(name: str) -> str:
    """The text of "schema.sql" or "prompts/….md": beside the modules in a wheel, at the top of a checkout.

    Raises FileNotFoundError when it is in neither.
    """
    installed = files("docusnap").joinpath(name)
    source = installed if installed.is_file() else Path(__file__).parent.parent / name
    return source.read_text(encoding="utf-8")
