"""Checks an answer against the pages: every value gets its evidence, or a caution."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from docusnap.domain.amounts import parse_amount
from docusnap.domain.answer import Answer, Value
from docusnap.domain.currencies import may_be
from docusnap.domain.page import Line, Page
from docusnap.domain.polygons import polygon_in_file
from docusnap.domain.result import Caution, Evidence
from docusnap.evidence import plausibility
from docusnap.evidence.ambiguous import ambiguous_dates
from docusnap.evidence.confidence import CITED, ELSEWHERE, LOW, SEEN, UNCITED, confirmed, reading
from docusnap.evidence.form_marks import TICKS, fields_of, in_field, ticked
from docusnap.evidence.match import FUZZY_RATIO, SHORT, Finder, Match, finders, whole_date
from docusnap.evidence.summary import unfounded
from docusnap.evidence.text_index import Stream, around, fold
from docusnap.evidence.work import MOST_WORK, TooMuchWork, Work


@dataclass(frozen=True, slots=True)
class Checked:
    """Evidence for each key of the answer, None where the value is not on the page, and what to be careful about.

    `alternatives` are the answer's own, by key, each with its evidence.
    """

    evidence: Mapping[str, Evidence | None]
    cautions: tuple[Caution, ...]
    alternatives: Mapping[str, tuple[tuple[Value, Evidence | None], ...]]


def check(
    answer: Answer,
    pages: Sequence[Page],
    *,
    day_first: bool = True,
    checkpoint: Callable[[], None] = lambda: None,
    most_work: int = MOST_WORK,
    pictures: bool = False,
) -> Checked:
    """Finds every value of the answer on the pages: first on the lines it cites, then anywhere.

    With `pictures`, the model that gave the answer saw the pages: a value for which it cites a picture, and which no
    text holds, has the whole page for its place, a low confidence, and `only_in_picture` for a warning.

    What would take more than `most_work` is left unchecked, and says so. `checkpoint` is called now and then; what it
    raises gets out.
    """
    work = Work(checkpoint, most_work)
    checked = _values(answer, pages, work, day_first=day_first, pictures=pictures)
    told = dict.fromkeys(checked.cautions)
    try:
        told |= dict.fromkeys(unfounded(answer, checked.evidence, pages, work, day_first=day_first))
    except TooMuchWork:
        told[Caution("document", "not_checked")] = None
    return replace(checked, cautions=tuple(told))


def check_values(
    answer: Answer,
    pages: Sequence[Page],
    *,
    day_first: bool = True,
    checkpoint: Callable[[], None] = lambda: None,
    pictures: bool = False,
) -> Checked:
    """The same for the values alone, whose keys are none of the page's words."""
    return _values(answer, pages, Work(checkpoint), day_first=day_first, pictures=pictures)


def _values(answer: Answer, pages: Sequence[Page], work: Work, *, day_first: bool, pictures: bool) -> Checked:
    places = _Places(pages, day_first, work)
    evidence: dict[str, Evidence | None] = {}
    cautions: list[Caution] = []
    for key, value in answer.kv.items():
        try:
            evidence[key] = places.find(key, value)
        except TooMuchWork:
            evidence[key] = None
            cautions.append(Caution(key, "not_checked"))
        else:
            if evidence[key] is None:
                evidence[key] = places.seen(value) if pictures else None
                cautions.append(Caution(key, "only_in_picture" if evidence[key] else "not_on_page"))
    verdict = plausibility.validate({k: v.text for k, v in answer.kv.items()}, places.lines, day_first=day_first)
    for key, found in evidence.items():
        checks = tuple(verdict.checks.get(key, ()))
        if found is None:
            continue
        sure = replace(found, checks=checks, reading=confirmed(found.reading, checks), chance=answer.kv[key].chance)
        evidence[key] = sure
        if sure.reading < LOW:
            cautions.append(Caution(key, "low_confidence"))
        if sure.chance is not None and sure.chance < answer.kv[key].unsure_below:
            cautions.append(Caution(key, "unsure"))
    doubts = (Caution(key, code) for key, code in answer.doubts if "sum" not in verdict.checks.get(key, ()))
    unclear = ambiguous_dates(answer.kv, evidence, places.lines, day_first=day_first)
    told = dict.fromkeys((*cautions, *doubts, *verdict.cautions, *unclear))
    others = {
        key: tuple((other, places.find_other(key, other)) for other in value.alternatives)
        for key, value in answer.kv.items()
        if value.alternatives
    }
    return Checked(evidence, tuple(told), others)


