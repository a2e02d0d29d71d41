"""How well the words of a value were read, and those of its page: a misread name is wrong, though well chosen."""

import re
from collections.abc import Iterable, Sequence

from docusnap.domain.page import Word
from docusnap.extraction.receipts.rows import Row

_TILL_WORDS = """
TOTAL SUBTOTAL AMOUNT CHANGE CASHIER INVOICE RECEIPT ROUNDING DISCOUNT DESCRIPTION QUANTITY PRICE PAYMENT TABLE NUMBER
THANK PLEASE AGAIN WELCOME GOODS RETURNABLE RETURN SALES SERVICE CHARGE COMPANY REGISTRATION ADDRESS MEMBER CARD DEBIT
CREDIT SUMMARY TAXABLE INCLUSIVE EXCLUSIVE PAYABLE TENDERED BALANCE ITEMS BILL DATE TIME CASH ITEM
JALAN TAMAN LORONG BANDAR SELANGOR JOHOR KUALA LUMPUR PETALING JAYA MALAYSIA SEKSYEN BAHRU SHAH ALAM KLANG
TRADING ENTERPRISE RESTAURANT RESTORAN HARDWARE MARKET STATIONERY PHARMACY SUPERMARKET ELECTRICAL
JUMLAH TUNAI KEMBALI KEMBALIAN HARGA PAJAK TERIMA KASIH TANGGAL GESAMT SUMME ZUSAMMEN ESPECES EFECTIVO CAMBIO
"""
_KNOWN = {
    length: frozenset(word for word in _TILL_WORDS.split() if len(word) == length)
    for length in {len(word) for word in _TILL_WORDS.split()}
}
"""By their length."""
_ODD = re.compile(
    r"[^\W\d_]\d+[^\W\d_]|[a-z][A-Z]|[A-Z]{2}[a-z]\b|[A-Z][a-z][A-Z]|\w[^\w\s.,&'’()/@:+#-]+\w|[^\W\d_]:[^\W\d_]|[^\x00-\x7f\u4e00-\u9fffÀ-ɏ]"
)
_PART = re.compile(r"\w{4,14}")
_UNSURE = 0.8


class Legibility:
    """Of a page with these rows, on which values stand."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Counts the usual words of a till that were read with a wrong letter, and how sure the engine was."""
        words = [word for row in rows for word in row.line.words]
        self._judged = {word.text: _judged(word.text) for word in words}
        self._page = [self._misread(words), _mean(w.confidence for w in words)]

    def clues(self, words: Sequence[Word], text: str) -> list[float]:
        """Seven numbers for a value and the words that it stands in.

        The least sure and the average word, the share of unsure letters, of odd words, and of usual words that were
        misread; of the page the last again, and the average word.
        """
        letters = sum(len(w.text) for w in words)
        unsure = sum(len(w.text) for w in words if w.confidence < _UNSURE) / max(1, letters)
        parts = text.split()
        odd = sum(_ODD.search(part) is not None for part in parts) / max(1, len(parts))
        sure = [w.confidence for w in words]
        return [min(sure, default=0.0), _mean(sure), unsure, odd, self._misread(words), *self._page]

    def _misread(self, words: Iterable[Word]) -> float:
        """Of the usual words, those that were read with one wrong letter; 0 where there are none."""
        judged = [self._judged.get(word.text) or _judged(word.text) for word in words]
        well, badly = sum(one[0] for one in judged), sum(one[1] for one in judged)
        return badly / (well + badly) if badly else 0.0


def _judged(text: str) -> tuple[int, int]:
    """How many usual words it holds, and how many that are one with a wrong letter."""
    well = badly = 0
    for part in _PART.findall(text.upper()):
        known = _KNOWN.get(len(part), frozenset())
        if part in known:
            well += 1
        elif any(sum(a != b for a, b in zip(part, other, strict=True)) == 1 for other in known):
            badly += 1
    return well, badly


def _mean(numbers: Iterable[float]) -> float:
    held = list(numbers)
    return sum(held) / len(held) if held else 0.0
