"""The lines of a page, put together from the segments that the engine read."""

from docusnap.domain.page import Box, Page, Segment, Word


def _lines(*segments: tuple[str, Box]) -> list[str]:
    read = tuple(Segment(text, (Word(text, box, 0.9),)) for text, box in segments)
    return [line.text for line in Page(1, 600, 800, read).lines]


def test_segments_side_by_side_are_one_line_though_one_stands_a_little_lower() -> None:
    assert _lines(("TOTAL", (20, 100, 90, 120)), ("9.00", (400, 108, 450, 128))) == ["TOTAL 9.00"]


def test_segments_over_each_other_are_two_lines_however_near() -> None:
    street, town = (150, 100, 450, 130), (170, 113, 430, 143)
    assert _lines(("BANDAR RAJA", town), ("No 28, JALAN SATU", street)) == ["No 28, JALAN SATU", "BANDAR RAJA"]


def test_what_stands_beside_two_close_lines_goes_with_the_nearer_one() -> None:
    service, tax = (20, 100, 200, 130), (20, 113, 200, 143)
    lines = _lines(("SERVICE", service), ("TAX", tax), ("37.55", (400, 101, 450, 131)), ("2.25", (400, 112, 450, 142)))
    assert lines == ["SERVICE 37.55", "TAX 2.25"]
