"""Why a field stays empty, in a sentence that a person understands."""

from collections.abc import Sequence

from docusnap.domain.answer import Empty, EmptyCode, Filled
from docusnap.extraction.filling.facts import Fact

_SENTENCES: dict[EmptyCode, str] = {
    "not_in_library": "The library does not hold what this field asks for.",
    "conflict": "The library holds different values for this field; look which is right.",
    "unsure_which_field": "It cannot be told for certain what this field asks, or which of several like it is meant.",
    "someone_elses_field": "This field is about {owner}, of whom the library does not tell it.",
    "signature": "This field is for a signature or its date; only the person can give it.",
    "secret": "This field asks for a secret, such as a password or a PIN, which is never filled in.",  # nosec B105 - a reason
    "wrong_type": "What the library holds does not look like what this field asks for.",
    "too_long": "What the library holds is longer than this field takes.",
    "not_chosen": "The library gives another answer to this question, or says no.",
}
_MOST_CANDIDATES = 4


def empty(code: EmptyCode, *, owner: str = "", candidates: Sequence[Fact] = (), detail: str = "") -> Empty:
    """The reason; `owner`: of whom the field is; `candidates`: what could have answered it."""
    told = detail or _SENTENCES[code].format(owner=owner or "somebody else")
    seen = {fact.value.casefold(): Filled(fact.value, fact.entry, fact.keys) for fact in reversed(candidates)}
    return Empty(code, told, tuple(reversed(seen.values()))[:_MOST_CANDIDATES])
