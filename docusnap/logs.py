"""How log lines are written: a sentence, and structured fields (`action`, …) beside it."""

import json
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the HTTP request that is being answered; empty outside of one."""

_ABOUT: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039 - never changed, only replaced

_FIELDS = ("action", "code", "outcome", "request_id", "task_id", "job_id")


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Adds these ids (`task_id`, `job_id`) to every line that is logged within."""
    before = _ABOUT.set({**_ABOUT.get(), **ids})
    try:
        yield
    finally:
        _ABOUT.reset(before)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level, logger, message, the structured fields, and the traceback where there is one."""
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def keep_record(record: logging.LogRecord) -> bool:
    """Whether the record is written: all of DocuSnap's, with the ids of what it is about, and libraries' warnings.

    Below that, libraries log addresses, headers and contents.
    """
    if current := REQUEST_ID.get():
        record.request_id = current
    for name, value in _ABOUT.get().items():
        record.__dict__.setdefault(name, value)
    return record.name.startswith("docusnap") or record.levelno >= logging.WARNING


def write_logs(style: Literal["text", "json"], level: int = logging.INFO) -> None:
    """Sends all log lines to standard error in one style."""
    handler = logging.StreamHandler(sys.stderr)
    form = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
    text = logging.Formatter(form, defaults={"request_id": "-"})
    handler.setFormatter(JsonLines() if style == "json" else text)
    handler.addFilter(keep_record)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
