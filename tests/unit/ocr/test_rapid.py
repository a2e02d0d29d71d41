"""What is particular to `rapid`."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont
from rapidocr import ModelType, OCRVersion
from rapidocr.utils.model_resolver import list_supported_langs
from rapidocr.utils.typings import TaskType

from docusnap.domain.errors import Misconfigured, OcrFailure, OcrUnavailable
from docusnap.ocr.detection import Detector
from docusnap.ocr.engine import Image
from docusnap.ocr.rapid import LANGUAGES, RapidEngine
from docusnap.ocr.recognition import Recogniser


@pytest.fixture(scope="module")
def engine() -> Iterator[RapidEngine]:
    made = RapidEngine(languages=("en", "zh", "ja", "de", "sr"))
    yield made
    made.close()


@pytest.fixture
def page() -> Image:
    picture = Pillow.new("RGB", (400, 120), "white")
    ImageDraw.Draw(picture).text((30, 40), "Total due 16.40", fill="black", font=ImageFont.load_default(size=32))
    return np.asarray(picture)


def test_languages_beyond_its_model_are_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match="ko, th"):
        RapidEngine(languages=("en", "ko", "th"))


def test_its_languages_are_those_that_rapidocr_says_its_model_reads() -> None:
    told = set(list_supported_langs(TaskType.REC, OCRVersion.PPOCRV6, ModelType.SMALL))

    assert LANGUAGES - {"zh", "zh-hans", "zh-hant", "ja", "sr", "nb"} == told


def test_pages_wait_for_the_models_which_are_missing_until_they_are_loaded(
    page: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load = threading.Event()

    def detector() -> Detector:
        assert may_load.wait(30)
        return Detector()

    monkeypatch.setattr("docusnap.ocr.rapid.Detector", detector)
    with closing(RapidEngine()) as engine, ThreadPoolExecutor(1) as pool:
        assert engine.missing == "Its models are being loaded; pages wait for them."
        reading = pool.submit(engine.read, page)
        may_load.set()

        assert reading.result(30)[0].text == "Total due 16.40"
        assert engine.missing is None


def test_models_that_cannot_be_loaded_are_told_and_pages_are_tried_again_later(
    page: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docusnap.ocr.detection.MODELS", Path("nowhere"))
    with closing(RapidEngine()) as engine:
        with pytest.raises(OcrUnavailable, match=r"cannot be loaded: .*nowhere"):
            engine.read(page)
        assert "cannot be loaded" in str(engine.missing)


def test_it_leaves_the_root_logger_alone_and_keeps_quiet(
    engine: RapidEngine, page: Image, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers = list(logging.getLogger().handlers)
    engine.read(page)
    engine.read(np.full_like(page, 255))

    assert logging.getLogger().handlers == handlers
    assert capfd.readouterr() == ("", "")


def test_the_segment_is_the_line_and_its_words(engine: RapidEngine, page: Image) -> None:
    (found,) = engine.read(page)

    assert found.text == "Total due 16.40"
    assert [w.text for w in found.words] == ["Total", "due", "16.40"]


def test_small_print_in_a_large_picture_has_boxes_in_the_large_picture(engine: RapidEngine, page: Image) -> None:
    large = np.full((1500, 2600, 3), 255, np.uint8)
    large[1200:1320, 2100:2500] = page

    (found,) = engine.read(large)

    assert found.text == "Total due 16.40"
    assert 2100 < found.box[0] < found.box[2] < 2500
    assert 1200 < found.box[1] < found.box[3] < 1320


@pytest.mark.parametrize("step", [(Detector, "lines"), (Recogniser, "read")])
def test_a_failure_inside_a_model_is_a_failure_of_this_page(
    engine: RapidEngine, page: Image, monkeypatch: pytest.MonkeyPatch, step: tuple[type, str]
) -> None:
    def broken(*_: object) -> None:
        raise cv2.error("out of luck")

    monkeypatch.setattr(*step, broken)

    with pytest.raises(OcrFailure, match="out of luck"):
        engine.read(page)


def test_a_closed_engine_says_so(page: Image) -> None:
    engine = RapidEngine()
    engine.close()

    with pytest.raises(OcrUnavailable, match="closed"):
        engine.read(page)
