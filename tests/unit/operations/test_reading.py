"""The reading step on real pictures with the real engine: the frame that boxes are in, turned pages, pages kept."""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from docusnap.database import readings
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.errors import TooManyPages
from docusnap.domain.page import Page, ReadingKey
from docusnap.domain.quality import Quality
from docusnap.domain.task import StoredFile
from docusnap.files.local import LocalFiles
from docusnap.ocr.engine import OcrEngine
from docusnap.ocr.null import NullEngine
from docusnap.ocr.rapid import RapidEngine
from docusnap.operations.reading import Reader
from docusnap.pages.load import PageLoader

TEXT = ("Invoice of the harbour office", "Number 4711 of the ninth of May", "Payable to the bearer: 120.50")
AT = (300, 400)
EXIF_SIDEWAYS = 6


@pytest.fixture(scope="module")
def engine() -> RapidEngine:
    return RapidEngine()


class Counting:
    """The engine, and how often it read."""

    def __init__(self, engine: OcrEngine) -> None:
        self.engine = engine
        self.name, self.recipe = engine.name, engine.recipe
        self.turn, self.close = engine.turn, engine.close
        self.lock = threading.Lock()
        self.pages = self.at_once = self.most_at_once = 0
        self.meet: Callable[[], object] = lambda: None

    def read(self, image):  # type: ignore[no-untyped-def]
        with self.lock:
            self.pages += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.meet()
        try:
            return self.engine.read(image)
        finally:
            with self.lock:
                self.at_once -= 1


class Noted:
    """What the reading step told its context."""

    attempt = 1

    def __init__(self) -> None:
        self.keys: Sequence[ReadingKey] = ()
        self.steps: list[tuple[str, int, int]] = []
        self.at: Callable[[int], object] = bool
        self.quality: list[Quality] = []

    def progress(self, stage: str, done: int, total: int, *, quality: Sequence[Quality] = ()) -> None:
        self.quality = [*quality] or self.quality
        self.at(done)
        self.steps.append((stage, done, total))

    def checkpoint(self) -> None:
        """Nobody asks it to stop."""

    def note_pages(self, keys: Sequence[ReadingKey]) -> None:
        self.keys = keys


class House:
    def __init__(self, folder: Path, engine: OcrEngine, max_pages: int = 5) -> None:
        self.files = LocalFiles(folder / "files")
        self.database = SqliteDatabase(folder / "docusnap.db")
        self.loader = PageLoader(processes=1)
        self.engine = Counting(engine)
        self.reader = Reader(self.loader, self.engine, self.files, self.database, slots=2, max_pages=max_pages)  # type: ignore[arg-type]
        self.noted = Noted()

    def read(self, *contents: bytes) -> list[Page]:
        stored = [self.files.put(content, "image/png") for content in contents]
        for file in stored:
            self.database.write(lambda tx, f=file: add(tx, f))  # type: ignore[misc]
        return self.reader.read(stored, self.noted)  # type: ignore[arg-type]

    def picture(self, page: Page) -> Image.Image:
        return Image.open(BytesIO(self.reader.picture(self.noted.keys[page.number - 1], page)))

    def close(self) -> None:
        self.reader.close()
        self.loader.close()
        self.database.close()


def add(tx, file: StoredFile) -> None:  # type: ignore[no-untyped-def]
    tx.run("add_file", sha256=file.sha256, size=file.size, media_type=file.media_type, created_at=0.0)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[[OcrEngine], House]]:
    made: list[House] = []
    numbers = itertools.count()

    def build(engine: OcrEngine, max_pages: int = 5) -> House:
        made.append(House(tmp_path / str(next(numbers)), engine, max_pages))
        return made[-1]

    yield build
    for one in made:
        one.close()


def drawn(width: int, height: int, scale: int = 1) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for row, text in enumerate(TEXT):
        draw.text((AT[0], AT[1] + row * 80 * scale), text, fill="black", font=ImageFont.load_default(40 * scale))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def assert_text_at(page: Page, x: float, y: float, tolerance: float) -> None:
    line = next(line for line in page.lines if "harbour" in line.text)
    assert [line.box[0], line.box[1]] == pytest.approx([x, y], abs=tolerance)
    assert "120.50" in page.lines[-1].text


