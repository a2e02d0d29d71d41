"""A paper before it is drawn: where each piece of text stands, in which face, and what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from docusnap.domain.page import Box
from training.fonts import FACES, Family, width


@dataclass(frozen=True, slots=True)
class Run:
    """Text printed in one go, its top left corner at (x, y) in pixels of the sheet.

    `role` tells what it is ("company", "total", "label", …; "" for the rest), `ink` how strongly it is printed, 0..1.
    """

    text: str
    x: float
    y: float
    size: int
    face: str
    role: str = ""
    ink: float = 1.0

    @property
    def box(self) -> Box:
        """Around the text, as wide as the face makes it."""
        return (self.x, self.y, self.x + width(self.text, self.face, self.size), self.y + 1.15 * self.size)


@dataclass(frozen=True)
class Sheet:
    """A paper of this size; `rules` are drawn lines and frames (outlines of boxes)."""

    width: int
    height: int
    runs: tuple[Run, ...]
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A made paper and its truth: the kind, the values by key as a person would copy them, and the line items."""

    kind: str
    sheet: Sheet
    truth: Mapping[str, str]
    items: Sequence[Mapping[str, str]] = ()
    layout: str = ""


@dataclass
class Composer:
    """Sets text line by line from the top of a sheet down."""

    width: int
    face: str
    size: int
    margin: int
    y: float = 0.0
    spacing: float = 1.3
    runs: list[Run] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)

    @classmethod
    def of(cls, random: Random, family: Family, columns: int, size: int) -> "Composer":
        """A roll of paper on which about `columns` characters fit side by side."""
        face = random.choice(FACES[family])
        inner = width("0", face, size) * columns
        margin = int(random.uniform(0.02, 0.1) * inner)
        return cls(int(inner) + 2 * margin, face, size, margin, random.uniform(10, 60), random.uniform(1.12, 1.5))

    @property
    def inner(self) -> int:
        """Pixels between the margins."""
        return self.width - 2 * self.margin

    def put(self, text: str, x: float, *, role: str = "", size: int = 0, face: str = "", ink: float = 1.0) -> Run:
        """Text on the line under way, from pixel x on."""
        run = Run(text, x, self.y, size or self.size, face or self.face, role, ink)
        if text.strip():
            self.runs.append(run)
        return run

    def feed(self, lines: float = 1.0, size: int = 0) -> None:
        """Goes on to a line below."""
        self.y += lines * self.spacing * (size or self.size)

    def left(self, text: str, *, role: str = "", size: int = 0, face: str = "", indent: float = 0.0) -> None:
        """A line from the left margin."""
        self.put(text, self.margin + indent, role=role, size=size, face=face)
        self.feed(size=size)

    def centred(self, text: str, *, role: str = "", size: int = 0, face: str = "") -> None:
        """A line in the middle."""
        room = self.width - width(text, face or self.face, size or self.size)
        self.put(text, max(2.0, room / 2), role=role, size=size, face=face)
        self.feed(size=size)

    def right(self, text: str, end: float, *, role: str = "", size: int = 0, face: str = "") -> Run:
        """Text that ends at pixel `end`, on the line under way."""
        return self.put(text, end - width(text, face or self.face, size or self.size), role=role, size=size, face=face)

    def rule(self, character: str) -> None:
        """A line across the paper: of characters, or drawn where `character` is empty."""
        if character:
            count = int(self.inner / width(character, self.face, self.size))
            self.left(character * count)
        else:
            middle = self.y + self.size / 2
            self.rules.append((self.margin, middle, self.width - self.margin, middle))
            self.feed(0.7)

    def sheet(self, bottom: float = 30.0) -> Sheet:
        """What was set, on paper that ends below the last line."""
        return Sheet(self.width, int(self.y + bottom), tuple(self.runs), tuple(self.rules))
