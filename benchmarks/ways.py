"""The ways of reading that `throughput.py` compares, each in a process of its own, so that its memory can be told."""

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from material import EngineAsItComes, upright

BEFORE = "before"
NOW = "now"
AS_IT_COMES = "RapidOCR as it comes"
TESSERACT = "Tesseract"
FASTER_PADDLE = "faster-paddle small"


class Way(Protocol):
    """Reads pictures, from many threads."""

    parts: "Parts"

    def read(self, picture: Path) -> list[str]:
        """The lines on the picture."""
        ...


class Parts:
    """CPU seconds and multiplications, by part of the work."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.seconds: Counter[str] = Counter()
        self.multiplications: Counter[str] = Counter()
        self._counted: list[tuple[str, bytes, Counter[tuple[int, ...]]]] = []

    def watched(self, name: str, session: Any, model: bytes) -> Any:
        """The session; what it does is counted under the name."""
        shapes: Counter[tuple[int, ...]] = Counter()
        self._counted.append((name, model, shapes))
        return _Watched(session, name, self.seconds, shapes)

    def count(self) -> None:
        """Adds up the multiplications of all that was run."""
        for name, model, shapes in self._counted:
            if shapes:
                self.multiplications[name] += _multiplications(model, shapes)


class _Watched:
    def __init__(self, session: Any, name: str, seconds: Counter[str], shapes: Counter[tuple[int, ...]]) -> None:
        self._session, self._name, self._seconds, self._shapes = session, name, seconds, shapes

    def run(self, outputs: Any, inputs: dict[str, Any]) -> Any:
        started = time.thread_time()
        found = self._session.run(outputs, inputs)
        self._seconds[self._name] += time.thread_time() - started  # type: ignore[assignment]
        (shown,) = inputs.values()
        self._shapes[shown.shape] += 1
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


class AsItComes:
    """RapidOCR with nothing set but its threads."""

    def __init__(self) -> None:
        """One engine for each thread."""
        self.parts, self._engine = Parts(), EngineAsItComes()

    def read(self, picture: Path) -> list[str]:
        """From the file, as a user would."""
        return self._engine.read(picture)


class Before:
    """RapidOCR as the house set it up until its models were cut: whole models, short lines padded to 240 pixels."""

    SETTINGS = {  # noqa: RUF012
        "Global.log_level": "error",
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "Global.max_side_len": 100_000,
        "Det.limit_type": "max",
        "Det.limit_side_len": 960,
        "Rec.rec_batch_num": 1,
        "Rec.rec_img_shape": [3, 48, 240],
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
    }

    def __init__(self) -> None:
        """One engine for all threads."""
        import numpy as np
        from rapidocr import RapidOCR

        from docusnap.ocr.sessions import MODELS

        self.parts = Parts()
        self._rapid = RapidOCR(params=self.SETTINGS)
        blank = np.full((64, 64, 3), 255, np.uint8)
        self._rapid._load_det_model()(blank)
        self._rapid.recognize_txt([blank])
        for name, model, file in (("detection", "text_det", "det"), ("recognition", "text_rec", "rec")):
            held = getattr(self._rapid, model).session
            whole = (MODELS / f"PP-OCRv6_{file}_small.onnx").read_bytes()
            held.session = self.parts.watched(name, held.session, whole)

    def read(self, picture: Path) -> list[str]:
        """From the pixels that the house hands to an engine."""
        import numpy as np
        from rapidocr.main import RapidOCRError

        image, record = self._rapid.preprocess_img(np.ascontiguousarray(upright(picture)[:, :, ::-1]))
        try:
            crops, _ = self._rapid.detect_and_crop(image, record)
        except RapidOCRError:  # nothing was found
            return []
        read = self._rapid.recognize_txt(crops)
        return [text for text, score in zip(read.txts, read.scores, strict=True) if score >= 0.5]


class Now:
    """The engine that the house uses."""

    def __init__(self) -> None:
        """One engine for all threads."""
        from docusnap.ocr import model_file, recognition_model
        from docusnap.ocr.rapid import RapidEngine
        from docusnap.ocr.sessions import MODELS

        self.parts, self._engine = Parts(), RapidEngine()
        detector, recogniser = self._engine._open()
        recognition = recognition_model.load(MODELS / "PP-OCRv6_rec_small.onnx")
        detection = model_file.read(MODELS / "PP-OCRv6_det_small.onnx").SerializeToString()
        for name, holder, attribute, model in (
            ("detection", detector, "_session", detection),
            ("recognition", recogniser, "_cut", recognition.cut),
            ("whole last layer", recogniser, "_whole_layer", recognition.whole_layer),
        ):
            setattr(holder, attribute, self.parts.watched(name, getattr(holder, attribute), model))

    def read(self, picture: Path) -> list[str]:
        """From the pixels that the house hands to an engine."""
        return [segment.text for segment in self._engine.read(upright(picture))]


class Tesseract:
    """The house's engine of that name."""

    def __init__(self) -> None:
        """A process for each page."""
        from docusnap.ocr.tesseract import TesseractEngine

        self.parts, self._engine = Parts(), TesseractEngine()

    def read(self, picture: Path) -> list[str]:
        """From the pixels that the house hands to an engine."""
        return [segment.text for segment in self._engine.read(upright(picture))]