def test_boxes_of_a_large_photo_are_in_its_own_pixels(house: Callable[..., House], engine: RapidEngine) -> None:
    h = house(engine)
    (page,) = h.read(encoded(drawn(3000, 2400, scale=2), "JPEG"))
    assert (page.width, page.height) == (3000, 2400)
    assert_text_at(page, AT[0], AT[1] + 15, tolerance=25)
    assert h.picture(page).size == (3000, 2400)


def test_a_photo_that_lies_sideways_is_upright_by_its_exif(house: Callable[..., House], engine: RapidEngine) -> None:
    h = house(engine)
    stored = drawn(2400, 3000, scale=2).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = EXIF_SIDEWAYS
    (page,) = h.read(encoded(stored, "JPEG", exif=exif))
    assert (page.width, page.height) == (2400, 3000)
    assert_text_at(page, AT[0], AT[1] + 15, tolerance=25)
    assert h.picture(page).size == (2400, 3000)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_turned_back(house: Callable[..., House], engine: RapidEngine, degrees: int) -> None:
    h = house(engine)
    (page,) = h.read(encoded(drawn(1200, 1000).rotate(degrees, expand=True)))
    assert (page.width, page.height, page.turn) == (1200, 1000, degrees)
    assert_text_at(page, AT[0], AT[1], tolerance=25)
    picture = h.picture(page).convert("L")
    assert picture.size == (1200, 1000)
    ink = picture.crop((AT[0], AT[1], AT[0] + 500, AT[1] + 50)).getextrema()[0]
    assert ink < 100


def test_of_bytes_nothing_is_kept_but_the_same_is_read(house: Callable[..., House], engine: RapidEngine) -> None:
    h = house(engine)
    content = encoded(drawn(1200, 1000))
    (page,) = h.reader.read([content], h.noted)  # type: ignore[arg-type]
    assert h.noted.keys == []
    assert [page] == h.read(content)
    assert h.engine.pages == 2


def test_a_page_is_read_once_however_often_it_is_asked_for(house: Callable[..., House], engine: RapidEngine) -> None:
    h = house(engine)
    content = encoded(drawn(1200, 1000))
    assert h.read(content) == h.read(content)
    assert h.engine.pages == 1


def test_pages_that_were_read_are_not_decoded_again_and_keep_their_verdict(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    h = house(NullEngine())
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(2)]
    contents = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]), encoded(drawn(400, 300))
    first = h.read(*contents)
    monkeypatch.setattr(h.loader, "load", lambda *_, **__: pytest.fail("a page was decoded"))

    again = h.read(*contents)

    assert again == first
    assert [page.quality for page in again] == [page.quality for page in first]
    assert any(page.quality.faults for page in first)
    assert h.noted.steps[-1] == ("reading", 3, 3)


def test_work_that_was_broken_off_goes_on_behind_the_pages_that_were_read(
    house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    h = house(NullEngine())
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(3)]
    tiff = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    h.read(tiff)
    h.database.write(lambda tx: tx.run("forget_readings", sha256=h.noted.keys[0].sha256))
    begun = []
    load = h.loader.load

    def told(source: Any, *, first: int = 0) -> Any:
        begun.append(first)
        return load(source, first=first)

    monkeypatch.setattr(h.loader, "load", told)
    kept = h.noted.keys[0], Page(1, 200, 100)
    h.database.write(lambda tx: readings.keep(tx, *kept, 0.0))

    pages = h.read(tiff)

    assert begun == [1]
    assert [page.width for page in pages] == [200, 210, 220]


class Resting(NullEngine):
    """An engine with models of its own."""

    missing = None

    def __init__(self) -> None:
        self.rests = 0

    def rest(self) -> None:
        self.rests += 1


