"""Reading a sheet without drawing it: quick, with the faults that the engine makes on worn papers.

What the engine does to text was counted on made papers that it read: it joins neighbours, splits at wide gaps, drops
spaces and marks, and confuses letters; most papers are read nearly well, some badly.
"""

import itertools
import math
from random import Random
from statistics import median

from docusnap.domain.page import Page, Segment, Word
from training.fonts import width
from training.sheet import Run, Sheet

_CONFUSED = {
    "0": "OO86", "O": "00QDC", "1": "lIi7", "I": "l1T", "l": "1I", "5": "S6", "S": "58", "8": "B36", "B": "8R", "6": "G5b",
    "G": "6C", "2": "Z7", "Z": "2", "3": "8", "4": "A", "7": "1/", "9": "g", "D": "O0", "N": "HM", "H": "NM", "M": "N",
    "E": "FC", "F": "EP", "C": "GO", "U": "V", "V": "UY", "W": "VV", "Y": "V", "T": "IF", "P": "F", "R": "PK", "K": "X",
    "A": "4R", "e": "co", "a": "o", "o": "ae", "i": "l1", "n": "rm", "m": "rn", "t": "lf", "f": "t", "c": "e", "u": "v",
    ".": ",", ",": ".", ":": ".;", "-": "~", ";": ":", "/": "1l",
}  # fmt: skip
_DROPPED = set(".,:;-'\"()*")


def simulated(sheet: Sheet, random: Random) -> Page:
    """The page that the engine might read; the same random state gives the same page."""
    faults = random.choice([0.0, 0.001, 0.003, 0.006, 0.012, 0.03, 0.06])
    unspaced = random.choice([0.0, 0.01, 0.03, 0.1, 0.3])
    slope = random.gauss(0, random.choice([0.003, 0.003, 0.012])) if random.random() < 0.5 else 0.0
    scale = random.uniform(0.5, 3.5)
    sureness = random.uniform(0.9, 0.995) - 2 * faults
    segments: list[Segment] = []
    usual = median(run.size for run in sheet.runs)
    for joined in _joined(sheet, random):
        lost = 0.3 * (1 - min(run.ink for run in joined)) + 0.3 * faults
        lost += 0.04 * (joined[0].size > 1.5 * usual) + 0.01 * (joined[0].y < 0.15 * sheet.height)
        if random.random() < lost:
            continue
        for piece in _split(joined, random):
            segment = _read(piece, random, faults, unspaced, slope, sureness, scale, sheet.width)
            if segment:
                segments.append(segment)
    return Page(1, int(sheet.width * scale) + 1, int(sheet.height * scale) + 1, tuple(segments), engine="simulated")


def _joined(sheet: Sheet, random: Random) -> list[list[Run]]:
    """Runs of a line that stand so near that the engine reads them as one."""
    joined: list[list[Run]] = []
    for run in sorted(sheet.runs, key=lambda r: (round(r.y), r.x)):
        last = joined[-1][-1] if joined else None
        gap = run.x - last.box[2] if last else 0.0
        if last and abs(last.y - run.y) < 0.4 * run.size and gap < run.size * random.uniform(0.7, 1.4):
            joined[-1].append(run)
        else:
            joined.append([run])
    return joined


def _split(runs: list[Run], random: Random) -> list[list[Run]]:
    """Long runs come apart now and then, at a space; wide spaces part them nearly always."""
    out: list[list[Run]] = [[]]
    for run in runs:
        rest = run
        while True:
            gap = rest.text.find("  ")
            at = gap if gap > 0 and random.random() < 0.7 else -1
            if at < 0 and " " in rest.text and random.random() < 0.02:
                at = random.choice([i for i, c in enumerate(rest.text) if c == " "])
            if at <= 0:
                break
            head, tail = rest.text[:at], rest.text[at:].lstrip()
            out[-1].append(Run(head, rest.x, rest.y, rest.size, rest.face, rest.role, rest.ink))
            start = rest.x + width(rest.text[: len(rest.text) - len(tail)], rest.face, rest.size)
            out.append([])
            if not tail:
                return [piece for piece in out if piece]
            rest = Run(tail, start, rest.y, rest.size, rest.face, rest.role, rest.ink)
        out[-1].append(rest)
    return [piece for piece in out if piece]


def _read(
    runs: list[Run],
    random: Random,
    faults: float,
    unspaced: float,
    slope: float,
    sureness: float,
    scale: float,
    wide: int,
) -> Segment | None:
    text = runs[0].text
    for before, run in itertools.pairwise(runs):
        near = run.x - before.box[2] < 0.15 * run.size
        text += run.text if near else " " + run.text
    hand = any(run.role == "note" for run in runs)
    rate = 0.15 if hand else faults
    read, hurt = [], 0
    for character in " ".join(text.split()):
        chance = random.random()
        if character == " ":
            read.append("" if chance < unspaced else " ")
        elif chance < rate:
            hurt += 1
            read.append(
                "" if random.random() < 0.15 else random.choice(_CONFUSED.get(character, character + character.lower()))
            )
        elif character in _DROPPED and chance < 4 * rate + 0.01:
            continue
        else:
            read.append(character)
    plain = "".join(read).strip()
    if not plain:
        return None
    x0, y0 = runs[0].x, min(run.y for run in runs)
    x1, y1 = max(run.box[2] for run in runs), max(run.box[3] for run in runs)
    drop = slope * ((x0 + x1) / 2 - wide / 2) + random.gauss(0, 0.02) * (y1 - y0)
    height = (y1 - y0) * random.uniform(0.92, 1.1)
    top = y0 + drop + 0.05 * height
    words, at, total = [], 0, len(plain)
    for word in plain.split(" "):
        sure = min(1.0, max(0.5, random.gauss(sureness - 0.08 * hurt, 0.02 + faults)))
        left, right = x0 + (x1 - x0) * at / total, x0 + (x1 - x0) * (at + len(word)) / total
        if word:
            box = tuple(round(c * scale, 1) for c in (left, top, right, top + height))
            words.append(Word(word, box, round(sure, 3) if math.isfinite(sure) else 0.9))  # type: ignore[arg-type]
        at += len(word) + 1
    return Segment(plain, tuple(words))
