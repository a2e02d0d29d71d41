from docusnap.domain.page import Page, Segment, Word
from docusnap.domain.paper_text import markdown, plain_text
from docusnap.domain.tables import Cell, Column, Table


def page(number, *lines):
    segments = [Segment(text, (Word(text, (10, 30 * n, 200, 30 * n + 20), 1.0),)) for n, text in enumerate(lines)]
    return Page(number, 400, 600, tuple(segments))


def test_the_text_is_the_lines_of_the_pages_with_a_form_feed_between_two():
    assert plain_text([page(1, "One", "Two"), page(2, "Three")]) == "One\nTwo\fThree"


def test_a_table_stands_in_the_place_of_its_lines():
    table = Table(1, (0, 25, 400, 85), (Column("Item"), Column(None)), ((Cell("Pen|cil"), Cell("4.00")),))
    told = markdown("Order", [page(1, "Dear all", "Item", "Pen 4.00", "Bye")], [table])
    assert told == "# Order\n\nDear all\n\n| Item |  |\n| --- | --- |\n| Pen\\|cil | 4.00 |\n\nBye\n"


def test_what_looks_like_markdown_on_the_page_is_only_text():
    told = markdown("", [page(1, "# No heading", "1. no list", "<script>*x*</script>", "[a](b)")], [])
    for escaped in ("\\# No", "1\\. no", "\\<script\\>\\*x\\*", "\\[a\\](b)"):
        assert escaped in told
