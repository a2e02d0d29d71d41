"""Is the server alive, and can it do its work?"""

from collections.abc import Callable

from flask import Blueprint, Response

from docusnap.api.task_answers import Health
from docusnap.domain import errors
from docusnap.http.openapi import Answer, Description, described


def blueprint(version: str, check: Callable[[], None] = lambda: None) -> Blueprint:
    """`/healthz`: answers at once, and asks nothing of the database or the workers. `/readyz`: what `check` raises."""
    routes = Blueprint("health", __name__)
    body = Health(version=version).model_dump_json()

    @routes.get("/healthz")
    @described(Description("Is the server alive?", {200: Answer("It is.", Health)}, tag="health"))
    def healthz() -> Response:
        return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})

    @routes.get("/readyz")
    @described(
        Description(
            "Can the server take tasks and work on them?",
            {200: Answer("It can.", Health)},
            problems=(errors.StorageFailure, errors.StorageFull, errors.NoWorkers),
            tag="health",
        )
    )
    def readyz() -> Response:
        check()
        return healthz()

    return routes
