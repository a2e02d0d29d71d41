"""What is wrong with the picture of a page itself, whatever is written on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason to take the picture again: a stable code ("blurred"), and a sentence for the person with the camera."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict on one picture; without faults it need not be taken again."""

    faults: tuple[Fault, ...] = ()


def quality_json(pages: Sequence[Quality]) -> dict[str, Any]:
    """The verdict on pages 1, 2, … as results and polls show it: on the whole, and on each page."""
    each = [[{"code": fault.code, "detail": fault.detail} for fault in page.faults] for page in pages]
    return {
        "retake": any(each),
        "reasons": [reason | {"page": number} for number, reasons in enumerate(each, 1) for reason in reasons],
        "pages": [
            {"page": number, "retake": bool(reasons), "reasons": reasons} for number, reasons in enumerate(each, 1)
        ],
    }
