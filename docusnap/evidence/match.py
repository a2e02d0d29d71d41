"""Finds the words that hold a value: exact on letters and digits, then within what an OCR engine misreads.

Numbers, dates and ids are never matched fuzzily: a digit that differs is another value.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice

from rapidfuzz import fuzz

from docusnap.domain.dates import find_dates
from docusnap.domain.lookalikes import TO_DIGITS
from docusnap.evidence.text_index import Span, Stream, amount_of, fold, is_cjk

FUZZY_FROM = 10
"""Letters and digits that a text must have to be matched fuzzily."""
FUZZY_RATIO = 0.88
"""Similarity (0..1) from which a fuzzy match counts."""
SHORT = 2
"""Texts with no more letters and digits than this must be whole words, and are looked for where they were cited."""
_ID_FROM = 6
_INSIDE_FROM = 8
_MAX_PIECES = 60
_MAX_PLACES = 50
_MAX_FUZZY = 400
_MAX_LONG = 1000
"""Characters from which on a text must stand on the page letter by letter."""
_MAX_NUMBER = 80
"""Characters from which on a text is no single date or sum of money."""
_FIND, _FUZZY_FIND = 2000, 30
"""How many characters a search of the interpreter's own passes while Python looks at one."""
_LETTER_BESIDE = re.compile(  # "5 R" may be a sum, or two words
    r"[^\W\d_][^\w.,]*+[\d.,]++|(?<![\d.,])[\d.,]++\s[^\w.,]*+[^\W\d_]"
)
_TORN = re.compile(r"(?<=[.,]) | (?=[.,])")
_CODE = re.compile(r"\d[^\w\s]+[^\W\d]")  # "0/R", no sum of money
_DECIMAL = re.compile(r"\d+(?:[.,]\d{1,2}(?!\d))?")

Finder = Callable[[Stream], Iterator["Match"]]


@dataclass(frozen=True, slots=True)
class Match:
    """Parts of a stream that hold a value, and how well they do: 1 is letter by letter, 0 not at all."""

    spans: tuple[Span, ...]
    quality: float


def finders(text: str, *, day_first: bool, pieces_anywhere: bool) -> list[Finder]:
    """Ways to find the text in a stream, the surest first.

    `pieces_anywhere`: the parts of a text over several lines may stand far apart, as long as they come in order.
    """
    if len(text) > _MAX_LONG:
        return [partial(_exact, text=text, wanted=fold(text), quality=1.0)]
    short = len(text) <= _MAX_NUMBER
    when = whole_date(text, day_first=day_first) if short else None
    if when:
        return [
            partial(_dates, wanted=when, day_first=day_first, quality=1.0),
            partial(_exact, text=text, wanted=fold(text), quality=1.0),
            partial(_dates, wanted=when, day_first=not day_first, quality=0.6),
        ]
    amount = amount_of(text) if short and not _CODE.search(text) else None
    if amount is not None or text.strip().isdecimal():
        numbers: Finder = partial(_numbers, text=text.strip(), amount=amount)
        if not _LETTER_BESIDE.fullmatch(text.strip()):
            return [numbers]
        return [partial(_exact, text=text, wanted=fold(text), quality=1.0), numbers]
    wanted = fold(text)
    if not wanted:
        return []
    ways: list[Finder] = [partial(_exact, text=text, wanted=wanted, quality=1.0)]
    if len(wanted) > SHORT:
        ways.append(partial(_twins, text=text, wanted=wanted))
        ways.append(partial(_pieces, text=text, anywhere=pieces_anywhere))
    if len(wanted) >= FUZZY_FROM:
        ways.append(partial(_fuzzy, text=text, wanted=wanted))
    return ways


def whole_date(text: str, *, day_first: bool) -> date | None:
    """The date that the text is, if it is nothing else (a weekday or a time beside it is let pass)."""
    if len(text) > _MAX_NUMBER:
        return None
    found = list(find_dates(text, day_first=day_first))
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + " " + text[found[0].end :]
    rest = re.sub(
        r"\b\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\b\.?)?|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*", "", rest.lower()
    )
    return found[0].value if not fold(rest) else None


def _exact(stream: Stream, text: str, wanted: str, quality: float) -> Iterator[Match]:
    for start in _places(stream, stream.folded, wanted):
        span = Span(start, start + len(wanted))
        fit = _fit(stream, span)
        if fit and _same_decimals(stream, text, span):
            yield Match((span,), quality * fit)


def _twins(stream: Stream, text: str, wanted: str) -> Iterator[Match]:
    """Letters taken for digits and the reverse (O and 0, l and 1); a digit for another digit never."""
    if not any(c.isdigit() for c in wanted) or len(wanted) < 4:
        return
    wanted = wanted.translate(TO_DIGITS)
    for start in _places(stream, stream.as_digits, wanted):
        span = Span(start, start + len(wanted))
        fit = _fit(stream, span)
        read = stream.folded[span.start : span.end]
        same = all(a == b or a.isdigit() != b.isdigit() for a, b in zip(fold(text), read, strict=True))
        if fit and same and _same_decimals(stream, text, span):
            yield Match((span,), 0.8 * fit)


def _dates(stream: Stream, wanted: date, day_first: bool, quality: float) -> Iterator[Match]:
    stream.work.spend(len(stream.dates(day_first)))
    for found in stream.dates(day_first):
        span = stream.span(found.start, found.end) if found.value == wanted else None
        if span:
            yield Match((span,), quality)


