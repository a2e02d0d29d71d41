"""Lines read by the model that was cut to the characters of latin papers, and by the whole one."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from docusnap.ocr import recognition_model
from docusnap.ocr.engine import Image
from docusnap.ocr.recognition import Recogniser
from docusnap.ocr.recognition_model import FEATURES, FIRST_LEFT_OUT, PICTURE, RecognitionModel
from docusnap.ocr.sessions import MODELS, session

WHEELS_MODEL = MODELS / "PP-OCRv6_rec_small.onnx"
LATIN = "Invoice no. 4711: 1,234.50 (net)"


def drawn(text: str) -> Image:
    font = ImageFont.load_default(size=36)
    picture = Pillow.new("RGB", (int(font.getlength(text)) + 20, 48), "white")
    ImageDraw.Draw(picture).text((10, 2), text, fill="black", font=font)
    return np.asarray(picture)


@pytest.fixture(scope="module")
def model() -> RecognitionModel:
    return recognition_model.load(WHEELS_MODEL)


@pytest.fixture(scope="module")
def picture() -> NDArray[np.float32]:
    shown = drawn(LATIN).transpose(2, 0, 1)[np.newaxis]
    return shown.astype(np.float32) / 127.5 - 1


@pytest.fixture(scope="module")
def scores(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the wheel's own model makes of the picture: the probability of each character at each step."""
    (found,) = session(WHEELS_MODEL.read_bytes()).run(None, {PICTURE: picture})
    return np.asarray(found[0])


def run(content: bytes, inputs: dict[str, Any]) -> dict[str, NDArray[Any]]:
    made = session(content)
    return dict(zip([o.name for o in made.get_outputs()], made.run(None, inputs), strict=True))


def test_the_cut_model_finds_the_same_characters_with_the_same_probability(
    model: RecognitionModel, picture: NDArray[np.float32], scores: NDArray[np.float32]
) -> None:
    cut = run(model.cut, {PICTURE: picture})

    assert np.array_equal(model.kept[cut["best"][0]], scores.argmax(1))
    assert cut["probability"][0] == pytest.approx(scores.max(1), abs=0.002)


def test_the_whole_layer_goes_on_from_the_features_as_the_whole_model_would(
    model: RecognitionModel, picture: NDArray[np.float32], scores: NDArray[np.float32]
) -> None:
    features = run(model.cut, {PICTURE: picture})["features"]
    whole = run(model.whole_layer, {FEATURES: features})

    assert np.array_equal(whole["best"][0], scores.argmax(1))
    assert whole["probability"][0] == pytest.approx(scores.max(1), abs=1e-5)


def test_no_wide_output_leaves_the_models(model: RecognitionModel, picture: NDArray[np.float32]) -> None:
    cut = run(model.cut, {PICTURE: picture})
    steps = cut["best"].size

    assert {name: values.size // steps for name, values in cut.items()} == {
        "features": 120,
        "best": 1,
        "probability": 1,
        "logit": 1,
    }
    assert {values.size for values in run(model.whole_layer, {FEATURES: cut["features"]}).values()} == {steps}


def test_all_characters_below_u2c60_are_kept(model: RecognitionModel) -> None:
    kept = {model.characters[i] for i in model.kept}

    assert kept == {c for c in model.characters if c < FIRST_LEFT_OUT}
    assert set("Überweisung: 1.234,50 € à São Paulo, Łódź, Đà") <= kept
    assert len(kept) < 0.1 * len(model.characters)


def test_a_model_with_another_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in one dense layer"):
        recognition_model.load(MODELS / "PP-OCRv6_det_small.onnx")


@pytest.mark.parametrize("all_characters", [False, True])
def test_a_line_is_read_with_its_characters_places(all_characters: bool) -> None:
    read = Recogniser(all_characters=all_characters).read(drawn(LATIN))

    assert read.text == LATIN
    assert len(read.confidences) == len(read.centres) == len(LATIN)
    assert list(read.centres) == sorted(read.centres)
    assert read.confidence > 0.9


@pytest.mark.parametrize("width", [1, 20, 300])
def test_a_line_without_ink_says_nothing(width: int) -> None:
    read = Recogniser(all_characters=False).read(np.full((30, width, 3), 255, np.uint8))

    assert (read.text.strip(), read.confidences, read.confidence) == ("", (), 0.0)
