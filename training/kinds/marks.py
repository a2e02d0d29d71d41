"""The marks that the engine finds on a made paper: its rules, its empty cells and its small squares."""

from dataclasses import replace
from random import Random

from docusnap.domain.page import Box, Mark, Page
from training.sheet import Sheet

_SMALL = 2.2
"""A square of at most so many text heights is for a tick."""


def marked(page: Page, sheet: Sheet, random: Random) -> Page:
    """The simulated page with the sheet's marks, a few of them missed."""
    scale = page.width / (sheet.width or 1)
    found = random.choice([1.0, 0.95, 0.8, 0.3])
    marks = [mark for rule in sheet.rules if random.random() < found and (mark := _mark(rule, sheet, scale))]
    return replace(page, marks=tuple(sorted(marks, key=lambda m: (m.box[1], m.box[0]))))


def _mark(rule: Box, sheet: Sheet, scale: float) -> Mark | None:
    x0, y0, x1, y1 = rule
    box = (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
    if y1 - y0 < 1:
        return Mark("rule", box)
    usual = sheet.runs[0].size if sheet.runs else 16
    holds = [run for run in sheet.runs if x0 <= run.x + 1 < x1 and y0 <= run.y + run.size / 2 < y1]
    if x1 - x0 < _SMALL * usual and y1 - y0 < _SMALL * usual:
        return Mark("check_box", box, value="on" if holds else "off")
    return Mark("box", box)
