"""A task's result as a file: in many formats, and a form with its values written in."""

from typing import get_args

from flask import Blueprint, Response, request

from docusnap.api import export_openapi as notes
from docusnap.delegation.exports import ExportedFile, ExportFormat, Exports
from docusnap.http.at_once import AtOnce
from docusnap.http.authentication import Access, client_of, requires
from docusnap.http.bodies import file_answer
from docusnap.http.cursors import one_of, wrong
from docusnap.http.openapi import described


def blueprint(exports: Exports, making: AtOnce) -> Blueprint:
    """`GET /task/<id>/export`, `/filled.pdf` and `/filled.png`."""
    routes = Blueprint("exports", __name__, url_prefix="/task/<task_id>")

    @routes.get("/export")
    @requires(Access.READ)
    @described(notes.EXPORT)
    def export_task(task_id: str) -> Response:
        form = _format(request.args.get("format", "json"))
        with making.one():
            return _answer(exports.export(task_id, form, client_id=client_of(request)))

    @routes.get("/filled.pdf")
    @requires(Access.READ)
    @described(notes.FILLED_PDF)
    def filled_form(task_id: str) -> Response:
        with making.one():
            return _answer(exports.filled_pdf(task_id, client_id=client_of(request)))

    @routes.get("/filled.png")
    @requires(Access.READ)
    @described(notes.FILLED_PNG)
    def filled_page(task_id: str) -> Response:
        page = request.args.get("page", "1")
        if not (page.isascii() and page.isdigit() and len(page) < 5 and int(page) > 0):
            raise wrong("page", "Send the number of a page, from 1.")
        with making.one():
            return _answer(exports.filled_png(task_id, int(page), client_id=client_of(request)))

    return routes


def _format(text: str) -> ExportFormat:
    form: ExportFormat = one_of("format", text, get_args(ExportFormat))
    return form


def _answer(file: ExportedFile) -> Response:
    return file_answer(file.content, file.name, file.media_type)
