"""How our engine would read a drawn form, without running it: a thousand times faster, for the bulk of the learning.

Where the engine joins words into one segment, how high its boxes are and what it misreads follow figures measured on
its readings; marks are looked for in the picture as ever.
"""

from dataclasses import dataclass
from random import Random

import cv2
import numpy as np

from docusnap.domain.page import Box, Mark, Page, Segment, Word
from docusnap.pages.marks import find_marks
from training.forms.made import Made
from training.forms.maker import draw_form
from training.forms.paper import Drawn, Paper

_JOINS = ((0.55, 0.985), (0.8, 0.72), (1.0, 0.53), (1.2, 0.22), (1.8, 0.07))
"""Gap between two words of a row, in heights of a line, and how often the engine reads them in one go."""
_LOOK_ALIKE = ("O0", "l1", "I1", "S5", "B8", "ec", "ao", "nu", "mn", ".,", ":.", "rt", "hb", "Z2", "G6", "il", "fl")
_ABOVE, _BELOW = 0.2, 0.24
"""By how much a segment's box is higher than the letters, in sizes of the font."""


@dataclass(frozen=True, slots=True)
class _Faults:
    """Of one page: shares of letters misread, spaces not seen and segments missed; slope of the rows."""

    misread: float
    glued: float
    missed: float
    slope: float


def guessed(seed: int) -> Made:
    """The form of that number as our engine might read it."""
    rng = Random(seed)
    paper = draw_form(rng, 1)
    faults = _Faults(
        rng.choice([0, 0.003, 0.01, 0.04]), rng.choice([0, 0.02, 0.06, 0.15]), rng.choice([0, 0.01, 0.03]),
        rng.choice([0, rng.uniform(-0.017, 0.017)]),
    )  # fmt: skip
    words = [_leaning(word, faults.slope) for word in paper.words]
    segments = [s for row in _rows(words, rng) if (s := _read(row, paper, faults, rng))]
    segments += _fillers(paper, rng)
    page = Page(1, paper.width, paper.height, tuple(segments), _marks(paper, rng), "guessed")
    return page, tuple(words), tuple(paper.entities)


def _leaning(word: Drawn, slope: float) -> Drawn:
    x0, y0, x1, y1 = word.box
    down = slope * (x0 + x1) / 2
    return Drawn(word.text, (x0, y0 + down, x1, y1 + down), word.entity)


def _rows(words: list[Drawn], rng: Random) -> list[list[Drawn]]:
    """Words that the engine reads in one go."""
    rows: list[list[Drawn]] = []
    for word in sorted(words, key=lambda w: (w.box[0], w.box[1])):
        height = 1.5 * (word.box[3] - word.box[1])
        best = None
        for row in rows:
            last = row[-1]
            gap = (word.box[0] - last.box[2]) / height
            level = abs(word.box[1] + word.box[3] - last.box[1] - last.box[3]) < 0.5 * height
            if level and -0.5 < gap < 2 and (best is None or last.box[2] > best[-1].box[2]):
                best = row
        gap = (word.box[0] - best[-1].box[2]) / height if best else 9.0
        chance = next((share for most, share in _JOINS if gap <= most), 0.005)
        if best is not None and rng.random() < chance:
            best.append(word)
        else:
            rows.append([word])
    return rows


def _read(row: list[Drawn], paper: Paper, faults: _Faults, rng: Random) -> Segment | None:
    if rng.random() < faults.missed:
        return None
    size = max(w.box[3] - w.box[1] for w in row) / 0.92
    top = min(w.box[1] for w in row) - size * _ABOVE + rng.gauss(0, 0.8)
    bottom = max(w.box[3] for w in row) + size * _BELOW + rng.gauss(0, 0.8)
    sure = min(1.0, max(0.3, 1 - abs(rng.gauss(0, 0.03 + 4 * faults.misread))))
    read: list[tuple[str, Box]] = []
    for word in row:
        text = "".join(_misread(c, faults, rng) for c in word.text)
        box = (word.box[0] - 1 + rng.gauss(0, 1), top, word.box[2] + 1 + rng.gauss(0, 1), bottom)
        if read and rng.random() < faults.glued + 0.2 * read[-1][0].endswith(":"):
            before, at = read.pop()
            text, box = before + text, (at[0], top, box[2], bottom)
        read.append((text, box))
    if rng.random() < 0.15 and any(abs(f[0] - row[-1].box[2]) < 9 and f[1] - 4 < row[-1].box[3] < f[3] + 8
                                   for f in paper.fillers):  # fmt: skip
        read[-1] = (read[-1][0] + "_", read[-1][1])
    words = tuple(Word(t, (min(b[0], b[2] - 2), b[1], b[2], b[3]), sure) for t, b in read if t)
    return Segment(" ".join(w.text for w in words), words) if words else None


def _misread(letter: str, faults: _Faults, rng: Random) -> str:
    if rng.random() >= faults.misread:
        return letter
    alike = [pair.replace(letter, "", 1) for pair in _LOOK_ALIKE if letter in pair]
    return rng.choice([*alike, rng.choice("abcdefghilmnoprstuvw"), "", "-"])


def _fillers(paper: Paper, rng: Random) -> list[Segment]:
    """Dots and underscores that were read as such."""
    found = []
    for box in paper.fillers:
        if rng.random() < 0.5:
            text = rng.choice(["_", "___", "......", "_____"])
            found.append(Segment(text, (Word(text, box, 0.7),)))
    for box in paper.scribbles:
        if rng.random() < 0.5:
            text = "".join(rng.choice("abcdehilmnorstuvwyKHMABD. ") for _ in range(rng.randint(2, 9))).strip() or "M"
            words = text.split()
            wide = (box[2] - box[0]) / len(words)
            parts = [
                Word(w, (box[0] + n * wide, box[1], box[0] + (n + 0.8) * wide, box[3]), 0.6)
                for n, w in enumerate(words)
            ]
            found.append(Segment(text, tuple(parts)))
    return found


def _marks(paper: Paper, rng: Random) -> tuple[Mark, ...]:
    """As found in the picture, perhaps a little worn, some lost."""
    image = np.asarray(paper.image)
    if rng.random() < 0.6:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 0.8))
    marks = find_marks(np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), np.uint8))
    lost = rng.choice([0, 0.03, 0.15])
    return tuple(m for m in marks if rng.random() >= lost)
