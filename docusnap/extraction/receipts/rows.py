"""The lines of a receipt as its till meant them: what each line is about, and the sums of money on it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal
from weakref import WeakKeyDictionary

from docusnap.domain.amounts import find_amounts
from docusnap.domain.currencies import SIGN, SYMBOLS, WORDS
from docusnap.domain.digits import narrowed, with_digits
from docusnap.domain.lookalikes import DIGITS_LIKE_LETTERS, TO_LETTERS
from docusnap.domain.page import Box, Line, Page, Segment

Topic = Literal[
    "",
    "summary",
    "rounded",
    "due",
    "total",
    "subtotal",
    "tax",
    "rounding",
    "discount",
    "service",
    "count",
    "payment",
    "change",
]

_TAX = "GST|SST|TAX|PPN|CUKAI|PAJAK|MWST|MEHRWERTSTEUER|PODATEK|KDV|DPH|税"
_WHOLE = "TOTAL|TOTALE|TOTAAL|JUMLAH|GESAMT|SUMME|SALES?|AMOUNT|AMT|IMPORTE|NETT?|BILL?"
_TOPICS: tuple[tuple[Topic, str], ...] = (  # the first that is found in the label's letters counts
    ("summary", rf"({_TAX}|^VAT)(SUMMARY|ANALYSIS|CODE|BREAKDOWN|RINGKASAN)|^RINGKASAN|^SUMMARY"),
    ("rounded", rf"({_WHOLE}).{{0,12}}ROUNDED|ROUNDED.{{0,6}}({_WHOLE})|AFTERROUND|DIBULATKAN"),
    (
        "change",
        "^(YOUR|CASH|TOTAL|AMT|AMOUNT|LESS)?CH[LI]?ANGE?|BALANCECHANGE|KEMBALI|^BAKI|RUCKGELD|ZURUCK|^RENDU|^CAMBIO|^RESTO|WISSELGELD|^TERUG|^TROCO|^RESZTA|PARAUSTU|^VAXEL|^VRATIT|^VRACENO|^BYTTEPENG|找零|找赎",
    ),
    (
        "rounding",
        "ROUND|BULATAN|PELARASAN|RUNDUNG|ARRONDI|REDONDEO|ARROTONDA|AFRONDING|ARREDONDA|ZAOKR|AVRUND|AFRUND|YUVARLAMA|舍入",
    ),
    (
        "count",
        "QTY|QUANTI|ITEMS|TOTALITEM|NOOFITEM|ITEMCOUNT|SOLD|PCS|POINT|SAVING|SAVED|HEMAT|TOTAL(SV|GV|QV)|PAX|LITRE|LITER"
        "|LOYALTY|EARNED",
    ),
    (
        "subtotal",
        rf"SUBT|SUBJ|TOTAL.{{0,9}}(EX(?:[CE]L|GST)|BEFORE|TANPA)|(EX(?:[CE]L|GST)|BEFORE).{{0,14}}({_WHOLE})|({_WHOLE}).{{0,9}}EX(?:[CE]L|GST)"
        "|^EX(?:[CE]L|GST)|GROSSAM|TAXABLE|GSTTAAMT|HARGAJUAL|^DPP|ZWISCHENSUMME|NETTOBETRAG|SOUSTOTAL|TOTALHT|BASEIMPONIBLE"
        "|IMPONIBILE|SUBTOTA|小计|小計",
    ),
    (
        "due",
        rf"({_WHOLE}).{{0,9}}(INC[LI]|WITH|TERMASUK)|INCL\w{{0,5}}({_TAX}).{{0,4}}TOTAL|GRANDT|NETT?(TOTAL|AMOUNT|AMT|PAYABLE)"
        "|^NETT?$|(AMOUNT|AMT|BALANCE|TOTAL)(TOBE)?(DUE|PAYABLE|TOPAY)|TOTALTOPAY|TOTALAFTERDISC|TOTALBAYAR|TOTALBELANJA"
        "|JUMLAHBAYAR|JUMLAHBESAR|JUMLAHPERLU|TOTALPEMBAYARAN|ZUZAHLEN|GESAMTBETRAG|ENDBETRAG|RECHNUNGSBETRAG|TOTALTTC"
        "|APAYER|APAGAR|IMPORTETOTAL|TOTALEUR|TEBETALEN|DAPAGARE|TOTALECOMPLESSIVO|VALORTOTAL|DOZAPLATY|SUMAPLN|ATTBETALA|ATBETALE|KUHRADE|ODENECEK|FIZETENDO|应付|應付|实付|實付",
    ),
    (
        "discount",
        "DISC|REBATE|VOUCHER|COUPON|DISKON|POTONGAN|RABATT|^REMISE|DESCUENTO|^SCONTO|KORTING|DESCONTO|优惠|折扣",
    ),
    ("service", "SERV(ICE|IS)?(CHARGE|CHG|CHRG)|SVCCHG|SVCCHARGE|^CAJ|BIAYALAYANAN|BEDIENUNG|PROPINA|COPERTO"),
    (
        "tax",
        rf"{_TAX}|^(TOTAL|DAVON|INCL)?(VAT|UST|TVA|IVA|BTW|MVA|MOMS|PTU|ALV)|^(DONT|DICUI|VARAV|HERAF)(TVA|IVA|MOMS)|^KWOTAPTU|^SUMAPTU|^TOPKDV",
    ),
    (
        "payment",
        "CASH(?!IER|SALE|BILL|MEMO|RECEIPT)|TENDER|TUNAI|VISA|MASTER|AMEX|(?<!POST)(?<!GREETING)(?<!BIRTHDAY)(?<!GIFT)CARD|DEBIT|CREDIT|KREDIT|PAID|PAYMENT|PAYBY|RECEIVED"
        "|DITERIMA|BAYAR|^BAR$|GEGEBEN|ESPECES|EFECTIVO|CONTANTI|CONTANT$|DINHEIRO|EWALLET|TOUCHNGO|GRABPAY|BOOST"
        "|GOPAY|^CB$|^CARTE|GOTOWKA|^KARTA|^KORT|KONTANT|^NAKIT|KREDIKARTI|HOTOVE|BANKKORT|DANKORT|PAGAMENTO|BETALT|现金|現金|微信|支付",
    ),
    (
        "total",
        "TOTAL|.OTAL|T.TAL|TO.AL|TOT.L|TOTAAL|JUMLAH|GESAMT|^SUMME|^SUMA|^RAZEM|^SUMMA|^TOPLAM|^CELKEM|^YHTEENSA|^IALT|^OSSZESEN|^IMPORTE|BILLAMOUNT|BILLAMT|NETSALES|合计|合計|总计|總計|总额|金额",
    ),
)
_COMPILED = tuple((topic, re.compile(pattern.replace("I", "L"))) for topic, pattern in _TOPICS)
_TAXES = re.compile(_TAX)
_PATTERN_OF = dict(_COMPILED)
_INTRODUCTION = re.compile(r"^(?:TOTAL|YOUR|LESS|ADD|PLUS|OF|LNCL\w{0,5}(?=GST|SST|TAX))")
_SUMMARISED: tuple[Topic, ...] = ("total", "due", "rounded", "subtotal", "payment")
_DIGIT_IN_WORD = re.compile(rf"(?<=[A-Z])[{DIGITS_LIKE_LETTERS}]|[{DIGITS_LIKE_LETTERS}](?=[A-Z])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_TORN = re.compile(rf"{SIGN}?\s?(\d{{1,5}})(?:[- ]|[.,]\s)([\dO]{{2}})", re.IGNORECASE)
_UNIT_WORDS = re.compile(rf"\b(?:{'|'.join(WORDS)}|SR|ZRL?|BR)\b|[{SYMBOLS}%@:*()=-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum on a line: its value, as printed (digits put right), exactly as printed, and where."""

    value: Decimal
    text: str
    printed: str
    box: Box

    @property
    def has_cents(self) -> bool:
        """Printed with two decimals."""
        return self.value.as_tuple().exponent == -2


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its topic, its label (the text before its first sum) and its sums, left to right."""

    line: Line
    text: str
    topic: Topic
    label: str
    sums: tuple[Money, ...]
    in_summary: bool = False

    @property
    def names_tax(self) -> bool:
        """The label speaks of a tax, whatever else it says."""
        return _TAXES.search(squashed(self.label)) is not None

    @property
    def starts_with_topic(self) -> bool:
        """The label says what the sum is at its very beginning, not as part of an item's name."""
        letters = _INTRODUCTION.sub("", squashed(self.label))
        return bool(self.topic) and _PATTERN_OF[self.topic].match(letters) is not None


