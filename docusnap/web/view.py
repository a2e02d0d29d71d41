"""The page of a task: its pages, what was read on them, and what can be done with it."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from docusnap.delegation.tasks import Tasks
from docusnap.domain.task import Status, TaskFilter
from docusnap.http.authentication import Access, client_of, requires
from docusnap.web import words
from docusnap.web.pages import Pages
from docusnap.web.values import general_doubts, groups_of

_MOST_PAPERS = 50


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
        groups = groups_of(task)
        page = pages.page(task_id, number) or abort(404)
        marked = [one for group in groups for one in group.marked]
        return render_template("page.html", page=pages.one(task_id, page, marked), done=True)

    @routes.get("/view/<task_id>/papers")
    @requires(Access.READ)
    def papers_to_fill_from(task_id: str) -> str:
        client = client_of(request)
        tasks.task(task_id, client_id=client)
        listed = tasks.listed(TaskFilter(status=Status.COMPLETED), None, _MOST_PAPERS, client_id=client)
        papers = [task for task in listed if task.id != task_id and (task.result or {}).get("kv")]
        return render_template("papers.html", task_id=task_id, papers=papers, kinds=words.KINDS)


def _shown(tasks: Tasks, task_id: str) -> dict[str, Any]:
    client = client_of(request)
    task = tasks.task(task_id, client_id=client)
    result, progress = task.result or {}, task.progress
    groups = groups_of(task)
    pages, work = Pages(tasks, client), tasks.work(task_id, client_id=client)
    shown = pages.of(task, [one for group in groups for one in group.marked])
    done = f"{progress.stage} {progress.done} of {progress.total}" if progress else ""
    return {
        "task": task,
        "result": result,
        "title": "Your form, filled in" if "filled" in result else result.get("title") or "Your paper",
        "groups": groups,
        "pages": shown,
        "state": f"{task.status} {done} {len(shown)}",
        "crop": pages.crop,
        "doubts": general_doubts(result),
        "kind": words.kind(result),
        "operation": result.get("operation") or task.operation,
        "doing": words.STAGES.get(progress.stage, progress.stage.capitalize()) if progress else "",
        "took": words.seconds(task.finished_at - task.created_at) if task.finished_at else "",
        "attempts": work.attempts,
        "stages": [
            (words.STAGES.get(stage, stage.capitalize()), words.seconds(s)) for stage, s in work.seconds.items()
        ],
        "engines": sorted(
            {words.ENGINES.get(page.page.engine, page.page.engine) for page in shown if page.page and page.page.engine}
        ),
    }
