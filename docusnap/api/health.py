"""Is the server alive, and can it do its work?"""

from collections.abc import Callable, Sequence
from typing import Literal

from flask import Blueprint, Response

from docusnap.api.task_answers import DegradedPart, Health, Readiness
from docusnap.domain import errors
from docusnap.domain.health import Degraded
from docusnap.http.authentication import Access, requires
from docusnap.http.openapi import Answer, Description, described

_HEADERS = {"Cache-Control": "no-store"}


def blueprint(
    version: str, check: Callable[[], Sequence[Degraded]] = lambda: (), *, pictures_leave: bool = False
) -> Blueprint:
    """`/healthz` answers at once and asks nothing of the database or the workers; `/readyz` tells what `check` does.

    `check` raises when the server cannot take tasks or work on them, and returns what does not work as it should.
    `pictures_leave`: whether those of pages are sent to another server.
    """
    routes = Blueprint("health", __name__)
    alive = Health(version=version).model_dump_json()

    @routes.get("/healthz")
    @requires(Access.ANYONE)
    @described(Description("Is the server alive?", {200: Answer("It is.", Health)}, tag="health"))
    def healthz() -> Response:
        return Response(alive, mimetype="application/json", headers=_HEADERS)

    @routes.get("/readyz")
    @requires(Access.ANYONE)
    @described(
        Description(
            "Can the server take tasks and work on them?",
            {200: Answer("It can; `degraded` names what does not work as it should.", Readiness)},
            problems=(errors.StorageFailure, errors.StorageFull, errors.NoWorkers),
            tag="health",
        )
    )
    def readyz() -> Response:
        parts = [DegradedPart(part=found.part, detail=found.detail) for found in check()]
        status: Literal["ok", "degraded"] = "degraded" if parts else "ok"
        body = Readiness(status=status, version=version, degraded=parts, pictures_leave=pictures_leave)
        return Response(body.model_dump_json(), mimetype="application/json", headers=_HEADERS)

    return routes
