"""What a field of a form, or a key of a library entry, asks for: of whom, and which of the things people have."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from docusnap.extraction.filling.vocabulary import CONCEPTS, ROLES, SAME, SOFT, STOP, STRANGERS, table

_ROLE_PATTERNS = {
    role: re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W\d_])") for role, words in table(ROLES, " | ").items()
}
_SOFT, _STOP = frozenset(SOFT.split()), frozenset(STOP.split())
_SAME = {found: word for word, ways in table(SAME, " ").items() for found in ways}
_CJK = r"\u3400-\u9fff"
_SIGNATURE = re.compile(r"signature|signed|unterschrift|firma del|tandatangan|签名|签字|\btoday")
_SECRET = re.compile(r"password|passwort|mot de passe|contraseña|\bpin\b|cvv|cvc|kata laluan|密码")
_OWN = re.compile(r"(?<![^\W_])(?:your|my|applicant|applicant s|taxpayer|claimant|ihre?|votre|vos|su|anda)(?![^\W_])")
_COLUMN = re.compile(r"(?<!\s)\s*+[(（]\s*\w{1,2}\s*[)）]\s*\w")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?=.*[^\W\d])|(?<=\w )\b(?:19|20)\d\d\b")
_FAMILY = ("spouse", "parent", "child")
OTHER_PEOPLE = frozenset((*_FAMILY, *STRANGERS))
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:child(?:ren)?|dependants?|dependents?|kind(?:er)?|enfants?|hij[oa]s?|anak|accounts?|beneficiar(?:y|ies)|witness)"
    r"\W{0,3}(?:(?:number|no)\W{0,2})?(\d{1,2})\b|(?:子女|孩子)\W{0,2}(\d{1,2})"
)
_ORDINAL = re.compile(
    r"\b(?:(first|1st)|(second|2nd)|(third|3rd)|(fourth|4th))\b(?=\s+(?:child|dependa?ent|account|beneficiary|witness))"
)
_CONDITION = re.compile(r"^if [^,]{1,40}, ")
_ADVICE = re.compile(r"\.\s+(?:[Il]?f\b|Attach|See|Enter|Check|Do not|Complete|Include)\b.*", re.DOTALL)
"""What a form says behind the name of a field about how to fill it in; an "I" is misread, or missed, now and then."""
_LINE_NUMBER = re.compile(r"^(?:\d{1,2}|(?:\d{1,2}\s?)?[a-z])[.)]?\s+(?=[A-Z])")
"""Of a line of a form ("b Taxable interest")."""
_AS_SHOWN = re.compile(r"\b(?:as )?(?:shown|given|printed|appears?)(?: first)? (?:on|in)\b.*")
_FEWEST_WORDS, _FEWEST_LETTERS = 3, 4
"""Of a name, and of its word that is misread: "Game" is not taken for "Name"."""
_BARE_DATE = re.compile(r"(?:dates?|datum|fecha|tarikh|tanggal|日期|time|day|month|year|number)")


@dataclass(frozen=True, slots=True)
class FieldName:
    """`concepts`: what it may ask for, likeliest first, none if unknown; `roles`: of whom, the person itself if none.

    `kinds` are soft distinctions (home, permanent); `words` is all that it says, for names that are no known concept.
    `own`: it says that it means the person whose form it is ("Your …"); `column`: it begins with a number in brackets,
    as the columns of a table do. `index`: which of several it is about ("Dependent 2"), 0 if it does not say.
    """

    concepts: tuple[str, ...]
    roles: frozenset[str]
    kinds: frozenset[str]
    words: frozenset[str]
    own: bool = False
    column: bool = False
    index: int = 0

    @property
    def fillable(self) -> bool:
        """Whether a library may answer it at all: never signatures, secrets, or a date that only says "Date"."""
        return bool(self.words) and not (len(self.words) == 1 and _BARE_DATE.fullmatch(min(self.words)))


@lru_cache(maxsize=4096)
def field_name(label: str) -> FieldName:
    """What the label of a field or the key of an entry stands for."""
    plain = _AS_SHOWN.sub("", _CONDITION.sub("", _plain(_LINE_NUMBER.sub("", without_advice(label)))))
    if _SIGNATURE.search(plain) or _SECRET.search(plain) or plain.strip() == "initials":
        return FieldName((), frozenset(), frozenset(), frozenset())
    index, plain = _numbered(plain)
    outside = re.sub(r"\([^)]*\)?|\[[^\]]*\]?|（[^）]*）?", " ", plain)
    concepts = _concepts(outside)
    if "full_name" in concepts and _surname_first(plain):
        concepts = ("reversed_name",)
    roles = frozenset(role for role, words in _ROLE_PATTERNS.items() if words.search(plain))
    for role in sorted(roles & (OTHER_PEOPLE | {"work"})) if not concepts else ():
        found = _concepts(re.sub(r"(?<![^\W_])s(?![^\W_])", " ", _ROLE_PATTERNS[role].sub(" ", outside)))
        # several others may each have a name: it stays the name of just this one
        concepts = () if found == ("full_name",) and role not in _FAMILY else concepts or found
    if concepts:
        named = {"company": {"work"}, "bank": {"bank_own"}, "account_number": {"bank_own"}, "merchant": {"other"}}
        roles -= frozenset(named.get(concepts[0], ()))
        roles -= {"other"} if concepts[0] == "licence_number" else set()
    words = _words(outside)
    own = not roles and _OWN.search(outside) is not None
    return FieldName(concepts, roles, words & _SOFT, words - _SOFT, own, _COLUMN.match(plain) is not None, index)


def _numbered(plain: str) -> tuple[int, str]:
    """Which of several a name is about, and the name without that."""
    if found := _ONE_OF_SEVERAL.search(plain):
        digits = found[1] or found[2]
        return int(digits), plain.replace(found[0], found[0].replace(digits, " "), 1)
    if found := _ORDINAL.search(plain):
        return next(n for n, word in enumerate(found.groups(), 1) if word), _ORDINAL.sub(" ", plain, count=1)
    return 0, plain


def names_several(text: str) -> bool:
    """Whether it names more than one of several ("Dependent 1 Dependent 2")."""
    return len(_ONE_OF_SEVERAL.findall(_plain(text))) > 1


def without_advice(label: str) -> str:
    """The label before what it says about how to fill in the field."""
    return _ADVICE.sub("", label)


def never_filled(label: str) -> Literal["signature", "secret"] | None:
    """Whether the label asks for a signature or its date, or for a secret."""
    plain = _plain(without_advice(label))
    if _SIGNATURE.search(plain) or plain.strip() == "initials":
        return "signature"
    return "secret" if _SECRET.search(plain) else None


def spelt_words(label: str) -> list[str]:
    """The words of a label in order, each in its one spelling: "customerNo." is "customer", "number"."""
    return [_SAME.get(word, word) for word in re.findall(rf"[{_CJK}]+|[^\W_{_CJK}]+", _plain(label))]


def going_on(names: Sequence[FieldName]) -> list[FieldName]:
    """The names of a form in its order: a bare "Last name", or "Phone", right behind somebody's name is theirs."""
    found: list[FieldName] = []
    before = FieldName((), frozenset(), frozenset(), frozenset())
    for given in names:
        name = given
        if not name.roles and not name.column:
            if name.concepts == ("last_name",) and before.concepts[:1] in (
                ("first_name",),
                ("first_name_and_initial",),
            ):
                name = replace(name, roles=before.roles, own=before.own, index=before.index)
            elif name.concepts[:1] in (("phone",), ("email",)) and ("name" in before.words or "work" in before.roles):
                theirs = before.roles <= OTHER_PEOPLE | {"work"}
                name = replace(name, roles=before.roles if theirs else before.roles | {"other"})
        before = name
        found.append(name)
    return found


