"""Operations that only take time, as reading and understanding would, and a callback that notes what it was told."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docusnap.delegation.hooks import Hooks

OCR_SECONDS = float(os.environ.get("SIMULATED_OCR_SECONDS", "0.05"))
LLM_SECONDS = float(os.environ.get("SIMULATED_LLM_SECONDS", "0.1"))
_SLICE = 0.05


def _pause(context: Any, stage: str, seconds: float) -> None:
    """Takes so long, with checkpoints."""
    context.progress(stage, 0, 1)
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(_SLICE, left))
        context.checkpoint()


def simulated(uri: str, context: Any, *, files: object) -> Mapping[str, Any]:
    """Reads, then understands."""
    _pause(context, "reading", OCR_SECONDS)
    _pause(context, "understanding", LLM_SECONDS)
    return {"uri": uri}


def simulated_form(uri: str, context: Any, *, files: object) -> Mapping[str, Any]:
    """The same, but the first attempt asks for another."""
    _pause(context, "reading", OCR_SECONDS)
    if context.attempt == 1:
        context.retry(countdown=0.2)
    _pause(context, "understanding", LLM_SECONDS)
    return {"uri": uri}


def told(operation: str, uri: str, outcome: object, *args: object) -> None:
    """Notes that a task's end was told."""
    with Path(os.environ["SIMULATED_TOLD"]).open("a") as file:
        file.write(f"{operation} {uri}\n")


OPERATIONS = {"simulated": simulated, "simulated_form": simulated_form}
HOOKS = Hooks(callbacks={"default": told} if "SIMULATED_TOLD" in os.environ else {})
