"""Whole made forms: a head, sections of blocks in one or two columns, a foot, and what offices add to paper."""

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from training.forms.blocks import Blocks, Style
from training.forms.content import Content
from training.forms.noise import noisy
from training.forms.paper import SCALE, Drawn, Entity, Fonts, Ink, Paper

_BLOCKS = {
    "fields": 8.0, "row": 5.0, "grid": 2.0, "table": 3.0, "choices": 2.5, "long_answer": 2.5, "signatures": 2.0,
    "names": 1.5, "prose": 1.5, "inline": 0.5, "numbered": 0.8, "heading": 2.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class MadeForm:
    """A picture (height x width x 3, RGB) with its truth: the words drawn, in its pixels, and what they are part of."""

    image: NDArray[np.uint8]
    words: tuple[Drawn, ...]
    entities: tuple[Entity, ...]


def make_form(seed: int, fonts: Fonts) -> MadeForm:
    """The form of that number: the same seed gives the same form."""
    rng = Random(seed)
    paper = draw_form(rng, fonts, SCALE)
    image, words = noisy(np.asarray(paper.image), paper.words, rng)
    return MadeForm(image, tuple(words), tuple(paper.entities))


def draw_form(rng: Random, fonts: Fonts, scale: int) -> Paper:
    """A form as it was printed and filled in, before anybody copied it."""
    width = rng.choice([762, 762, 770, 800, 707])
    paper = Paper(fonts, width, round(width * rng.choice([1.31, 1.31, 1.414, 1.2])), scale)
    style, content = Style.made(rng, fonts), Content(rng)
    blocks = Blocks(paper, content, style)
    left = rng.uniform(0.05, 0.14) * width
    right = width - rng.uniform(0.05, 0.14) * width
    y = _head(blocks, left, right, rng.uniform(30, 90))
    y = _body(blocks, left, right, y, paper.height - rng.uniform(40, 160))
    _foot(blocks, left, right)
    if rng.random() < 0.2:
        paper.frame((left - 12, 20, right + 12, min(paper.height - 15, y + 30)), rng.choice([1, 2]))
    return paper


def _body(blocks: Blocks, left: float, right: float, y: float, bottom: float) -> float:
    rng = blocks.rng
    liked = {name: weight * rng.choice([0.0, 0.3, 1, 1, 2.5]) for name, weight in _BLOCKS.items()}
    if rng.random() < 0.6:  # most forms are of one kind throughout
        liked[rng.choice(["fields", "fields", "row", "grid", "table", "choices", "long_answer", "signatures"])] += 30
    liked["heading"] += 0.3
    while y < bottom:
        two = rng.random() < 0.22
        sides = [(left, (left + right) / 2 - 10), ((left + right) / 2 + 10, right)] if two else [(left, right)]
        ends = []
        for x0, x1 in sides:
            at, stop = y, min(bottom, y + rng.uniform(60, 250))
            while at < stop and (two or at == y):
                at = _block(blocks, rng.choices(list(liked), list(liked.values()))[0], x0, x1, at)
            ends.append(at)
        y = max(ends) + rng.choice([0, 0, 6, 14, 30])
        if rng.random() < 0.08:
            blocks.paper.rule(left, y - blocks.style.label.size * 1.2, right, rng.choice([1, 2]), rng.choice([0, 0, 5]))
    return y


def _block(blocks: Blocks, name: str, x0: float, x1: float, y: float) -> float:
    rng, narrow = blocks.rng, x1 - x0 < 320
    if name == "fields":
        return blocks.fields(x0, x1, y, rng.randint(1, 6))
    if name == "row":
        return blocks.row(x0, x1, y, 2 if narrow else rng.choice([2, 2, 3, 4]))
    draws = {
        "grid": blocks.grid,
        "table": blocks.table,
        "choices": blocks.choices,
        "long_answer": blocks.long_answer,
        "signatures": blocks.signatures,
        "names": blocks.names,
        "prose": blocks.prose,
        "inline": blocks.inline,
        "numbered": blocks.numbered,
        "heading": blocks.heading,
    }
    return draws[name](x0, x1, y)


def _head(blocks: Blocks, x0: float, x1: float, y: float) -> float:
    """Letterhead, title, and the lines of a fax or memo, as far as this form has them."""
    paper, style, content, rng = blocks.paper, blocks.style, blocks.content, blocks.rng
    if rng.random() < 0.15:  # what a fax machine prints
        line = f"{content.date()}  {rng.randint(1, 12)}:{rng.randint(10, 59)}  {content.firm().upper()}   P.{rng.randint(1, 9)}"
        paper.write(x0, y * 0.4, line, Ink("LiberationMono-Regular", 11), paper.entity("text"))
    if rng.random() < 0.4:
        ink = Ink(style.heading.font, style.heading.size * rng.uniform(0.9, 1.6))
        firm = content.firm()
        firm = firm.upper() if rng.random() < 0.6 else firm
        _centred(blocks, firm, ink, x0, x1, y, rng.choice([0, 0.5]))
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
        for line in blocks.wrapped(text, (x1 - x0) * 0.7, ink)[:2]:
            wide = paper.length(line, ink) + spacing * len(line)
            x = x0 + (x1 - x0 - wide) * place
            end = paper.write(x, y, line, ink, heading, spacing)
            if underlined:
                paper.rule(x, y + 3, end, 1)
            y += ink.size * 1.3
        if rng.random() < 0.15:
            _centred(blocks, content.remark().upper(), style.label, x0, x1, y, place)
            y += style.label.size * 1.5
    y += style.pitch * rng.uniform(0.2, 1.2)
    if rng.random() < 0.25:
        y = _memo(blocks, x0, x1, y)
    return y


def _centred(blocks: Blocks, text: str, ink: Ink, x0: float, x1: float, y: float, place: float) -> None:
    """A heading of its own: at the left (0), in the middle (0.5) or at the right (1)."""
    wide = blocks.paper.length(text, ink)
    blocks.paper.write(x0 + (x1 - x0 - wide) * place, y, text, ink, blocks.paper.entity("heading"))


def _memo(blocks: Blocks, x0: float, x1: float, y: float) -> float:
    """To, from, date, subject."""
    paper, style, content, rng = blocks.paper, blocks.style, blocks.content, blocks.rng
    names = ["To", "From", "cc", "Date", rng.choice(["Subject", "Re", "Regarding"])]
    rng.shuffle(names)
    tab = x0 + max(paper.length(blocks.tailed(blocks.cased(n)), style.label) for n in names) + rng.uniform(10, 60)
    for name in names[: rng.randint(2, 5)]:
        label = paper.entity("label")
        paper.write(x0, y, blocks.tailed(blocks.cased(name)), style.label, label)
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


def _foot(blocks: Blocks, x0: float, x1: float) -> None:
    """Form number, page number, stamps and the number of the archive."""
    paper, style, content, rng = blocks.paper, blocks.style, blocks.content, blocks.rng
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
                    Ink(rng.choice(["DejaVuSans-Bold", "LiberationSans-Bold", "C059-Bold"]), rng.uniform(14, 20)),
                    paper.entity("text"))  # fmt: skip
    if rng.random() < 0.12:
        x, y = rng.uniform(0.5, 0.75) * paper.width, rng.uniform(0.3, 0.85) * paper.height
        stamp, ink = paper.entity("text"), Ink("LiberationSans-Bold", rng.uniform(11, 16))
        for n, text in enumerate(
            [rng.choice(["RECEIVED", "FAXED", "COPY", "APPROVED"]), content.date().upper(), content.name()]
        ):
            paper.write(x, y + n * ink.size * 1.4, text, ink, stamp)
