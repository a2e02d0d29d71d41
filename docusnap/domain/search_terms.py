"""Text as words to search by: folded alike in what is kept and in what is asked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from docusnap.domain.cjk import CJK

LONGEST = 40
"""Characters of a term; the rest of a longer word does not count."""

_MOST_BYTES = 400_000
_MOST_ASKED = 20
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<![^\W_])[^\W\d_]*+\d[^\W_]*+(?:[.,:/\-][^\W\d_]*+\d[^\W_]*+)++")
_UNSPACED = re.compile(rf"([{CJK}\u0e00-\u0eff\u1780-\u17ff]+)")
"""Scripts that put no spaces between words."""


def terms_of(texts: Iterable[str]) -> list[str]:
    """The distinct terms of the texts, in their order: letters and digits only, lower case, without accents.

    A number or date with signs in it is also one term, without the signs ("25/03/2018", "1,234.50"). Scripts without
    spaces give pairs of characters. What is over about 400 kB is left out.
    """
    found: dict[str, None] = {}
    size = 0
    for text in texts:
        plain = _folded(text)
        for term in (*_words(plain), *(_signless(number) for number in _NUMBER.findall(plain))):
            if term not in found:
                found[term] = None
                size += len(term.encode()) + 1
                if size > _MOST_BYTES:
                    return list(found)[:-1]
    return list(found)


def asked_terms(text: str) -> list[str]:
    """What a paper's terms must begin with, each of it, for the paper to be found by this text."""
    plain = _folded(text)
    numbers = [_signless(number) for number in _NUMBER.findall(plain)]
    words = (_pairs_asked(word) for word in _WORD.findall(_NUMBER.sub(" ", plain)))
    return list(dict.fromkeys([*numbers, *(term for several in words for term in several)]))[:_MOST_ASKED]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _signless(number: str) -> str:
    return "".join(_WORD.findall(number))[:LONGEST]


def _words(plain: str) -> Iterator[str]:
    for word in _WORD.findall(plain):
        for part in _UNSPACED.split(word):
            if _UNSPACED.fullmatch(part):
                yield from (part[at : at + 2] for at in range(len(part)))
            elif part:
                yield part[:LONGEST]


def _pairs_asked(word: str) -> Iterator[str]:
    for part in _UNSPACED.split(word):
        if _UNSPACED.fullmatch(part):
            yield from (part[at : at + 2] for at in range(max(1, len(part) - 1)))
        elif part:
            yield part[:LONGEST]
