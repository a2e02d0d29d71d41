"""The API over a delegator that only remembers: what is done with a task is not the API's business."""

import threading
import time
from dataclasses import replace
from itertools import count

import pytest
from flask import Flask

from docusnap.access.api_keys import Keys
from docusnap.access.rates import Rates
from docusnap.api import health, tasks
from docusnap.api.waiting import Waiting
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.errors import NotFound, NotReady
from docusnap.domain.page import Page, Segment, Word
from docusnap.domain.task import Status, Task
from docusnap.http import headers, openapi, problem, queries
from docusnap.http.authentication import Authenticator
from docusnap.http.session import Sessions
from docusnap.settings.groups import AccessSettings, DoorSettings, LimitSettings
from docusnap.wiring.operations import OWN_OPERATIONS


class RememberingDelegator:
    """Keeps what it is given; a test says when a task ends."""

    def __init__(self):
        self.operations = {kind.declaration.name: kind.declaration for kind in OWN_OPERATIONS}
        self.tasks = {}
        self.submitted = []
        self.webhooks = []
        self.keys = []
        self.pages = {}
        self.refuse_with = None
        self.waited = []
        self.waiting = threading.Event()
        self.ended = threading.Event()
        self.picturing = lambda: None
        self._ids = (f"task-{n}" for n in count(1))

    def submit(self, request):
        if self.refuse_with is not None:
            raise self.refuse_with
        self.submitted.append((request.operation, request.uploads, dict(request.parameters), request.tag))
        self.webhooks.append(request.webhook)
        self.keys.append(request.idempotency_key)
        return self.add(operation=request.operation, client_id=request.client_id, tag=request.tag)

    def task(self, task_id, *, client_id):
        if self.refuse_with is not None:
            raise self.refuse_with
        if task_id not in self.tasks or self.tasks[task_id].client_id != client_id:
            raise NotFound("There is no task with this id.")
        return self.tasks[task_id]

    def wait(self, task_id, seconds, *, client_id):
        self.waited.append(seconds)
        self.waiting.set()
        self.ended.wait(seconds)
        return self.task(task_id, client_id=client_id)

    def page(self, task_id, number, *, client_id):
        task = self.task(task_id, client_id=client_id)
        if (task_id, number) in self.pages:
            return self.pages[task_id, number]
        raise NotFound("The task has no such page.") if task.status.ended else NotReady()

    def page_image(self, task_id, number, *, client_id, before_making=bool):
        self.page(task_id, number, client_id=client_id)
        before_making()
        self.picturing()
        return b"\xff\xd8 a picture"

    def add(self, operation="document", client_id="local", status=Status.PENDING, result=None, **more):
        task = Task(
            next(self._ids), client_id, "job", operation, status, created_at=1_700_000_000.5, result=result, **more
        )
        self.tasks[task.id] = task
        return task

    def end(self, task_id, result):
        self.tasks[task_id] = replace(
            self.tasks[task_id], status=Status.COMPLETED, result=result, finished_at=1_700_000_002.0
        )
        self.ended.set()

    def add_page(self, task_id, number):
        words = (Word("TOTAL", (10.2, 20.6, 60.0, 40.0), 0.98765), Word("9.00", (70, 20, 110, 40), 0.5))
        segments = (Segment("TOTAL 9.00", words),)
        self.pages[task_id, number] = Page(number, 200, 100, segments, engine="null")


@pytest.fixture
def delegator():
    return RememberingDelegator()


@pytest.fixture
def limits():
    return LimitSettings(max_file_bytes=1000, max_request_bytes=2_000_000, max_pages=3)


@pytest.fixture
def keys(tmp_path):
    database = SqliteDatabase(tmp_path / "keys.db")
    yield Keys(database, clock=time.time, admin_key="", admin_client="local")
    database.close()


@pytest.fixture
def app(delegator, limits, keys):
    app = Flask("api under test")
    headers.install(app, DoorSettings())
    problem.install(app)
    Authenticator(keys, Rates(time.monotonic), AccessSettings(), Sessions(lambda: "secret", time.time)).install(app)
    queries.install(app)
    waiting = Waiting(delegator, max_seconds=5, at_once=1)
    app.register_blueprint(tasks.blueprint(delegator, delegator, limits, waiting, lambda _: None, pictures_at_once=1))
    app.register_blueprint(health.blueprint("1.2.3"))
    app.register_blueprint(openapi.blueprint("1.2.3"))
    return app


@pytest.fixture
def client(app):
    return app.test_client()
