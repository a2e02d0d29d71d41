"""PP-OCRv6 small, whose models ship in RapidOCR's wheel: the default engine.

Text is looked for at a bounded size, and each line that was found is read alone at its own width. No angle classifier
runs on every line; `turn` does its work where a page looks turned.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version

import cv2
import numpy as np
from rapidocr.utils.process_img import ResizeImgError

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.domain.page import Segment
from docusnap.ocr.detection import LONGEST_SIDE, Detector, TextLine
from docusnap.ocr.engine import Image, Turn
from docusnap.ocr.recognition import LEAST_WIDTH, ReadLine, Recogniser
from docusnap.ocr.sessions import FAILURES, give_back_memory
from docusnap.ocr.words import segment

LEAST_CONFIDENCE = 0.5
"""Lines read with less, on average over their characters, are noise."""
TURN_VOTERS = 6
"""Lines that are read both ways round to tell up from down."""

_NOT_LATIN = frozenset({"zh", "zh-hans", "zh-hant", "ja", "ch", "chinese_cht", "japan"})
_LATIN = (
    "af az bs ca cs cy da de en es et eu fi fr french ga german gl hr hu id is it ku la lb lt lv mi ms mt nb nl no oc "
    "pl pt qu rm ro rs_latin sk sl sq sr sv sw tl tr uz vi"
)
LANGUAGES = _NOT_LATIN | frozenset(_LATIN.split())
"""What the model reads, by ISO 639-1 and by RapidOCR's codes, whose own list takes a quarter of a second to load."""
_FAILURES = (cv2.error, ResizeImgError, *FAILURES)


class RapidEngine:
    """Reads Chinese, Japanese and the languages written in latin letters, all with one model."""

    name = "rapid"

    def __init__(self, *, languages: Sequence[str] = ("en",)) -> None:
        """Loads the models in the background, for which `read` waits. `languages` are ISO 639-1 codes.

        Raises Misconfigured, naming those that the model cannot read.
        """
        asked = {language.lower() for language in languages}
        if unknown := sorted(asked - LANGUAGES):
            raise Misconfigured(
                f"DOCUSNAP_OCR_LANGUAGES: `rapid` cannot read {', '.join(unknown)}; choose `tesseract` or `remote`, "
                "or take them out. It reads Chinese (zh), Japanese (ja) and languages in latin letters "
                "(en, de, fr, es, id, vi, …)."
            )
        self._all_characters = not _NOT_LATIN.isdisjoint(asked)
        loader = ThreadPoolExecutor(1, thread_name_prefix="ocr-models")
        self._models: Future[tuple[Detector, Recogniser]] | None = loader.submit(self._load)
        loader.shutdown(wait=False)

    def _load(self) -> tuple[Detector, Recogniser]:
        models = Detector(), Recogniser(all_characters=self._all_characters)
        give_back_memory()
        return models

    @property
    def missing(self) -> str | None:
        """Its models, until they are loaded."""
        if self._models is None or not self._models.done():
            return "Its models are being loaded; pages wait for them."
        error = self._models.exception()
        return f"Its models cannot be loaded: {error}" if error else None

    def rest(self) -> None:
        """Gives back the memory that only reading needs, most of what this process holds then."""
        if self.missing is None:
            _, recogniser = self._open()
            recogniser.rest()
            give_back_memory()

    @property
    def recipe(self) -> str:
        """Version, models and settings."""
        return (
            f"rapid-{version('rapidocr')} PP-OCRv6-small det{LONGEST_SIDE} boxes2 line{LEAST_WIDTH} "
            f"{'all' if self._all_characters else 'latin'} least{LEAST_CONFIDENCE}"
        )

    def close(self) -> None:
        """Frees the models when the last reader is done."""
        self._models = None

    def read(self, image: Image) -> list[Segment]:
        """The lines on the image; raises OcrFailure when a model fails."""
        size = (image.shape[1], image.shape[0])
        lines = self._lines(image)
        found: list[Segment | None] = []
        for line, read in zip(lines, self._read([line.picture for line in lines]), strict=True):
            if read.confidence >= LEAST_CONFIDENCE and read.text.strip():
                found.append(segment(read.text, line.corners, size, read.confidences, read.centres))
        return [s for s in found if s]

    def turn(self, image: Image) -> Turn:
        """By the shape of the lines found, and by reading some of them both ways round."""
        lines = self._lines(image)
        sideways = sum(line.length for line in lines if line.tall) > sum(line.length for line in lines if not line.tall)
        voters = sorted((line for line in lines if line.tall == sideways), key=lambda line: -line.length)[:TURN_VOTERS]
        forward = [line.picture for line in voters]
        backward = [np.ascontiguousarray(picture[::-1, ::-1]) for picture in forward]
        reversed_ = _sureness(self._read(backward)) > _sureness(self._read(forward))
        if sideways:
            return 90 if reversed_ else 270
        return 180 if reversed_ else 0

    def _open(self) -> tuple[Detector, Recogniser]:
        """Waits until the models are loaded."""
        if self._models is None:
            raise OcrUnavailable("The OCR engine is closed.")
        try:
            return self._models.result()
        except (OSError, ValueError, *FAILURES) as error:
            raise OcrUnavailable(f"The models of RapidOCR cannot be loaded: {error}") from error

    def _lines(self, image: Image) -> list[TextLine]:
        detector, _ = self._open()
        try:
            return detector.lines(image)
        except _FAILURES as error:
            raise OcrFailure(f"RapidOCR could not look for text: {error}") from error

    def _read(self, pictures: Sequence[Image]) -> list[ReadLine]:
        _, recogniser = self._open()
        try:
            return [recogniser.read(picture) for picture in pictures]
        except _FAILURES as error:
            raise OcrFailure(f"RapidOCR could not read the text it found: {error}") from error


def _sureness(lines: Sequence[ReadLine]) -> float:
    return sum(sum(line.confidences) for line in lines)
