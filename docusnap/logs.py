"""How log lines are written: a sentence, and structured fields (`action`, …) beside it."""

import json
import logging
import sys
import time
from contextvars import ContextVar
from typing import Literal

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the HTTP request that is being answered; empty outside of one."""

_FIELDS = ("action", "code", "outcome", "request_id")


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
    """Whether the record is written: all of DocuSnap's, with the id of the request, and the warnings of libraries.

    Below that, libraries log addresses, headers and contents.
    """
    if current := REQUEST_ID.get():
        record.request_id = current
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
