"""How surely a value was read where it stands.

    reading = match x words x place

and each check of the value itself ("sum", "check_digit") halves what is missing to 1.
match: how well the text fits (match.py); words: midway between the least sure and the average word;
place: 1 in the lines that were cited, 0.95 if none were, 0.9 elsewhere than cited.

That it answers its key is another question: who proposed the value says how likely that is, if it can (`chance`).
"""

from collections.abc import Sequence

from docusnap.domain.page import Word

LOW = 0.6
"""Values read less surely are flagged "low_confidence"."""
SEEN = 0.3
"""How surely a value is read that only a model says it saw on the picture."""
_TELLING = {"sum", "check_digit"}
CITED, UNCITED, ELSEWHERE = 1.0, 0.95, 0.9


def reading(words: Sequence[Word], match: float, place: float) -> float:
    """0..1; at least one word."""
    sure = [min(1.0, max(0.0, w.confidence)) for w in words]
    return match * place * (min(sure) + sum(sure) / len(sure)) / 2


def confirmed(doubtful: float, checks: Sequence[str]) -> float:
    """The reading after these checks have held; that a date is plausible says nothing about how it was read."""
    return float(1 - (1 - doubtful) / 2 ** len(_TELLING.intersection(checks)))
