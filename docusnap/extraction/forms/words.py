"""What the words of a form give away: which name something to fill in, and which are filled in."""

import re

from docusnap.domain.currencies import SYMBOLS

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 200
"""Characters looked at; no label is longer."""

_NAMES = frozenset(
    _WORD.findall("""
    account acct address age agency agent amount applicant article attention attn author authors balance bank birth
    birthdate brand budget by case cc cell chairman city claim claimant class client code comment comments company
    completed contact copies cost country county credit currency customer date dated deadline defendant delivery
    department dept description designation destination director distribution district division due duration email
    employee employer enclosures end event expiration extension facility fax field file firm first from gender grade
    group home id industry initials insurance institution invoice item job language last leader length license location
    mail maker manager manufacturer market material method middle mobile model month name names nationality no nos
    number object objective occupation office operator order organization originator owner page pages passport patient
    payment period phone pin place plaintiff policy position postcode price product profession program project promotion
    province publication purpose qty quantity quote range rate re reason reasons received recipient recommendation ref
    reference region registration relationship remarks report requested requester result route salary sample schedule
    school section sender serial sex shipping signature signed size sizes source space speaker species ssn start state
    status street study subject submitted supervisor supplier surname system tax tel telephone term terms time title to
    topic total type unit vendor via volume warning weight witness year zip
    anschrift betrag datum firma geburtsdatum geburtsort geschlecht hausnummer nachname nummer ort plz postleitzahl
    staatsangehörigkeit straße strasse telefon unterschrift vorname
    adresse commune courriel lieu naissance nationalité nom numéro pays postal prénom profession rue signature
    téléphone ville
    apellido apellidos ciudad código dirección domicilio edad fecha firma lugar nacimiento nacionalidad nombre número
    país provincia sexo teléfono
    """)
)
_VALUE = re.compile(
    rf"""^\W{{0,4}}(?:
        [{SYMBOLS}+±-]*\s?\d[\d.,:/'%\s()±+-]*[^\w\s]*(?:\s?[ap]\.?m\.?)?$   # amounts, dates, times, numbers
      | \S+@\S+$                                                        # mail addresses
      | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?\s+\d
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_QUANTITY = re.compile(r"\W?\d[\d.,/]{2,}|n/?a$", re.IGNORECASE)
_ANSWERS = [[w] for w in _WORD.findall("yes no male female m f ja nein oui non sí no männlich weiblich homme femme")]
_TICKS = frozenset("xX✓✔☑☒√")


def words_in(text: str) -> list[str]:
    """The words of letters only, in lower case."""
    return [w.lower() for w in _WORD.findall(text[:_LONGEST])]


def names_something(text: str) -> bool:
    """Reads like the name of something to fill in: short, starts with a capital, has a word that forms use."""
    words = words_in(text)
    if not 1 <= len(words) <= 5 or "," in text[:-1] or not (_capital(text) or len(words) == 1):
        return False
    if text.startswith("(") and len(words) > 1:
        return False
    return words[-1] in _NAMES or words[0] in _NAMES


def may_label(text: str) -> bool:
    """Could stand before a space to fill in: a few words, not in the middle of a sentence, not filled in itself."""
    words = words_in(text)
    starts = _capital(text) or text.startswith("(") or (len(words) == 1 and words[0] in _NAMES)
    return 1 <= len(words) <= 8 and starts and not is_filled_in(text) and not _QUANTITY.match(text)


def is_unfinished(text: str) -> bool:
    """Ends in a word that another must follow."""
    return words_in(text)[-1:] in (["of"], ["for"], ["to"], ["per"], ["and"], ["or"], ["the"], ["de"], ["der"], ["du"])


def _capital(text: str) -> bool:
    first = next((c for c in text if c.isalpha()), "")
    return first == first.upper()


def begins_with_name(text: str) -> bool:
    """Its first word is one that forms use: perhaps a label that was read together with its value."""
    return words_in(text)[:1] != [] and words_in(text)[0] in _NAMES


def is_filled_in(text: str) -> bool:
    """Reads like something written on a form: a number, an amount, a date, a telephone number, a mail address."""
    return _VALUE.match(text[:_LONGEST]) is not None


def is_tick(text: str) -> bool:
    """A lone cross or tick, perhaps between brackets."""
    marks = text.strip(" .…()[]_")
    return len(marks) == 1 and marks in _TICKS


def is_answer(text: str) -> bool:
    """One of the words that stand beside a box to tick."""
    return words_in(text) in _ANSWERS


def as_key(text: str) -> str:
    """The label as a key: without colon, leader, bullet or ruled line at its ends."""
    key = " ".join(text.split()).strip("_.…:： ;*•·-–—=|□☐☑☒")
    open_brackets = key.count("(") - key.count(")")
    return key + ")" if open_brackets == 1 else key
