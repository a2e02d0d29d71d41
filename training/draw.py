"""A sheet drawn as a clean picture."""

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw

from docusnap.ocr.engine import Image
from training.fonts import font
from training.sheet import Sheet


def drawn(sheet: Sheet, *, thickness: int = 2) -> Image:
    """Black on white, in the sheet's own pixels; `thickness` is that of its rules."""
    picture = Pictures.new("L", (sheet.width, sheet.height), 255)
    pen = ImageDraw.Draw(picture)
    for x0, y0, x1, y1 in sheet.rules:
        if y1 - y0 < 1 or x1 - x0 < 1:
            pen.line((x0, y0, x1, y1), fill=60, width=thickness)
        else:
            pen.rectangle((x0, y0, x1, y1), outline=60, width=thickness)
    for run in sheet.runs:
        shade = round(255 * (1 - run.ink))
        pen.text((run.x, run.y), run.text, font=font(run.face, run.size), fill=shade)
    return np.repeat(np.asarray(picture, dtype=np.uint8)[:, :, None], 3, axis=2)
