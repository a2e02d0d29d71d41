"""A client's library: its papers found again, compared, exported and deleted."""

import logging
from collections.abc import Iterable, Iterator
from typing import get_args

from flask import Blueprint, Response, request

from docusnap.api import paper_openapi as notes
from docusnap.api.paper_answers import DeletedBody, LibraryBody, PaperBody, PaperReport, PapersBody
from docusnap.delegation.library import PaperLibrary
from docusnap.delegation.spreadsheets import MEDIA_TYPES, TableFormat, table
from docusnap.delegation.tasks import Tasks
from docusnap.domain.errors import NotFound
from docusnap.domain.paper import KnownPaper
from docusnap.domain.task import Task
from docusnap.http.at_once import AtOnce
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import file_answer, json_answer, json_object, validated
from docusnap.http.cursors import limit_of, one_of, page_of, wrong
from docusnap.http.openapi import described
from docusnap.http.paper_filter import filter_of

log = logging.getLogger(__name__)

MOST_EXPORTED = 10_000


def blueprint(library: PaperLibrary, tasks: Tasks, making: AtOnce) -> Blueprint:
    """`GET /library/papers`, `…/papers/<task>`, `…/contents` and `…/export`, and `POST /library/delete`.

    `making`: how many tables are made at a time.
    """
    routes = Blueprint("papers", __name__, url_prefix="/library")
    _add_finding(routes, library)

    @routes.get("/export")
    @requires(Access.READ)
    @described(notes.EXPORT)
    def export() -> Response:
        form = _format(request.args.get("format", "csv"))
        found = library.results(client_of(request), filter_of(request), MOST_EXPORTED + 1)
        with making.one():
            return file_answer(table(_exported(found), form), f"papers.{form}", MEDIA_TYPES[form])

    @routes.post("/delete")
    @requires(Access.SUBMIT)
    @described(notes.DELETING)
    def delete_papers() -> Response:
        client, deleted = client_of(request), 0
        for task_id in dict.fromkeys(validated(json_object(request), notes.DeletePapersRequest).task_ids):
            try:
                tasks.task(task_id, client_id=client)
            except NotFound:
                continue
            tasks.delete(task_id, client_id=client)
            deleted += 1
        log.info("client %s deleted %d papers", client, deleted, extra={"action": "papers_deleted"})
        return json_answer(DeletedBody(deleted=deleted))

    return routes


def _add_finding(routes: Blueprint, library: PaperLibrary) -> None:
    @routes.get("/papers")
    @requires(Access.READ)
    @described(notes.LISTING)
    def list_papers() -> Response:
        limit = limit_of(request)
        found = library.search(client_of(request), filter_of(request), limit + 1)
        shown, following = page_of(found, limit, lambda one: (one.created_at, one.task_id))
        return json_answer(PapersBody(papers=[PaperBody.of(paper) for paper in shown], next=following))

    @routes.get("/papers/<task_id>")
    @requires(Access.READ)
    @described(notes.PAPER)
    def paper(task_id: str) -> Response:
        return json_answer(PaperReport.of_one(library.paper(client_of(request), task_id)))

    @routes.get("/contents")
    @requires(Access.READ)
    @described(notes.CONTENTS)
    def contents() -> Response:
        found = library.contents(client_of(request))
        return json_answer(LibraryBody(kinds=found.kinds, tags=found.tags))


def _exported(found: Iterable[tuple[KnownPaper, Task]]) -> Iterator[tuple[KnownPaper, Task]]:
    """One after the other, as all results together may be large. Raises InvalidRequest where they are too many."""
    for number, one in enumerate(found):
        if number >= MOST_EXPORTED:
            raise wrong("until", f"More than {MOST_EXPORTED} papers fit; ask for a shorter time at once.")
        yield one


def _format(text: str) -> TableFormat:
    form: TableFormat = one_of("format", text, get_args(TableFormat))
    return form
