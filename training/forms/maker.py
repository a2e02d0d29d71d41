"""Whole made forms: a head, sections of blocks in one or two columns, a foot, and what offices add to paper."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from docusnap.domain.page import Box
from training.fonts import PAIRS
from training.forms import choices, fields, framed, listed, tables, texts
from training.forms.content import Content
from training.forms.paper import SCALE, Drawn, Entity, Ink, Paper
from training.forms.pen import Pen
from training.forms.style import Style
from training.noise import Matrix, copied, faxed, moved, scanned

_Block = Callable[[Pen, float, float, float], float]
_OPEN: dict[_Block, float] = {
    fields.block: 7.0, fields.row_block: 4.0, tables.grid: 1.5, tables.table: 3.0, choices.choices: 2.5,
    fields.long_answer: 2.0, texts.signatures: 2.0, texts.names: 1.2, texts.prose: 2.5, texts.inline: 0.5,
    fields.numbered: 0.8, texts.heading: 2.0, listed.hanging: 4.0, listed.enumerated: 2.0, listed.bare_pairs: 3.0,
    listed.routing: 1.5, listed.across: 1.5, listed.underlined_columns: 1.5, framed.side_by_side: 1.5, framed.band: 1.5,
    framed.order: 1.0, framed.yes_no_grid: 0.7,
}  # fmt: skip
_FRAMED: dict[_Block, float] = {
    framed.band: 5.0, framed.side_by_side: 3.0, framed.order: 3.0, framed.yes_no_grid: 1.0, tables.grid: 2.0,
    choices.choices: 0.7, texts.prose: 0.7, texts.signatures: 1.0,
}  # fmt: skip
_STAMPED = (PAIRS["sans"][4][1], PAIRS["sans"][0][1], PAIRS["serif"][2][1])


@dataclass(frozen=True, slots=True, eq=False)
class MadeForm:
    """A picture (height x width x 3, RGB) with its truth: the words drawn, in its pixels, and what they are part of."""

    image: NDArray[np.uint8]
    words: tuple[Drawn, ...]
    entities: tuple[Entity, ...]


def make_form(seed: int) -> MadeForm:
    """The form of that number, copied or scanned: the same seed gives the same form."""
    rng = Random(seed)
    paper = draw_form(rng, SCALE)
    clean = np.repeat(np.asarray(paper.image)[:, :, None], 3, axis=2)
    image, matrix = _worn(clean, rng)
    words = (Drawn(w.text, moved(matrix, _scaled(w.box, SCALE)), w.entity) for w in paper.words)
    return MadeForm(image, tuple(words), tuple(paper.entities))


def _worn(clean: NDArray[np.uint8], rng: Random) -> tuple[NDArray[np.uint8], Matrix]:
    """As offices keep papers: most are copies at a hundred pixels to the inch, some scans or faxes."""
    if rng.random() < 0.7:
        return copied(clean, rng, 1 / SCALE)
    scale = rng.uniform(0.5, 0.8)
    small = np.asarray(cv2.resize(clean, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    image, matrix = (scanned if rng.random() < 0.7 else faxed)(small, rng)
    return image, matrix @ np.diag([scale, scale, 1.0])


def _scaled(box: Box, by: float) -> Box:
    x0, y0, x1, y1 = box
    return x0 * by, y0 * by, x1 * by, y1 * by


def draw_form(rng: Random, scale: int) -> Paper:
    """A form as it was printed and filled in, before anybody copied it."""
    width = rng.choice([762, 762, 770, 800, 707])
    paper = Paper(width, round(width * rng.choice([1.31, 1.31, 1.414, 1.2])), scale)
    style, content = Style.made(rng), Content(rng)
    pen = Pen(paper, content, style)
    left = rng.uniform(0.05, 0.14) * width
    right = width - rng.uniform(0.05, 0.14) * width
    y = _head(pen, left, right, rng.uniform(30, 90))
    y = _body(pen, left, right, y, paper.height - rng.uniform(40, 160))
    _foot(pen, left, right)
    if rng.random() < 0.2:
        paper.frame((left - 12, 20, right + 12, min(paper.height - 15, y + 30)), rng.choice([1, 2]))
    return paper


def _body(pen: Pen, left: float, right: float, y: float, bottom: float) -> float:
    """Blocks below and beside each other: all of one or a few kinds, framed throughout, or a mixture."""
    rng = pen.rng
    framed_all = rng.random() < 0.22
    liked = _liked(rng, _FRAMED if framed_all else _OPEN)
    while y < bottom:
        two = rng.random() < (0.1 if framed_all else 0.2)
        sides = [(left, (left + right) / 2 - 10), ((left + right) / 2 + 10, right)] if two else [(left, right)]
        ends = []
        for x0, x1 in sides:
            at, stop = y, min(bottom, y + rng.uniform(60, 250))
            while at < stop and (two or at == y):
                at = rng.choices(list(liked), list(liked.values()))[0](pen, x0, x1, at)
            ends.append(at)
        y = max(ends) + rng.choice([0, 0, 0, 6, 14, 30]) - (pen.style.pitch if framed_all and rng.random() < 0.8 else 0)
        if rng.random() < 0.08:
            pen.paper.rule(left, y - pen.style.label.size * 1.2, right, rng.choice([1, 2]), rng.choice([0, 0, 5]))
    return y


def _liked(rng: Random, blocks: dict[_Block, float]) -> dict[_Block, float]:
    """How often this form has each kind of block."""
    kind = rng.random()
    if kind < 0.35:  # a few kinds only
        kinds = rng.choices(list(blocks), list(blocks.values()), k=rng.randint(2, 4))
        return {**{block: rng.uniform(1, 4) for block in kinds}, texts.heading: 0.5}
    liked = {block: weight * rng.choice([0.0, 0.3, 1, 1, 2.5]) for block, weight in blocks.items()}
    if kind < 0.65:  # one kind throughout, others in between
        liked[rng.choices(list(blocks), list(blocks.values()))[0]] += 30
    liked[texts.heading] = liked.get(texts.heading, 0) + 0.3
    return liked


def _head(pen: Pen, x0: float, x1: float, y: float) -> float:
    """Letterhead, title, and the lines of a fax or memo, as far as this form has them."""
    paper, style, content, rng = pen.paper, pen.style, pen.content, pen.rng
    if rng.random() < 0.15:  # what a fax machine prints
        line = f"{content.date()}  {rng.randint(1, 12)}:{rng.randint(10, 59)}  {content.firm().upper()}   P.{rng.randint(1, 9)}"
        paper.write(x0, y * 0.4, line, Ink("truetype/liberation2/LiberationMono-Regular.ttf", 11), paper.entity("text"))
    if rng.random() < 0.4:
        ink = Ink(style.heading.font, style.heading.size * rng.uniform(0.9, 1.6))
        firm = content.firm()
        firm = firm.upper() if rng.random() < 0.6 else firm
        _centred(pen, firm, ink, x0, x1, y, rng.choice([0, 0.5]))
        y += ink.size * 1.3
        if rng.random() < 0.5:
            text = f"{content.street()}, {content.place()}"
            paper.write(x0 if rng.random() < 0.4 else (x0 + x1) / 2 - 90, y, text, style.small, paper.entity("text"))
            y += style.small.size * 2
    if rng.random() < 0.25:
        text = rng.choice(
            [
                content.date(),
                f"Page {rng.randint(1, 9)} of 9",
                f"No. {rng.randint(1, 9999)}",
                f"Form {content.code()}",
                "CONFIDENTIAL",
            ]
        )
        paper.write(x1 - 90, y, text, style.small, paper.entity("text"))
    y += style.pitch * rng.uniform(0.3, 1.5)
    if rng.random() < 0.85:
        ink = Ink(style.heading.font, style.heading.size * rng.uniform(1, 1.35))
        text = content.title()
        text = text.upper() if rng.random() < 0.65 else text
        place, heading = rng.choice([0, 0.5, 0.5, 0.5, 1]), paper.entity("heading")
        underlined, spacing = rng.random() < 0.35, rng.choice([0] * 9 + [2.5])
        for line in pen.wrapped(text, (x1 - x0) * 0.7, ink)[:2]:
            wide = paper.length(line, ink) + spacing * len(line)
            x = x0 + (x1 - x0 - wide) * place
            end = paper.write(x, y, line, ink, heading, spacing)
            if underlined:
                paper.rule(x, y + 3, end, 1)
            y += ink.size * 1.3
        if rng.random() < 0.15:
            _centred(pen, content.remark().upper(), style.label, x0, x1, y, place)
            y += style.label.size * 1.5
    y += style.pitch * rng.uniform(0.2, 1.2)
    if rng.random() < 0.25:
        y = _memo(pen, x0, x1, y)
    return y


def _centred(pen: Pen, text: str, ink: Ink, x0: float, x1: float, y: float, place: float) -> None:
    """A heading of its own: at the left (0), in the middle (0.5) or at the right (1)."""
    wide = pen.paper.length(text, ink)
    pen.paper.write(x0 + (x1 - x0 - wide) * place, y, text, ink, pen.paper.entity("heading"))


def _memo(pen: Pen, x0: float, x1: float, y: float) -> float:
    """To, from, date, subject."""
    paper, style, content, rng = pen.paper, pen.style, pen.content, pen.rng
    names = ["To", "From", "cc", "Date", rng.choice(["Subject", "Re", "Regarding"])]
    rng.shuffle(names)
    tab = x0 + max(paper.length(pen.tailed(pen.cased(n)), style.label) for n in names) + rng.uniform(10, 60)
    for name in names[: rng.randint(2, 5)]:
        label = paper.entity("label")
        paper.write(x0, y, pen.tailed(pen.cased(name)), style.label, label)
        label.space = (tab, y - style.label.size, x1, y + 3)
        ruled = rng.random() < 0.3
        if ruled:
            paper.rule(tab, y + 3, x0 + (x1 - x0) * 0.6, 1)
        if rng.random() < max(style.filled, 0.1):
            text = {
                "Date": content.date,
                "Subject": content.phrase,
                "Re": content.phrase,
                "Regarding": content.phrase,
            }.get(name, content.name)()
            answer = paper.entity("answer", label)
            paper.write(tab + 3, y, text, style.answer, answer)
            if name in ("To", "From") and rng.random() < 0.3:
                y += style.answer.size * 1.2
                paper.write(
                    tab + 3, y, rng.choice([content.firm, content.place, content.street])(), style.answer, answer
                )
        y += style.pitch
    return y + style.pitch * 0.4


def _foot(pen: Pen, x0: float, x1: float) -> None:
    """Form number, page number, stamps and the number of the archive."""
    paper, style, content, rng = pen.paper, pen.style, pen.content, pen.rng
    bottom = paper.height - rng.uniform(12, 30)
    if rng.random() < 0.4:
        text = rng.choice(
            [
                f"Form {content.code()} (Rev. {rng.randint(1, 12)}/{rng.randint(60, 99)})",
                content.code(),
                f"{content.code()} REVISED {content.date()}",
                content.firm().upper(),
            ]
        )
        paper.write(x0, bottom, text, style.small, paper.entity("text"))
    if rng.random() < 0.25:
        paper.write((x0 + x1) / 2, bottom, str(rng.randint(1, 20)), style.label, paper.entity("text"))
    if rng.random() < 0.5:
        number = str(rng.randint(10**7, 10**9))
        paper.write(rng.uniform(0.55, 0.75) * paper.width, bottom - rng.uniform(-5, 40), number,
                    Ink(rng.choice(_STAMPED), rng.uniform(14, 20)),
                    paper.entity("text"))  # fmt: skip
    if rng.random() < 0.12:
        x, y = rng.uniform(0.5, 0.75) * paper.width, rng.uniform(0.3, 0.85) * paper.height
        stamp, ink = paper.entity("text"), Ink(PAIRS["sans"][0][1], rng.uniform(11, 16))
        for n, text in enumerate(
            [rng.choice(["RECEIVED", "FAXED", "COPY", "APPROVED"]), content.date().upper(), content.name()]
        ):
            paper.write(x, y + n * ink.size * 1.4, text, ink, stamp)
