"""The queue, for the one who runs the server: pausing, its past, and what is done with many jobs at once."""

import logging
from collections.abc import Collection

from flask import Blueprint, Response, request

from docusnap.api import administration_openapi as notes
from docusnap.api.administration_answers import (
    ErrorCountBody,
    ErrorsBody,
    HistoryBody,
    OperationRequest,
    PurgedBody,
    PurgeRequest,
    RetriedBody,
    RetryManyRequest,
)
from docusnap.api.queue_answers import QueueBody
from docusnap.domain.administration import WHOLE_QUEUE, Doomed
from docusnap.domain.clock import WallClock
from docusnap.domain.errors import NotFound
from docusnap.domain.task import Status
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer, json_object, optional_json, validated
from docusnap.http.openapi import described
from docusnap.http.problem import WrongState
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.retry import DAY
from docusnap.queue.service import DocumentQueueService

log = logging.getLogger(__name__)


def blueprint(
    queue: DocumentQueueService, administration: QueueAdministration, operations: Collection[str], *, clock: WallClock
) -> Blueprint:
    """`/queue/pause`, `/resume`, `/retry`, `/purge`, `/history` and `/errors`. `operations`: those that are known."""
    routes = Blueprint("administration", __name__, url_prefix="/queue")
    _add_pausing(routes, queue, operations)
    _add_looking_back(routes, administration)

    @routes.post("/retry")
    @requires(Access.ADMIN)
    @described(notes.RETRY_MANY)
    def retry_many() -> Response:
        asked = optional_json(request, RetryManyRequest)
        retried = administration.retry_all(asked.error, asked.operation)
        log.info("client %s retried %d jobs", client_of(request), retried, extra={"action": "jobs_retried"})
        return json_answer(RetriedBody(retried=retried))

    @routes.post("/purge")
    @requires(Access.ADMIN)
    @described(notes.PURGE)
    def purge() -> Response:
        asked = validated(json_object(request), PurgeRequest)
        doomed = Doomed(Status(asked.status), clock() - asked.older_than_days * DAY, asked.operation, asked.error)
        count = administration.count_doomed(doomed)
        if asked.expected is None:
            return json_answer(PurgedBody(jobs=count, deleted=0))
        if asked.expected != count:
            raise WrongState(f"{count} jobs fit now, not {asked.expected}; nothing was deleted. Count them again.")
        deleted = administration.delete(doomed)
        log.info("client %s deleted %d jobs", client_of(request), deleted, extra={"action": "jobs_deleted"})
        return json_answer(PurgedBody(jobs=count, deleted=deleted))

    return routes


def _add_pausing(routes: Blueprint, queue: DocumentQueueService, operations: Collection[str]) -> None:
    @routes.post("/pause")
    @requires(Access.ADMIN)
    @described(notes.PAUSE)
    def pause() -> Response:
        queue.pause(named())
        return json_answer(QueueBody.of(queue.get_queue_stats()))

    @routes.post("/resume")
    @requires(Access.ADMIN)
    @described(notes.RESUME)
    def resume() -> Response:
        queue.resume(named())
        return json_answer(QueueBody.of(queue.get_queue_stats()))

    def named() -> str:
        """What is to be paused or go on. Raises NotFound."""
        operation = optional_json(request, OperationRequest).operation
        if operation is None:
            return WHOLE_QUEUE
        found = queue.get_queue_stats()
        known = {*operations, *found.paused, *(name for of_one in found.counts.values() for name in of_one)}
        if operation not in known:
            raise NotFound(f"There is no such operation; there are {', '.join(sorted(known - {WHOLE_QUEUE}))}.")
        return operation


def _add_looking_back(routes: Blueprint, administration: QueueAdministration) -> None:
    @routes.get("/history")
    @requires(Access.ADMIN)
    @described(notes.HISTORY)
    def history() -> Response:
        return json_answer(HistoryBody.of(administration.history()))

    @routes.get("/errors")
    @requires(Access.ADMIN)
    @described(notes.ERRORS)
    def errors() -> Response:
        found = administration.errors()
        told = [ErrorCountBody(operation=one.operation, code=one.code, jobs=one.jobs) for one in found]
        return json_answer(ErrorsBody(errors=told))