class _Places:
    """The pages laid out for searching; each is laid out once."""

    def __init__(self, pages: Sequence[Page], day_first: bool, work: Work) -> None:
        self._all = pages
        self._by_number = {page.number: page for page in pages}
        self._work = work
        self._fields = fields_of(pages)
        self._pages = [(page.number, Stream(page.lines, work)) for page in pages]
        self._by_id = {line.id: (page.number, line) for page in pages for line in page.lines}
        self._cited_before: dict[tuple[str, ...], list[tuple[int, Stream]]] = {}
        self._day_first = day_first

    @property
    def lines(self) -> list[Line]:
        return [line for _, line in self._by_id.values()]

    def find(self, key: str, value: Value) -> Evidence | None:
        """The best evidence for the value, in the order cited lines, whole pages; as written, then as printed.

        Raises TooMuchWork.
        """
        found = self._found(key, value)
        return replace(found, polygon=polygon_in_file(self._by_number[found.page], found.box)) if found else None

    def _found(self, key: str, value: Value) -> Evidence | None:
        self._work.spend(len(value.text) + len(value.printed))
        texts = [(value.text, 1.0)]
        if value.printed and value.printed != value.text:
            relation = _relation(value.text, value.printed, self._day_first)
            texts = [(value.printed, relation), *texts] if relation == 1.0 else [*texts, (value.printed, relation)]
        cited = self._cited(value.lines)
        drawn = in_field(key, value, self._fields) or self._ticked(key, value)
        if drawn:
            return drawn
        for text, relation in texts:
            if not relation:
                continue
            if not fold(text) and text.strip():
                return _symbol(cited or self._pages, text.strip(), relation)
            in_lines = finders(text, day_first=self._day_first, pieces_anywhere=True)
            found = _first_found(cited, in_lines, CITED * relation, key, text)
            if found is None:
                anywhere = finders(text, day_first=self._day_first, pieces_anywhere=False)
                place = ELSEWHERE if cited else UNCITED
                found = _first_found(self._pages, anywhere, place * relation, key, text, once=len(fold(text)) <= SHORT)
            if found:
                return found
        return None

    def seen(self, value: Value) -> Evidence | None:
        """Somewhere on the page whose picture the value cites; no text holds it."""
        page = self._by_number.get(value.picture or 0)
        if page is None:
            return None
        whole = (0.0, 0.0, float(page.width), float(page.height))
        return Evidence(page.number, whole, "", SEEN, polygon=polygon_in_file(page, whole))

    def find_other(self, key: str, value: Value) -> Evidence | None:
        """The same for a value that was not chosen, with its own chance."""
        try:
            found = self.find(key, value)
        except TooMuchWork:
            return None
        return replace(found, chance=value.chance) if found else None

    def _ticked(self, key: str, value: Value) -> Evidence | None:
        for page in self._all if value.text in TICKS else ():
            self._work.spend(20 * len(page.segments))
            lines = [self._by_id[id][1] for id in value.lines if self._by_id.get(id, (0,))[0] == page.number]
            found = ticked(key, value, page, lines or page.lines)
            if found:
                return found
        return None

    def _cited(self, ids: tuple[str, ...]) -> list[tuple[int, Stream]]:
        """The cited lines, as one stream for each page."""
        if ids not in self._cited_before:
            lines: dict[int, list[Line]] = {}
            for number, line in sorted((self._by_id[id] for id in set(ids) & self._by_id.keys()), key=_place):
                lines.setdefault(number, []).append(line)
            self._cited_before[ids] = [(number, Stream(on, self._work)) for number, on in lines.items()]
        return self._cited_before[ids]


