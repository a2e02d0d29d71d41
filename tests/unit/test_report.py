"""Tables of results, and pictures with the evidence drawn in."""

from io import BytesIO, StringIO

import numpy as np
import pytest
from PIL import Image, ImageDraw
from rich.console import Console

from docusnap.report import draw_evidence, result_table

BOX = (100.0, 60.0, 180.0, 90.0)
PRINTED_ABOVE, PRINTED_BELOW, BESIDE = (90, 35, 200, 55), (90, 95, 200, 115), (186, 62, 300, 88)


def drawn_on(*printed: tuple[int, int, int, int]) -> tuple[Image.Image, Image.Image]:
    """A page with black strokes for what is printed on it, and the same with the evidence."""
    page = Image.new("RGB", (400, 150), "white")
    for x0, y0, x1, y1 in printed:
        for x in range(x0, x1, 6):
            ImageDraw.Draw(page).line((x, y0, x, y1), fill="black", width=2)
    out = BytesIO()
    page.save(out, "PNG")
    result = {"evidence": {"Total": {"page": 1, "box": BOX}}}
    return page, Image.open(BytesIO(draw_evidence(out.getvalue(), 1, result)))


def changed(pages: tuple[Image.Image, Image.Image], where: tuple[int, int, int, int]) -> bool:
    before, after = (np.asarray(page.crop(where)) for page in pages)
    return bool((before != after).any())


def test_a_label_hides_nothing_that_is_printed_near_its_box() -> None:
    full = (102, 64, 178, 86)
    pages = drawn_on(full, PRINTED_ABOVE, PRINTED_BELOW)
    assert not any(changed(pages, bar) for bar in (full, PRINTED_ABOVE, PRINTED_BELOW))
    assert changed(pages, BESIDE)


@pytest.mark.parametrize(("kind", "expected"), [("JPEG", b"\xff\xd8"), ("PNG", b"\x89PNG")])
def test_the_picture_is_of_the_kind_asked_for(kind: str, expected: bytes) -> None:
    out = BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PNG")
    assert draw_evidence(out.getvalue(), 1, {}, kind).startswith(expected)


def shown(result: dict[str, object]) -> str:
    console = Console(width=200, file=StringIO(), record=True)
    console.print(result_table("files", result))
    return console.export_text()


def test_the_table_shows_every_warning_whatever_it_is_about() -> None:
    about = {"title": "not_on_page", "Total": "low_confidence", "Name": "not_on_page", "page 2": "damaged_page"}
    warnings = [{"key": key, "code": code} for key, code in about.items()]
    document = {
        "title": "A",
        "description": "B",
        "model": "m",
        "kv": {"Total": "9"},
        "evidence": {},
        "fields": ["Name"],
    }
    filled = {"filled": {"Total": {"value": "9", "source": {"type": "doc", "resource_id": "1"}}}, "missing": []}
    for result in (document, filled | {"model": "m"}):
        lines = shown(result | {"warnings": warnings}).splitlines()
        assert all(any(key in line and code in line for line in lines) for key, code in about.items())


def test_what_is_on_a_page_neither_colours_nor_links_the_table() -> None:
    value = "[red]9.00[/red] [link=http://evil.example]pay[/link]"
    result = {"title": value, "description": value, "model": "m", "kv": {value: value}, "evidence": {}, "warnings": []}
    text = shown(result)
    assert text.count(value) == 4
