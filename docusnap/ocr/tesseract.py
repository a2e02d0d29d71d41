"""Tesseract, the program: several times faster than `rapid`, good for clean scans only."""

import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any

import cv2
import numpy as np
import pytesseract
from PIL import Image as Pillow

from docusnap.domain.cjk import joined
from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.domain.page import Box, Segment, Word
from docusnap.ocr.engine import Image, Turn

_COLUMN_OF_TEXT, _SPARSE_TEXT = "--psm 4", "--psm 11"
_LEFT_OUT = 0.12
"""Share of the page's letters in no word from which on the page is read a second time."""
_SURE_ENOUGH = 0.5
_TURNS: tuple[Turn, ...] = (0, 90, 180, 270)
_CODES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita",
    "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "ms": "msa", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr",
    "vi": "vie", "zh": "chi_sim", "zh-hans": "chi_sim", "zh-hant": "chi_tra",
}  # fmt: skip


class TesseractEngine:
    """One process of one thread for each page; languages are the installed trained data."""

    name = "tesseract"

    def __init__(self, *, languages: Sequence[str] = ("en",), timeout: float = 60.0) -> None:
        """`languages` are ISO 639-1 codes, or Tesseract's own; `timeout`: seconds for a page.

        Sets OMP_THREAD_LIMIT=1 in the environment of this process: with more threads each page takes longer.
        Raises Misconfigured when Tesseract, or a language's data, is not installed.
        """
        os.environ["OMP_THREAD_LIMIT"] = "1"
        wanted = [_CODES.get(code.lower(), code) for code in languages]
        try:
            self._version = str(pytesseract.get_tesseract_version())
            installed = set(pytesseract.get_languages())
        except pytesseract.TesseractNotFoundError as error:
            raise Misconfigured(
                "DOCUSNAP_OCR_ENGINE: Tesseract is not installed: apt-get install tesseract-ocr"
            ) from error
        if missing := [code for code in wanted if code not in installed]:
            packages = " ".join(f"tesseract-ocr-{code.lower().replace('_', '-')}" for code in missing)
            raise Misconfigured(
                f"DOCUSNAP_OCR_LANGUAGES: Tesseract has no data for {', '.join(missing)}: apt-get install {packages}"
            )
        self._languages = "+".join(wanted)
        self._timeout = timeout

    @property
    def recipe(self) -> str:
        """Version, languages and page segmentation."""
        return f"tesseract-{self._version} {self._languages} {_COLUMN_OF_TEXT} {_SPARSE_TEXT}"

    def read(self, image: Image) -> list[Segment]:
        """The lines of the page; raises OcrFailure when the program fails or takes too long.

        Tesseract takes a page for one column and may leave out another, such as the prices of a receipt. Where much is
        left out, the page is read again as scattered text, and the lines in the gaps are added.
        """
        lines = self._read(image, _COLUMN_OF_TEXT)
        if _left_out(image, lines) < _LEFT_OUT:
            return lines
        taken = [word.box for line in lines for word in line.words]
        more = (_outside(line, taken) for line in self._read(image, _SPARSE_TEXT))
        return lines + [line for line in more if line]

    def _read(self, image: Image, layout: str) -> list[Segment]:
        try:
            data: dict[str, list[Any]] = pytesseract.image_to_data(
                Pillow.fromarray(image),
                lang=self._languages,
                config=layout,
                timeout=self._timeout,
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise OcrUnavailable("Tesseract is not installed any more.") from error
        except RuntimeError as error:  # its own, and the timeout's
            raise OcrFailure(f"Tesseract failed on this page: {error}") from error
        rows = [dict(zip(data, row, strict=True)) for row in zip(*data.values(), strict=True)]
        words = [row for row in rows if row["level"] == 5 and str(row["text"]).strip()]
        size = (image.shape[1], image.shape[0])
        return [
            _segment([_word(row, size) for row in line])
            for _, line in groupby(words, lambda row: (row["block_num"], row["par_num"], row["line_num"]))
        ]

    def turn(self, image: Image) -> Turn:
        """By reading the page all four ways round: slower than Tesseract's orientation detection, but right."""
        return max(_TURNS, key=lambda degrees: _sureness(self.read(_turned(image, degrees))))

    def close(self) -> None:
        """Holds nothing between calls."""


def _left_out(image: Image, lines: Sequence[Segment]) -> float:
    """The share of what looks like letters that stands in no word, 0..1."""
    words = [word.box for line in lines for word in line.words]
    if not words:
        return 1.0
    height = median(box[3] - box[1] for box in words)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    tall, wide = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = stats[1:][(tall > height / 3) & (tall < height * 2) & (wide < height * 2)]
    covered = np.zeros(grey.shape, dtype=bool)
    for x0, y0, x1, y1 in words:
        covered[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1] = True
    middles = letters[:, :2] + letters[:, 2:4] // 2
    return float(1 - covered[middles[:, 1], middles[:, 0]].mean()) if len(letters) else 0.0


def _outside(line: Segment, taken: Sequence[Box]) -> Segment | None:
    """The line's words that were read surely and stand where none is; None when there are no such words."""
    words = [w for w in line.words if w.confidence >= _SURE_ENOUGH and not any(_meet(w.box, box) for box in taken)]
    return _segment(words) if words else None


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _turned(image: Image, degrees: Turn) -> Image:
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


def _sureness(segments: list[Segment]) -> float:
    return sum(word.confidence * len(word.text) for s in segments for word in s.words)


def _segment(words: list[Word]) -> Segment:
    return Segment(joined([word.text for word in words]), tuple(words))


def _word(row: Mapping[str, Any], size: tuple[int, int]) -> Word:
    width, height = size
    x0, y0 = min(row["left"], width), min(row["top"], height)
    box: Box = (x0, y0, min(x0 + row["width"], width), min(y0 + row["height"], height))
    return Word(str(row["text"]).strip(), box, min(1.0, max(0.0, row["conf"] / 100)))
