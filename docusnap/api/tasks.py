"""Ask for work, and get what came of it."""

import math
from collections.abc import Callable
from threading import BoundedSemaphore

from flask import Blueprint, Response, request, url_for
from flask.typing import RouteCallable

from docusnap.api import task_openapi as notes
from docusnap.api.requests import FillingRequest, SubmitRequest
from docusnap.api.submission import read_submission
from docusnap.api.task_answers import Accepted, DeliveriesBody, PageBody, TaskBody
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.domain.task import Status, Task
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer
from docusnap.http.openapi import described
from docusnap.http.problem import FieldProblem, InvalidRequest, UnknownOperation
from docusnap.settings.groups import LimitSettings

POLL_SECONDS = "1"
"""How long a client that does not long-poll should wait before it asks again."""

_FOREVER = "private, max-age=31536000, immutable"
_REVALIDATE = "private, no-cache"
_PAGE = "/task/<task_id>/pages/<int(min=1, max=9999):number>"


SealedDoor = Callable[[str], Response | None]
"""Answers the request for an operation if it came sealed."""


def blueprint(
    intake: Intake,
    tasks: Tasks,
    limits: LimitSettings,
    sealed: SealedDoor,
    *,
    max_wait: float,
    concurrent_waits: int,
) -> Blueprint:
    """`POST /process_…` for each operation, `GET` and `DELETE /task/<id>`, and its pages.

    `max_wait`: seconds that one poll may wait; `concurrent_waits`: how many may at a time, so that waiting never takes
    the last HTTP thread.
    """
    routes = Blueprint("tasks", __name__)
    _add_submitting(routes, intake, tasks, limits, sealed)
    _add_polling(routes, tasks, max_wait, BoundedSemaphore(concurrent_waits))
    _add_pages(routes, tasks)
    _add_deliveries(routes, tasks)
    return routes


def _add_submitting(routes: Blueprint, intake: Intake, tasks: Tasks, limits: LimitSettings, sealed: SealedDoor) -> None:
    for operation in intake.operations:
        address = f"process_{operation}"
        view = _submit(operation, intake, tasks, limits, sealed)
        routes.add_url_rule(f"/{address}", address, view, methods=["POST"])

    @routes.post("/process_<operation>")
    @requires(Access.SUBMIT)
    def unknown_operation(operation: str) -> Response:
        known = ", ".join(f"`{name}`" for name in intake.operations)
        raise UnknownOperation(f"There is no such operation; this server knows {known}.")


def _submit(operation: str, intake: Intake, tasks: Tasks, limits: LimitSettings, sealed: SealedDoor) -> RouteCallable:
    model = FillingRequest if operation == "form_filling" else SubmitRequest

    @requires(Access.SUBMIT)
    @described(notes.submitting(operation, model))
    def submit() -> Response:
        if (answered := sealed(operation)) is not None:
            return answered
        task = intake.submit(read_submission(request, model, limits, tasks, operation=operation))
        address = url_for(".task", task_id=task.id)
        answer = json_answer(Accepted(task_id=task.id, status=task.status, status_url=address), 202)
        answer.headers["Location"] = address
        answer.headers["Retry-After"] = POLL_SECONDS
        return answer

    return submit


def _add_polling(routes: Blueprint, tasks: Tasks, max_wait: float, free: BoundedSemaphore) -> None:
    @routes.get("/task/<task_id>")
    @requires(Access.READ)
    @described(notes.POLLING)
    def task(task_id: str) -> Response:
        found = awaited(task_id, min(_seconds(request.args.get("wait", "0")), max_wait))
        answer = json_answer(TaskBody.of(found))
        answer.headers["Cache-Control"] = _REVALIDATE
        if not found.status.ended:
            answer.headers["Retry-After"] = POLL_SECONDS
        return _conditional(answer)

    @routes.delete("/task/<task_id>")
    @requires(Access.SUBMIT)
    @described(notes.FORGETTING)
    def forget_task(task_id: str) -> Response:
        left = tasks.forget(task_id, client_id=client_of(request))
        return json_answer(TaskBody.of(left)) if left.status is Status.CANCELLED else Response(status=204)

    def awaited(task_id: str, seconds: float) -> Task:
        client = client_of(request)
        if not seconds or not free.acquire(blocking=False):
            return tasks.task(task_id, client_id=client)
        try:
            return tasks.wait(task_id, seconds, client_id=client)
        finally:
            free.release()


def _add_deliveries(routes: Blueprint, tasks: Tasks) -> None:
    @routes.get("/task/<task_id>/deliveries")
    @requires(Access.READ)
    @described(notes.DELIVERIES)
    def deliveries(task_id: str) -> Response:
        return json_answer(DeliveriesBody.of(tasks.deliveries(task_id, client_id=client_of(request))))


def _add_pages(routes: Blueprint, tasks: Tasks) -> None:
    @routes.get(_PAGE)
    @requires(Access.READ)
    @described(notes.PAGE_IMAGE)
    def page_image(task_id: str, number: int) -> Response:
        image = tasks.page_image(task_id, number, client_id=client_of(request))
        return _conditional(Response(image, mimetype="image/jpeg", headers={"Cache-Control": _FOREVER}))

    @routes.get(f"{_PAGE}/words")
    @requires(Access.READ)
    @described(notes.PAGE_WORDS)
    def page_words(task_id: str, number: int) -> Response:
        answer = json_answer(PageBody.of(tasks.page(task_id, number, client_id=client_of(request))))
        answer.headers["Cache-Control"] = _REVALIDATE
        return _conditional(answer)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds >= 0):
        raise InvalidRequest([FieldProblem(field="wait", message="Send a number of seconds, 0 or more.")])
    return seconds


def _conditional(answer: Response) -> Response:
    answer.add_etag()
    answer.make_conditional(request)
    return answer
