"""The queue, for the one who runs the server: how it stands, its items, and working it off."""

import binascii
import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field, TypeAdapter

from docusnap.api import queue_openapi as notes
from docusnap.api.queue_answers import DrainedBody, ItemBody, ItemReport, ItemsBody, QueueBody
from docusnap.api.requests import DrainRequest
from docusnap.api.submission import idempotency_key
from docusnap.dispatch.drain import Drain
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.task import Job, Status
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer, optional_json
from docusnap.http.openapi import described
from docusnap.http.problem import FieldProblem, InvalidRequest, WrongState
from docusnap.queue.service import DocumentQueueService

log = logging.getLogger(__name__)

MOST_ITEMS = 1000
_CURSOR = TypeAdapter(
    tuple[
        Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)],
        Annotated[str, Field(max_length=64, pattern="^[!-~]+$")],
    ]
)
_ITEMS = 50


def blueprint(queue: DocumentQueueService, drain: Drain) -> Blueprint:
    """`/queue/…`."""
    routes = Blueprint("queue", __name__, url_prefix="/queue")
    _add_looking(routes, queue)
    _add_acting(routes, queue)

    @routes.post("/process")
    @requires(Access.ADMIN)
    @described(notes.PROCESS)
    def process_queue() -> Response:
        given = optional_json(request, DrainRequest)
        return json_answer(DrainedBody.of(drain.process_document_queue(given.limit, given.deadline)))

    return routes


def _add_looking(routes: Blueprint, queue: DocumentQueueService) -> None:
    @routes.get("/stats")
    @requires(Access.ADMIN)
    @described(notes.STATS)
    def queue_stats() -> Response:
        return json_answer(QueueBody.of(queue.get_queue_stats()))

    @routes.get("/items")
    @requires(Access.ADMIN)
    @described(notes.ITEMS)
    def queue_items() -> Response:
        limit = _limit(request.args.get("limit"))
        found = queue.items(
            _status(request.args.get("status")),
            request.args.get("operation") or None,
            _place(request.args.get("cursor")),
            limit + 1,
        )
        shown = found[:limit]
        following = _cursor(shown[-1]) if len(found) > limit else None
        return json_answer(ItemsBody(items=[ItemBody.of(job) for job in shown], next=following))

    @routes.get("/items/<job_id>")
    @requires(Access.ADMIN)
    @described(notes.ITEM)
    def queue_item(job_id: str) -> Response:
        return json_answer(ItemReport.with_attempts(queue.item(job_id), queue.failed_attempts(job_id)))


def _add_acting(routes: Blueprint, queue: DocumentQueueService) -> None:
    @routes.post("/items/<job_id>/retry")
    @requires(Access.ADMIN)
    @described(notes.RETRY)
    def retry_item(job_id: str) -> Response:
        if not queue.retry(job_id, key=_key("retry", job_id)):
            raise WrongState(_not_retried(queue.item(job_id)))
        log.info("client %s retried job %s", client_of(request), job_id, extra={"action": "job_retried"})
        return json_answer(ItemBody.of(queue.item(job_id)))

    @routes.post("/items/<job_id>/cancel")
    @requires(Access.ADMIN)
    @described(notes.CANCEL)
    def cancel_item(job_id: str) -> Response:
        if not queue.cancel(job_id, key=_key("cancel", job_id)):
            raise WrongState(f"This job has ended already: its status is {queue.item(job_id).status}.")
        log.info("client %s cancelled job %s", client_of(request), job_id, extra={"action": "job_cancelled"})
        return json_answer(ItemBody.of(queue.item(job_id)))


def _key(action: str, job_id: str) -> IdempotencyKey | None:
    name = idempotency_key(request)
    return None if name is None else IdempotencyKey.of(client_of(request), name, action, job_id)


def _not_retried(job: Job) -> str:
    if job.status in (Status.ERROR, Status.CANCELLED):
        return "The same work is under way again; its result will be that of this job too."
    return f"Only a quarantined or cancelled job can be tried again: the status of this one is {job.status}."


def _status(text: str | None) -> Status | None:
    try:
        return Status(text) if text else None
    except ValueError:
        raise _wrong("status", f"Send one of {', '.join(Status)}.") from None


def _limit(text: str | None) -> int:
    if text is None:
        return _ITEMS
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_ITEMS):
        raise _wrong("limit", f"Send a number from 1 to {MOST_ITEMS}.")
    return int(text)


def _cursor(last: Job) -> str:
    return urlsafe_b64encode(json.dumps([last.created_at, last.id]).encode()).decode()


def _place(cursor: str | None) -> tuple[float, str] | None:
    if not cursor:
        return None
    try:
        created_at, job_id = _CURSOR.validate_json(urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        raise _wrong("cursor", "Send `next` of the page before, as it is.") from None
    return created_at, job_id


def _wrong(field: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldProblem(field=field, message=message)])
