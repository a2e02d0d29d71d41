"""The fonts that papers are drawn in, all of Debian's packages; `make fonts` installs them."""

from functools import cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Family = Literal["mono", "dots", "typewriter", "sans", "narrow", "serif", "hand", "cjk"]

_ROOT = Path("/usr/share/fonts")
FACES: dict[Family, tuple[str, ...]] = {
    "mono": (
        "truetype/dejavu/DejaVuSansMono.ttf",
        "truetype/liberation2/LiberationMono-Regular.ttf",
        "truetype/freefont/FreeMonoBold.ttf",
        "truetype/hack/Hack-Regular.ttf",
        "truetype/inconsolata/Inconsolata.otf",
        "truetype/liberation2/LiberationMono-Bold.ttf",
    ),
    "dots": (
        "truetype/dotgothic16/DotGothic16-Regular.ttf",
        "truetype/3270/3270Condensed-Regular.ttf",
        "truetype/3270/3270-Regular.ttf",
    ),
    "typewriter": ("truetype/gnutypewriter/GNUTypewriter.ttf", "opentype/courier-prime/Courier Prime.otf"),
    "sans": (
        "truetype/liberation2/LiberationSans-Regular.ttf",
        "truetype/liberation2/LiberationSans-Bold.ttf",
        "truetype/freefont/FreeSans.ttf",
        "truetype/lato/Lato-Regular.ttf",
        "truetype/open-sans/OpenSans-Regular.ttf",
        "truetype/crosextra/Carlito-Regular.ttf",
        "truetype/dejavu/DejaVuSans.ttf",
        "truetype/clear-sans/ClearSans-Regular.ttf",
    ),
    "narrow": (
        "truetype/dejavu/DejaVuSansCondensed.ttf",
        "truetype/3270/3270SemiCondensed-Regular.ttf",
        "truetype/open-sans/OpenSans-CondLight.ttf",
    ),
    "serif": (
        "truetype/liberation2/LiberationSerif-Regular.ttf",
        "truetype/freefont/FreeSerif.ttf",
        "truetype/dejavu/DejaVuSerif.ttf",
        "truetype/liberation2/LiberationSerif-Bold.ttf",
    ),
    "hand": (
        "truetype/breip/Breip.ttf",
        "truetype/fifthhorseman/dkg.ttf",
        "truetype/femkeklaver/femkeklaver.ttf",
        "truetype/humor-sans/Humor-Sans.ttf",
        "truetype/kristi/Kristi.ttf",
    ),
    "cjk": ("truetype/droid/DroidSansFallbackFull.ttf", "truetype/wqy/wqy-zenhei.ttc"),
}


def missing_fonts() -> list[str]:
    """The faces that are not installed."""
    return [face for faces in FACES.values() for face in faces if not (_ROOT / face).exists()]


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels. Raises FileNotFoundError with what to do where it is not installed."""
    path = _ROOT / face
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `make fonts` once, as root on Debian or Ubuntu.")
    return ImageFont.truetype(path, size)


@cache
def _advances(face: str) -> dict[str, float]:
    return {}


def width(text: str, face: str, size: int) -> float:
    """Pixels that the text takes on one line."""
    known = _advances(face)
    for character in set(text) - known.keys():
        known[character] = font(face, 100).getlength(character) / 100
    return size * sum(known[character] for character in text)