_FOUND: WeakKeyDictionary[Page, tuple[Row, ...]] = WeakKeyDictionary()


def rows_of(pages: Sequence[Page]) -> list[Row]:
    """All lines of the pages in reading order; a line with two labelled sums side by side gives two rows.

    Lines below the heading of a tax summary, which follows the sums, are `in_summary`.
    """
    return [row for page in pages for row in _of_page(page)]


def _of_page(page: Page) -> tuple[Row, ...]:
    """The page's rows, which several readers ask for: found once, and kept as long as the page is."""
    rows = _FOUND.get(page)
    if rows is None:
        rows = _FOUND[page] = tuple(_found(page))
    return rows


def _found(page: Page) -> Iterator[Row]:
    in_summary = seen_sums = False
    for line in page.lines:
        for segments in _side_by_side(line):
            row = _row(line, segments)
            in_summary = in_summary or (seen_sums and row.topic == "summary")
            seen_sums = seen_sums or bool(row.sums and row.topic in _SUMMARISED)
            yield replace(row, in_summary=in_summary)


def _row(line: Line, segments: Sequence[Segment]) -> Row:
    sums = tuple(money for segment in segments for money in _sums(segment.text, segment.box))
    text = " ".join(segment.text for segment in segments)
    label = _label(text, sums)
    return Row(line, text, topic_of(label), label, sums)


