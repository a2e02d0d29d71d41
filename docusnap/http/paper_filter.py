"""Which papers of a library a request asks for."""

from flask import Request

from docusnap.domain.kinds import KINDS
from docusnap.domain.paper import PaperFilter
from docusnap.http.cursors import one_of, place_of, time_of, wrong

_LONGEST_TEXT = 500


def filter_of(request: Request) -> PaperFilter:
    """Which papers the request asks for. Raises InvalidRequest."""
    return PaperFilter(
        text_of(request) or "",
        kind=kind_of(request),
        tag=request.args.get("tag") or None,
        since=time_of(request, "since"),
        until=time_of(request, "until"),
        before=place_of(request),
    )


def kind_of(request: Request) -> str | None:
    """The kind of paper that the request asks for. Raises InvalidRequest."""
    kind = request.args.get("kind") or None
    if kind is not None:
        one_of("kind", kind, KINDS)
    return kind


def text_of(request: Request) -> str | None:
    """The words that the request searches for; None for no search. Raises InvalidRequest."""
    text = request.args.get("text", "").strip()
    if len(text) > _LONGEST_TEXT:
        raise wrong("text", f"Send {_LONGEST_TEXT} characters at most.")
    return text or None
