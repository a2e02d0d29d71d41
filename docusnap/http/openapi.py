"""The OpenAPI document, put together from the descriptions of the routes, and the pages that show it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, redirect
from flask_swagger_ui import get_swaggerui_blueprint  # type: ignore[import-untyped]
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from docusnap.domain.errors import DocusnapError, QuotaExceeded, RateLimited, TooManyWaiting
from docusnap.http import authentication, problem
from docusnap.http.authentication import Access, access_to, requires
from docusnap.http.problem import Problem

View = TypeVar("View", bound=Callable[..., Any])
_NOTE = "openapi_description"
_REF = "#/components/schemas/{model}"
_TAGS = {
    "tasks": "Have papers worked on, follow the work, and fetch what came of it.",
    "documents": "Documents that are kept, and worked on again.",
    "library": "A client's papers, found again.",
    "webhooks": "Who is told when tasks end.",
    "queue": "The work itself, for whoever runs the server.",
    "keys": "Who may come in, for whoever runs the server.",
    "ocr": "Reading alone, for other servers.",
    "phone": "The phone app's own protocol.",
    "health": "Whether the server is well.",
}
"""The parts of the document in a user's order."""
_FILE = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
"""`format` is what generators of clients know; `contentMediaType` is what OpenAPI 3.1 says."""
_REFUSED: Sequence[type[DocusnapError]] = (problem.Unauthorized, problem.Forbidden, RateLimited)
_REFUSALS: Mapping[Access, Sequence[type[DocusnapError]]] = {
    Access.ANYONE: (),
    Access.ANY_KEY: _REFUSED,
    Access.READ: _REFUSED,
    Access.ADMIN: _REFUSED,
    Access.METRICS: _REFUSED,
    Access.SUBMIT: (*_REFUSED, QuotaExceeded, TooManyWaiting),
    Access.PHONE: (*_REFUSED, QuotaExceeded, TooManyWaiting),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One way in which a route answers: a JSON body of `model` (or of `sealed`), bytes of `media_type`, or neither.

    `headers` maps names to descriptions; `links` are OpenAPI link objects by name.
    """

    description: str
    model: type[BaseModel] | None = None
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sealed: type[BaseModel] | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """How a route appears in the OpenAPI document. `parameters` are OpenAPI parameter objects.

    `problems`: the errors that it answers with, besides `internal`; an answer of the same status stands for them.
    `body`: the model of its JSON body; it takes the same as multipart, `images` as files and all else as JSON text.
    `sealed`: of what it takes instead, sealed. `json_body`: of a body which must be JSON; `options`: of one that may be
    left out. `form_file`: the name of the one file that its form takes.
    """

    summary: str
    answers: Mapping[int, Answer]
    problems: Sequence[type[DocusnapError]] = ()
    parameters: Sequence[Mapping[str, Any]] = ()
    body: type[BaseModel] | None = None
    json_body: type[BaseModel] | None = None
    form_file: str = ""
    sealed: type[BaseModel] | None = None
    options: type[BaseModel] | None = None
    tag: str = "tasks"


def described(description: Description) -> Callable[[View], View]:
    """Puts the view into the OpenAPI document."""

    def note(view: View) -> View:
        setattr(view, _NOTE, description)
        return view

    return note


def description_of(view: Callable[..., Any]) -> Description | None:
    """The description of the view, if it has one."""
    found = getattr(view, _NOTE, None)
    return found if isinstance(found, Description) else None


def blueprint(version: str) -> Blueprint:
    """`/openapi.json`, and `/docs` which shows it without anything from other servers."""
    routes = Blueprint("openapi", __name__)
    # The badge of Swagger UI sends the document's address to a public validator.
    shown = get_swaggerui_blueprint("/docs", "/openapi.json", config={"app_name": "DocuSnap", "validatorUrl": None})
    shown.context_processor(lambda: {"oauth_config_json": ""})  # the template asks for it where names must be known
    shown.after_request(_allow_page_scripts)
    shown.record(lambda state: _declare_page_open(state.app))
    routes.register_blueprint(shown)

    @routes.get("/docs")
    @requires(Access.ANYONE)
    def docs() -> Response:
        """By a relative path, as only the proxy in front knows this server's address."""
        return redirect("docs/")

    @cache  # routes do not change while it serves, and it takes a sixth of a second to make
    def made() -> str:
        return json.dumps(document(current_app, version))

    @routes.get("/openapi.json")
    @requires(Access.ANYONE)
    def openapi_json() -> Response:
        """In the order of `document`, which Flask would sort by name."""
        return Response(made(), mimetype="application/json")

    return routes


def _declare_page_open(app: Flask) -> None:
    requires(Access.ANYONE)(app.view_functions["openapi.swagger_ui.show"])


def _allow_page_scripts(answer: Response) -> Response:
    """The page of Swagger UI brings its script and its styles inside itself; there is nothing of clients on it."""
    if answer.mimetype == "text/html":
        own = "'self' 'unsafe-inline'"
        policy = f"default-src 'self'; script-src {own}; style-src {own}; img-src 'self' data:; frame-ancestors 'none'"
        answer.headers["Content-Security-Policy"] = policy
    return answer


def document(app: Flask, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every described route of the app."""
    routes = list(_routes(app))
    models: set[tuple[type[BaseModel], JsonSchemaMode]] = {(Problem, "serialization")}
    for _, about in routes:
        models |= {(m, "serialization") for a in about.answers.values() for m in (a.model, a.sealed) if m}
        models |= {(m, "validation") for m in (about.body, about.json_body, about.sealed, about.options) if m}
    ordered = sorted(models, key=lambda m: m[0].__name__)
    _, schemas = models_json_schema(ordered, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for rule, about in routes:
        path = re.sub(r"<(?:[^<>:]*:)?([^<>]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            access = access_to(app.view_functions[rule.endpoint])
            paths.setdefault(path, {})[method.lower()] = _operation(about, rule, access, schemas["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "DocuSnap",
            "version": version,
            "description": "Photos of documents and forms in, checked data out.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "tags": [{"name": name, "description": about} for name, about in _TAGS.items()],
        "paths": dict(sorted(paths.items(), key=lambda path: _place_of(path[1]))),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `docusnap keys create`."},
                "header": {
                    "type": "apiKey",
                    "in": "header",
                    "name": authentication.KEY_HEADER,
                    "description": "The same key.",
                },
            },
        },
    }


def _place_of(methods: Mapping[str, Any]) -> int:
    """Of the routes at an address in the document: those that most programs need stand first."""
    tags = list(_TAGS)
    named = next(iter(methods.values()))["tags"][0]
    return tags.index(named) if named in tags else len(tags)


def _routes(app: Flask) -> Iterator[tuple[Rule, Description]]:
    for rule in app.url_map.iter_rules():
        if (about := description_of(app.view_functions[rule.endpoint])) is not None:
            yield rule, about


def _operation(about: Description, rule: Rule, access: Access, schemas: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": about.summary,
        "tags": [about.tag],
        "responses": _problems([*about.problems, *_REFUSALS[access], DocusnapError])
        | {str(status): _answer(answer) for status, answer in about.answers.items()},
        "security": list(authentication.requirements(access)),
    }
    if about.parameters:
        operation["parameters"] = list(about.parameters)
    if about.body:
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": _ref(about.body, about.sealed)},
                "multipart/form-data": _multipart(schemas[about.body.__name__]),
            },
        }
    if about.json_body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(about.json_body)}},
        }
    if about.form_file:
        form = {"type": "object", "properties": {about.form_file: _FILE}, "required": [about.form_file]}
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    if about.options:
        operation["requestBody"] = {"content": {"application/json": {"schema": _ref(about.options)}}}
    return operation


def _answer(answer: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": answer.description}
    if answer.model:
        shown["content"] = {answer.media_type: {"schema": _ref(answer.model, answer.sealed)}}
    elif answer.media_type != "application/json":
        shown["content"] = {answer.media_type: {}}
    if answer.headers:
        shown["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    if answer.links:
        shown["links"] = dict(answer.links)
    return shown


def _problems(kinds: Sequence[type[DocusnapError]]) -> dict[str, Any]:
    codes: dict[int, list[str]] = {}
    for kind in kinds:
        codes.setdefault(problem.status_of(kind), []).append(f"`{kind.code}`")
    return {
        str(status): _answer(
            Answer(
                f"{HTTPStatus(status).phrase}: {', '.join(dict.fromkeys(named))}",
                Problem,
                problem.MEDIA_TYPE,
                {"Retry-After": "Seconds after which to try again."} if status in (429, 503) else {},
            )
        )
        for status, named in sorted(codes.items())
    }


def _multipart(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields as the JSON body has: a picture is a part of its own, what is not a string is JSON text."""
    properties: dict[str, Any] = {}
    for name, value in schema["properties"].items():
        if name == "images":
            properties[name] = {**value, "type": "array", "items": _FILE}
        elif name in ("tag", "callback_url", "operation"):
            properties[name] = value
        else:
            properties[name] = {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {k: v for k, v in value.items() if k != "default"},
            }
    return {"schema": {**schema, "properties": properties}}


def _ref(model: type[BaseModel], other: type[BaseModel] | None = None) -> dict[str, Any]:
    return {"anyOf": [_ref(model), _ref(other)]} if other else {"$ref": _REF.format(model=model.__name__)}