def _side_by_side(line: Line) -> list[list[Segment]]:
    """The line's segments, parted where the label of another sum follows a sum or a count."""
    priced = [any(money.has_cents for money in _sums(s.text, s.box)) for s in line.segments]
    last_price = max((index for index, has_price in enumerate(priced) if has_price), default=-1)
    if last_price < 1:
        return [list(line.segments)]
    parts: list[list[Segment]] = [[]]
    closed = False
    for index, segment in enumerate(line.segments):
        topic = topic_of(segment.text)
        if closed and index <= last_price and topic not in {"", "summary", "count"}:
            parts.append([])
            closed = False
        parts[-1].append(segment)
        closed = closed or priced[index] or topic == "count"
    return parts


def topic_of(label: str) -> Topic:
    """What a line with this label states; "" if it is none of a till's usual sums."""
    letters = squashed(label)
    return next((topic for topic, pattern in _COMPILED if pattern.search(letters)), "") if letters else ""


def squashed(text: str) -> str:
    """Letters only, upper case, digits and letters that OCR confuses made one: "T0TA1" is "TOTAL"."""
    upper = narrowed(text).upper()
    upper = _DIGIT_IN_WORD.sub(lambda m: m.group().translate(TO_LETTERS), upper)
    return _NOT_LETTERS.sub("", upper).replace("I", "L")


def _sums(text: str, box: Box) -> list[Money]:
    plain = with_digits(text)
    if not any(c.isdigit() for c in plain):
        return []
    found = [(a.value, plain[a.start : a.end].replace(" ", ""), text[a.start : a.end]) for a in find_amounts(text)]
    torn = _TORN.fullmatch(plain.strip())  # "110-00" and "6. 00", alone in their column
    if torn and not any("." in digits or "," in digits for _, digits, _ in found):
        whole = f"{torn[1]}.{torn[2]}"
        found = [(Decimal(whole), whole, plain.strip()[torn.start(1) : torn.end(2)])]
    return [Money(value, digits, printed, box) for value, digits, printed in found]


def _label(text: str, sums: tuple[Money, ...]) -> str:
    end = min((text.find(money.printed) for money in sums if money.has_cents), default=-1)
    before, after = (text[:end], text[end:]) if end > 0 else (text, "")
    label = _UNIT_WORDS.sub(" ", before)
    return label if squashed(label) else _UNIT_WORDS.sub(" ", after)
