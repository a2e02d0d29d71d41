"""Parameters in the query of an address: a route refuses those that it does not take."""

from flask import Flask, current_app, request

from docusnap.http.authentication import Access, access_to
from docusnap.http.openapi import description_of
from docusnap.http.problem import FieldProblem, InvalidRequest
from docusnap.http.suggestions import unknown_name


def install(app: Flask) -> None:
    """Checks every request for a described route, but of those that are open to phones or to anyone."""
    app.before_request(_check)


def _check() -> None:
    if not request.args or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    description = description_of(view)
    if description is None or access_to(view) in (Access.ANYONE, Access.PHONE):
        return
    known = [str(given["name"]) for given in description.parameters if given["in"] == "query"]
    if unknown := [name for name in request.args if name not in known]:
        raise InvalidRequest(
            FieldProblem(field=name[:60], message=unknown_name("parameter", name, known)) for name in unknown
        )
