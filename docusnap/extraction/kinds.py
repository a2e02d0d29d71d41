"""What a paper calls itself, where the classifier of kinds has no word for it; and the sentence that describes it."""

import re
from collections.abc import Mapping, Sequence

from docusnap.domain.page import Page

_KINDS = (
    ("Bank statement", r"\b(?:account statement|bank statement|statement of account|kontoauszug)\b|对账单"),
    (
        "Contract",
        r"\b(?:this agreement|agreement (?:between|is made)|(?:rental|employment|lease|sales?) (?:agreement|contract)"
        r"|hereinafter|mietvertrag|arbeitsvertrag|kaufvertrag|contrat de|contrato de|surat perjanjian)\b|合同",
    ),
    ("Certificate", r"\b(?:certificate of|diploma|zertifikat|urkunde|certificat de|certificado de|sijil)\b|证书"),
    ("Card", r"\b(?:member(?:ship)? card|valid thru|mitgliedskarte)\b|会员卡"),
    ("Prescription", r"\b(?:prescription|dosage|rezept|ordonnance)\b|处方"),
    ("Payslip", r"\b(?:pay ?slip|gross pay|net pay|gehaltsabrechnung|bulletin de paie|slip gaji)\b|工资单"),
    ("Quotation", r"^[^\w\n]*+(?:quotation|angebot|devis|cotizaci[oó]n|sebut harga|报价单)\b"),
    ("Fax", r"^[^\w\n]*+(?:fax|facsimile|telefax)\b|\bfax (?:transmi|cover)|cover (?:sheet|page) is"),
    ("Memo", r"^[^\w\n]*+(?:memo(?:randum)?|inter-?office)\b"),
    (
        "Letter",
        r"\b(?:dear (?:sir|madam|mr|mrs|ms|dr|\w+(?=,))|yours (?:sincerely|faithfully)|sincerely|kind regards"
        r"|sehr geehrte|mit freundlichen|madame, monsieur|estimad[oa])\b",
    ),
    ("Report", r"^.{0,60}\breport\b\W*$"),
)
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE | re.MULTILINE)) for kind, words in _KINDS)
_MOST_TEXT = 20_000
_SHORT, _HEAD_LINES = 40, 12
"""Lines of a page where one word is enough, and lines of a longer one that do as much."""


def own_name(pages: Sequence[Page]) -> str:
    """ "Contract", "Payslip", "Letter", … by the words that such papers carry, or "" where nothing tells."""
    lines = [line.text for page in pages for line in page.lines]
    text = "\n".join(lines)[:_MOST_TEXT]
    head = len("\n".join(lines[: _HEAD_LINES if len(lines) > _SHORT else _SHORT]))
    return next((kind for kind, words in _PATTERNS if _told(words, text, head)), "")


def _told(words: re.Pattern[str], text: str, head: int) -> bool:
    """In the head of the text, or more than once: one stray word on a long page tells nothing."""
    found = [match.start() for match, _ in zip(words.finditer(text), range(2), strict=False)]
    return len(found) > 1 or any(start <= head for start in found)


def described(kind: str, heading: str, facts: Mapping[str, str], pages: int) -> str:
    """One sentence: the kind, its heading, and those of the facts that have a value."""
    parts = [f"{kind or 'Document'} “{heading}”" if heading else kind or "Document"]
    parts += [f"{name} {value}" for name, value in facts.items() if value]
    if pages > 1:
        parts.append(f"{pages} pages")
    return ", ".join(parts) + "."
