"""The page of a task: its papers, and what was read on them."""

from flask import Blueprint, render_template, request

from docusnap.delegation.tasks import Tasks
from docusnap.http.authentication import Access, client_of, requires


def add(routes: Blueprint, tasks: Tasks) -> None:
    """`GET /view/<task>`."""

    @routes.get("/view/<task_id>")
    @requires(Access.READ)
    def view(task_id: str) -> str:
        return render_template("view.html", task=tasks.task(task_id, client_id=client_of(request)))
