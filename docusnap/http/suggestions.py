"""What to say of a name that a request has and the server does not know."""

from collections.abc import Collection

from rapidfuzz import process

_ALIKE = 60


def unknown_name(kind: str, name: str, known: Collection[str]) -> str:
    """A sentence that names the nearest known name, or all of them. `kind`: what it is the name of."""
    if not known:
        return f"Unknown {kind}; there is none here."
    takes = ", ".join(known)
    if nearest := process.extractOne(name, known, score_cutoff=_ALIKE):
        return f"Unknown {kind}; did you mean `{nearest[0]}`? This endpoint takes {takes}."
    return f"Unknown {kind}; this endpoint takes {takes}."
