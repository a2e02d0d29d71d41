"""What all pages share: layout, errors told as pages, who is signed in; and the pages put together."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import StorageFailure
from docusnap.http import problem
from docusnap.http.authentication import Access, may
from docusnap.http.connections import REFUSED
from docusnap.http.problem import Unauthorized
from docusnap.http.session import COOKIE, Sessions
from docusnap.web import moments, session, try_it, view
from docusnap.web.assets import Assets
from docusnap.web.notice import Notice

AddPages = Callable[[Blueprint], None]


def blueprint(tasks: Tasks, sessions: Sessions, notice: Notice, more: Sequence[AddPages] = ()) -> Blueprint:
    """Every page, and what pages need: styles, scripts, signing in. `more` add theirs."""
    routes = Blueprint("web", __name__, template_folder="templates")
    assets = Assets()

    @routes.context_processor
    def shared() -> dict[str, Any]:
        cookie = request.cookies.get(COOKIE, "")
        signed_in = bool(cookie and sessions.key_text(cookie))
        return {
            "asset": assets.address,
            "notice": notice,
            "may": _may,
            "signed_in": signed_in,
            "csrf_token": sessions.csrf_token(cookie) if signed_in else "",
        }

    routes.register_error_handler(Exception, _tell)
    routes.record(_prepare_templates)
    assets.add_to(routes)
    session.add(routes, sessions)
    try_it.add(routes)
    view.add(routes, tasks)
    for add in more:
        add(routes)
    return routes


def _prepare_templates(state: BlueprintSetupState) -> None:
    templates = state.app.jinja_env
    templates.undefined = StrictUndefined
    templates.filters |= {"day": moments.day, "moment": moments.moment, "span": moments.span}
    templates.trim_blocks = templates.lstrip_blocks = True


def _may(access: str) -> bool:
    try:
        return may(Access(access))
    except StorageFailure:
        return False


def _tell(error: Exception) -> AnyResponse | HTTPException:
    """An error as a page; as a problem to scripts; who is not signed in is led to do so."""
    scripted = "HX-Request" in request.headers or request.method not in ("GET", "HEAD")
    scripted = scripted or REFUSED in request.environ  # it could not be read, so nobody knows who asks
    if isinstance(error, Unauthorized) and not scripted:
        return redirect(url_for("web.sign_in", after=request.full_path.rstrip("?")), 303)
    answer = problem.answer_to(error)
    if scripted or isinstance(answer, HTTPException):
        return answer
    page = Response(render_template("error.html", problem=answer.get_json()), answer.status_code)
    if "Retry-After" in answer.headers:
        page.headers["Retry-After"] = answer.headers["Retry-After"]
    return page
