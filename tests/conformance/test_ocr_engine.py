"""What every OCR engine promises, and, of those that can read, that they do."""

import email.parser
import email.policy
import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseServer

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from docusnap.domain.page import Segment
from docusnap.ocr.engine import Image, OcrEngine
from docusnap.ocr.null import NullEngine
from docusnap.ocr.rapid import RapidEngine
from docusnap.ocr.remote import RemoteEngine
from docusnap.ocr.tesseract import TesseractEngine

LINES = ("Invoice number 4711", "Date 2024-03-05", "Green tea 12.50", "Delivery 3.90", "Total due 16.40")
ENGINES = ("rapid", "tesseract", "remote", "null")
READERS = ("rapid", "tesseract", "remote")


def drawn(*lines: str, size: tuple[int, int] = (700, 500)) -> Image:
    picture = Pillow.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines):
        pen.text((60, 40 + 75 * row), line, fill="black", font=ImageFont.load_default(size=36))
    return np.asarray(picture)


def texts(segments: list[Segment]) -> list[str]:
    return [s.text for s in sorted(segments, key=lambda s: s.box[1])]


class CnocrServer(ThreadingHTTPServer):
    """Answers `POST /ocr` in CnOCR's form, by another engine."""

    def __init__(self, engine: OcrEngine) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.engine = engine


class _Handler(BaseHTTPRequestHandler):
    server: CnocrServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode() + body
        )
        (part,) = [p for p in form.iter_parts() if p.get_param("name", header="Content-Disposition") == "image"]
        picture = np.asarray(Pillow.open(io.BytesIO(part.get_payload(decode=True))).convert("RGB"))
        results = [
            {"text": s.text, "score": s.confidence, "position": [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]}
            for s in self.server.engine.read(picture)
            for x0, y0, x1, y1 in [s.box]
        ]
        answer = json.dumps({"status_code": 200, "results": results}).encode()
        self.send_response(200 if self.path == "/ocr" else 404)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture(scope="session")
def rapid() -> Iterator[RapidEngine]:
    engine = RapidEngine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def ocr_server(rapid: RapidEngine, answering: Callable[[BaseServer], AbstractContextManager[None]]) -> Iterator[str]:
    with CnocrServer(rapid) as server, answering(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    made = built(request.param, request)
    yield made
    if request.param != "rapid":
        made.close()


def built(name: str, request: pytest.FixtureRequest) -> OcrEngine:
    if name == "tesseract" and not shutil.which("tesseract"):
        pytest.skip("the engine `tesseract`, which is not installed here (apt-get install tesseract-ocr)")
    makers: dict[str, Callable[[], OcrEngine]] = {
        "rapid": lambda: request.getfixturevalue("rapid"),
        "tesseract": TesseractEngine,
        "remote": lambda: RemoteEngine(url=request.getfixturevalue("ocr_server"), timeout=60),
        "null": NullEngine,
    }
    return makers[name]()


every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)
every_reader = pytest.mark.parametrize("engine", READERS, indirect=True)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_it_is_called_by_the_name_it_is_chosen_by(engine: OcrEngine, request: pytest.FixtureRequest) -> None:
    assert engine.name == request.node.callspec.params["engine"]


@every_engine
def test_the_recipe_says_its_name_and_does_not_change_by_reading(engine: OcrEngine) -> None:
    before = engine.recipe
    engine.read(drawn(*LINES))

    assert engine.recipe == before
    assert engine.name in before


@every_engine
@pytest.mark.parametrize("shade", [0, 255])
def test_an_empty_page_has_no_text_and_is_not_turned(engine: OcrEngine, shade: int) -> None:
    page = np.full((600, 400, 3), shade, np.uint8)

    assert engine.read(page) == []
    assert engine.turn(page) == 0


@every_engine
@pytest.mark.parametrize("size", [(1, 1), (2000, 4), (4, 2000)])
def test_a_picture_too_small_for_text_is_an_empty_page(engine: OcrEngine, size: tuple[int, int]) -> None:
    assert engine.read(np.full((*size, 3), 200, np.uint8)) == []


@every_engine
def test_boxes_stay_on_the_page_and_confidences_between_0_and_1(engine: OcrEngine) -> None:
    page = drawn(*LINES)[:, 55:420]  # text cut off at both sides

    for word in (w for s in engine.read(page) for w in s.words):
        x0, y0, x1, y1 = word.box
        assert 0 <= x0 <= x1 <= page.shape[1]
        assert 0 <= y0 <= y1 <= page.shape[0]
        assert 0 <= word.confidence <= 1


@every_engine
def test_words_are_the_segments_text_in_order(engine: OcrEngine) -> None:
    for segment in engine.read(drawn(*LINES)):
        assert segment.words
        assert " ".join(w.text for w in segment.words) == segment.text
        assert [w.box[0] for w in segment.words] == sorted(w.box[0] for w in segment.words)


@every_engine
def test_the_picture_is_left_as_it_was(engine: OcrEngine) -> None:
    page = drawn(*LINES)
    page.setflags(write=False)
    before = page.copy()
    engine.read(page)
    engine.turn(page)

    assert np.array_equal(page, before)


@every_engine
def test_many_threads_read_the_same_as_one_alone(engine: OcrEngine) -> None:
    pages = [drawn(*LINES[:2]), drawn(*LINES[2:])]
    alone = [engine.read(page) for page in pages]
    start = threading.Barrier(4)

    def read(page: Image) -> list[Segment]:
        start.wait()
        return engine.read(page)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(read, pages * 2))

    assert together == alone * 2


@every_reader
def test_clean_print_is_read(engine: OcrEngine) -> None:
    assert texts(engine.read(drawn(*LINES))) == list(LINES)


@every_reader
def test_each_word_is_where_it_is_printed(engine: OcrEngine) -> None:
    font = ImageFont.load_default(size=36)
    words = {w.text: w.box for s in engine.read(drawn(*LINES)) for w in s.words}

    left = 60 + font.getlength("Invoice ")
    slack = 30 if engine.name == "remote" else 12  # only lines come from there; words are placed by their length
    assert words["number"][0] == pytest.approx(left, abs=slack)
    assert words["number"][2] == pytest.approx(left + font.getlength("number"), abs=slack)
    assert words["number"][1] < 40 + 18 < words["number"][3]


@pytest.mark.parametrize("engine", ["rapid", "tesseract"], indirect=True)
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_it_tells_how_far_a_page_must_be_turned(engine: OcrEngine, degrees: int) -> None:
    upright = drawn(*LINES, "Please pay within thirty days", size=(700, 600))
    turned = np.ascontiguousarray(np.rot90(upright, degrees // 90))

    assert engine.turn(turned) == degrees


@pytest.mark.parametrize("name", ENGINES)
def test_it_may_be_closed_twice(name: str, request: pytest.FixtureRequest) -> None:
    engine = RapidEngine() if name == "rapid" else built(name, request)
    engine.close()
    engine.close()
