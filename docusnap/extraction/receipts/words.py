"""The words by which the lines at the head of a receipt are told apart. Matched without regard to case."""

import re

from docusnap.domain.lookalikes import misread


def _any_of(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


def _words(text: str) -> str:
    return rf"\b(?:{'|'.join(text.split())})\b"


LEGAL_FORM = _any_of(
    rf"{misread('SDN')}\s?[.,]?\s?{misread('BHD')}\.?",  # SDN BHD, however it is spaced and read
    r"\b(?:B[HN]D|[S5]/B|SB$|PTE\.?\s?LTD|LTD|INC|LLC|SARL|LTDA)\b\.?",
    _words("BERHAD PLT LIMITED GMBH"),
    r"\bS\.?A\.?S\b\.?|\bS\.?R\.?L\b\.?|\bE\.K\.|\bS\.L\.|\bB\.?V\.(?!\w)|\bN\.V\.|有限公司",
)
LEGAL_FORM_AHEAD = _any_of(r"^\s*(?:PT|CV|UD|TB)\b[.\s]\s*\w{3}")
LEGAL_WORD = _any_of(f"{misread('SDN')}|{misread('BHD')}|S|B|BERHAD|PLT|PTE|LTD")

TRADE = _any_of(
    "ENTERPRISE|TRADING|RESTORAN|RESTAURANT|KOPITIAM|HARDWARE|PHARMACY|FARMASI|MINIMARKET|SUPERMARKET|HYPERMARKET|PASARAYA",
    "KEDAI|PERNIAGAAN|SYARIKAT|COMPANY|HOLDINGS|MARKETING|STATIONER|BAKERY|BAKERIES|ELECTRICAL|SEAFOOD|SUPPLIES|SUPPLY",
    "GALLERY|BOUTIQUE|BISTRO|KITCHEN|PETROL|JEWEL|APOTHEKE|SUPERMARCHE|PHARMACIE|FARMACIA|PANADERIA|BACKEREI|RISTORANTE",
    "TRATTORIA|商店|超市|餐厅|酒店",
    _words("CAFE KAFE MART PASAR BOOKS? CLINIC KLINIK STORES? SHOP MOTORS? FOODS? HOTEL TOKO APOTEK WARUNG SERVICES?"),
    _words("INDUSTR(?:Y|IES) GRILL BAR PHOTO OPTIC(?:AL|S)? STATION AUTO CORPORATION VENTURES? CENTRE CENTER"),
    r"\bCO\.",
)

ADDRESS_OPENING = _any_of(
    r"^(?:HQ|ADD(?:RESS)?|ALAMAT)\s?:",
    r"^\W{0,2}(?:LOT|NO|UNIT|BLOCK|BLK|SUITE|SHOP|KM|PLO|PTD?)[.,:\s]{0,3}(?:[A-Z]{1,3}[-./]?){0,3}\s?\d",
    r"^\W?(?:[A-Z]{1,2}\d{0,3}-)?\d{1,4}[A-Z]?(?:\s?[,&]\s?\w|[-/]\d)",  # a house number: "27, …", "19-1 …", "K-1-3 …"
)
OUTLET = re.compile(r"^\W{0,2}(?:\d{3,5}|[A-Z]{1,3}\d{2,4})\s?[-:]\s?[A-Z]{3}", re.IGNORECASE)
"""A chain's number of its shop, and the place that it is called after."""
ADDRESS_WORD = _any_of(
    _words("JALAN JLN J[1IL]N TAMAN TMN LORONG LRG PERSIARAN LEBUH(?:RAYA)? BANDAR KAMPUNG KG KAWASAN MUKIM BATU"),
    _words("SEKSYEN PUSAT DESA BUKIT SUNGAI FLOOR FLR GROUND WISMA MENARA BANGUNAN PLAZA MALL KOMPLEKS COMPLEX"),
    _words("GEDUNG KEC KAB DATARAN LINTANG SOLOK SIMPANG TOWER SQUARE LEBOH PEKAN SHOPLOT"),
    _words("STREET ROAD AVENUE AVE BOULEVARD HIGHWAY DRIVE LANE RUE PLACE CALLE VIA PIAZZA RUA PLEIN"),
    r"^JL\b|\b(?:LEVEL|LVL)\s?[A-Z]{0,2}\d|\bSHOPPING CENT|STRASSE\b|STRA[SẞB]E\b|STR\.|STRAAT\b",
    r"\b(?:SS|PJS|USJ|PJU)\s?\d{1,2}[/A-Z]|[路街号號]",
)
GLUED_ADDRESS = re.compile("JALAN|JLN|TAMAN|LORONG|PERSLARAN|BANDAR|KAMPUNG|KAWASAN|FLOOR|WLSMA|PLAZA|STREET|ROAD")
POSTCODE = re.compile(
    r"(?<![\d/-])\d{5}(?!\d|[-/]\d)|(?<!\d)\d{2}\s\d{3}(?=\s[A-Z])|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"
)
PLACE = _any_of(
    "SELANGOR|SELANGIR|JOHOR|KEDAH|KELANTAN|MELAKA|MALACCA|NEGERI SEMBILAN|PAHANG|PENANG|PULAU PINANG|PERAK|PERLIS",
    "SABAH|SARAWAK|TERENGGANU|KUALA LUMPUR|PUTRAJAYA|LABUAN|MALAYSIA|SINGAPORE|INDONESIA|DARUL",
    _words("KL PJ JB"),
)

REGISTRATION = _any_of(
    r"^\W{0,2}CO(?:MPANY|MPARY)?\W{0,3}(?:REG|NO\b|NO\W{0,2}\d|RN|ROC)",
    r"^\W{0,2}(?:BUSINESS\s?)?REG(?:ISTRATION|N)?\b\W{0,3}(?:NO|#|:|DATE)",
    r"^\W{0,2}(?:ROC|BRN|SSM|NPWP|NIF|CIF|SIRET|UST|BTW|KVK|CNPJ|AJL|LIC(?:EN[CS]E)?)\b",
    r"^\W{0,2}(?:GST|SST|G5T|VAT|TAX)\s?(?:REG|ID|NO|#|:|\d)|^\W{0,2}GS[ITL]D?\b|^\W{0,2}P\.?\s?IVA\b|^\W{0,2}ID\s?NO\b",
    r"^\W{0,2}(?:SITE|STORE|BRANCH)\s?(?:NO|#|:)",
    r"^\W{0,3}(?:\d[\d-]{0,3}|[A-Z]{1,3})?\d{5,12}\s?[-–]?\s?[A-Z0-9]?\W{0,3}$",  # the bare number: (123456-A)
    r"^\(?\s?[A-Z]{0,3}\d{4,}[-–]?\s?[A-Z]?\s?\)?$",
)
PHONE = _any_of(
    r"\bTEL(?:EPHONE|EFON|EPON|P|\s?NO)?\b\s?[.:/)#(-]|\bTEL\b|\bT[E3]L?[:.]|TEL:",
    r"\b(?:TELEPHONE|PHONE|FAX|HOTLINE|MOBILE|WHATSAPP)\b|FAX:|\bH/?P\b\s?[:.]",
    r"\bE-?MAIL\b|@\w|\bWWW\b|HTTPS?:|\.COM\b|FACEBOOK|INSTAGRAM|电话|電話|传真|手机",
    r"^\W{0,2}\+?\d[\d\s()-]{6,}$|^\W{0,2}0\d{1,3}[-\s]?\d{6,9}\b",
)
TITLE = re.compile(  # on `squashed` text, where I is L
    "^(?:SLMPLLFLED)?(?:TAX|TAK|GST)?LNV[OQ]?[OQ]?LCE$|(?:SLMPLLFLED|TAX)(?:TAX)?LNV"
    "|^(?:OFFLCLAL|DUPLLCATE|CASH|SALES?|TAX)?(?:RECELPT|RESLT|BLLL)$|^CASH(?:SALE|BLLL|MEMO)?S?$|WELCOME|SELAMATDATANG"
    "|^ORLGLNAL|^COPY|REPRLNT|DUPLLCATE|^GUESTCHECK|RECHNUNG|QULTTUNG|^FACTURE|FACTURA|FATTURA|FAKTUR|KWLTANSL|NOTA$"
    "|^DELLVERYORDER|^CREDLTNOTE|^STATEMENT|^CUSTOMERCOPY|^OPEN\\w{0,6}DAY|^BUSLNESSHOUR|^SHOPPLNGHOUR|^OPERATLON|^DLNELN|^TAKEAWAY|THANKYOU|TERLMAKASLH|发票|收据"
)
TILL_DATA = _any_of(
    r"\b(?:RECEIPT\s?(?:NO|#|:)|BILL?\s?(?:NO|#|TO)|INV(?:OICE)?\s?\.?(?:NO|#|:)|DOC(?:UMENT)?\s?NO|CB#|CHECK\s?#|SOLD\s?TO)",
    _words("DATE TARIKH TIME MASA CASHIER KASIR SERVER TABLE MEJA SLIP TRANS STAFF SALESPERSON QTY DESCRIPTION ITEM"),
    _words("COVERS? PAX POS TERMINAL COUNTER CHK OUTLET ORDER"),
    r"\bREG\s?CASH|\bMC\s?#",
)
OF_OTHERS = _any_of(
    "FORMERLY|LICENSEE|FOR STAFF",
    "CUSTOMER|BILL TO|SOLD TO|ATTN|MEMBER|PRESIDENT|OWNED BY|OPERATED BY|MANAGED BY|A BRANCH OF",
)
