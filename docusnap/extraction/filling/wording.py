"""How well the key of a library entry fits the words printed at a field, where neither is a known concept."""

import re

from docusnap.extraction.filling.field_names import without_advice, words_of_text

_FILLER_WORDS = """
amount amounts enter form forms schedule attach see instruction instructions inst if any reported check here this these
or with through line lines box use please value betrag montant importe jumlah 金额
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
"""Words that forms and keys add, and that tell nothing apart."""
_HEAD = re.compile(
    r"\b(?:this is|these are|dies ist|das ist|c'est|esto es)\s+(?:your|the|ihr\w*|votre|su)?\s*(.+)", re.I
)
_NOT_REPORTED = re.compile(r"\bnot reported (?:on|in|elsewhere)\b.*", re.I)
_OF_FORMS = re.compile(r"\bfrom (?:form|schedule|line)s?\b(?!\(s\)).*", re.I)
_LINE = re.compile(r"\d{1,2}[a-z]{0,2}")
_FEWEST_LETTERS = 4
LEAST_FIT = 0.6


def content_words(text: str) -> frozenset[str]:
    """The words that tell what a text is about, in the singular; without what it says behind "This is your"."""
    text = without_advice(text)
    head = _HEAD.search(text)
    said = head[1] if head else _OF_FORMS.sub(" ", _NOT_REPORTED.sub(" ", text)) or text
    return frozenset(_singular(w) for w in words_of_text(said) if not _LINE.fullmatch(w)) - _FILLERS


def fit(key: frozenset[str], title: frozenset[str], own: frozenset[str], around: frozenset[str]) -> float:
    """0 if the key says what neither the field nor its surroundings do; else the share of the field's words it says.

    `title` is what the entry says of itself: a W-2's "Federal income tax withheld" is what is withheld on a W-2.
    """
    if not key or not own or not key <= own | around:
        return 0.0
    said = own & (key | title)
    return len(said) / len(own) if own & key or (said == own and len(key) > 1) else 0.0


def _singular(word: str) -> str:
    plural = len(word) > _FEWEST_LETTERS and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word