def words_of_text(text: str) -> frozenset[str]:
    """The words of a text that say something, in one spelling."""
    return _words(_plain(text))


def _concepts(text: str) -> tuple[str, ...]:
    """By the whole text, else by its parts in two scripts or with a stroke between (IC/Passport No.)."""
    whole = _KNOWN.get(_words(text)) or _KNOWN.get(_words(text) - _SOFT) or _misread(_words(text) - _SOFT)
    if whole:
        return (whole,)
    ends = _words(text) & {"number", "name"}
    parts = [
        part for part in re.split(rf"[/|]|\bor\b|(?<=[{_CJK}])\s*(?=[a-z])|(?<=[a-z.])\s*(?=[{_CJK}])", text) if part
    ]
    if len(parts) < 2:
        return ()
    found = [_KNOWN.get(_words(part) - _SOFT) or _KNOWN.get((_words(part) | ends) - _SOFT) for part in parts]
    return tuple(dict.fromkeys(c for c in found if c)) if all(found) else ()


def _misread(words: frozenset[str]) -> str:
    """The concept of a name of several words one of which has one letter misread ("fist name and middle initial")."""
    if len(words) < _FEWEST_WORDS:
        return ""
    near = {
        concept
        for known, concept in _KNOWN.items()
        if len(known) == len(words)
        and len(wrong := words - known) == 1
        and Levenshtein.distance(min(wrong), min(known - words), score_cutoff=1) == 1
        and len(min(wrong)) >= _FEWEST_LETTERS
    }
    return near.pop() if len(near) == 1 else ""


def _surname_first(plain: str) -> bool:
    return (
        re.search(r"(?:last|surname|family|nachname|\bname|\bnom)\b.*(?:first|given|vorname|prenom)", plain) is not None
    )


def _plain(text: str) -> str:
    """Lower case, no accents, camelCase and snake_case taken apart."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text).replace("_", " ").replace(".", ". ")
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\b([a-z])-(\d)", r"\1\2", text.replace("post office", "town"))
    text = re.sub(r"\bstreet (?:number|no)\b", "house number", text)
    return re.sub(r"e-\s?mail", "email", text).replace("i. c.", "ic").replace("#", " number ")


def _words(plain: str) -> frozenset[str]:
    found = [_SAME.get(word, word) for word in re.findall(rf"[{_CJK}]+|[^\W_{_CJK}]+", _YEAR.sub(" ", plain) or plain)]
    said = frozenset(found) - _STOP
    # "Employee number" is not any number: what mostly says nothing tells here whose it is
    return frozenset(found) if said == {"number"} and len(found) > 1 else said


def _known() -> dict[frozenset[str], str]:
    known = {_words(_plain(name)): concept for concept, names in table(CONCEPTS, ";").items() for name in names}
    for words in ("name first last", "name vorname", "name vorname nachname", "nom prenom", "name first middle last"):
        known[frozenset(words.split())] = "full_name"
    return known


_KNOWN = _known()
