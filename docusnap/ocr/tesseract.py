"""Tesseract, the program: several times faster than `rapid`, good for clean scans only."""

import os
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pytesseract
from PIL import Image as Pillow

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.domain.page import Box, Segment, Word
from docusnap.ocr.engine import Image, Turn
from docusnap.ocr.words import joined

_COLUMN_OF_TEXT = "--psm 4"
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
        return f"tesseract-{self._version} {self._languages} {_COLUMN_OF_TEXT}"

    def read(self, image: Image) -> list[Segment]:
        """The lines of the page; raises OcrFailure when the program fails or takes too long."""
        try:
            data: dict[str, list[Any]] = pytesseract.image_to_data(
                Pillow.fromarray(image),
                lang=self._languages,
                config=_COLUMN_OF_TEXT,
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
