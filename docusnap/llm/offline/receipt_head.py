"""The head of a receipt: which of its first lines are the shop's name, its address, and neither."""

import re
from collections.abc import Sequence
from typing import Literal

from docusnap.domain.dates import parse_date
from docusnap.llm.offline.receipt_rows import Row, squashed

HeadKind = Literal["name", "address", "number", "title", "phone", "body"]

_LEGAL = re.compile(
    r"\bS[DOI0]N\s?[.,]?\s?B[HN][DO0]\b\.?|\bB[HN]D\b\.?|\b[S5]/B\b\.?|\bBERHAD\b|\bPLT\b|\bPTE\.?\s?LTD\b\.?|\bLTD\b\.?|\bLIMITED\b"
    r"|\bINC\b\.?|\bLLC\b|\bGMBH\b|\bE\.K\.|\bSARL\b|\bS\.?A\.?S\b\.?|\bS\.?R\.?L\b\.?|\bS\.L\.|\bB\.?V\.(?!\w)|\bN\.V\.|\bLTDA\b|有限公司",
    re.IGNORECASE,
)
_LEGAL_AHEAD = re.compile(r"^\s*(?:PT|CV|UD|TB)\b[.\s]\s*\w{3}", re.IGNORECASE)
_TRADE = re.compile(
    r"ENTERPRISE|TRADING|RESTORAN|RESTAURANT|\bCAFE\b|KAFE|KOPITIAM|HARDWARE|PHARMACY|FARMASI|\bMART\b|MINIMARKET|SUPERMARKET|"
    r"HYPERMARKET|PASARAYA|PASAR|KEDAI|PERNIAGAAN|SYARIKAT|COMPANY|HOLDINGS|MARKETING|STATIONER|BOOKS?\b|BAKERY|BAKERIES|CLINIC|KLINIK|"
    r"\bSTORES?\b|\bSHOP\b|ELECTRICAL|MOTORS?\b|SEAFOOD|\bFOODS?\b|\bHOTEL\b|\bTOKO\b|APOTEK|WARUNG|SERVICES?\b|INDUSTR(?:Y|IES)\b|"
    r"SUPPLIES|SUPPLY|GALLERY|BOUTIQUE|BISTRO|GRILL|BAR\b|PHOTO|OPTIC|OPTICAL|JEWEL|KITCHEN|STATION\b|PETROL|AUTO\b|\bCO\.|"
    r"APOTHEKE|SUPERMARCHE|PHARMACIE|FARMACIA|PANADERIA|BACKEREI|RISTORANTE|TRATTORIA|商店|超市|餐厅|酒店",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?:HQ\s?:|ADD(?:RESS)?\s?:|ALAMAT\s?:)|^\W{0,2}(?:LOT|NO|UNIT|BLOCK|BLK|SUITE|SHOP|PT)[.,:\s]{0,3}(?:[A-Z]{1,3}[-./]?){0,3}\s?\d|"
    r"\bJALAN\b|\bJLN\b|\bJ[1IL]N\b|^JL\b|\bTAMAN\b|\bTMN\b|\bLORONG\b|\bLRG\b|\bPERSIARAN\b|\bLEBUH(?:RAYA)?\b|\bBANDAR\b|\bKAMPUNG\b|"
    r"\bKG\b|\bKAWASAN\b|\bMUKIM\b|\bBATU\b|\bSEKSYEN\b|\bFLOOR\b|\bFLR\b|\b(?:LEVEL|LVL)\s?[A-Z]{0,2}\d|\bGROUND\b|\bWISMA\b|\bMENARA\b|"
    r"\bPLAZA\b|\bMALL\b|\bKOMPLEKS\b|\bCOMPLEX\b|\bSHOPPING CENT|\bGEDUNG\b|\bKEC\b|\bKAB\b|\bSTREET\b|\bROAD\b|"
    r"\bAVENUE\b|\bAVE\b|\bBOULEVARD\b|\bHIGHWAY\b|\bDRIVE\b|\bLANE\b|STRASSE\b|STRA[SẞB]E\b|\bSTR\.|\bRUE\b|\bPLACE\b|\bCALLE\b|\bVIA\b|\bPIAZZA\b|\bRUA\b|"
    r"STRAAT\b|\bPLEIN\b|[路街号號]|\bSS\s?\d{1,2}/\d|\bPJS\s?\d|\bUSJ\s?\d",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![\d/-])\d{5}(?!\d|[-/]\d)|(?<!\d)\d{2}\s\d{3}(?=\s[A-Z])")
