"""Cuts a page into tokens and describes each: its place, its spelling, its neighbours and what is drawn about it."""

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from docusnap.domain.currencies import SYMBOLS
from docusnap.domain.page import Box, Mark, Page
from docusnap.extraction.forms.pieces import Rules, page_parts, text_height, tick_boxes
from docusnap.extraction.forms.tokens import Floats, Ints, Token, Tokens
from docusnap.extraction.forms.words import is_filled_in, is_tick, names_something

BUCKETS = 4096
"""Of hashed letters; 0 stands for none."""
GRAMS = 14
"""At most, of one token."""
_MOST_WORDS = 1200
_MOST_MARKS = 260
_SIGNS = frozenset(SYMBOLS + "%#")
_SHAPES = (
    (re.compile(r"[A-Z]"), "A"),
    (re.compile(r"[a-z]"), "a"),
    (re.compile(r"\d"), "0"),
    (re.compile(r"(.)\1{2,}"), r"\1\1"),
)


def tokens_of(page: Page) -> Tokens:
    """The words of a page in reading order, then its marks."""
    height = text_height(page)
    words = list(islice(_words(page), _MOST_WORDS))
    ticks = tick_boxes(page)
    drawn = [m for m in page.marks if m.kind in ("rule", "box", "field")] + ticks
    drawn.sort(key=lambda m: m.box[0] - m.box[2])
    marks = [Token("", m.box, mark=m) for m in sorted(drawn[:_MOST_MARKS], key=lambda m: (m.box[1], m.box[0]))]
    tokens = (*words, *marks)
    around = _Around(page, height, ticks)
    places, numbers = _described(tokens, page, height, around)
    grams = np.zeros((len(tokens), GRAMS), np.int32)
    for n, token in enumerate(tokens):
        for k, gram in enumerate(islice(_grams(token.text), GRAMS)):
            grams[n, k] = 1 + zlib.crc32(gram.encode()) % (BUCKETS - 1)
    boxes = np.array([t.box for t in tokens], np.float32).reshape(-1, 4) / height
    return Tokens(tokens, height, numbers, grams, boxes, places)


def _words(page: Page) -> Iterator[Token]:
    for number, (line, segment, parts) in enumerate(page_parts(page)):
        spaced = " " in segment.text.strip() or len(segment.words) == 1
        leads, first = False, True
        for part in parts:
            if part.leads:
                leads = True
                continue
            joined = part.joined or not (spaced or first)
            yield Token(part.text, part.box, line.id, number, joined, part.cut_before, leads, segment.confidence)
            leads = first = False


