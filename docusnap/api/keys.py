"""API keys, for the one who runs the server."""

from flask import Blueprint, Response, request

from docusnap.access.api_keys import Keys
from docusnap.api import administration_openapi as notes
from docusnap.api.administration_answers import KeyBody, KeyRequest, KeysBody, NewKeyBody
from docusnap.domain.errors import NotFound
from docusnap.http.authentication import Access, requires
from docusnap.http.bodies import json_answer, json_object, validated
from docusnap.http.openapi import described
from docusnap.queue.retry import DAY


def blueprint(keys: Keys) -> Blueprint:
    """`GET` and `POST /keys`, `DELETE /keys/<id>`."""
    routes = Blueprint("keys", __name__, url_prefix="/keys")

    @routes.get("")
    @requires(Access.ADMIN)
    @described(notes.KEYS)
    def list_keys() -> Response:
        return json_answer(KeysBody(keys=[KeyBody.of(key) for key in keys.every()]))

    @routes.post("")
    @requires(Access.ADMIN)
    @described(notes.NEW_KEY)
    def make_key() -> Response:
        asked = validated(json_object(request), KeyRequest)
        seconds = None if asked.days is None else asked.days * DAY
        limits = {"rate": asked.rate, "quota": asked.quota}
        key, text = keys.create(asked.name, asked.scopes, client_id=asked.client, seconds=seconds, **limits)
        answer = json_answer(NewKeyBody(**KeyBody.of(key).model_dump(), key=text), 201)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @routes.delete("/<key_id>")
    @requires(Access.ADMIN)
    @described(notes.REVOKE_KEY)
    def revoke_key(key_id: str) -> Response:
        if not keys.revoke(key_id):
            raise NotFound("There is no key with this id, or it was revoked before.")
        return Response(status=204)

    return routes