_PLACES = re.compile(
    r"SELANGOR|SELANGIR|JOHOR|KEDAH|KELANTAN|MELAKA|MALACCA|NEGERI SEMBILAN|PAHANG|PENANG|PULAU PINANG|PERAK|PERLIS|"
    r"SABAH|SARAWAK|TERENGGANU|KUALA LUMPUR|\bKL\b|PUTRAJAYA|LABUAN|MALAYSIA|SINGAPORE|INDONESIA|DARUL",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"^\W{0,2}(?:CO(?:MPANY|MPARY)?\b\W{0,3}(?:REG|NO|RN|ROC)|REG(?:ISTRATION|N)?\b\W{0,3}(?:NO|#|:|DATE)|BUSINESS\s?REG|ROC|BRN|SSM\b|GST|SST|G5T|"
    r"GS[ITL]D?\b|VAT|TAX\s?(?:ID|NO|REG)|NPWP|NIF|CIF|SIRET|UST|P\.?\s?IVA|BTW|KVK|CNPJ|ID\s?NO|SITE\s?:|LIC(?:ENCE|ENSE)\b|AJL|STORE\s?(?:NO|#|:)|BRANCH\s?(?:NO|#))"
    r"|^\W{0,3}(?:\d[\d-]{0,3}|[A-Z]{1,3})?\d{5,12}\s?[-–]?\s?[A-Z0-9]?\W{0,3}$|^\(?\s?[A-Z]{0,3}\d{4,}[-–]?\s?[A-Z]?\s?\)?$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\bTEL(?:EPHONE|EFON|EPON|P|\s?NO)?\b\s?[.:/)#(-]|\bTEL\b|\bT[E3]L?[:.]|\bTELEPHONE\b|\bPHONE\b|\bFAX\b|\bHOTLINE\b|\bH/?P\b\s?[:.]|\bMOBILE\b|\bWHATSAPP\b|"
    r"\bE-?MAIL\b|@\w|\bWWW\b|HTTPS?:|\.COM\b|FACEBOOK|INSTAGRAM|^\W{0,2}\+?\d[\d\s()-]{6,}$|^\W{0,2}0\d{1,3}[-\s]?\d{6,9}\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:SLMPLLFLED)?(?:TAX|TAK|GST)?LNV[OQ]?[OQ]?LCE$|(?:SLMPLLFLED|TAX)(?:TAX)?LNV|^(?:OFFLCLAL|DUPLLCATE|CASH|SALES?|TAX)?(?:RECELPT|RESLT|BLLL)$|"
    r"^CASH(?:SALE|BLLL|MEMO)?S?$|WELCOME|SELAMATDATANG|^ORLGLNAL|^COPY|REPRLNT|DUPLLCATE|^GUESTCHECK|RECHNUNG|QULTTUNG|^FACTURE|FACTURA|"
    r"FATTURA|FAKTUR|KWLTANSL|NOTA$|^DELLVERYORDER|^CREDLTNOTE|^STATEMENT|^CUSTOMERCOPY|^OPEN\w{0,6}DAY|^BUSLNESSHOUR|^OPERATLON|发票|收据",
)
_BODY = re.compile(
    r"\b(?:DATE|TARIKH|TIME|MASA|CASHIER|KASIR|SERVER|TABLE|MEJA|RECEIPT\s?(?:NO|#|:)|BILL?\s?(?:NO|#|TO)|INV(?:OICE)?\s?\.?(?:NO|#|:)|DOC(?:UMENT)?\s?NO|CB#|"
    r"SLIP|TRANS|STAFF|SALESPERSON|QTY|DESCRIPTION|ITEM|COVERS?|PAX|POS\b|TERMINAL|COUNTER|REG\s?CASH|CHECK\s?#|CHK|OUTLET|SOLD\s?TO|ORDER)\b|\bMC\s?#",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"FORMERLY|LICENSEE|FOR STAFF|CUSTOMER|BILL TO|SOLD TO|ATTN|MEMBER|PRESIDENT|OWNED BY|OPERATED BY", re.IGNORECASE
)


def kind_of(row: Row) -> HeadKind:
    """What a line at the head of a receipt is; "body" ends the head (date, till data, items, sums)."""
    text = row.line.text.strip()
    letters = squashed(text)
    if _TITLE.search(letters):
        return "title"
    if _NUMBER.search(text):
        return "number"
    if _BODY.search(text) or any(m.has_cents for m in row.sums) or parse_date(text):
        return "body"
    if _PHONE.match(text) or (_PHONE.search(text) and not is_address(text.split("TEL")[0])):
        return "phone"
    return "address" if is_address(text) and not is_legal(text) else "name"


def is_address(text: str) -> bool:
    """The words and numbers of a postal address."""
    return bool(_ADDRESS.search(text) or _POSTCODE.search(text))


def has_postcode(text: str) -> bool:
    """A line that ends most addresses."""
    return _POSTCODE.search(text) is not None


def is_place(text: str) -> bool:
    """Names a state, a city or a country."""
    return _PLACES.search(text) is not None


def is_legal(text: str) -> bool:
    """Ends or begins with the legal form of a company (SDN BHD, Ltd, GmbH, PT …)."""
    return bool(_LEGAL.search(text) or _LEGAL_AHEAD.search(text))


def is_trade(text: str) -> bool:
    """Names a trade: the word of a shop, a restaurant, a firm."""
    return _TRADE.search(text) is not None


def legal_end(text: str) -> int:
    """Where the legal form ends, or 0."""
    return max((m.end() for m in _LEGAL.finditer(text)), default=0)


def phone_start(text: str) -> int:
    """Where a phone number or a web address begins on the line, or its length."""
    found = _PHONE.search(text)
    return found.start() if found else len(text)


def speaks_of_others(text: str) -> bool:
    """A former name, a licence, a customer: not the shop itself."""
    return _OF_OTHERS.search(text) is not None


def head_of(rows: Sequence[Row], limit: int = 16) -> list[tuple[Row, HeadKind]]:
    """The first lines with their kinds, up to the first of the body."""
    head: list[tuple[Row, HeadKind]] = []
    for row in rows[:limit]:
        kind = kind_of(row)
        if kind == "body" and any(k in {"address", "name"} for _, k in head):
            break
        head.append((row, kind))
    return head
