"""One DocuSnap as another's OCR server: `/ocr`, as CnOCR serves it, and `/ocr/extract`."""

from collections.abc import Callable

from flask import Blueprint, Request, Response, request

from docusnap.api.ocr_openapi import EXTRACT, OCR, Extracted, ExtractRequest, OcrAnswer, OcrLine
from docusnap.domain.byte_sizes import readable_size
from docusnap.domain.errors import MissingInput, TooLarge
from docusnap.domain.page import Page
from docusnap.http.at_once import AtOnce
from docusnap.http.authentication import Access, charge_quota, requires
from docusnap.http.bodies import json_answer, json_object, validated
from docusnap.http.form_data import parts_of
from docusnap.http.openapi import described
from docusnap.http.problem import FieldProblem, InvalidRequest, UnsupportedBody
from docusnap.settings.groups import LimitSettings

ReadPicture = Callable[[bytes], Page]


def blueprint(read: ReadPicture, limits: LimitSettings, *, at_once: int) -> Blueprint:
    """`POST /ocr` and `POST /ocr/extract`; `at_once`: pictures in work, so that reading never takes all threads."""
    routes = Blueprint("ocr_server", __name__)
    reading = AtOnce(at_once, "reads pictures")

    def page_on(picture: bytes) -> Page:
        if len(picture) > limits.max_file_bytes:
            most = f"{readable_size(limits.max_file_bytes)} is the most (DOCUSNAP_MAX_FILE_BYTES)"
            raise TooLarge(f"The picture has {readable_size(len(picture))}; {most}.")
        with reading.one():
            charge_quota(request)
            return read(picture)

    @routes.post("/ocr")
    @requires(Access.PHONE)
    @described(OCR)
    def ocr() -> Response:
        page = page_on(_picture_of(request, limits))
        lines = [OcrLine.of(segment) for line in page.lines for segment in line.segments]
        return json_answer(OcrAnswer(results=lines))

    @routes.post("/ocr/extract")
    @requires(Access.PHONE)
    @described(EXTRACT)
    def extract() -> Response:
        page = page_on(_picture_in_json(request))
        return json_answer(Extracted(text="\n".join(line.text for line in page.lines)))

    return routes


def _picture_of(request: Request, limits: LimitSettings) -> bytes:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedBody("Send the picture as multipart/form-data, as the file `image`.")
    for part in parts_of(request, limits):
        if part.name == "image" and part.filename is not None:
            return part.content
    raise MissingInput("The form has no file `image`.")


def _picture_in_json(request: Request) -> bytes:
    picture = validated(json_object(request), ExtractRequest).image_data
    if isinstance(picture, str):
        raise InvalidRequest([FieldProblem(field="image_data", message="Send the picture itself.")])
    return picture
