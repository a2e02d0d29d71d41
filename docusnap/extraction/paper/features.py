"""A page as numbers: its cues, how its lines are written, and where they stand."""

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from docusnap.domain.amounts import find_amounts
from docusnap.domain.currencies import SIGN
from docusnap.domain.dates import find_dates
from docusnap.domain.page import Line, Page
from docusnap.extraction.paper.cues import NAMES, counts, plain, prose_share

_MOST_LINES, _LONGEST = 250, 400
_HEAD = 0.25
_CENTS = re.compile(r"\d[.,]\s?\d{2}(?!\d)\W{0,4}[A-Za-z*]{0,3}$")
_NUMBER_ONLY = re.compile(rf"\W{{0,6}}(?:{SIGN})?\W{{0,6}}\d[\d.,'% -]{{0,40}}\W{{0,6}}", re.IGNORECASE)
_OPEN_LABEL = re.compile(r"[^\W\d_][^:：]{0,40}[:：]\s{0,20}$")
_LABELLED = re.compile(r"\W{0,20}[^\W\d_][^:：]{0,40}[:：]\s{0,20}\S")
_SPACE = re.compile(r"_{3,}|\.{5,}|…{2,}|-{8,}")
_BOX = re.compile(r"[□☐☑☒■]|\[ ?[xX]?\]|\( ?\)")
_ZONE = re.compile(r"<{2,}|[A-Z]<[A-Z]")
_TIME = re.compile(r"(?<!\d)[0-2]?\d[:h.][0-5]\d(?!\d)")
_CURRENCY = re.compile(rf"(?<![^\W\d_]){SIGN}\.?\s?\d|\d\s?{SIGN}(?![^\W\d_])", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{8,}")

FEATURES = (
    *(f"word {name}" for name in NAMES), *(f"head {name}" for name in NAMES),
    "aspect", "words", "lines", "empty", "block aspect", "across", "length", "length spread", "long lines",
    "full lines", "pieces", "many pieces", "left", "centred", "cents", "amounts", "numbers", "digits", "capitals",
    "chinese",
    "open labels", "labelled", "colons", "spaces", "boxes typed", "sentences", "continued", "prose", "rules",
    "boxes",
    "check boxes", "ticked", "fields", "fields filled", "currency", "zone", "dates", "times", "long numbers", "columns",
    "number columns", "questions", "height spread", "covered",
    "last amounts",
)  # fmt: skip


def features_of(page: Page) -> NDArray[np.float32]:
    """One number for each of FEATURES, most of them between 0 and 3."""
    lines = [line for line in page.lines if line.text.strip()][:_MOST_LINES]
    texts = [line.text[:_LONGEST] for line in lines]
    rows = [*_words(texts), *_frame(page, lines), *_writing(texts, lines), *_drawn(page, len(lines)), *_facts(texts)]
    return np.array([*rows, *_table(lines), *_rest(page, lines, texts)], np.float32)


def _words(texts: Sequence[str]) -> list[float]:
    written = [plain(text) for text in texts]
    head = "\n".join(written[: max(6, round(_HEAD * len(written)))])
    return [math.log1p(n) for n in counts("\n".join(written))] + [math.log1p(n) for n in counts(head)]


def _frame(page: Page, lines: Sequence[Line]) -> list[float]:
    if not lines:
        return [0.0] * 14
    boxes = [line.box for line in lines]
    x0, x1 = min(b[0] for b in boxes), max(b[2] for b in boxes)
    y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
    wide = max(1.0, x1 - x0)
    lengths = [len(line.text) for line in lines]
    usual = median((s.box[2] - s.box[0]) / max(1, len(s.text)) for line in lines for s in line.segments)
    pieces = [len(line.segments) for line in lines]
    height = median(b[3] - b[1] for b in boxes)
    start = _commonest([b[0] for b in boxes], height)
    return [
        min(3.0, page.height / max(1, page.width)),
        math.log1p(sum(len(line.text.split()) for line in lines)) / 3,
        math.log1p(len(lines)) / 2,
        float(len(lines) < 4),
        min(4.0, (y1 - y0) / wide),
        min(3.0, wide / max(1.0, usual) / 50),
        min(3.0, sum(lengths) / len(lengths) / 40),
        min(3.0, float(np.std(lengths)) / 25),
        _share(length > 55 for length in lengths),
        _share(b[2] - b[0] > 0.75 * wide for b in boxes),
        min(3.0, sum(pieces) / len(pieces) / 2),
        _share(n >= 3 for n in pieces),
        _share(abs(b[0] - start) < 1.0 * height for b in boxes),
        _share(abs(b[0] + b[2] - x0 - x1) < 0.06 * wide and b[2] - b[0] < 0.85 * wide for b in boxes),
    ]


def _writing(texts: Sequence[str], lines: Sequence[Line]) -> list[float]:
    whole = "".join(texts)
    letters = sum(c.isalpha() for c in whole)
    segments = [s.text for line in lines for s in line.segments]
    return [
        _share(bool(_CENTS.search(text)) for text in texts),
        _share(next(find_amounts(text), None) is not None for text in texts),
        _share(bool(_NUMBER_ONLY.fullmatch(s)) for s in segments),
        sum(c.isdigit() for c in whole) / max(1, len(whole)),
        sum(c.isupper() for c in whole) / max(1, letters),
        sum("\u4e00" <= c <= "\u9fff" for c in whole) / max(1, letters),
        _share(bool(_OPEN_LABEL.fullmatch(s)) for s in segments),
        _share(bool(_LABELLED.match(s)) for s in segments),
        min(3.0, (whole.count(":") + whole.count("：")) / max(1, len(texts))),
        math.log1p(sum(len(_SPACE.findall(text)) for text in texts)),
        math.log1p(sum(len(_BOX.findall(text)) for text in texts)),
        _share(text.rstrip().endswith((".", "。", "!", ";")) and len(text) > 20 for text in texts),
        _share(text[:1].islower() and len(text) > 20 for text in texts),
        prose_share(plain(" ".join(texts))),
    ]


def _drawn(page: Page, lines: int) -> list[float]:
    of = {kind: [m for m in page.marks if m.kind == kind] for kind in ("rule", "box", "check_box", "field")}
    return [
        min(2.0, len(of["rule"]) / max(5, lines)),
        math.log1p(len(of["box"])) / 2,
        math.log1p(len(of["check_box"])) / 2,
        _share(m.value == "on" for m in of["check_box"]),
        math.log1p(len(of["field"])) / 2,
        _share(bool(m.value.strip()) and m.value != "off" for m in of["field"]),
    ]


def _facts(texts: Sequence[str]) -> list[float]:
    return [
        math.log1p(sum(bool(_CURRENCY.search(text)) for text in texts)),
        math.log1p(sum(bool(_ZONE.search(text)) for text in texts)),
        math.log1p(sum(next(find_dates(text), None) is not None for text in texts)),
        math.log1p(sum(bool(_TIME.search(text)) for text in texts)),
        math.log1p(sum(bool(_LONG_NUMBER.search(text)) for text in texts)),
    ]


def _table(lines: Sequence[Line]) -> list[float]:
    """Of the pieces, those that stand under another piece of a line of several: all, and numbers only."""
    under = numbers = total = 0
    for above, line in itertools.pairwise(lines):
        total += len(line.segments)
        if len(above.segments) < 2 or len(line.segments) < 2:
            continue
        near = 0.7 * (line.box[3] - line.box[1])
        for s in line.segments:
            if any(abs(s.box[0] - o.box[0]) < near or abs(s.box[2] - o.box[2]) < near for o in above.segments):
                under += 1
                numbers += bool(_NUMBER_ONLY.fullmatch(s.text))
    return [under / max(1, total), numbers / max(1, total)]


def _rest(page: Page, lines: Sequence[Line], texts: Sequence[str]) -> list[float]:
    boxes = [line.box for line in lines]
    heights = [b[3] - b[1] for b in boxes]
    spread = (max(heights) / max(1.0, median(heights))) if heights else 0.0
    covered = sum((b[2] - b[0]) * (b[3] - b[1]) for b in boxes) / max(1, page.width * page.height)
    tail = texts[len(texts) // 2 :]
    return [
        math.log1p(sum(text.count("?") for text in texts)),
        min(3.0, spread / 2),
        min(1.0, covered),
        _share(next(find_amounts(text), None) is not None for text in tail),
    ]


def _share(of: Iterable[bool]) -> float:
    """Of the answers, those that are yes; 0 where nothing was asked."""
    answers = list(of)
    return sum(answers) / len(answers) if answers else 0.0


def _commonest(starts: Sequence[float], near: float) -> float:
    """The start that most others are near to."""
    return max(starts, key=lambda at: sum(abs(at - other) < near for other in starts))
