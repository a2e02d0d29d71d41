"""What stands on a page by itself, for those who wait until the whole paper is understood."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from docusnap.domain.page import Page
from docusnap.extraction.reader import OfflineReader
from docusnap.operations.document import DOCUMENT_QUESTION, document_answer
from docusnap.operations.understanding import Understanding


class FirstLook:
    """Values of single pages by the offline reader alone.

    It knows nothing of the paper's other pages, nor of what a language model says: the result may differ.
    """

    def __init__(self, offline: OfflineReader, *, day_first: bool) -> None:
        """`day_first`: how 02/03/2024 on a page is read."""
        self._understanding = Understanding(offline, None, slots=1, day_first=day_first)
        self._one_at_a_time = threading.Lock()

    def values(self, page: Page) -> Sequence[Mapping[str, Any]] | None:
        """The page's values, as a result has them under `values`; None while another page is looked at."""
        if not self._one_at_a_time.acquire(blocking=False):
            return None
        try:
            return self._values(page)
        finally:
            self._one_at_a_time.release()

    def _values(self, page: Page) -> Sequence[Mapping[str, Any]]:
        (paper,) = self._understanding.papers([page])
        found = self._understanding.answered(
            DOCUMENT_QUESTION,
            paper,
            (),
            offline=lambda reader: reader.document(paper, ()),
            said=lambda said, shown: document_answer(said, paper, shown),
            checkpoint=lambda: None,
            unfit=frozenset(),
        )
        values: Sequence[Mapping[str, Any]] = found.as_json()["values"]
        return values
