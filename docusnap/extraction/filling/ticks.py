"""Which boxes to tick: by the name of the answer, by yes and no, or because what a box says is known to be so."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docusnap.domain.answer import Empty, Filled
from docusnap.domain.page import Box
from docusnap.extraction.filling.asked import Asked
from docusnap.extraction.filling.facts import Fact
from docusnap.extraction.filling.reasons import empty
from docusnap.extraction.filling.wording import LEAST_FIT, content_words, fit

TICK = "☑"
"""The value of a check box to tick."""

_YES_WORDS, _NO_WORDS = (
    "yes y true x on 1 ja oui si sí ya 是 ✓ ✔ ☑ checked",
    "no n false off 0 nein non tidak 否 ☐ unchecked",
)
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_SHORT = {
    "mfj": "married filing jointly",
    "mfs": "married filing separately",
    "hoh": "head of household",
    "qss": "qualifying surviving spouse",
    "m": "male",
    "f": "female",
    "w": "female",
    "weiblich": "female",
    "mannlich": "male",
    "frau": "female",
    "mann": "male",
    "masculin": "male",
    "feminin": "female",
    "homme": "male",
    "femme": "female",
    "masculino": "male",
    "femenino": "female",
    "hombre": "male",
    "mujer": "female",
    "laki laki": "male",
    "lelaki": "male",
    "perempuan": "female",
    "男": "male",
    "女": "female",
}
"""Abbreviations and other languages of what forms give to choose from."""
_BRACKETS = re.compile(r"\(([^)]*)\)?")
_SENTENCE_END = re.compile(r"[.;]\s+[A-Z].*")


@dataclass(frozen=True, slots=True)
class _Option:
    asked: Asked
    index: int
    text: str
    box: Box | None


def ticked(asked: Mapping[int, Asked], facts: Sequence[Fact]) -> dict[int, Filled | Empty]:
    """For each blank to tick that the facts answer, by its number: the tick or the option, or why not."""
    questions: defaultdict[tuple[str, ...], list[_Option]] = defaultdict(list)
    for i, one in asked.items():
        questions[one.question] += _options(i, one)
    _pair_yes_and_no(questions)
    answers = [(fact, found) for fact in facts for found in [_answered(fact, list(questions.values()))] if found]
    told: defaultdict[int, list[tuple[Fact, _Option, bool]]] = defaultdict(list)
    for fact, (options, chosen) in answers:
        for option in options:
            told[option.index].append((fact, option, option in chosen))
    return {i: _verdict(found) for i, found in told.items()}


def _pair_yes_and_no(questions: dict[tuple[str, ...], list[_Option]]) -> None:
    """Makes one question of a lone yes and the lone no right of it on the same row."""
    lone = {key: told[0] for key, told in questions.items() if len(told) == 1 and told[0].box}
    for yes_key, yes in lone.items():
        for no_key, no in lone.items():
            if _word(yes) in _YES and _word(no) in _NO and yes.asked.blank.page == no.asked.blank.page:
                assert yes.box
                assert no.box
                level = abs(yes.box[1] + yes.box[3] - no.box[1] - no.box[3]) < yes.box[3] - yes.box[1]
                if level and yes_key in questions and no_key in questions:
                    questions[yes_key] += questions.pop(no_key)


def _word(option: _Option) -> str:
    """The first word of its name."""
    return option.text.split()[0].strip(".,;:☐□").casefold() if option.text.split() else ""


def _options(i: int, one: Asked) -> Iterator[_Option]:
    if one.blank.type == "choice":
        for choice in one.blank.choices:
            yield _Option(one, i, choice.label, choice.box)
    else:
        choices = one.blank.choices
        box = choices[0].box if len(choices) == 1 else one.blank.box  # the blank may reach beyond its check box
        yield _Option(one, i, " ".join(c.label for c in choices) or one.blank.label, box)


def _verdict(found: Sequence[tuple[Fact, _Option, bool]]) -> Filled | Empty:
    yes = [(fact, option) for fact, option, chosen in found if chosen]
    no = [fact for fact, _, chosen in found if not chosen]
    texts = {option.text for _, option in yes}
    if found[0][1].asked.blank.type == "choice":
        no = [] if yes else no
    if not yes:
        return empty("not_chosen", candidates=no)
    if no or len(texts) > 1:
        return empty("conflict", candidates=[*(fact for fact, _ in yes), *no])
    fact, option = yes[0]
    value = option.text if option.asked.blank.type == "choice" else TICK
    return Filled(value, fact.entry, fact.keys, option.box)


def _answered(fact: Fact, questions: Sequence[Sequence[_Option]]) -> tuple[list[_Option], list[_Option]] | None:
    """The options of the one question that a fact answers, and those of them to tick; None unless it is one."""
    key = content_words(" ".join(fact.keys))
    found: list[tuple[list[_Option], list[_Option], float]] = []
    for options in questions:
        mine = [o for o in options if _about(fact, o.asked)]
        if mine and (answer := _in_question(fact, key, mine)):
            found.append((*answer, len(key & (mine[0].asked.around | mine[0].asked.own)) / len(key)))
    best = max((share for *_, share in found), default=0.0)
    top = [(options, chosen) for options, chosen, share in found if share == best]
    return top[0] if len(top) == 1 else None


def _about(fact: Fact, asked: Asked) -> bool:
    """Of the same person, and the same one of several."""
    return fact.roles - {"other"} == asked.name.roles - {"other"} and (fact.index or 1) == (asked.name.index or 1)


def _in_question(fact: Fact, key: frozenset[str], options: list[_Option]) -> tuple[list[_Option], list[_Option]] | None:
    value = fact.value.casefold().strip(" .")
    around = options[0].asked.around | options[0].asked.own
    if value not in _YES | _NO:
        named = _named(value, options)
        return (options, [named]) if named and key & (around | _all_words(options)) else None
    spoken = {o: _word(o) for o in options}
    yes = [o for o, word in spoken.items() if word in _YES]
    no = [o for o, word in spoken.items() if word in _NO]
    if len(yes) == len(no) == 1:
        return ([*yes, *no], yes if value in _YES else no) if key and key <= around else None
    said = [o for o in options if fit(key, frozenset(), content_words(o.text), around) >= LEAST_FIT]
    if len(said) != 1:
        return None
    return said, said if value in _YES else []


def _all_words(options: Sequence[_Option]) -> frozenset[str]:
    return frozenset(word for o in options for word in content_words(o.text))


def _named(value: str, options: Sequence[_Option]) -> _Option | None:
    """The option with that name: word for word, else the only one that begins so."""
    wanted = _SHORT.get(value, value)
    words = content_words(wanted)
    exact, within = [], []
    for option in options:
        short = {inner.casefold() for inner in _BRACKETS.findall(option.text)}
        plain = _SENTENCE_END.sub("", _BRACKETS.sub(" ", option.text))
        names = content_words(_SHORT.get(plain.strip().casefold(), plain))
        if words and (names == words or value in short):
            exact.append(option)
        elif words and words <= names and 2 * len(words) >= len(names):
            within.append(option)
    found = exact or within
    return found[0] if len(found) == 1 else None
