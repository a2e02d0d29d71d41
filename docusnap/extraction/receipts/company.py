"""The shop's name: the legal name where the head shows one, else the name of a trade, else the first line."""

import re
from collections.abc import Sequence

from docusnap.domain.answer import Value
from docusnap.domain.lookalikes import misread
from docusnap.extraction.receipts.head import (
    HeadKind,
    is_legal,
    is_trade,
    legal_end,
    phone_start,
    speaks_of_others,
    without_brackets,
)
from docusnap.extraction.receipts.rows import Row
from docusnap.extraction.receipts.words import LEGAL_WORD, TRADE

_LEAD = re.compile(
    r"^(?:\s*+(?:#?\d{4,}\s+|(?:OWN(?:ED)?\s+BY|DIMILIKI(?:\s+OLEH)?|COMPANY(?:\s+NAME)?|NAME)\s*:\s*)|[_\W]++(?=\w))",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"(?<!\s)\s*+[(\[{]?\s?(?:(?:CO\.?\s?)?(?:REG|ROC|RN|NO|GST|ID)\b[.:#\s]*)*[A-Z]{0,3}(?<!\d)(?<!\d-)\d[\d-]{4,}+\s?[-–]?\s?[A-Z]{0,2}\s?[)\]}]?\s*$",
    re.IGNORECASE,
)
_NUMBER_LABEL = re.compile(
    r"(?<!\s)\s*+[(\[]?\b(?:CO\.?\s?(?:REG|NO)|REG\.?\s?NO|COMPANY\s?(?:REG|NO)|ROC|GST)\b.*$", re.IGNORECASE
)
_TO_BE_CONTINUED = re.compile(r"(?:&|\bAND|\bDAN|[-,+])\s*$", re.IGNORECASE)
_LONGEST = 160
_SCORED_ABOVE = 12
_SDN_BHD = re.compile(rf"\b{misread('SDN')}(\s?[.,]?\s?){misread('BHD')}\b", re.IGNORECASE)
_SB_MISREAD = re.compile(r"\b5/B\b")


def read_company(head: Sequence[tuple[Row, HeadKind]]) -> tuple[Value, int] | None:
    """The name, and the index in the head of its last line."""
    names = [index for index, (_, kind) in enumerate(head) if kind == "name"]
    if not names:
        return None
    best = max(names, key=lambda index: (_score(head, index), -index))
    first, last = _extent(head, best)
    rows = [row for row, _ in head[first : last + 1]]
    printed = cleaned(" ".join(row.text for row in rows))
    text = put_right(printed)
    if not printed or not any(c.isalpha() for c in printed):
        return None
    return Value(text, tuple(row.line.id for row in rows), printed if printed != text else ""), last


def cleaned(text: str) -> str:
    """Without registration numbers, telephone numbers and leading junk."""
    text = text[: min(phone_start(text), _LONGEST)]
    text = _LEAD.sub("", text)
    end = legal_end(text)
    if end and any(c.isdigit() for c in text[end:]):
        text = text[:end]
    text = _NUMBER_LABEL.sub("", text) or text
    return _REGISTRATION.sub("", text).strip(" -:*~|=_") or text.strip()


def put_right(name: str) -> str:
    """With the legal form as it is spelt."""
    return _SB_MISREAD.sub("S/B", _SDN_BHD.sub(_put_right, name))


def ends_openly(text: str) -> bool:
    """Ends so that the name must go on: "A & B &", "KEDAI DAN"."""
    return _TO_BE_CONTINUED.search(text) is not None


def name_score(rows: Sequence[Row], kinds: Sequence[HeadKind], index: int) -> float:
    """What the rules think of a row as the name."""
    first = max(0, index - _SCORED_ABOVE)
    return _score(list(zip(rows[first : index + 2], kinds[first : index + 2], strict=True)), index - first)


def _put_right(legal_form: re.Match[str]) -> str:
    """ "SON BND" is "SDN BHD"; what was read well stays as it is."""
    read = legal_form.group()
    if read.upper().startswith("SDN") and read.upper().endswith("BHD"):
        return read
    return f"SDN{legal_form[1]}BHD" if read[:3].upper() == read[:3] else f"Sdn{legal_form[1]}Bhd"


def _score(head: Sequence[tuple[Row, HeadKind]], index: int) -> float:
    text = head[index][0].text
    letters = [c for c in text if c.isalpha()]
    before = [kind for _, kind in head[:index]]
    score = 10.0 * is_legal(text) + 4.0 * is_trade(text) - 0.5 * before.count("name")
    score += 3.0 * (index + 1 < len(head) and head[index + 1][1] == "number")
    score -= 8.0 * speaks_of_others(text)
    score -= 6.0 * bool({"address", "phone", "body"} & set(before))
    score -= 5.0 * (not any(c.isupper() for c in letters) and all(c.isascii() for c in letters))
    score -= 4.0 * (sum(word[0].islower() for word in text.split()) > 1)
    score -= 4.0 * (len(letters) < 4) + 4.0 * (sum(c.isdigit() for c in text) > len(letters))
    return score


def _extent(head: Sequence[tuple[Row, HeadKind]], index: int) -> tuple[int, int]:
    """First and last index of a name that runs over two lines."""
    text = head[index][0].text
    if index and head[index - 1][1] == "name":
        above = head[index - 1][0].text
        goes_on = _TO_BE_CONTINUED.search(above) and not is_legal(above)
        if goes_on or ((only_legal_form(text) or only_trade(text)) and not above.islower()):
            return index - 1, index
    if index + 1 < len(head) and head[index + 1][1] == "name":
        below = head[index + 1][0].text
        goes_on = not is_legal(text) and (only_legal_form(below) or only_trade(below) or only_trade(text))
        if goes_on or _TO_BE_CONTINUED.search(text):
            return index, index + 1
    return index, index


def only_legal_form(text: str) -> bool:
    """ "SDN. BHD." or "RESTAURANT SDN BHD": the end of a name that began on the line above."""
    text = without_brackets(text)
    end = legal_end(text)
    if not end:
        return False
    words = re.findall(r"[^\W\d_]+", text[:end])
    name = [w for w in words if not LEGAL_WORD.fullmatch(w)]
    return not name or (len(name) == 1 and is_trade(name[0]))


def only_trade(text: str) -> bool:
    """ "RESTORAN" or "TRADING" alone on a line: a part of the name on the line beside it."""
    words = re.findall(r"[^\W\d_]+", text)
    return 0 < len(words) < 3 and all(TRADE.fullmatch(word) or TRADE.fullmatch(word[:-1]) for word in words)
