"""The page of a task: its pages, what was read on them, and what can be done with it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from docusnap.delegation.tasks import Tasks
from docusnap.domain.task import Status, Task, TaskFilter
from docusnap.http.authentication import Access, client_of, requires
from docusnap.web import words
from docusnap.web.pages import Pages, ShownPage
from docusnap.web.values import Group, general_doubts, groups_of

_MOST_PAPERS = 50
_PAGES_OF = "pages_of"


def add(routes: Blueprint, tasks: Tasks) -> None:
    """`GET /view/<task>`, the same as it goes on, and its later pages."""

    @routes.get("/view/<task_id>")
    @requires(Access.READ)
    def view(task_id: str) -> str:
        return render_template("view.html", **_shown(tasks, task_id))

    @routes.get("/view/<task_id>/live")
    @requires(Access.READ)
    def live(task_id: str) -> str | Response:
        shown = _shown(tasks, task_id)
        if request.args.get("seen") == shown["state"]:
            return Response(status=204)
        return render_template("live.html", **shown)

    @routes.get("/view/<task_id>/pages/<int(min=1, max=9999):number>")
    @requires(Access.READ)
    def view_page(task_id: str, number: int) -> str:
        client = client_of(request)
        task = tasks.task(task_id, client_id=client)
        pages = Pages(tasks, client)
        groups = groups_of(task.id, task.result or {}, task.id)
        page = pages.page(task_id, number) or abort(404)
        marked = [one for group in groups for one in group.marked]
        return render_template("page.html", page=pages.one(task_id, page, marked), done=True)

    @routes.get("/view/<task_id>/papers")
    @requires(Access.READ)
    def papers_to_fill_from(task_id: str) -> str:
        wanted = TaskFilter(status=Status.COMPLETED)
        listed = tasks.listed(wanted, None, _MOST_PAPERS, client_id=client_of(request))
        papers = [task for task in listed if task.id != task_id and (task.result or {}).get("kv")]
        return render_template("papers.html", task_id=task_id, papers=papers, kinds=words.KINDS)


@dataclass(frozen=True, slots=True)
class _Opened:
    task: Task
    pages_of: Task
    groups: list[Group]
    pages: list[ShownPage]


def _shown(tasks: Tasks, task_id: str) -> dict[str, Any]:
    client = client_of(request)
    pages = Pages(tasks, client)
    opened = _open(tasks, pages, task_id, client)
    task, result = opened.task, opened.task.result or {}
    progress = task.progress
    done = f"{progress.stage} {progress.done} of {progress.total}" if progress else ""
    return {
        "task": task,
        "result": result,
        "groups": opened.groups,
        "pages": opened.pages,
        "pages_of": opened.pages_of,
        "state": f"{task.status} {done} {len(opened.pages)}",
        "crop": pages.crop,
        "doubts": general_doubts(result),
        "kind": words.kind(result),
        "operation": result.get("operation") or task.operation,
        "doing": words.STAGES.get(progress.stage, progress.stage.capitalize()) if progress else "",
        "title": _title(opened),
        "took": words.seconds(task.finished_at - task.created_at) if task.finished_at else "",
        "engines": sorted({page.page.engine for page in opened.pages if page.page and page.page.engine}),
    }


def _title(opened: _Opened) -> str:
    if opened.task.result and "filled" in opened.task.result:
        form = (opened.pages_of.result or {}).get("title")
        return f"{form or 'Your form'}, filled in"
    return (opened.task.result or {}).get("title") or "Your paper"


def _open(tasks: Tasks, pages: Pages, task_id: str, client: str) -> _Opened:
    """The task, and the one whose pages it is shown on: of a filled form, the form that the address names."""
    task = tasks.task(task_id, client_id=client)
    form = request.args.get(_PAGES_OF)
    pages_of = tasks.task(form, client_id=client) if form else task
    groups = groups_of(task.id, task.result or {}, pages_of.id)
    marked = [one for group in groups for one in group.marked]
    return _Opened(task, pages_of, groups, pages.of(pages_of, marked))
