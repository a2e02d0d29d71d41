"""The queue, for the one who runs the server: how it stands, its items, and working it off."""

import logging

from flask import Blueprint, Request, Response, request

from docusnap.api import queue_openapi as notes
from docusnap.api.queue_answers import DrainedBody, ItemBody, ItemReport, ItemsBody, QueueBody
from docusnap.api.requests import DrainRequest, PriorityRequest
from docusnap.api.submission import idempotency_key
from docusnap.dispatch.drain import Drain
from docusnap.domain.administration import JobFilter
from docusnap.domain.idempotency import IdempotencyKey
from docusnap.domain.task import Job, Status
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer, json_object, optional_json, validated
from docusnap.http.cursors import limit_of, page_of, place_of, status_of
from docusnap.http.openapi import described
from docusnap.http.problem import WrongState
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.service import DocumentQueueService

log = logging.getLogger(__name__)


def blueprint(queue: DocumentQueueService, administration: QueueAdministration, drain: Drain) -> Blueprint:
    """`/queue/…`."""
    routes = Blueprint("queue", __name__, url_prefix="/queue")
    _add_looking(routes, queue, administration)
    _add_acting(routes, queue, administration)

    @routes.post("/process")
    @requires(Access.ADMIN)
    @described(notes.PROCESS)
    def process_queue() -> Response:
        given = optional_json(request, DrainRequest)
        return json_answer(DrainedBody.of(drain.process_document_queue(given.limit, given.deadline)))

    return routes


def _add_looking(routes: Blueprint, queue: DocumentQueueService, administration: QueueAdministration) -> None:
    @routes.get("/stats")
    @requires(Access.ADMIN)
    @described(notes.STATS)
    def queue_stats() -> Response:
        return json_answer(QueueBody.of(queue.get_queue_stats()))

    @routes.get("/items")
    @requires(Access.ADMIN)
    @described(notes.ITEMS)
    def queue_items() -> Response:
        limit = limit_of(request)
        found = administration.items(job_filter_of(request), limit + 1)
        shown, following = page_of(found, limit, lambda job: (job.created_at, job.id))
        return json_answer(ItemsBody(items=[ItemBody.of(job) for job in shown], next=following))

    @routes.get("/items/<job_id>")
    @requires(Access.ADMIN)
    @described(notes.ITEM)
    def queue_item(job_id: str) -> Response:
        return json_answer(ItemReport.of_story(administration.story(job_id)))


def _add_acting(routes: Blueprint, queue: DocumentQueueService, administration: QueueAdministration) -> None:
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

    @routes.post("/items/<job_id>/priority")
    @requires(Access.ADMIN)
    @described(notes.PRIORITY)
    def reprioritise_item(job_id: str) -> Response:
        priority = validated(json_object(request), PriorityRequest).priority
        if not administration.reprioritise(job_id, priority):
            raise WrongState(f"Only a pending job can be moved: the status of this one is {queue.item(job_id).status}.")
        told = (client_of(request), job_id, priority)
        log.info("client %s gave job %s the priority %d", *told, extra={"action": "job_moved"})
        return json_answer(ItemBody.of(queue.item(job_id)))


def job_filter_of(request: Request) -> JobFilter:
    """Which jobs the request asks for. Raises InvalidRequest."""
    operation, error = (request.args.get(name) or None for name in ("operation", "error"))
    return JobFilter(status_of(request), operation, error, place_of(request))


def _key(action: str, job_id: str) -> IdempotencyKey | None:
    name = idempotency_key(request)
    return None if name is None else IdempotencyKey.of(client_of(request), name, action, job_id)


def _not_retried(job: Job) -> str:
    if job.status in (Status.ERROR, Status.CANCELLED):
        return "The same work is under way again; its result will be that of this job too."
    return f"Only a quarantined or cancelled job can be tried again: the status of this one is {job.status}."
