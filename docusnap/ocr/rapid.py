"""RapidOCR with PP-OCRv6 small, whose models ship in its wheel: the default engine.

Set up for many pages at once: sessions of one thread that all readers share, no angle classifier (`turn` does its
work where a page looks turned), detection at a bounded size, and each line recognised alone at its own width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import ModelType, OCRVersion, RapidOCR
from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError
from rapidocr.main import RapidOCRError
from rapidocr.utils.model_resolver import list_supported_langs
from rapidocr.utils.process_img import ResizeImgError, map_boxes_to_original
from rapidocr.utils.typings import TaskType

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.domain.page import Segment
from docusnap.ocr.engine import Image, Turn
from docusnap.ocr.words import Corners, segment

DETECTION_SIDE = 960
"""Pixels of the longer side at which text is looked for; the lines found are read at full size."""
NARROWEST_LINE = 240
"""Pixels (at 48 high) to which a short line is padded: less reads photos worse, more takes longer."""
LEAST_CONFIDENCE = 0.5
"""Lines read with less, on average over their characters, are noise."""
TURN_VOTERS = 6
"""Lines that are read both ways round to tell up from down."""
PARAMETERS: dict[str, Any] = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Global.return_word_box": True,
    "Global.max_side_len": 100_000,
    "Det.limit_type": "max",
    "Det.limit_side_len": DETECTION_SIDE,
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, NARROWEST_LINE],
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
}
"""How RapidOCR is set up; everything else is as it comes."""

_MODEL = ("PP-OCRv6", "small")
_CODES = {"zh": "ch", "zh-hans": "ch", "zh-hant": "chinese_cht", "ja": "japan", "sr": "rs_latin", "nb": "no"}
_FAILURES = (cv2.error, ONNXRuntimeError, ResizeImgError)


class RapidEngine:
    """Reads Chinese, Japanese and the languages written in latin letters, all with one model."""

    name = "rapid"

    def __init__(self, *, languages: Sequence[str] = ("en",)) -> None:
        """`languages` are ISO 639-1 codes. Raises Misconfigured, naming those that the model cannot read."""
        _check(languages)
        # Shared by all readers: the methods used below, unlike calling it, keep nothing in the object.
        self._rapid: Any = RapidOCR(params=PARAMETERS)
        blank: Image = np.full((64, 64, 3), 255, np.uint8)
        self._lines(blank)  # the models are loaded when first used
        self._recognised([blank])

    @property
    def recipe(self) -> str:
        """Version, models and settings."""
        return (
            f"rapid-{version('rapidocr')} {'-'.join(_MODEL)} det{DETECTION_SIDE} line{NARROWEST_LINE} "
            f"least{LEAST_CONFIDENCE}"
        )

    def close(self) -> None:
        """Frees the models when the last reader is done."""
        self._rapid = None

    def read(self, image: Image) -> list[Segment]:
        """The lines on the image; raises OcrFailure when RapidOCR does."""
        size = (image.shape[1], image.shape[0])
        lines = self._lines(image)
        found: list[Segment | None] = []
        for line, (text, score, info) in zip(lines, self._recognised([line.crop for line in lines]), strict=True):
            if score >= LEAST_CONFIDENCE and text.strip():
                centres = _centres(text, info.word_cols, info.line_txt_len)
                found.append(segment(text, line.corners, size, info.confs, centres))
        return [s for s in found if s]

    def turn(self, image: Image) -> Turn:
        """By the shape of the lines found, and by reading some of them both ways round."""
        lines = self._lines(image)
        sideways = sum(line.length for line in lines if line.tall) > sum(line.length for line in lines if not line.tall)
        voters = sorted((line for line in lines if line.tall == sideways), key=lambda line: -line.length)[:TURN_VOTERS]
        forward = [line.crop for line in voters]
        backward = [np.ascontiguousarray(crop[::-1, ::-1]) for crop in forward]
        reversed_ = _sureness(self._recognised(backward)) > _sureness(self._recognised(forward))
        if sideways:
            return 90 if reversed_ else 270
        return 180 if reversed_ else 0

    def _open(self) -> Any:
        if self._rapid is None:
            raise OcrUnavailable("The OCR engine is closed.")
        return self._rapid

    def _lines(self, image: Image) -> list["_Line"]:
        """The lines found, cut out and laid flat."""
        rapid = self._open()
        try:
            picture, record = rapid.preprocess_img(np.ascontiguousarray(image[:, :, ::-1]))
            crops, found = rapid.detect_and_crop(picture, record)
        except RapidOCRError:  # raised when no text is found
            return []
        except _FAILURES as error:
            raise OcrFailure(f"RapidOCR could not look for text: {error}") from error
        tall = [_is_tall(box) for box in found.boxes]
        boxes = map_boxes_to_original(found.boxes.astype(np.float64), record, *image.shape[:2])
        return [_Line(*line) for line in zip(crops, boxes, tall, strict=True)]

    def _recognised(self, crops: list[Image]) -> list[tuple[str, float, Any]]:
        """Text, mean confidence and characters of each line."""
        if not crops:
            return []
        rapid = self._open()
        try:
            read = rapid.recognize_txt(crops)
        except _FAILURES as error:
            raise OcrFailure(f"RapidOCR could not read the text it found: {error}") from error
        return list(zip(read.txts, read.scores, read.word_results, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    crop: Image
    box: NDArray[np.float64]
    tall: bool
    """Much taller than wide: the engine lays it flat, read from top to bottom."""

    @property
    def corners(self) -> Corners:
        top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in self.box)
        if self.tall:
            return (top_right, bottom_right, bottom_left, top_left)
        return (top_left, top_right, bottom_right, bottom_left)

    @property
    def length(self) -> int:
        return int(max(self.crop.shape[:2]))


def _is_tall(box: NDArray[np.int32]) -> bool:
    """As the engine decides it."""
    width = int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3])))
    height = int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2])))
    return height >= 1.5 * width


def _centres(text: str, columns: list[list[int]], total: float) -> list[float]:
    """Where the middle of each character stands, 0..1; the engine gives none for spaces: as the one before."""
    known = iter([column / total for word in columns for column in word])
    centres: list[float] = []
    for character in text:
        centres.append((centres or [0.0])[-1] if character.isspace() else next(known))
    return centres


def _sureness(read: list[tuple[str, float, Any]]) -> float:
    return sum(score * len(text) for text, score, _ in read)


def _check(languages: Sequence[str]) -> None:
    known = set(list_supported_langs(TaskType.REC, OCRVersion.PPOCRV6, ModelType.SMALL))
    unknown = [code for code in languages if _CODES.get(code.lower(), code.lower()) not in known]
    if unknown:
        raise Misconfigured(
            f"DOCUSNAP_OCR_LANGUAGES: `rapid` cannot read {', '.join(unknown)}; choose `tesseract` or `remote`, "
            "or take them out. It reads Chinese (zh), Japanese (ja) and languages in latin letters "
            "(en, de, fr, es, id, vi, …)."
        )
