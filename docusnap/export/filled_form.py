"""A form with its values written in: as a picture of one page, or as a PDF of all."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from docusnap.export.fonts import font_for
from docusnap.export.form_layout import Layout, Written
from docusnap.export.searchable_pdf import PicturedPage, points_per_pixel

if TYPE_CHECKING:
    from fpdf import FPDF

_INK = (16, 32, 128)
_TICK = ((0.1, 0.5), (0.4, 0.85), (0.9, 0.1))
"""Its three corners, in shares of its square."""
_MARGIN, _LINE = 56.0, 16.0
_WHY = {"no_place": "the form does not say where", "no_room": "there is no room", "no_font": "no font here has it"}


def filled_png(one: PicturedPage, layout: Layout) -> bytes:
    """The page with its values, as PNG."""
    with Image.open(BytesIO(one.picture)) as picture:
        image = picture.convert("RGB")
    draw = ImageDraw.Draw(image)
    for value in layout.written:
        if value.page != one.page.number:
            continue
        if value.font is None:
            draw.line(_corners(value), fill=_INK, width=max(2, round(value.size / 8)), joint="curve")
        else:
            font = ImageFont.truetype(str(value.font.path), max(1, round(value.size)))
            draw.text((value.x, value.y), value.text, fill=_INK, font=font, anchor="lm")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def filled_pdf(title: str, pages: Sequence[PicturedPage], layout: Layout) -> bytes:
    """The pages with their values as text; on a last page the values that could not be written, and why."""
    from fpdf import FPDF  # when it is used: a server need not wait for it at its start

    pdf = FPDF(unit="pt")
    pdf.set_title(title)
    pdf.set_auto_page_break(False)
    for one in pages:
        scale = points_per_pixel(one.page)
        width, height = one.page.width * scale, one.page.height * scale
        pdf.add_page(format=(width, height))
        pdf.image(BytesIO(one.picture), 0, 0, width, height)
        pdf.set_text_color(*_INK)
        pdf.set_draw_color(*_INK)
        for value in layout.written:
            if value.page == one.page.number:
                _write(pdf, value, scale)
    if layout.left_out:
        _add_rest(pdf, layout)
    return bytes(pdf.output())


def _write(pdf: "FPDF", value: Written, scale: float) -> None:
    if value.font is None:
        pdf.set_line_width(max(1.0, value.size * scale / 8))
        pdf.polyline([(x * scale, y * scale) for x, y in _corners(value)])
        return
    _use(pdf, str(value.font.path), value.size * scale)
    pdf.text(value.x * scale, (value.y + value.size * 0.35) * scale, value.text)


def _add_rest(pdf: "FPDF", layout: Layout) -> None:
    pdf.add_page(format="A4")
    pdf.set_text_color(0, 0, 0)
    lines = ["Values that are not written on the form:", ""]
    lines += [f"{value.label}: {value.value} ({_WHY[why]})" for value, why in layout.left_out]
    for number, line in enumerate(lines):
        font = font_for(line)
        if font is None:
            pdf.set_font("helvetica", size=10)
            line = line.encode("latin-1", "replace").decode("latin-1")
        else:
            _use(pdf, str(font.path), 10)
        pdf.text(_MARGIN, _MARGIN + number * _LINE, line)


def _use(pdf: "FPDF", path: str, size: float) -> None:
    name = path.lower().replace("/", "-").replace("\\", "-")
    if name not in pdf.fonts:
        pdf.add_font(name, fname=path)
    pdf.set_font(name, size=size)


def _corners(value: Written) -> list[tuple[float, float]]:
    """Of the tick, in the middle of its box."""
    x0, y0, x1, y1 = value.box
    left, top = (x0 + x1 - value.size) / 2, (y0 + y1 - value.size) / 2
    return [(left + x * value.size, top + y * value.size) for x, y in _TICK]
