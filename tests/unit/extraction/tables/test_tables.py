"""Tables: told by their lines or by alignment alone, and not seen where there are none."""

import time
from decimal import Decimal

import pytest

from docusnap.domain.page import Mark, Page, Segment, Word
from docusnap.evidence.typed_tables import typed_tables
from docusnap.extraction.tables.find import find_tables

COLUMN, ROW, LETTER = 220.0, 40.0, 10.0
STOCK = ("Article|Stock|Price", "Pen blue|12|3.00", "Ink|4|9.50", "Paper A4|120|4.20")


def page_of(*rows, marks=(), slope=0.0, step=ROW):
    """Each row a line, "|" between its columns; on a page that falls to the right by the slope."""
    segments = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row.split("|")):
            words, x = [], 10.0 + COLUMN * c
            for word in text.split():
                y = 20.0 + step * r + slope * x
                words.append(Word(word, (x, y, x + LETTER * len(word), y + 20), 0.9))
                x += LETTER * (len(word) + 1)
            if words:
                segments.append(Segment(text.strip(), tuple(words)))
    return Page(1, 1000, 1400, tuple(segments), tuple(marks))


def grid(rows, columns, step=ROW):
    return [
        Mark("box", (COLUMN * c, 12 + step * r, COLUMN * (c + 1) - 4, 12 + step * (r + 1) - 4))
        for r in range(rows)
        for c in range(columns)
    ]


def told(page, **options):
    """Each table as headings and rows of texts."""
    return [
        ([c.name for c in t.columns], [[cell.text for cell in row] for row in t.rows])
        for t in find_tables([page], **options)
    ]


def expected(rows):
    heads, *body = (row.split("|") for row in rows)
    return [(heads, body)]


@pytest.mark.parametrize("slope", [0.0, 0.015, -0.015])
@pytest.mark.parametrize("marks", [(), grid(4, 3)], ids=["unruled", "ruled"])
def test_rows_and_columns_are_told_with_their_headings(marks, slope):
    if slope:
        marks = ()
    assert told(page_of(*STOCK, marks=marks, slope=slope)) == expected(STOCK)


def test_a_paragraph_above_and_below_is_no_part_of_it():
    prose = "Here is what we have in store at the end of this month for all of our shops"
    assert told(page_of(prose, *STOCK, prose)) == expected(STOCK)


def test_the_lines_of_one_cell_are_one_cell():
    rows = ("Article|Stock|Price", "Pen of blue||", "or black ink|12|3.00", "Paper|4|9.50", "Glue|7|1.00")
    ruled = page_of("Article|Stock|Price", "Pen blue|12|3.00", "and black||", "Paper|4|9.50", "Glue|7|1.00")
    assert told(ruled)[0][1][0] == ["Pen blue and black", "12", "3.00"]
    boxes = [
        Mark("box", (COLUMN * c, top, COLUMN * (c + 1) - 4, bottom - 4))
        for top, bottom in ((12, 52), (52, 132), (132, 172), (172, 212))
        for c in range(3)
    ]
    assert told(page_of(*rows, marks=boxes))[0][1][0] == ["Pen of blue or black ink", "12", "3.00"]


def test_an_empty_cell_stays_empty_in_its_column():
    page = page_of("Article|Stock|Price", "Pen|12|3.00", "Ink||9.50", "Paper|120|4.20", "Glue|7|")
    (table,) = find_tables([page])
    assert [table.rows[1][1].text, table.rows[3][2].text] == ["", ""]
    assert table.rows[1][1].box is None


def test_rows_of_numbers_without_headings_have_none():
    page = page_of("Pen|12|3.00", "Ink|4|9.50", "Paper|120|4.20", "Glue|7|1.00")
    (table,) = find_tables([page])
    assert [column.name for column in table.columns] == [None, None, None]
    assert len(table.rows) == 4


def test_tables_with_different_columns_are_told_apart():
    other = ("Shop|Day|Pens|Sold", "North|4|2|9.00", "South|5|1|8.00", "East|6|3|7.00")
    assert told(page_of(*STOCK, "", "", "", "", *other)) == [*expected(STOCK), *expected(other)]


@pytest.mark.parametrize(
    "rows",
    [
        ["Dear madam we thank you for your letter of last week and all", "that you wrote in it about the new house."]
        * 4,
        ["Name:|Mara Lindholm", "Date of birth:|12.03.1980", "Phone:|555 0100", "Shop:|North", "Number:|17"],
        ["Name|Mara Lindholm", "Born|12.03.1980", "Phone|555 0100", "Shop|North", "Number|17"],
        ["We write to you because the|The rooms will be painted in", "roof of the house is old and|May and nobody can"]
        * 5,
        ["Name: Lindholm|Born: 1980|Shop: North", "Tel: 555 0100|Fax: 555 0101|Room: 12"] * 3,
        ["Subtotal|30.00", "Tax|2.00", "Total|32.00", "Cash|50.00", "Change|18.00"],
    ],
    ids=["paragraph", "label and value", "no colons", "two columns of a letter", "labels in boxes", "sums"],
)
@pytest.mark.parametrize("listed", [False, True])
def test_what_only_looks_aligned_is_no_table(rows, listed):
    assert told(page_of(*rows), listed=listed) == []


def test_what_a_receipt_lists_is_told_as_items_unless_it_has_headings():
    rows = ("Pen|2|3.00|6.00", "Ink|3|3.00|9.00", "Glue|1|4.00|4.00", "Total|||19.00")
    assert told(page_of(*rows), listed=True) == []
    assert len(told(page_of("Article|Qty|Price|Amount", *rows), listed=True)) == 1


def test_cells_have_types_and_a_column_that_makes_its_printed_sum_says_so():
    page = page_of(
        "Article|Delivered|Price", "Pen|2025-03-14|3.00", "Ink|2025-03-15|9.50", "Glue|2025-04-01|7.50", "Total||20.00"
    )
    (table,) = typed_tables(find_tables([page]), {"Currency": "EUR"}, day_first=True)
    assert [column.checks for column in table.columns] == [(), (), ("sum",)]
    assert table.rows[0][1].normalized == "2025-03-14"
    assert table.rows[1][2].normalized == {"amount": "9.50", "currency": "EUR"}
    assert [column.type for column in table.columns] == ["text", "date", "money"]


def test_a_sum_that_does_not_fit_proves_nothing():
    page = page_of("Article|Stock|Price", "Pen|12|3.00", "Ink|4|9.50", "Glue|9|7.50", "Total||21.00")
    (table,) = typed_tables(find_tables([page]), {}, day_first=True)
    assert all(not column.checks for column in table.columns)
    assert sum(Decimal(row[2].text) for row in table.rows[:3]) == Decimal("20.00")


def test_cells_lie_where_they_stand_on_a_page_that_leans():
    page = page_of(*STOCK, slope=0.015)
    (table,) = find_tables([page])
    words = {word.text: word.box for word in page.words}
    assert table.rows[1][2].box == words["9.50"]


def test_a_page_of_five_thousand_words_takes_less_than_two_seconds():
    rows = ["|".join(f"{r * c % 997}" for c in range(1, 17)) for r in range(320)]
    page = page_of(*rows, step=ROW / 10)
    started = time.process_time()
    find_tables([page])
    assert time.process_time() - started < 2