class _Around:
    """What is drawn about a token."""

    def __init__(self, page: Page, height: float, ticks: Sequence[Mark]) -> None:
        self.rules = Rules(page, height)
        self.rule_ids = {box: n for n, box in enumerate(self.rules.boxes)}
        self.frames = [m.box for m in page.marks if m.kind == "box"]
        self.ticks = ticks

    def frame(self, box: Box) -> int:
        """The smallest around the middle of the box, as its number, or -1."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        around = [n for n, f in enumerate(self.frames) if f[0] <= x <= f[2] and f[1] <= y <= f[3]]
        sizes = [(f[2] - f[0]) * (f[3] - f[1]) for f in self.frames]
        return min(around, key=lambda n: sizes[n], default=-1)

    def rule(self, box: Box) -> Box | None:
        """The ruled line under the box."""
        x0, y0, x1, y1 = box
        h = y1 - y0
        for rule in self.rules.between(y1 - 0.45 * h, y1 + 0.6 * h):
            if min(x1, rule[2]) - max(x0, rule[0]) >= 0.5 * (x1 - x0):
                return rule
        return None

    def tick(self, box: Box, height: float, *, right: bool) -> float:
        """How near a box to tick stands beside, 0 for none .. 1; negative if it is ticked."""
        middle = (box[1] + box[3]) / 2
        best = 0.0
        for mark in self.ticks:
            gap = (mark.box[0] - box[2]) if right else (box[0] - mark.box[2])
            if mark.box[1] - 0.3 * height <= middle <= mark.box[3] + 0.3 * height and -0.6 * height < gap < 4 * height:
                near = 1 / (1 + max(0.0, gap) / height)
                if near > abs(best):
                    best = -near if mark.value == "on" else near
        return best


def _described(tokens: Sequence[Token], page: Page, height: float, around: _Around) -> tuple[Ints, Floats]:
    lines = {line.id: n for n, line in enumerate(page.lines)}
    places = np.full((len(tokens), 4), -1, np.int32)
    rows: list[list[float]] = []
    for n, token in enumerate(tokens):
        frame, rule = around.frame(token.box), around.rule(token.box) if token.mark is None else None
        rule_id = around.rule_ids[rule] if rule else -1
        places[n] = (token.segment, lines.get(token.line, -1), frame, rule_id)
        near = tokens[n - 1] if n and tokens[n - 1].segment == token.segment != -1 else None
        after = tokens[n + 1] if n + 1 < len(tokens) and tokens[n + 1].segment == token.segment != -1 else None
        rows.append(
            [
                *_placed(token.box, page, height),
                *_kind(token),
                *_spelled(token.text),
                *_neighbours(token, near, after, height),
                *_ruled(token.box, rule, around.frames[frame] if frame >= 0 else None, height),
                around.tick(token.box, height, right=True) if not token.mark else 0.0,
                around.tick(token.box, height, right=False) if not token.mark else 0.0,
            ]
        )
    return places, np.array(rows, np.float32).reshape(len(tokens), len(rows[0]) if rows else 0)


def _squashed(x: float, scale: float) -> float:
    return float(np.tanh(x / scale))


def _placed(box: Box, page: Page, height: float) -> list[float]:
    x0, y0, x1, y1 = box
    return [
        x0 / page.width,
        x1 / page.width,
        (y0 + y1) / 2 / page.height,
        _squashed(x1 - x0, 5 * height),
        _squashed(x1 - x0, 30 * height),
        (y1 - y0) / height - 1 if y1 - y0 < 3 * height else 2.0,
        abs(x0 + x1 - page.width) / page.width,
    ]


def _kind(token: Token) -> list[float]:
    kind = token.mark.kind if token.mark else ""
    ticked = token.mark is not None and token.mark.value == "on"
    return [float(kind == k) for k in ("", "rule", "box", "check_box", "field")] + [float(ticked)]


def _spelled(text: str) -> list[float]:
    letters = [c for c in text if c.isalpha()]
    digits = sum(c.isdigit() for c in text)
    size = max(1, len(text))
    return [
        min(len(text), 12) / 12,
        len(letters) / size,
        digits / size,
        float(bool(letters) and text.isupper()),
        float(text[:1].isupper()),
        float(bool(letters) and text.islower()),
        float(text.endswith((":", "："))),
        float(text.endswith("?")),
        float(text.endswith(".")),
        float(text.endswith(",")),
        float(text.startswith("(")),
        float(text.endswith(")")),
        float(any(c in _SIGNS for c in text)),
        float(bool(text) and not letters and not digits),
        float(is_tick(text)),
        float(bool(text) and is_filled_in(text)),
        float(bool(text) and names_something(text)),
    ]


def _neighbours(token: Token, before: Token | None, after: Token | None, height: float) -> list[float]:
    left = (token.box[0] - before.box[2]) / height if before else 0.0
    right = (after.box[0] - token.box[2]) / height if after else 0.0
    return [
        float(before is None),
        float(after is None),
        _squashed(left, 1.0),
        _squashed(right, 1.0),
        float(token.joined),
        float(token.cut),
        float(token.leads),
        float(before is not None and before.text.endswith(":")),
        token.confidence,
    ]


def _ruled(box: Box, rule: Box | None, frame: Box | None, height: float) -> list[float]:
    """Where it stands on its line to write on, and in its frame."""
    found = [0.0] * 9
    if rule:
        found[:3] = [1.0, _squashed(box[0] - rule[0], 5 * height), _squashed(rule[2] - box[2], 5 * height)]
    if frame:
        found[3:] = [
            1.0,
            _squashed(frame[2] - frame[0], 15 * height),
            _squashed(frame[3] - frame[1], 4 * height),
            _squashed(box[0] - frame[0], 3 * height),
            _squashed(box[1] - frame[1], 1.5 * height),
            _squashed(frame[3] - box[3], 3 * height),
        ]
    return found


def _grams(text: str) -> Iterator[str]:
    """The word, its shape, its ends and its threes of letters."""
    word = text.lower()[:24]
    if not word:
        return
    core = word.strip(".,:;()[]-_*#'\"")
    yield "w" + core
    yield "l" + text[-1]
    shape = text[:24]
    for pattern, by in _SHAPES:
        shape = pattern.sub(by, shape)
    yield "s" + shape
    padded = f"<{core}>"
    yield "p" + padded[:4]
    yield "e" + padded[-4:]
    for n in range(len(padded) - 2):
        yield padded[n : n + 3]
