"""Webhooks of all tasks, for the one who runs the server: what was told, what could not be, and sending it again."""

import logging

from flask import Blueprint, Request, Response, request

from docusnap.api import administration_openapi as notes
from docusnap.api.administration_answers import WebhookBody, WebhooksBody
from docusnap.domain.administration import WebhookState
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer
from docusnap.http.cursors import limit_of, one_of
from docusnap.http.openapi import described
from docusnap.http.problem import WrongState
from docusnap.queue.administration import QueueAdministration

log = logging.getLogger(__name__)


def blueprint(administration: QueueAdministration) -> Blueprint:
    """`GET /webhooks` and `POST /webhooks/<id>/send`."""
    routes = Blueprint("webhooks", __name__, url_prefix="/webhooks")

    @routes.get("")
    @requires(Access.ADMIN)
    @described(notes.WEBHOOKS)
    def list_webhooks() -> Response:
        limit = limit_of(request)
        task_id, cursor = (request.args.get(name) or None for name in ("task_id", "cursor"))
        found = administration.webhooks(state_of(request), task_id=task_id, before_id=cursor, limit=limit + 1)
        shown = [WebhookBody.of(webhook) for webhook in found[:limit]]
        return json_answer(WebhooksBody(webhooks=shown, next=shown[-1].id if len(found) > limit else None))

    @routes.post("/<webhook_id>/send")
    @requires(Access.ADMIN)
    @described(notes.SEND_AGAIN)
    def send_again(webhook_id: str) -> Response:
        if not administration.send_again(webhook_id):
            raise WrongState("There is no such webhook, or its task has not ended: there is nothing to tell.")
        log.info("client %s sends webhook %s again", client_of(request), webhook_id, extra={"action": "sent_again"})
        return Response(status=202)

    return routes


def state_of(request: Request) -> WebhookState | None:
    """The state that the request asks for, if any. Raises InvalidRequest."""
    text = request.args.get("state")
    return one_of("state", text, WebhookState) if text else None
