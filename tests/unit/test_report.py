"""Pictures with the evidence drawn in."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from docusnap.report import draw_evidence

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
