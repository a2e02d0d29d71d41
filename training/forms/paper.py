"""A page to draw forms on, that remembers what every word of it is.

Lengths are pixels of the finished page (about a hundred to the inch); it is drawn at `SCALE` times that.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from docusnap.domain.page import Box
from training.fonts import font, width

Kind = Literal["text", "heading", "label", "choice", "answer"]
SCALE = 2


@dataclass(frozen=True, slots=True)
class Ink:
    """How a text is set."""

    font: str
    size: float
    grey: int = 0


@dataclass(slots=True)
class Entity:
    """One thing on the form. `of` holds the labels that an answer belongs to, `space` where a label's answer goes."""

    id: int
    kind: Kind
    of: list[int] = field(default_factory=list)
    space: Box | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A word where it was drawn, and the entity that it is part of."""

    text: str
    box: Box
    entity: int


class Paper:
    """The page and its truth, in the order in which things were drawn."""

    def __init__(self, wide: int, high: int, scale: int = SCALE) -> None:
        """White."""
        self.width, self.height, self.scale = wide, high, scale
        self.image = Image.new("L", (wide * self.scale, high * self.scale), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.words: list[Drawn] = []
        self.fillers: list[Box] = []
        self.scribbles: list[Box] = []
        self.entities: list[Entity] = []

    def _pixels(self, ink: Ink) -> int:
        return max(6, round(ink.size * self.scale))

    def entity(self, kind: Kind, of: Entity | None = None) -> Entity:
        """A new one; an answer to `of` if given."""
        self.entities.append(Entity(len(self.entities), kind, [of.id] if of else []))
        return self.entities[-1]

    def length(self, text: str, ink: Ink) -> float:
        """How wide the text is."""
        return width(text, ink.font, self._pixels(ink)) / self.scale

    def write(self, x: float, y: float, text: str, ink: Ink, entity: Entity, spacing: float = 0.0) -> float:
        """One line with its baseline at `y`; where it ends. `spacing`: between letters, of letter-spaced headings."""
        face = font(ink.font, self._pixels(ink))
        for word in text.split():
            wide = self._word(x, y, word, ink, face, spacing)
            top, bottom = y - 0.72 * ink.size, y + 0.2 * ink.size
            self.words.append(Drawn(word, (x, top, x + wide, bottom), entity.id))
            x += wide + self.length(" ", ink) + 2 * spacing
        return x - self.length(" ", ink) - 2 * spacing

    def _word(self, x: float, y: float, word: str, ink: Ink, face: ImageFont.FreeTypeFont, spacing: float) -> float:
        if not spacing:
            self.draw.text((x * self.scale, y * self.scale), word, ink.grey, face, anchor="ls")
            return self.length(word, ink)
        start = x
        for letter in word:
            self.draw.text((x * self.scale, y * self.scale), letter, ink.grey, face, anchor="ls")
            x += self.length(letter, ink) + spacing
        return x - start - spacing

    def fill(self, x: float, y: float, text: str, ink: Ink) -> None:
        """Dots or underscores to write on, which are no words."""
        face = font(ink.font, self._pixels(ink))
        self.draw.text((x * self.scale, y * self.scale), text, ink.grey, face, anchor="ls")
        self.fillers.append((x, y - 0.2 * ink.size, x + self.length(text, ink), y + 0.1 * ink.size))

    def rule(self, x0: float, y: float, x1: float, thick: float = 1.0, dash: float = 0.0) -> None:
        """A horizontal line; `dash`: the length of its strokes, 0 for none."""
        step = dash or x1 - x0
        x = x0
        while x < x1:
            end = min(x1, x + step)
            self.draw.line(
                [x * self.scale, y * self.scale, end * self.scale, y * self.scale], 0, max(1, round(thick * self.scale))
            )
            x += step + (dash * 0.5 if dash else 1)

    def stroke(self, x: float, y0: float, y1: float, thick: float = 1.0) -> None:
        """A vertical line."""
        self.draw.line(
            [x * self.scale, y0 * self.scale, x * self.scale, y1 * self.scale], 0, max(1, round(thick * self.scale))
        )

    def frame(self, box: Box, thick: float = 1.0, fill: int | None = None) -> None:
        """A rectangle."""
        self.draw.rectangle([c * self.scale for c in box], fill, 0, max(1, round(thick * self.scale)))

    def scribble(self, rng: Random, box: Box) -> None:
        """A signature that nobody can read."""
        self.scribbles.append(box)
        n = rng.randint(6, 14)
        x = np.linspace(box[0], box[2], n) + [rng.uniform(-4, 4) for _ in range(n)]
        y = [rng.uniform(box[1], box[3]) for _ in range(n)]
        fine = np.linspace(0, n - 1, n * 8)
        points = list(
            zip(
                np.interp(fine, range(n), x) * self.scale,
                _smooth(np.interp(fine, range(n), y)) * self.scale,
                strict=True,
            )
        )
        self.draw.line(points, 0, self.scale + rng.randint(0, 2), joint="curve")


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.convolve(np.pad(values, 4, mode="edge"), np.ones(9) / 9, mode="valid")
