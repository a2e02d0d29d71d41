"""The shop's postal address: the lines between its name and its telephone number that read like one."""

import re
from collections.abc import Sequence

from docusnap.domain.answer import Value
from docusnap.domain.lookalikes import ONE_SHAPES, SHAPES_TO_DIGITS, ZERO_SHAPES
from docusnap.extraction.receipts.head import (
    HeadKind,
    has_postcode,
    is_address,
    is_branch,
    is_place,
    opens_address,
    phone_start,
)
from docusnap.extraction.receipts.rows import Row

_LIKE_DIGITS = ZERO_SHAPES + ONE_SHAPES
_LABEL = re.compile(
    r"^\s*(?:ADD(?:RESS)?|ALAMAT|ADRESSE|DIRECCI[OÓ]N|INDIRIZZO|ADRES|ENDERE[CÇ]O)\s*:\s*", re.IGNORECASE
)
_TAIL = re.compile(r"(?<![\s,;:(|-])[\s,;:(|-]*+(?:\(?(?:GST|SST|CO|REG|ROC)\b.{0,12}\d.*)?$", re.IGNORECASE)
_POSTCODE_MISREAD = re.compile(
    rf"(?<![\w/.-])(?=\d*[{_LIKE_DIGITS}]\d*(?!\w))[\d{_LIKE_DIGITS}]{{5}}(?=,?\s[^\W\d_]{{3}})"
)
"""Five characters before a name, of which one is a letter that is shaped like a digit."""
_MOST_LINES = 7
_LONGEST = 160
_GAP = 2.2


def read_address(head: Sequence[tuple[Row, HeadKind]], name_end: int) -> Value | None:
    """The address as printed, its lines joined by a space. `name_end`: index in the head of the name's last line."""
    start = next((i for i in range(name_end + 1, len(head)) if head[i][1] == "address"), None)
    if start is None:
        start = next((i for i in range(name_end + 1) if head[i][1] == "address"), None)
    if start is None:
        start = next(
            (i for i in range(name_end + 1, len(head)) if head[i][1] == "name" and is_place(head[i][0].text)), None
        )
    if start is None:
        return None
    if start + 1 < len(head) and is_branch(head[start][0].text) and opens_address(head[start + 1][0].text):
        start += 1
    rows = [head[start][0]]
    for row, kind in head[start + 1 : start + _MOST_LINES]:
        if not _goes_on(rows, row, kind):
            break
        rows.append(row)
    text = " ".join(part for row in rows if (part := address_part(row.text)))
    return Value(text, tuple(row.line.id for row in rows)) if text else None


def _goes_on(rows: Sequence[Row], row: Row, kind: HeadKind) -> bool:
    last = rows[-1].line
    if kind not in {"address", "name"} or row.line.box[1] - last.box[3] > _GAP * (last.box[3] - last.box[1]):
        return False
    if phone_start(last.text) < len(last.text):
        return False
    if not any(has_postcode(r.text) for r in rows):
        return True
    text = row.text
    return last.text.rstrip().endswith((",", "-", "&")) or text.startswith("(") or is_address(text) or is_place(text)


def is_address_label(text: str) -> bool:
    """Begins by saying that it is an address."""
    return _LABEL.match(text) is not None


def address_part(text: str) -> str:
    """What of a line belongs to the address: no label, telephone or registration number."""
    return _TAIL.sub("", _LABEL.sub("", text[: min(phone_start(text), _LONGEST)])).strip()


def with_postcode(text: str) -> str:
    """The text with a post code whose one letter was misread for a digit: "4115O KLANG" is "41150 KLANG"."""
    return _POSTCODE_MISREAD.sub(lambda code: code.group().translate(SHAPES_TO_DIGITS), text)
