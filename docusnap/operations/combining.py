"""A language model's answer and the offline reader's made one, value by value, by the evidence that each has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from docusnap.domain.amounts import parse_amount
from docusnap.domain.answer import Answer, Blank
from docusnap.domain.dates import parse_date
from docusnap.domain.result import Alternative, Caution, Evidence
from docusnap.evidence.check import Checked
from docusnap.evidence.text_index import fold

_PLACEHOLDERS = (
    r"n/?a|none|null|nil|unknown|unspecified|undefined|empty|blank|missing|tbd|todo|(?:insert|enter|your) .{1,60}",
    r"(?:not|no) (?:available|applicable|data|found|given|information|known|mentioned|present|provided|specified|stated"
    r"|value|visible)(?: .{1,40})?",
    r"<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|lorem ipsum.*|x{3,}|\?+",
    r"unbekannt|unleserlich|entfällt|keine(?: angaben?)?|k\.? ?a|nicht (?:angegeben|anwendbar|bekannt|gefunden|lesbar"
    r"|verfügbar|vorhanden)",
    r"inconnue?|néant|sans objet|aucune?|non (?:applicable|disponible|fournie?|indiquée?|précisée?|renseignée?"
    r"|trouvée?)",
    r"desconocid[oa]|ningun[oa]|sin (?:datos|especificar)|no (?:aplica|consta|disponible|encontrad[oa]|especificad[oa]"
    r"|indicad[oa])",
    r"sconosciut[oa]|nessun[oa]?|non (?:disponibile|indicat[oa]|presente|specificat[oa]|trovat[oa])",
    r"desconhecid[oa]|nenhum|não (?:aplicável|disponível|encontrad[oa]|especificad[oa]|informad[oa])",
    r"tiada(?: maklumat)?|tidak (?:ada|berlaku|diketahui|dinyatakan|disebutkan|ditemukan|tersedia)",
    r"无|無|不详|未知|未提供|未注明|未填写?|不适用|没有|暂无|不明|なし|該当なし|未記入|없음|미상|해당 ?없음",
)
_PLACEHOLDER = re.compile("|".join(_PLACEHOLDERS), re.IGNORECASE)
_AROUND = " .,;:!?-–—*\"'`()"
_NEEDED = ("Company", "Date", "Total", "Address")
"""What the offline reader adds to a model's answer that leaves it out."""
_TELLING = frozenset({"sum", "check_digit"})


@dataclass(frozen=True, slots=True)
class Source:
    """An answer with its checks, and the name of the model that gave it."""

    model: str
    answer: Answer
    checked: Checked


@dataclass(frozen=True, slots=True)
class Combined:
    """What a result says, whoever said it; `models` tells who said the value of each key."""

    answer: Answer
    kv: Mapping[str, str]
    evidence: Mapping[str, Evidence | None]
    cautions: tuple[Caution, ...]
    alternatives: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)


def alone(source: Source) -> Combined:
    """The one answer that there is."""
    alternatives = {key: _alternatives(source, key) for key in source.checked.alternatives}
    kv = {key: value.text for key, value in source.answer.kv.items()}
    models = dict.fromkeys(kv, source.model)
    return Combined(source.answer, kv, source.checked.evidence, source.checked.cautions, alternatives, models)


