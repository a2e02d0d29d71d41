"""A PDF's own text held against what its pages show: a file may map each glyph to any character it likes.

Only what became a value is compared, so that a born-digital PDF stays quick: first the lines that hold values, by OCR
of these lines alone; where that does not bear a value out, the whole page.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz

from docusnap.domain.page import Box, Page
from docusnap.domain.result import DocumentResult, Evidence
from docusnap.evidence.text_index import fold
from docusnap.ocr.engine import Image
from docusnap.operations.base import Context, Input
from docusnap.operations.reading import TEXT_LAYER, Reader

_ALIKE = 60
"""Similarity (0..100) from which on two readings of a value without digits are taken for the same."""
_SURE = 0.9
"""Confidence of OCR from which on its digits are believed against the file's."""
_MOST_LINES = 60
_MARGIN, _GAP = 6, 16
"""Around a line that is cut out, and between two of them, in pixels."""
_LEAST_WIDTH = 3.0
"""Of the picture of all lines, as a part of its height: engines make long narrow pictures small."""


def answered_as_shown(
    reader: Reader, files: Sequence[Input], context: Context, answer: Callable[[Sequence[Page]], DocumentResult]
) -> DocumentResult:
    """What `answer` makes of the pages of the files; where a page's own text gave a value that its picture does not
    show, the page is read from its picture, marked so, and all is answered again.

    Raises as `Reader.read` and `answer` do.
    """
    pages = reader.read(files, context)
    result = answer(pages)
    differing = _differing(reader, files, context, pages, list(_evidence(result)))
    return answer(reader.read(files, context, by_picture=differing)) if differing else result


def _evidence(result: DocumentResult) -> Iterator[Evidence]:
    for one in (result, *result.papers):
        answers = one.answers.fields.values() if one.answers else ()
        found = (*one.evidence.values(), *(answer.evidence for answer in answers))
        yield from (value for value in found if value and value.text)


def _differing(
    reader: Reader, files: Sequence[Input], context: Context, pages: Sequence[Page], values: Sequence[Evidence]
) -> frozenset[int]:
    """The numbers of the pages whose text is not what they show."""
    layered = {page.number: page for page in pages if page.engine == TEXT_LAYER}
    doubted: dict[int, list[Evidence]] = {}
    for number, page in layered.items():
        context.checkpoint()
        here = [value for value in values if value.page == number]
        if here and (doubtful := _not_borne_out(here, page, reader, files)):
            doubted[number] = doubtful
    if not doubted:
        return frozenset()
    shown = reader.read(files, context, by_picture=frozenset(doubted), noted=False)
    return frozenset(n for n, values in doubted.items() if any(_differs(v, shown[n - 1]) for v in values))


def _not_borne_out(values: Sequence[Evidence], page: Page, reader: Reader, files: Sequence[Input]) -> list[Evidence]:
    """Those of the page's values that OCR of their lines does not read the same."""
    lines = list(dict.fromkeys(line for value in values for line in _lines_of(value, page)))[:_MOST_LINES]
    if not lines:  # so narrow that no line is under it
        return []
    sheet, reaches = _cut_out(reader.image_of(files, page.number), page, [box for _, box in lines])
    read = sorted(reader.read_image(sheet), key=lambda s: s.box[0])
    shown = {
        line: fold("".join(s.text for s in read if top <= (s.box[1] + s.box[3]) / 2 < bottom))
        for line, (top, bottom) in zip(lines, reaches, strict=True)
    }
    return [v for v in values if not all(_same(fold(line[0]), shown.get(line, "")) for line in _lines_of(v, page))]


def _lines_of(value: Evidence, page: Page) -> list[tuple[str, Box]]:
    """The segments that hold the value: their texts and boxes."""
    return [(s.text, s.box) for line in page.lines for s in line.segments if _overlap(s.box, value.box)]


def _cut_out(image: Image, page: Page, boxes: Sequence[Box]) -> tuple[Image, list[tuple[float, float]]]:
    """One picture of these lines, one below the other, and from where to where down it each of them reaches."""
    across, down = image.shape[1] / page.width, image.shape[0] / page.height
    cuts = []
    for x0, y0, x1, y1 in boxes:
        top, bottom = max(0, int(y0 * down) - _MARGIN), int(y1 * down) + _MARGIN
        cuts.append(image[top:bottom, max(0, int(x0 * across) - _MARGIN) : int(x1 * across) + _MARGIN])
    height = sum(cut.shape[0] + _GAP for cut in cuts) + _GAP
    width = max(cut.shape[1] for cut in cuts) + 2 * _GAP
    sheet = np.full((height, max(width, int(height / _LEAST_WIDTH)), 3), 255, np.uint8)
    reaches, top = [], _GAP
    for cut in cuts:
        sheet[top : top + cut.shape[0], _GAP : _GAP + cut.shape[1]] = cut
        reaches.append((top - _GAP / 2, top + cut.shape[0] + _GAP / 2))
        top += cut.shape[0] + _GAP
    return sheet, reaches


def _same(told: str, shown: str) -> bool:
    return _digits(told) == _digits(shown) and fuzz.ratio(told, shown) >= _ALIKE


def _differs(value: Evidence, page: Page) -> bool:
    """Whether the page, read from its picture, shows something else where the value is to stand."""
    there = [word for word in page.words if _overlap(word.box, value.box)]
    if not page.segments:
        return False
    told, shown = fold(value.text), fold("".join(word.text for word in there))
    if told in shown or len(told) < 2:
        return False
    if _digits(told) in _digits(shown):
        return fuzz.partial_ratio(told, shown) < _ALIKE
    return not there or min(w.confidence for w in there) >= _SURE


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _overlap(one: Box, other: Box) -> bool:
    """Whether they share half of the smaller one's height, and some of its width."""
    down = min(one[3], other[3]) - max(one[1], other[1])
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across > 1 and down > 0.5 * min(one[3] - one[1], other[3] - other[1])