def test_an_engine_rests_once_nothing_was_read_since_the_last_look(tmp_path: Path) -> None:
    engine = Resting()
    with closing(House(tmp_path, NullEngine())) as h:
        reader = Reader(h.loader, engine, h.files, h.database, slots=1, max_pages=5)
        rests = []
        for read in (False, True, False):
            if read:
                reader.read([encoded(drawn(400, 300))], h.noted)  # type: ignore[arg-type]
            reader.rest()
            rests.append(engine.rests)
        reader.close()

    assert rests == [0, 0, 1]


def test_pages_are_numbered_over_all_files_in_order(house: Callable[..., House]) -> None:
    h = house(NullEngine())
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(3)]
    tiff = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    pages = h.read(encoded(Image.new("L", (300, 100), "white")), tiff)
    assert [(page.number, page.width) for page in pages] == [(1, 300), (2, 200), (3, 210), (4, 220)]
    assert [key.index for key in h.noted.keys] == [0, 0, 1, 2]
    assert h.noted.steps[-1] == ("reading", 4, 4)


def test_pages_of_a_task_are_read_in_parallel_up_to_the_slots_over_all_tasks(house: Callable[..., House]) -> None:
    h = house(NullEngine(), max_pages=8)
    h.engine.meet = threading.Barrier(2).wait
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(8)]
    h.read(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert (h.engine.pages, h.engine.most_at_once) == (8, 2)


def test_progress_counts_the_pages_that_are_read_and_knows_the_number_of_pages_from_the_start(
    house: Callable[..., House],
) -> None:
    h = house(NullEngine(), max_pages=20)
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(19)]
    tiff = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    h.read(encoded(Image.new("L", (300, 100), "white")), tiff)
    assert {(stage, total) for stage, _, total in h.noted.steps} == {("reading", 20)}
    done = [done for _, done, _ in h.noted.steps]
    assert (done[0], done[-1]) == (0, 20)
    assert done == sorted(done)


def test_the_verdict_on_the_pictures_is_there_before_a_page_is_read(house: Callable[..., House]) -> None:
    h = house(NullEngine(), max_pages=2)
    judged = threading.Event()
    h.noted.at = lambda _: judged.set() if len(h.noted.quality) == 2 else None
    h.engine.meet = lambda: judged.wait(30)
    dark, empty = (encoded(Image.new("L", (300, 400), shade)) for shade in (20, 250))
    pages = h.read(dark, empty)
    assert judged.is_set()
    assert [[fault.code for fault in page.quality.faults] for page in pages] == [["dark"], ["nothing_written"]]
    assert h.noted.steps[1][1] == 0


def test_a_page_counts_as_read_though_one_before_it_still_is_not(house: Callable[..., House]) -> None:
    h = house(NullEngine(), max_pages=3)
    second_is_read = threading.Event()
    h.noted.at = lambda done: second_is_read.set() if done else None
    waited: list[bool] = []
    first = iter([lambda: waited.append(second_is_read.wait(30))])
    h.engine.meet = lambda: next(first, bool)()
    frames = [Image.new("L", (200 + 10 * n, 100), "white") for n in range(3)]
    h.read(encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert waited == [True]


def test_more_pages_than_allowed_over_all_files_are_refused(house: Callable[..., House]) -> None:
    h = house(NullEngine(), max_pages=2)
    contents = [encoded(Image.new("L", (300 + n, 100), "white")) for n in range(3)]
    with pytest.raises(TooManyPages):
        h.read(*contents)


def test_pictures_for_a_model_are_upright_small_and_of_the_pages_that_are_named(house: Callable[..., House]) -> None:
    contents = [encoded(Image.new("RGB", (width, 400), "white")) for width in (800, 600)]
    pages = [Page(1, 800, 400), Page(2, 400, 600, turn=90)]
    second, first = house(NullEngine()).reader.pictures(contents, pages[::-1], longest=300)
    sizes = [Image.open(BytesIO(picture)).size for picture in (first, second)]
    assert sizes == [(300, 150), (200, 300)]