def combined(said: Source, offline: Source, instructions: str, needed: Sequence[str] = _NEEDED) -> Combined:
    """The model's answer, its placeholders and echoes of the instructions left out; `needed`: what the reader adds.

    Where the offline reader has another value for a key, the surer one is chosen, the other shown beside it, and the
    key flagged `disputed` if both stand on the page. A value without evidence never replaces one that has some.
    """
    kv: dict[str, str] = {}
    evidence: dict[str, Evidence | None] = {}
    alternatives: dict[str, tuple[Alternative, ...]] = {}
    chosen: dict[str, Source] = {}
    disputed: list[Caution] = []
    offline_keys = {key.casefold(): key for key in offline.answer.kv}
    for key, value in said.answer.kv.items():
        if _says_nothing(value.text, said.checked.evidence[key], instructions):
            continue
        other = offline_keys.get(key.casefold())
        winner, source_key = said, key
        if other is not None and not _same(value.text, offline.answer.kv[other].text):
            mine, theirs = said.checked.evidence[key], offline.checked.evidence[other]
            winner, source_key = (offline, other) if _sureness(theirs) > _sureness(mine) else (said, key)
            loser, loser_key = (said, key) if winner is offline else (offline, other)
            shown = loser.answer.kv[loser_key].text
            alternatives[key] = (Alternative(shown, loser.model, loser.checked.evidence[loser_key]),)
            if mine and theirs:
                disputed.append(Caution(key, "disputed"))
        alternatives[key] = alternatives.get(key, ()) + _alternatives(winner, source_key)
        kv[key], evidence[key] = winner.answer.kv[source_key].text, winner.checked.evidence[source_key]
        chosen[key] = winner
    for key in needed:
        if key in offline.answer.kv and offline.checked.evidence[key] and key.casefold() not in map(str.casefold, kv):
            kv[key], evidence[key] = offline.answer.kv[key].text, offline.checked.evidence[key]
            alternatives[key], chosen[key] = _alternatives(offline, key), offline
    cautions = [
        caution
        for source in (said, offline)
        for caution in source.checked.cautions
        if chosen.get(caution.key) is source
        or (source is said and caution.key not in source.answer.kv and caution.key not in chosen)
    ]
    return Combined(
        _in_words(said.answer, offline.answer),
        kv,
        evidence,
        tuple(dict.fromkeys((*cautions, *disputed))),
        {key: others for key, others in alternatives.items() if others},
        {key: source.model for key, source in chosen.items()},
    )


def is_no_answer(text: str, instructions: str) -> bool:
    """Whether a text that stands nowhere on the pages is a placeholder, or words of the instructions."""
    words = " ".join(text.casefold().split())
    return _is_placeholder(text) or (len(words) > 3 and words in " ".join(instructions.casefold().split()))


def _says_nothing(text: str, found: Evidence | None, instructions: str) -> bool:
    """Whether a text that stands nowhere in print is no answer; on a picture, words of the instructions may be seen."""
    if found is not None:
        return not _stands(found) and _is_placeholder(text)
    return is_no_answer(text, instructions)


def _is_placeholder(text: str) -> bool:
    return _PLACEHOLDER.fullmatch(text.strip(_AROUND)) is not None


def _in_words(said: Answer, offline: Answer) -> Answer:
    """The model's title and description, where they are any, and its blanks, each where the offline reader saw it."""
    seen = {fold(blank.label): blank for blank in offline.blanks}
    blanks = (seen.get(fold(b.label)) for b in said.blanks)
    placed = (
        Blank(b.label, found.page, found.box) if found else b for b, found in zip(said.blanks, blanks, strict=True)
    )
    return Answer(
        title=offline.title if not said.title or _is_placeholder(said.title) else said.title,
        tags=tuple(tag for tag in said.tags if not _is_placeholder(tag)) or offline.tags,
        description=offline.description if _is_placeholder(said.description or "n/a") else said.description,
        kv=said.kv,
        blanks=tuple(placed),
        related=said.related or offline.related,
        usage=said.usage,
        lines_left_out=said.lines_left_out,
        written=offline.written,
    )


def _alternatives(source: Source, key: str) -> tuple[Alternative, ...]:
    others = source.checked.alternatives.get(key, ())
    return tuple(Alternative(value.text, source.model, found) for value, found in others)


def _same(one: str, other: str) -> bool:
    if fold(one) == fold(other):
        return True
    days, sums = (parse_date(one), parse_date(other)), (parse_amount(one), parse_amount(other))
    return (days[0] is not None and days[0] == days[1]) or (
        days[0] is None and sums[0] is not None and sums[0] == sums[1]
    )


def _sureness(found: Evidence | None) -> tuple[bool, bool, float]:
    """Evidence first, then what else speaks for the value, then the chance that it is right; the model wins a tie."""
    return (_stands(found), bool(found and _TELLING.intersection(found.checks)), found.confidence if found else 0.0)


def _stands(found: Evidence | None) -> bool:
    """Whether words of the page hold the value; a model may also have seen it on the picture only."""
    return found is not None and found.text != ""
