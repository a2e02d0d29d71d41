"""What codes of results mean, in sentences for people."""

from collections.abc import Mapping
from typing import Any, Final

DOUBTS: Final[Mapping[str, str]] = {
    "not_on_page": "This stands nowhere on the pages. Do not use it unseen.",
    "only_in_picture": "Seen on the picture only: no printed text says it.",
    "inferred": "Concluded from what is printed, not read as such.",
    "pictures_refused": "The language model took no pictures; it had the words alone.",
    "pictures_left_out": "The language model saw the first ten pages only.",
    "not_checked": "This was not looked up on the page: there were too many values.",
    "missing": "This was not found, though such a paper should have it.",
    "disputed": "Two readers found different values, and both stand on the page.",
    "low_confidence": "It was hard to read.",
    "unsure": "It may not be what is meant here.",
    "not_in_source": "The paper that it should come from does not hold it.",
    "unlikely_value": "It does not look like what is asked for here.",
    "ambiguous_date": "Day and month could be the other way round.",
    "ambiguous_number": "It is not clear whether the mark in it sets apart thousands or decimals.",
    "sum_mismatch": "The sums on the paper do not add up to it.",
    "implausible_date": "This date is hardly possible.",
    "check_digit_mismatch": "Its check digit is wrong: a digit may be misread.",
    "items_do_not_add_up": "The rows do not add up to the sums: some are missing or misread.",
    "several_documents": "The pages are several papers; each is shown below.",
    "operation_may_not_fit": "It was read as another kind of paper than it seems to be.",
    "nothing_read": "Not one word was read on this page.",
    "damaged_page": "Part of the picture of this page is missing.",
    "text_layer_differs": "The text inside the PDF is not what the page shows, so the page was read from its picture.",
    "not_read_to_the_end": "The paper is longer than the language model takes; its end was not understood.",
}
"""By the codes of warnings."""

CHECKS: Final[Mapping[str, str]] = {
    "sum": "The sum was checked: it adds up.",
    "check_digit": "Its check digit was checked: it is right.",
    "product": "Quantity times price was checked.",
}
"""By the codes of checks. That a date is possible goes without saying."""

KINDS: Final[Mapping[str, str]] = {
    "receipt": "A receipt",
    "invoice": "An invoice",
    "blank_form": "A blank form",
    "filled_form": "A filled form",
    "identity": "An identity paper",
    "ticket": "A ticket",
    "letter": "A letter or article",
    "table": "A table",
    "none": "Some other paper",
}
"""By kinds of paper."""

STAGES: Final[Mapping[str, str]] = {
    "waiting": "Waiting",
    "reading": "Reading",
    "understanding": "Understanding",
    "filling": "Filling in",
}
"""By stages of work."""

ENGINES: Final[Mapping[str, str]] = {
    "rapid": "RapidOCR",
    "tesseract": "Tesseract",
    "remote": "an OCR server",
    "null": "no OCR engine",
    "text_layer": "the text in the file itself",
}
"""By what read the words of a page."""


def doubt(code: str) -> str:
    """What the warning means; of one that is not known here, its code as words."""
    return DOUBTS.get(code) or f"To be checked: {code.replace('_', ' ')}."


def check(code: str) -> str | None:
    """What was checked; None where it says nothing to people."""
    return CHECKS.get(code)


def kind(result: Mapping[str, Any]) -> str | None:
    """What kind of paper it is, and how surely."""
    named, chance = KINDS.get(result.get("kind") or ""), result.get("kind_confidence")
    return f"{named}, {_percent(chance)} sure" if named and chance is not None else named


def seconds(duration: float) -> str:
    """A duration as people say it."""
    return f"{duration:.1f} s" if duration < 60 else f"{duration // 60:.0f} min {duration % 60:.0f} s"


def _percent(chance: float) -> str:
    return f"{min(99, round(chance * 100))} %"
