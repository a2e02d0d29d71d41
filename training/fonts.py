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
PAIRS: dict[Family, tuple[tuple[str, str], ...]] = {
    "sans": (
        ("truetype/liberation2/LiberationSans-Regular.ttf", "truetype/liberation2/LiberationSans-Bold.ttf"),
        ("opentype/urw-base35/NimbusSans-Regular.otf", "opentype/urw-base35/NimbusSans-Bold.otf"),
        ("opentype/urw-base35/NimbusSansNarrow-Regular.otf", "opentype/urw-base35/NimbusSansNarrow-Bold.otf"),
        ("truetype/freefont/FreeSans.ttf", "truetype/freefont/FreeSansBold.ttf"),
        ("truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf"),
        ("opentype/urw-base35/URWGothic-Book.otf", "opentype/urw-base35/URWGothic-Demi.otf"),
        ("truetype/lato/Lato-Regular.ttf", "truetype/lato/Lato-Bold.ttf"),
    ),
    "serif": (
        ("truetype/liberation2/LiberationSerif-Regular.ttf", "truetype/liberation2/LiberationSerif-Bold.ttf"),
        ("opentype/urw-base35/NimbusRoman-Regular.otf", "opentype/urw-base35/NimbusRoman-Bold.otf"),
        ("opentype/urw-base35/C059-Roman.otf", "opentype/urw-base35/C059-Bold.otf"),
        ("opentype/urw-base35/P052-Roman.otf", "opentype/urw-base35/P052-Bold.otf"),
        ("truetype/dejavu/DejaVuSerif.ttf", "truetype/dejavu/DejaVuSerif-Bold.ttf"),
        ("opentype/urw-base35/URWBookman-Light.otf", "opentype/urw-base35/URWBookman-Demi.otf"),
    ),
    "mono": (
        ("truetype/liberation2/LiberationMono-Regular.ttf", "truetype/liberation2/LiberationMono-Bold.ttf"),
        ("opentype/urw-base35/NimbusMonoPS-Bold.otf", "opentype/urw-base35/NimbusMonoPS-Bold.otf"),
        ("opentype/courier-prime/Courier Prime.otf", "opentype/courier-prime/Courier Prime Bold.otf"),
        ("truetype/freefont/FreeMonoBold.ttf", "truetype/freefont/FreeMonoBold.ttf"),
        ("truetype/dejavu/DejaVuSansMono.ttf", "truetype/dejavu/DejaVuSansMono-Bold.ttf"),
        ("truetype/gnutypewriter/GNUTypewriter.ttf", "truetype/gnutypewriter/GNUTypewriter.ttf"),
    ),
    "hand": tuple(
        (face, face)
        for face in (
            "truetype/kristi/Kristi.ttf",
            "truetype/breip/Breip.ttf",
            "truetype/rufscript/Rufscript010.ttf",
            "opentype/urw-base35/Z003-MediumItalic.otf",
            "truetype/ecolier-court/Ecolier-court.ttf",
            "truetype/isabella/Isabella.ttf",
            "truetype/fifthhorseman/dkg.ttf",
        )
    ),
}
"""Regular and bold of one design, as forms are set."""


def missing_fonts() -> list[str]:
    """The faces that are not installed."""
    single = [face for faces in FACES.values() for face in faces]
    paired = [face for pairs in PAIRS.values() for pair in pairs for face in pair]
    return [face for face in dict.fromkeys([*single, *paired]) if not (_ROOT / face).exists()]


def path_of(face: str) -> Path:
    """Its file. Raises FileNotFoundError with what to do where it is not installed."""
    path = _ROOT / face
    if not path.exists():
        raise FileNotFoundError(f"{path}: run `make fonts` once, as root on Debian or Ubuntu.")
    return path


@cache
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels. Raises FileNotFoundError with what to do where it is not installed."""
    return ImageFont.truetype(path_of(face), size)


@cache
def _advances(face: str) -> dict[str, float]:
    return {}


def width(text: str, face: str, size: int) -> float:
    """Pixels that the text takes on one line."""
    known = _advances(face)
    for character in set(text) - known.keys():
        known[character] = font(face, 100).getlength(character) / 100
    return size * sum(known[character] for character in text)
