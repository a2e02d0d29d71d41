"""A client's tasks as a collection: add one or many, list them, do another operation on the files of one."""

from dataclasses import replace
from functools import partial

from flask import Blueprint, Request, Response, request

from docusnap.api import task_collection_openapi as notes
from docusnap.api.requests import BulkRequest, NamedRequest
from docusnap.api.submission import read_again, read_named
from docusnap.api.task_answers import BulkBody, BulkTaskBody, FailureBody, TasksBody, TaskSummary
from docusnap.api.tasks import accepted, address_of
from docusnap.api.waiting import Waiting
from docusnap.delegation.intake import Intake
from docusnap.delegation.tasks import Tasks
from docusnap.delegation.uploads import SEALED
from docusnap.domain.errors import DocusnapError
from docusnap.domain.request import TaskRequest
from docusnap.domain.task import TaskFilter
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import json_answer
from docusnap.http.cursors import limit_of, page_of, place_of, status_of, time_of
from docusnap.http.openapi import described
from docusnap.http.paper_filter import kind_of, text_of
from docusnap.http.problem import WrongState
from docusnap.operations.auto import AUTO
from docusnap.settings.groups import LimitSettings


def blueprint(intake: Intake, tasks: Tasks, limits: LimitSettings, waiting: Waiting) -> Blueprint:
    """`POST` and `GET /tasks`, `POST /tasks/bulk` and `POST /task/<id>/reprocess`."""
    routes = Blueprint("task_collection", __name__)

    @routes.post("/tasks")
    @requires(Access.SUBMIT)
    @described(notes.adding(intake.operations[AUTO]))
    def add_task() -> Response:
        read = partial(read_named, request, NamedRequest, intake.operations, limits, tasks)
        return accepted(lambda: intake.submit(read()), waiting)

    @routes.get("/tasks")
    @requires(Access.READ)
    @described(notes.LISTING)
    def list_tasks() -> Response:
        limit = limit_of(request)
        found = tasks.listed(_filter(request), place_of(request), limit + 1, client_id=client_of(request))
        shown, following = page_of(found, limit, lambda task: (task.created_at, task.id))
        return json_answer(TasksBody(tasks=[TaskSummary.of(task) for task in shown], next=following))

    @routes.post("/tasks/bulk")
    @requires(Access.SUBMIT)
    @described(notes.adding_many(intake.operations[AUTO]))
    def add_tasks() -> Response:
        asked = read_named(request, BulkRequest, intake.operations, limits, tasks)
        return json_answer(BulkBody(tasks=_each(asked, intake)), 202)

    @routes.post("/task/<task_id>/reprocess")
    @requires(Access.SUBMIT)
    @described(notes.reprocessing(intake.operations[AUTO]))
    def reprocess_task(task_id: str) -> Response:
        files = tasks.task(task_id, client_id=client_of(request)).files
        if any(file.media_type == SEALED for file in files):
            raise WrongState("What came sealed is open only while it is worked on; send it again.")
        read = partial(read_again, request, intake.operations, tasks)
        return accepted(lambda: intake.submit(replace(read(), files=files)), waiting)

    return routes


def _each(asked: TaskRequest, intake: Intake) -> list[BulkTaskBody]:
    """One task for each upload. Raises what the first was refused with, where all were refused."""
    made, refusals = [], list[DocusnapError]()
    for number, upload in enumerate(asked.uploads, 1):
        key = f"{asked.idempotency_key}\n{number}" if asked.idempotency_key else None
        try:
            task = intake.submit(replace(asked, uploads=(upload,), idempotency_key=key))
        except DocusnapError as error:
            refusals.append(error)
            made.append(BulkTaskBody(file=number, error=FailureBody(code=error.code, detail=str(error))))
        else:
            made.append(
                BulkTaskBody(file=number, task_id=task.id, status=task.status, status_url=address_of(task)),
            )
    if len(refusals) == len(made):
        raise refusals[0]
    return made


def _filter(request: Request) -> TaskFilter:
    return TaskFilter(
        status=status_of(request),
        operation=request.args.get("operation") or None,
        tag=request.args.get("tag") or None,
        kind=kind_of(request),
        text=text_of(request),
        since=time_of(request, "since"),
        until=time_of(request, "until"),
    )
