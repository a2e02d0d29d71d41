"""Fonts to write values with: found on this machine, chosen by the characters that they have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_WANTED = (
    "LiberationSans-Regular",
    "DejaVuSans",
    "Arial",
    "NotoSans-Regular",
    "FreeSans",
    "NotoSansCJK-Regular",
    "DroidSansFallbackFull",
    "wqy-zenhei",
    "PingFang",
    "msyh",
    "Arial Unicode",
)
"""Plain upright faces, the first that has all characters is taken."""
_ENDINGS = (".ttf", ".otf", ".ttc")


@dataclass(frozen=True, slots=True)
class Font:
    """A font file, and the characters that its first face has."""

    path: Path
    characters: frozenset[int] = field(repr=False)

    def has(self, text: str) -> bool:
        """Whether it can write all of the text."""
        return all(ord(sign) in self.characters for sign in text if not sign.isspace())


def font_for(text: str, fonts: Sequence[Font] | None = None) -> Font | None:
    """The first font that has every character of the text; None where no installed one has. `fonts`: to choose from."""
    return next((font for font in (installed() if fonts is None else fonts) if font.has(text)), None)


@cache
def installed() -> tuple[Font, ...]:
    """The fonts of this machine that values are written with, best first."""
    found: dict[str, Path] = {}
    for folder in (Path(name).expanduser() for name in _FOLDERS):
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in _ENDINGS and path.stem in _WANTED:
                    found.setdefault(path.stem, path)
    return tuple(Font(found[name], _characters(found[name])) for name in _WANTED if name in found)


def _characters(path: Path) -> frozenset[int]:
    from fontTools.ttLib import TTCollection, TTFont

    if path.suffix.lower() == ".ttc":
        with TTCollection(str(path), lazy=True) as collection:
            return frozenset(collection.fonts[0].getBestCmap() or ())
    with TTFont(str(path), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
