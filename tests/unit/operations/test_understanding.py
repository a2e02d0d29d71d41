from docusnap.domain.page import Page, Segment, Word
from docusnap.extraction.reader import OfflineReader
from docusnap.operations.understanding import Understanding


def test_a_page_on_which_nothing_was_read_is_named() -> None:
    read = Page(1, 100, 100, (Segment("Hello", (Word("Hello", (0, 0, 50, 10), 1.0),)),))
    understanding = Understanding(OfflineReader(), None, slots=1, day_first=True)

    result = understanding.document([read, Page(2, 100, 100)], []).as_json()

    assert result["warnings"] == [{"key": "page 2", "code": "nothing_read"}]
