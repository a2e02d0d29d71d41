"""Which papers of a library a request asks for."""

from flask import Request

from docusnap.domain.kinds import KINDS
from docusnap.domain.paper import PaperFilter
from docusnap.http.cursors import one_of, place_of, time_of, wrong

_LONGEST_TEXT = 500


def filter_of(request: Request) -> PaperFilter:
    """Which papers the request asks for. Raises InvalidRequest."""
    kind, text = request.args.get("kind") or None, request.args.get("text", "")
    if kind is not None:
        one_of("kind", kind, KINDS)
    if len(text) > _LONGEST_TEXT:
        raise wrong("text", f"Send {_LONGEST_TEXT} characters at most.")
    return PaperFilter(
        text,
        kind=kind,
        tag=request.args.get("tag") or None,
        since=time_of(request, "since"),
        until=time_of(request, "until"),
        before=place_of(request),
    )
