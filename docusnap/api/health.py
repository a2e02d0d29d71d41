"""Is the server alive?"""

from flask import Blueprint, Response

from docusnap.api.answers import Health
from docusnap.api.openapi import Answer, Description, described


def blueprint(version: str) -> Blueprint:
    """`/healthz`: answers at once, and asks nothing of the database or the workers."""
    routes = Blueprint("health", __name__)
    body = Health(version=version).model_dump_json()

    @routes.get("/healthz")
    @described(Description("Is the server alive?", {200: Answer("It is.", Health)}, tag="health"))
    def healthz() -> Response:
        return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})

    return routes
