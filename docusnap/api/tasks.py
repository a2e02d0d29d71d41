"""Ask for work, and get what came of it."""

import logging
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request, url_for
from flask.typing import RouteCallable

from docusnap.api import task_openapi as notes
from docusnap.api.requests import CorrectionRequest
from docusnap.api.submission import read_submission
from docusnap.api.task_answers import Accepted, DeliveriesBody, PageBody, TaskBody
from docusnap.api.waiting import Waiting
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.domain.clock import wall_clock
from docusnap.domain.task import Status, Task
from docusnap.http.at_once import AtOnce
from docusnap.http.authentication import Access, charge_quota, client_of, name_of, requires
from docusnap.http.bodies import json_answer, json_object, validated
from docusnap.http.openapi import described
from docusnap.http.problem import UnknownOperation
from docusnap.operations.declaration import Declaration
from docusnap.settings.groups import LimitSettings

POLL_SECONDS = "1"
"""How long a client that does not long-poll should wait before it asks again."""

_FOREVER = "private, max-age=31536000, immutable"
_REVALIDATE = "private, no-cache"
_PAGE = "/task/<task_id>/pages/<int(min=1, max=9999):number>"

SealedAnswers = Callable[[str], Response | None]
"""Answers the current request for the operation if it came sealed."""

log = logging.getLogger(__name__)


def blueprint(
    intake: Intake,
    tasks: Tasks,
    limits: LimitSettings,
    waiting: Waiting,
    sealed: SealedAnswers,
    *,
    pictures_at_once: int,
) -> Blueprint:
    """`POST /process_…` for each operation, `GET` and `DELETE /task/<id>`, its pages and deliveries."""
    routes = Blueprint("tasks", __name__)
    _add_submitting(routes, intake, tasks, limits, waiting, sealed)
    _add_polling(routes, tasks, waiting)
    _add_pages(routes, tasks, AtOnce(pictures_at_once, "makes page pictures"))
    _add_deliveries(routes, tasks)
    return routes


def _add_submitting(
    routes: Blueprint, intake: Intake, tasks: Tasks, limits: LimitSettings, waiting: Waiting, sealed: SealedAnswers
) -> None:
    for name, declaration in intake.operations.items():
        address = f"process_{name}"
        view = _submit(declaration, intake, tasks, limits, waiting, sealed)
        routes.add_url_rule(f"/{address}", address, view, methods=["POST"])

    @routes.post("/process_<operation>")
    @requires(Access.SUBMIT)
    def unknown_operation(operation: str) -> Response:
        known = ", ".join(f"`{name}`" for name in intake.operations)
        raise UnknownOperation(f"There is no such operation; this server knows {known}.")


def _submit(
    declaration: Declaration,
    intake: Intake,
    tasks: Tasks,
    limits: LimitSettings,
    waiting: Waiting,
    sealed: SealedAnswers,
) -> RouteCallable:
    @requires(Access.SUBMIT)
    @described(notes.submitting(declaration))
    def submit() -> Response:
        if (sealed_answer := sealed(declaration.name)) is not None:
            return sealed_answer
        return accepted(lambda: intake.submit(read_submission(request, declaration, limits, tasks)), waiting)

    return submit


def accepted(submit: Callable[[], Task], waiting: Waiting) -> Response:
    """The answer to a submission: the task, where it has ended by the time that the request waits, else its address."""
    seconds = waiting.seconds(request)
    task = submit()
    if seconds and (task := waiting.wait(request, task.id, seconds)).status.ended:
        return located(json_answer(TaskBody.of(task)), task)
    return located(json_answer(Accepted(task_id=task.id, status=task.status, status_url=address_of(task)), 202), task)


def address_of(task: Task) -> str:
    """Where the task is asked for."""
    return url_for("tasks.task", task_id=task.id)


def located(answer: Response, task: Task) -> Response:
    """The answer to a submission, with the address of its task and, until that has ended, when to ask there."""
    answer.headers["Location"] = address_of(task)
    if answer.status_code == 202:
        answer.headers["Retry-After"] = POLL_SECONDS
    return answer


def _add_polling(routes: Blueprint, tasks: Tasks, waiting: Waiting) -> None:
    @routes.get("/task/<task_id>")
    @requires(Access.READ)
    @described(notes.POLLING)
    def task(task_id: str) -> Response:
        found = waiting.wait(request, task_id, waiting.seconds(request))
        answer = json_answer(TaskBody.of(found))
        answer.headers["Cache-Control"] = _REVALIDATE
        if not found.status.ended:
            answer.headers["Retry-After"] = POLL_SECONDS
        return _conditional(answer)

    @routes.patch("/task/<task_id>/result")
    @requires(Access.SUBMIT)
    @described(notes.CORRECTING)
    def correct_result(task_id: str) -> Response:
        values = validated(json_object(request), CorrectionRequest).values
        who = {"client_id": client_of(request), "made_by": name_of(request)}
        return json_answer(TaskBody.of(tasks.correct(task_id, values, now=wall_clock(), **who)))

    @routes.delete("/task/<task_id>")
    @requires(Access.SUBMIT)
    @described(notes.FORGETTING)
    def forget_task(task_id: str) -> Response:
        left = tasks.delete(task_id, client_id=client_of(request))
        cancelled = left.status is Status.CANCELLED
        done = "cancelled and deleted" if cancelled else "deleted"
        log.info("client %s %s task %s", client_of(request), done, left.id, extra={"action": "task_deleted"})
        return json_answer(TaskBody.of(left)) if cancelled else Response(status=204)


def _add_deliveries(routes: Blueprint, tasks: Tasks) -> None:
    @routes.get("/task/<task_id>/deliveries")
    @requires(Access.READ)
    @described(notes.DELIVERIES)
    def deliveries(task_id: str) -> Response:
        return json_answer(DeliveriesBody.of(tasks.deliveries(task_id, client_id=client_of(request))))


def _add_pages(routes: Blueprint, tasks: Tasks, making: AtOnce) -> None:
    @routes.get(_PAGE)
    @requires(Access.READ)
    @described(notes.PAGE_IMAGE)
    def page_image(task_id: str, number: int) -> Response:
        with making.one():
            charge = partial(charge_quota, request)
            image = tasks.page_image(task_id, number, client_id=client_of(request), before_making=charge)
        return _conditional(Response(image, mimetype="image/jpeg", headers={"Cache-Control": _FOREVER}))

    @routes.get(f"{_PAGE}/words")
    @requires(Access.READ)
    @described(notes.PAGE_WORDS)
    def page_words(task_id: str, number: int) -> Response:
        answer = json_answer(PageBody.of(tasks.page(task_id, number, client_id=client_of(request))))
        answer.headers["Cache-Control"] = _REVALIDATE
        return _conditional(answer)


def _conditional(answer: Response) -> Response:
    answer.add_etag()
    answer.make_conditional(request)
    return answer
