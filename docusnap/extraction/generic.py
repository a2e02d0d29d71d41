"""Letters, tickets, cards: `label: value` wherever it stands, dates, sums and addresses of the net, and a heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docusnap.domain.amounts import find_amounts
from docusnap.domain.answer import Value
from docusnap.domain.currencies import SIGN
from docusnap.domain.dates import find_dates, written
from docusnap.domain.page import Box, Line, Page, Segment
from docusnap.extraction.forms.choices import Choice, find_choices
from docusnap.extraction.forms.sheet import Sheet
from docusnap.extraction.receipts.rows import topic_of

MOST_VALUES = 60
_MOST_LINES = 1500
_LONGEST_LINE = 1000
_LABEL = r"[^\W\d_](?:[^:：\n]{0,38}[^\s:：])?"
_PAIR = re.compile(rf"(?<!\W)\W*+({_LABEL})\s*[:：]\s*(\S.*)")
_OPEN_LABEL = re.compile(rf"(?<!\W)\W*+({_LABEL})\s*[:：]\s*")
_NO_LABEL = re.compile(r"https?|www|\d[ap]m|^(?:dear|note|nb|p\.?s|re)\b", re.IGNORECASE)
_MOST_LABEL_WORDS = 5
_MOST_HEADING_WORDS = 8
_SUBJECT = re.compile(
    r"\W{0,3}(?:subject|re|betreff|objet|asunto|perihal|perkara|主题|事由)\s?[:：]\s?(\S.{2,})", re.IGNORECASE
)
_SALUTATION = re.compile(r"(?:dear|sehr geehrte|madame|monsieur|estimad[oa]|yang terhormat|尊敬的)", re.IGNORECASE)
_SPACE = re.compile(r"^(?:_{2,}|\.{3,}|…|[□☐]|\[ ?\])")
_SPACE_BEHIND = re.compile(r"(?:_{2,}|\.{4,}|…{2,})\W*$")
_BARE_LABEL = re.compile(r"^(?:date|name|signature|signed|time|title|phone|tel|address|e-?mail)$", re.IGNORECASE)
_BOX = re.compile(r"[□☐☑☒■✓✔]|\[ ?[xX]?\]")
_CURRENCY = re.compile(rf"(?<![^\W\d_]){SIGN}\s?$|^\s?{SIGN}(?![^\W\d_])", re.IGNORECASE)
_UNLABELLED = (
    ("E-mail", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    ("Website", re.compile(r"(?:https?://|www\.)[^\s,]+")),
    ("Phone", re.compile(r"(?<=tel)[.\s]{1,3}(\+?\d[\d ()/-]{6,}\d)", re.IGNORECASE)),
    ("IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("Train", re.compile(r"(?<![A-Za-z0-9])[GDCZTKYL]\d{1,4}(?=次|\s*$)")),
    ("Seat", re.compile(r"\d{1,2}车\s?\d{1,3}[A-F]?号")),
    ("Class", re.compile(r"[一二商][等务]座|[软硬][座卧]")),
)
_GOES_ON = re.compile(r"^(?:[,.;)\]]|[a-zà-öø-ÿ]\w*[,.;]?\s+\w)")
_STATION = re.compile(r"\S{1,8}站")


@dataclass(frozen=True, slots=True)
class GenericReading:
    """What any document says. `heading` is its largest text near the top, "" if it has none."""

    kv: dict[str, Value]
    heading: str


def read_generic(pages: Sequence[Page], *, day_first: bool = True) -> GenericReading:
    """Labelled values first, then dates, sums and the like that carry no label."""
    lines = [(page.number, line) for page in pages for line in page.lines if len(line.text) <= _LONGEST_LINE]
    del lines[_MOST_LINES:]
    collected = _Collected()
    choices = {page.number: _choices(page) for page in pages}
    rules = {page.number: [m.box for m in page.marks if m.kind == "rule"] for page in pages}
    for number, line in lines:
        for label, text, printed in _pairs(line, choices[number].get(line.id, []), rules[number]):
            collected.add(label, _value(text, printed, line, day_first))
    for _, line in lines:
        for label, value in _without_label(line, day_first):
            collected.add_new(label, value)
    stations = _stations([line for _, line in lines])
    if len(stations) == 2:
        collected.add_new("From", stations[0])
        collected.add_new("To", stations[1])
    return GenericReading(collected.kv, heading_of(pages))


def heading_of(pages: Sequence[Page]) -> str:
    """What the first page names as its subject; else the largest text in its upper half, the upper of two alike.

    Running text is no heading, though all of the page may be set in one size.
    """
    for page in pages:
        if subject := next((found[1] for s in page.segments if (found := _SUBJECT.fullmatch(s.text))), ""):
            return subject.strip(" :-*=_")[:80]
        top = [s for s in page.segments if s.box[1] < page.height / 2 and _may_head(s.text)]
        if top:
            tallest = max(s.box[3] - s.box[1] for s in top)
            heading = min((s for s in top if s.box[3] - s.box[1] > 0.85 * tallest), key=lambda s: s.box[1])
            return heading.text.strip(" :-*=_")[:80]
    return ""


def _may_head(text: str) -> bool:
    if sum(c.isalpha() for c in text) < 3 or begins_mid_sentence(text) or _SALUTATION.match(text):
        return False
    if len(text.split()) > _MOST_HEADING_WORDS or text.rstrip().endswith((",", ";")):
        return False
    return not _PAIR.fullmatch(text) and not next(find_dates(text), None)


def begins_mid_sentence(text: str) -> bool:
    """Whether a text of several words goes on with what stands before it: it begins small, or with a comma."""
    return _GOES_ON.match(text.strip()) is not None


class _Collected:
    """Key-values in the order found, each key once, no value twice."""

    def __init__(self) -> None:
        self.kv: dict[str, Value] = {}

    def add(self, label: str, value: Value) -> None:
        if not any(map(str.isalnum, value.text)) or any(
            label == key and value.text == known.text for key, known in self.kv.items()
        ):
            return
        name, number = label, 2
        while name in self.kv:
            name, number = f"{label} {number}", number + 1
        if len(self.kv) < MOST_VALUES:
            self.kv[name] = value

    def add_new(self, label: str, value: Value) -> None:
        """Adds it unless the same text is known already, perhaps as part of another value."""
        shown = value.printed or value.text
        if not any(shown in (known.printed or known.text) or value.text == known.text for known in self.kv.values()):
            self.add(label, value)


def _pairs(line: Line, choices: Sequence[Choice], rules: Sequence[Box]) -> Iterator[tuple[str, str, str]]:
    """Label, value and the value as printed, of each labelled value on the line; of choices what is ticked."""
    segments = list(line.segments)
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        pair = _PAIR.fullmatch(segment.text)
        if pair and _is_label(pair[1]) and not (pair[1][-1].isdigit() and pair[2][0].isdigit()):
            label, text, holder = pair[1], pair[2].strip(), segment
        elif following and (label := _open_label(segment)) and ":" not in following.text and not _open_label(following):
            text, holder = following.text.strip(), following
        else:
            continue
        if any(_holds(holder, choice) for choice in choices):
            text = ", ".join(_ticked(choices, segments[segments.index(holder) :]))
        elif _asks(text) or (holder is following and _has_space(holder, rules)):
            continue
        if text:
            yield label, text, text


def _choices(page: Page) -> dict[str, list[Choice]]:
    """What there is to tick on the page, by the id of its line."""
    on_lines: dict[str, list[Choice]] = {}
    if any(m.kind == "check_box" for m in page.marks) or any(_BOX.search(s.text) for s in page.segments):
        for choice in find_choices(Sheet(page)):
            on_lines.setdefault(choice.name.line, []).append(choice)
    return on_lines


def _holds(segment: Segment, choice: Choice) -> bool:
    return segment.box[0] <= (choice.name.box[0] + choice.name.box[2]) / 2 <= segment.box[2]


def _ticked(choices: Sequence[Choice], segments: Sequence[Segment]) -> Iterator[str]:
    """The names of the ticked choices in the segments, up to the next question."""
    asking = (s.box[0] for s in segments[1:] if _open_label(s) or _PAIR.fullmatch(s.text))
    start, end = segments[0].box[0], next(asking, segments[-1].box[2])
    return (c.name.text.strip() for c in choices if c.ticked and start <= (c.name.box[0] + c.name.box[2]) / 2 <= end)


def _asks(text: str) -> bool:
    """Another label, or space to write on, not something written."""
    return text.endswith((":", "：")) or any(p.search(text) for p in (_SPACE, _SPACE_BEHIND, _BARE_LABEL))


def _has_space(segment: Segment, rules: Sequence[Box]) -> bool:
    """A ruled line to write on begins where the segment ends."""
    _, y0, x1, y1 = segment.box
    height = y1 - y0
    return any(
        -0.5 * height <= r[0] - x1 <= 2 * height and r[2] - x1 > 2 * height and abs(r[3] - y1) < 0.7 * height
        for r in rules
    )


def _open_label(segment: Segment) -> str:
    """The label that the segment is, without its colon; "" if it is none."""
    found = _OPEN_LABEL.fullmatch(segment.text)
    return found[1] if found and _is_label(found[1]) else ""


def _is_label(text: str) -> bool:
    return not _NO_LABEL.search(text) and len(text.split()) <= _MOST_LABEL_WORDS


def _value(text: str, printed: str, line: Line, day_first: bool) -> Value:
    """A value that is a date and nothing else is written as results write dates."""
    dates = list(find_dates(text, day_first=day_first))
    if len(dates) == 1 and not any(c.isalnum() for c in text[: dates[0].start] + text[dates[0].end :]):
        return Value(written(dates[0].value), (line.id,), printed)
    return Value(text, (line.id,))


def _without_label(line: Line, day_first: bool) -> Iterator[tuple[str, Value]]:
    text = line.text
    for found in find_dates(text, day_first=day_first):
        label = _words_before(line, text, found.start, "date") or "Date"
        yield label, Value(written(found.value), (line.id,), text[found.start : found.end])
    if total := _total(line):
        yield "Total", Value(total, (line.id,))
    yield from _in_currency(line)
    for label, pattern in _UNLABELLED:
        for m in (m for segment in line.segments for m in pattern.finditer(segment.text)):
            yield label, Value((m[1] if m.lastindex else m[0]).strip(), (line.id,))


def _in_currency(line: Line) -> Iterator[tuple[str, Value]]:
    """Sums with a currency; each within its own piece, as "1" and "450,00 EUR" of two columns are not "1 450,00"."""
    text, begin = line.text, 0
    for segment in line.segments:
        for amount in find_amounts(segment.text):
            start, end = begin + amount.start, begin + amount.end
            if _CURRENCY.search(text[max(0, start - 4) : start]) or _CURRENCY.match(text[end : end + 4]):
                yield _words_before(line, text, start, "") or "Amount", Value(text[start:end], (line.id,))
        begin += len(segment.text) + 1


def _total(line: Line) -> str:
    """The one sum with cents on a line that begins by calling it the total; "" if it does not."""
    sums = [
        (n, amount)
        for n, segment in enumerate(line.segments)
        for amount in find_amounts(segment.text)
        if amount.value.as_tuple().exponent == -2
    ]
    if len(sums) != 1:
        return ""
    number, amount = sums[0]
    text = line.segments[number].text
    label = " ".join([*(segment.text for segment in line.segments[:number]), text[: amount.start]])
    if topic_of(label) not in ("total", "due", "rounded") or len(label.split()) > _MOST_LABEL_WORDS:
        return ""
    return text[amount.start : amount.end]


def _words_before(line: Line, text: str, at: int, word: str) -> str:
    """The words that stand before a value on its line, if they look like its label."""
    before = _CURRENCY.sub("", text[:at].rstrip()).strip(" :：-–.,")
    if not before or len(before.split()) > 3 or len(before) > 30 or any(c.isdigit() for c in before):
        return ""
    return before if word in before.lower() and before[0].isalpha() else ""


def _stations(lines: Sequence[Line]) -> list[Value]:
    """Railway stations on a Chinese ticket, left to right."""
    found = [
        (segment.box[0], Value(segment.text.strip(), (line.id,)))
        for line in lines
        for segment in line.segments
        if _STATION.fullmatch(segment.text.strip())
    ]
    return [value for _, value in sorted(found, key=lambda f: f[0])]