def _first_found(
    streams: Sequence[tuple[int, Stream]],
    ways: Sequence[Finder],
    place: float,
    key: str,
    text: str,
    once: bool = False,
) -> Evidence | None:
    """Evidence by the first way that finds anything; `once`: not if it is there more than once."""
    for way in ways:
        found = [(number, stream, match) for number, stream in streams for match in _some(way(stream))]
        if found and not (once and len(found) > 1):
            top = max(match.quality for _, _, match in found)
            best = [f for f in found if f[2].quality == top]
            made = [(_labelled(stream, m, key), _evidence(n, stream, m, place)) for n, stream, m in best]
            return max(made, key=lambda m: (m[0], m[1].reading))[1]
    return None


def _place(cited: tuple[int, Line]) -> tuple[int, int, str]:
    """Sorts cited lines as they stand; ids grow longer from the hundredth line on."""
    return (cited[0], len(cited[1].id), cited[1].id)


def _symbol(streams: Sequence[tuple[int, Stream]], text: str, relation: float) -> Evidence | None:
    """The first word that holds a sign without letters, such as a currency's or a tick."""
    if not all(unicodedata.category(c) in ("Sc", "So") for c in text):
        return None
    found = ((number, word) for number, stream in streams for word in stream.words if text in word.text)
    number, word = next(found, (0, None))
    return Evidence(number, word.place, word.text, reading([word], 1.0, relation)) if word else None


_MANY = 20


def _some(matches: Iterator[Match]) -> list[Match]:
    return [match for match, _ in zip(matches, range(_MANY), strict=False)]


def _labelled(stream: Stream, match: Match, key: str) -> float:
    """How much of the key is printed on the match's own line."""
    return fuzz.partial_ratio(fold(key), fold(stream.line_text(match.spans[0].start))) if fold(key) else 0.0


def _evidence(number: int, stream: Stream, match: Match, place: float) -> Evidence:
    parts = [stream.words_in(span) for span in match.spans]
    words = [word for part in parts for word in part]
    text = " ".join(stream.printed(span) for span in match.spans)
    return Evidence(number, around(words), text, reading(words, match.quality, place))


def _relation(text: str, printed: str, day_first: bool) -> float:
    """How surely the printed text says what the value says: 1 the same, 0 something else."""
    value, other = whole_date(text, day_first=day_first), whole_date(printed, day_first=day_first)
    if value:
        written = {value.strftime(form) for form in ("%y%m%d", "%Y%m%d", "%d%m%Y", "%d%m%y", "%m%d%Y")}
        same = value == other or fold(printed) in written
        return 1.0 if same else 0.0 if other or not any(c.isalpha() for c in printed) else 0.5
    a, b = fold(text), fold(printed)
    if may_be(text, printed):
        return 1.0
    if not any(c.isalpha() for c in a):
        amounts = parse_amount(text), parse_amount(printed)
        return 1.0 if amounts[0] is not None and abs(amounts[0]) == abs(amounts[1] or 0) else 0.0
    if not a or not b:
        return 0.0
    return 1.0 if a in b or _same_words(text, printed) else 0.5


def _same_words(text: str, printed: str) -> bool:
    """In another order perhaps, and within what an OCR engine misreads; none more, and no other digits."""
    words = [sorted(filter(None, map(fold, one.split()))) for one in (text, printed)]
    one, other = map(" ".join, words)
    digits = ["".join(filter(str.isdigit, part)) for part in (one, other)]
    return one == other or (digits[0] == digits[1] and fuzz.ratio(one, other) >= 100 * FUZZY_RATIO)
