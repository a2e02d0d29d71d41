"""Names of people: whether two are the same person, and how to take a full name apart where that is safe."""

import re
import unicodedata

from docusnap.extraction.filling.vocabulary import SURNAMES_THAT_COME_FIRST

_SURNAMES_THAT_COME_FIRST = frozenset(SURNAMES_THAT_COME_FIRST.split())
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?")
_NO_SURNAME = re.compile(r"\b(?:bin|binti|bte|bt|a/[lp]|s/o|d/o|van|von|de|da|del|di|al|el|ibn|jr|sr)\b", re.IGNORECASE)
_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof|herr|frau|m|mme|encik|puan|cik)\.?\s+", re.IGNORECASE)


def words_of(name: str) -> frozenset[str]:
    """The words of a name without case, accents and title; "Müller" and "MUELLER" are one."""
    plain = unicodedata.normalize("NFKD", _TITLES.sub("", name.strip())).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return frozenset(re.findall(r"[^\W_]+", re.sub(r"(?<=[aou])e", "", plain)))


def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: one may leave out some of the words, or have them in another order."""
    mine, theirs = words_of(a), words_of(b)
    return mine <= theirs or theirs <= mine


def split_name(full: str) -> tuple[str, str, str] | None:
    """(first, middle initial, last), None where it is not certain which is which; the middle one may be ""."""
    name = _TITLES.sub("", full.strip())
    comma = [part.strip() for part in name.split(",")]
    if len(comma) == 2 and all(comma):
        return comma[1], "", comma[0]
    parts = name.split()
    if _has_cjk(name) or not all(_NAME.fullmatch(part) for part in parts):
        return None
    if _NO_SURNAME.search(name) or not 2 <= len(parts) <= 3:
        return None
    if len(parts) == 3 and len(parts[1].rstrip(".")) > 1:
        return None
    if parts[0].casefold() in _SURNAMES_THAT_COME_FIRST:
        return None
    return parts[0], parts[1] if len(parts) == 3 else "", parts[-1]


def initial_of(name: str) -> str:
    """The first letter, as a capital; "" of nothing."""
    return name.strip()[:1].upper()


def _has_cjk(text: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text)


def joined(first: str, middle: str, last: str) -> str:
    """The full name; family name first and no spaces where the script wants it so."""
    if _has_cjk(first + last):
        return last + middle + first
    return " ".join(part for part in (first, middle, last) if part)