def _numbers(stream: Stream, text: str, amount: Decimal | None) -> Iterator[Match]:
    """Whole numerals of the same amount; "9.00" is neither in "19.00" nor in "900". Long rows of digits are ids."""
    if text.isdecimal():
        yield from _matches(stream, stream.digits[text], 1.0)
        if len(text) > _ID_FROM:
            yield from _exact(stream, text, fold(text), 0.95)
            return
    if amount is not None:
        for sign, quality in ((1, 1.0), (-1, 0.9)) if amount > 0 else ((1, 1.0),):
            same = [p for p in stream.amounts[sign * amount] if _same_cents(text, stream.text[p[0] : p[1]])]
            yield from _matches(stream, same, quality)
        wanted = fold(text)
        for start in _places(stream, stream.folded, wanted) if len(wanted) > SHORT else ():
            span = Span(start, start + len(wanted))
            raw = stream.raw(span)
            if _fit(stream, span) and _TORN.sub("", raw).replace("-", ".") == text:
                yield Match((span,), 0.9)


def _same_cents(a: str, b: str) -> bool:
    """ "1" is not "1.00"; "18100.00" may be "18,100"."""
    digits = [re.sub(r"\D", "", text) for text in (a, b)]
    return digits[0] == digits[1] or min(map(len, digits)) > SHORT


def _matches(stream: Stream, places: Sequence[tuple[int, int]], quality: float) -> Iterator[Match]:
    for start, end in places:
        span = stream.span(start, end)
        if span:
            yield Match((span,), quality)


def _pieces(stream: Stream, text: str, anywhere: bool) -> Iterator[Match]:
    """The words of the text in order, with other words between: a value over lines that share rows with others."""
    words = [w for w in text.split() if fold(w)]
    if not 1 < len(words) <= _MAX_PIECES:
        return
    spans: list[Span] = []
    done, at = 0, 0
    while done < len(words):
        piece = _longest_piece(stream, words[done:], at)
        if piece is None:
            return
        span, count = piece
        if not anywhere and (span.end - span.start < 4 or (spans and not stream.near(spans[-1], span))):
            return
        spans.append(span)
        done, at = done + count, span.end
    yield Match(tuple(spans), max(0.7, 1.0 - 0.03 * (len(spans) - 1)))


def _longest_piece(stream: Stream, words: Sequence[str], at: int) -> tuple[Span, int] | None:
    for count in range(len(words), 0, -1):
        piece = " ".join(words[:count])
        wanted = fold(piece)
        stream.work.spend(len(piece))
        for start in islice(_places(stream, stream.folded, wanted, at), _MAX_PLACES):
            span = Span(start, start + len(wanted))
            if _fit(stream, span) == 1.0 and _same_decimals(stream, piece, span):
                return span, count
    return None


def _fuzzy(stream: Stream, text: str, wanted: str) -> Iterator[Match]:
    if len(wanted) > _MAX_FUZZY or len(stream.folded) < len(wanted) * FUZZY_RATIO:
        return
    stream.work.spend(len(stream.folded) * (1 + len(wanted) // 64) / _FUZZY_FIND)
    found = fuzz.partial_ratio_alignment(wanted, stream.folded, score_cutoff=100 * FUZZY_RATIO)
    if found is None or found.dest_end <= found.dest_start:
        return
    span = stream.snapped(Span(found.dest_start, found.dest_end))
    read = stream.folded[span.start : span.end]
    ratio = fuzz.ratio(wanted, read) / 100
    if ratio >= FUZZY_RATIO and _numerals(text) == _numerals(stream.raw(span)):
        yield Match((span,), ratio**3)


def _numerals(text: str) -> list[str]:
    return [numeral.replace(",", ".") for numeral in _DECIMAL.findall(text)]


def _places(stream: Stream, haystack: str, wanted: str, begin: int = 0) -> Iterator[int]:
    """Where the wanted text stands in the stream's text, folded or with letters as digits."""
    at = begin - 1
    while (found := haystack.find(wanted, at + 1)) >= 0:
        stream.work.spend(1 + (found - at) / _FIND)
        at = found
        yield at
    stream.work.spend(1 + (len(haystack) - at) / _FIND)


def _fit(stream: Stream, span: Span) -> float:
    """How well the ends of the span are ends of words: 1 = they are, 0 = it cannot be the same text."""
    fit = 1.0
    for outer, inner in ((span.start - 1, span.start), (span.end, span.end - 1)):
        if not 0 <= outer < len(stream.folded) or stream.apart(min(outer, inner)):
            continue
        if stream.in_zone(inner):
            fit = min(fit, 0.95) if span.end - span.start > SHORT else 0.0
            continue
        a, b = stream.folded[outer], stream.folded[inner]
        if is_cjk(a) or is_cjk(b):
            continue
        if a.isdigit() and (b.isdigit() or span.end - span.start == 1):
            return 0.0
        if a.isdigit() == b.isdigit() and span.end - span.start < _INSIDE_FROM:
            return 0.0
        if b.isdigit() and span.end - span.start <= SHORT:
            return 0.0
        fit = min(fit, 0.85)
    return fit


def _same_decimals(stream: Stream, text: str, span: Span) -> bool:
    """False where one has a decimal point between digits that follow each other in the other ("1.5 l", "15 l")."""
    printed = stream.raw(span)
    stream.work.spend(len(text) + len(printed))
    for one, other in zip(_gaps(text), _gaps(printed), strict=False):
        if (one == "") != (other == "") and (one or other) in (".", ","):
            return False
    return True


def _gaps(text: str) -> list[str]:
    """What stands between each two letters or digits; thousands' separators count as nothing."""
    text = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)
    gaps: list[str] = []
    between = ""
    for c in text:
        letters = fold(c)
        if letters:
            gaps.append(between)
            gaps.extend("" for _ in letters[1:])
            between = ""
        else:
            between += c
    return gaps[1:]
