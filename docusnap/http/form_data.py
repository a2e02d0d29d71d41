"""Bodies that are multipart/form-data."""

from dataclasses import dataclass

from flask import Request
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from docusnap.domain.errors import BadRequest, TooLarge
from docusnap.settings.groups import LimitSettings

_OTHER_PARTS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a form, or a file when it has a `filename`: an empty one where none was chosen in a browser."""

    name: str
    filename: str | None
    content: bytes


def parts_of(request: Request, limits: LimitSettings) -> list[Part]:
    """The parts of a form, in memory: temporary files would only be read back, and others could read them.

    Raises TooLarge, BadRequest.
    """
    most = limits.max_pages + _OTHER_PARTS
    boundary = request.mimetype_params.get("boundary", "")
    found, chunks = [], list[bytes]()
    try:
        with PushMultipartParser(boundary, max_segment_count=most) as parser:
            for event in parser.parse(_whole(request, limits.max_request_bytes)):
                if isinstance(event, MultipartSegment):
                    segment, chunks = event, []
                elif event is None:
                    found.append(Part(segment.name, segment.filename, b"".join(chunks)))
                else:
                    chunks.append(event)
    except ParserLimitReached as error:
        raise TooLarge(f"The form is too large ({error}); it can have {most} parts.") from None
    except MultipartError as error:
        raise BadRequest(f"The body is not multipart/form-data ({error.args[0]}).") from None
    if any(part.content.startswith(b"--" + boundary.encode()) for part in found):
        raise BadRequest("The body is not multipart/form-data (a part has no body).")
    return found


def _whole(request: Request, most: int) -> bytes:
    """In one piece where its length is known: copying it costs more than all else that is done here."""
    request.max_content_length = most
    length = request.content_length
    if length is None or length > most:
        return request.get_data(cache=False)
    return request.input_stream.read(length)