class FasterPaddle:
    """The same models in Rust, from the package faster-paddle, where that is installed."""

    def __init__(self) -> None:
        """One engine for each thread that reads."""
        import faster_paddle

        self.parts, self._engine = Parts(), faster_paddle.OcrEngine(model_size="small", threads=1)

    def read(self, picture: Path) -> list[str]:
        """From the file, as a user would."""
        return [found["text"] for found in self._engine.ocr(picture.read_bytes())["bounds"].values()]


WAYS: dict[str, Callable[[], Way]] = {BEFORE: Before, NOW: Now, AS_IT_COMES: AsItComes, TESSERACT: Tesseract}
if find_spec("faster_paddle"):
    WAYS[FASTER_PADDLE] = FasterPaddle


class Running:
    """A way in its process."""

    def __init__(self, pid: int, pipe: Connection) -> None:
        """It is ready."""
        self.pid = pid
        self._pipe = pipe

    def read(self, pictures: Sequence[Path]) -> list[list[str]]:
        """The lines of each."""
        self._pipe.send(list(pictures))
        return list(self._pipe.recv())

    def parts(self) -> Parts:
        """What was done so far, by part; to be asked once, at the end."""
        self._pipe.send(None)
        found = Parts()
        found.seconds, found.multiplications = self._pipe.recv()
        return found


@contextmanager
def running(name: str, at_once: int) -> Iterator[Running]:
    """The way of that name, reading so many pictures at once."""
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(name, at_once, its), daemon=True)
    process.start()
    its.close()
    try:
        ours.recv()
        yield Running(process.pid or 0, ours)
    finally:
        ours.close()
        process.join(30)


def _serve(name: str, at_once: int, pipe: Connection) -> None:
    way = WAYS[name]()
    pipe.send("ready")
    with ThreadPoolExecutor(at_once) as pool:
        while True:
            try:
                asked = pipe.recv()
            except EOFError:
                return
            if asked is not None:
                pipe.send(list(pool.map(way.read, asked)))
            else:
                way.parts.count()
                pipe.send((way.parts.seconds, way.parts.multiplications))


def _multiplications(model: bytes, shapes: Counter[tuple[int, ...]]) -> int:
    """Of all runs, from two of them: the count grows with the longest side, or with the area, of the input."""
    size = lambda shape: shape[2] * shape[3] if len(shape) == 4 else shape[1]  # noqa: E731
    small, large = min(shapes, key=size), max(shapes, key=size)
    least, most = _of_one_run(model, small), _of_one_run(model, large)
    slope = (most - least) / max(1, size(large) - size(small))
    return round(sum(n * (least + slope * (size(shape) - size(small))) for shape, n in shapes.items()))


def _of_one_run(model: bytes, shape: tuple[int, ...]) -> int:
    import numpy as np
    import onnxruntime

    with TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.enable_profiling, options.profile_file_prefix = True, str(Path(folder, "run"))
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        session.run(None, {session.get_inputs()[0].name: np.zeros(shape, np.float32)})
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    return sum(_of_node(e["args"]) for e in events if e["name"].endswith("_kernel_time"))


def _of_node(node: dict[str, Any]) -> int:
    """Of a convolution or a matrix product; all else multiplies little."""
    if node["op_name"] not in ("Conv", "FusedConv", "ConvTranspose", "MatMul", "FusedMatMul", "Gemm"):
        return 0
    shapes = [next(iter(value.values())) for value in node["input_type_shape"]]
    (made,) = [next(iter(value.values())) for value in node["output_type_shape"]]
    product = _product(made)
    if "Conv" not in node["op_name"]:
        return product * int(shapes[0][-1])
    if node["op_name"] == "ConvTranspose":
        return product * int(shapes[0][1])  # its stride is its width: each pixel is made of one
    return product * _product(shapes[1][1:])


def _product(shape: Sequence[int]) -> int:
    found = 1
    for side in shape:
        found *= side
    return found
