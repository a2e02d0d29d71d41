"""The loader and its processes: killed, limited, shared between threads, and always fit for the next file."""

import logging
import os
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from docusnap.domain.errors import FileTooCostly, Stopping, UnreadableFile
from docusnap.pages.decoder_process import Child, NamedFile
from docusnap.pages.limits import Limits
from docusnap.pages.load import PageLoader

MakePdf = Callable[..., Path]
posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")


@contextmanager
def opened(limits: Limits, processes: int = 1) -> Iterator[PageLoader]:
    made = PageLoader(limits, processes=processes)
    try:
        yield made
    finally:
        made.close()


def decoders() -> list[int]:
    """Our decoder processes, by pid."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"docusnap.pages.decoder" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


@pytest.fixture(autouse=True)
def _those_of_others_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of other tests may still be there, with theirs."""
    others, every = set(decoders()), decoders
    monkeypatch.setitem(globals(), "decoders", lambda: [pid for pid in every() if pid not in others])


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    Image.new("L", (40, 30), 90).save(path)
    return path


@pytest.fixture
def endless(make_pdf: MakePdf) -> Path:
    """A page that takes minutes to draw: a plane tiled with specks."""
    tile = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.001/YStep 0.001/Resources<<>>"
    return make_pdf(
        b"/Pattern cs /P scn 0 0 600 700 re f",
        resources=b"/Pattern<</P 5 0 R>>",
        more=((tile, b"1 0 0 rg 0 0 1 1 re f"),),
    )


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_fine(endless: Path, picture: Path) -> None:
    with opened(Limits(seconds=1.5)) as loader:
        with pytest.raises(FileTooCostly):
            next(loader.load(endless))
        assert next(loader.load(picture)).image.shape == (30, 40, 3)


@linux
def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_one_is_fine(tmp_path: Path, picture: Path) -> None:
    large = tmp_path / "large.png"
    Image.new("RGB", (6000, 6000)).save(large)
    with opened(Limits(seconds=60, memory_bytes=150_000_000)) as loader:
        with pytest.raises(FileTooCostly):
            next(loader.load(large))
        assert next(loader.load(picture)).image.shape == (30, 40, 3)


@linux
def test_a_pdf_that_takes_too_much_memory_is_given_up(make_pdf: MakePdf, picture: Path) -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Filter/FlateDecode"
    rectangles = zlib.compress(b"0 0 600 800 re f\n" * 400_000, 9)
    path = make_pdf(b"/X Do", resources=b"/XObject<</X 5 0 R>>", more=((form, rectangles),))
    with opened(Limits(seconds=60, memory_bytes=150_000_000)) as loader:
        with pytest.raises(FileTooCostly):
            next(loader.load(path))
        assert next(loader.load(picture)).image.shape == (30, 40, 3)


@linux
def test_a_process_killed_at_work_costs_that_file_only(endless: Path, picture: Path) -> None:
    with opened(Limits(seconds=60)) as loader, ThreadPoolExecutor(1) as pool:
        next(loader.load(picture))
        (pid,) = decoders()
        answer = pool.submit(lambda: next(loader.load(endless)))
        wait_until_busy(pid)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(UnreadableFile):
            answer.result()
        assert next(loader.load(picture)).image.shape == (30, 40, 3)
        assert decoders() != [pid]


def wait_until_busy(pid: int) -> None:
    """Until it has spent more time on its processor than starting takes."""

    def spent() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = spent()
    while spent() < before + 10:
        threading.Event().wait(0.01)


@posix
def test_a_process_killed_while_idle_is_replaced(picture: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(Limits()) as loader:
        next(loader.load(picture))
        (pid,) = decoders()
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with caplog.at_level(logging.WARNING):
            assert next(loader.load(picture)).image.shape == (30, 40, 3)
        assert "another is started" in caplog.text


@linux
def test_processes_are_kept_and_shared(picture: Path) -> None:
    with opened(Limits(seconds=60), processes=2) as loader, ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: next(loader.load(picture)), range(40)))
        assert {p.image.shape for p in pages} == {(30, 40, 3)}
        assert len(decoders()) <= 2
    assert decoders() == []


@linux
def test_a_process_that_was_started_beforehand_reads_the_first_page(picture: Path) -> None:
    with opened(Limits()) as loader:
        loader.warm_up()
        first = next(loader.load(picture))
        assert first.image.shape == (30, 40, 3)
        assert len(decoders()) == 1
    assert decoders() == []


@linux
def test_at_rest_one_process_waits_for_the_next_page(picture: Path) -> None:
    with opened(Limits(seconds=60), processes=2) as loader, ExitStack() as both:
        for _ in range(2):
            both.enter_context(loader._child(NamedFile.of(picture)))
        both.close()
        assert len(decoders()) == 2
        loader.rest()
        assert len(decoders()) == 1
        assert next(loader.load(picture)).image.shape == (30, 40, 3)


@linux
def test_a_loader_that_is_closed_while_it_warms_up_leaves_no_process() -> None:
    with opened(Limits()) as loader:
        loader.warm_up()
    assert decoders() == []


def test_two_files_can_be_read_page_by_page_in_turn(tmp_path: Path) -> None:
    paths = []
    for grey in (10, 200):
        path = tmp_path / f"{grey}.tif"
        frames = [Image.new("L", (20, 20), grey + i) for i in range(3)]
        frames[0].save(path, save_all=True, append_images=frames[1:])
        paths.append(path)
    with opened(Limits(seconds=60)) as loader:
        both = list(zip(loader.load(paths[0]), loader.load(paths[1]), strict=True))
    assert [(int(a.image[0, 0, 0]), int(b.image[0, 0, 0])) for a, b in both] == [(10, 200), (11, 201), (12, 202)]


def test_bytes_are_read_like_the_file_that_they_are(tmp_path: Path) -> None:
    frames = [Image.new("L", (20, 20), grey) for grey in (10, 11, 12)]
    frames[0].save(tmp_path / "three.tif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "two.pdf", save_all=True, append_images=frames[1:2])
    frames[0].resize((3000, 100)).save(tmp_path / "wide.png")
    with opened(Limits(seconds=60)) as loader:
        for path in tmp_path.iterdir():
            content = path.read_bytes()
            assert loader.probe(content) == loader.probe(path)
            assert loader.whole(content, 0).image.shape == loader.whole(path, 0).image.shape
            for one, other in zip(loader.load(content), loader.load(path), strict=True):
                assert (one.image == other.image).all()
                assert (one.index, one.pages, one.size, one.damaged) == (
                    other.index,
                    other.pages,
                    other.size,
                    other.damaged,
                )


def test_damaged_bytes_are_shown_as_far_as_they_go(tmp_path: Path) -> None:
    path = tmp_path / "torn.jpg"
    Image.linear_gradient("L").resize((400, 400)).save(path)
    torn = path.read_bytes()[:-500]
    with opened(Limits(seconds=60)) as loader:
        assert next(loader.load(torn)).damaged
        with pytest.raises(UnreadableFile):
            next(loader.load(torn[:100]))


def test_pages_of_different_bytes_are_not_mixed_up() -> None:
    contents = []
    for grey in (10, 200):
        out = BytesIO()
        frames = [Image.new("L", (20, 20), grey + i) for i in range(3)]
        frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
        contents.append(out.getvalue())
    with opened(Limits(seconds=60)) as loader:
        both = list(zip(loader.load(contents[0]), loader.load(contents[1]), strict=True))
    assert [(int(a.image[0, 0, 0]), int(b.image[0, 0, 0])) for a, b in both] == [(10, 200), (11, 201), (12, 202)]


def test_a_file_that_changes_is_not_mistaken_for_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "same-name"
    with opened(Limits(seconds=60)) as loader:
        for grey in (10, 200):
            Image.new("L", (20, 20), grey).save(path, "PNG")
            assert int(next(loader.load(path)).image[0, 0, 0]) == grey


@linux
def test_no_secret_and_no_core_dump_reaches_a_process(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with opened(Limits()) as loader:
        next(loader.load(picture))
        (pid,) = decoders()
        assert b"sk-secret" not in Path(f"/proc/{pid}/environ").read_bytes()
        limits = Path(f"/proc/{pid}/limits").read_text()
    assert [line.split()[4] for line in limits.splitlines() if line.startswith("Max core file size")] == ["0"]
    assert "1000000000" in next(line for line in limits.splitlines() if line.startswith("Max address space"))


def test_closing_stops_the_work_and_can_be_done_twice(endless: Path, picture: Path) -> None:
    loader = PageLoader(Limits(seconds=60), processes=1)
    next(loader.load(picture))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: next(loader.load(endless)))
        while not answer.running():
            threading.Event().wait(0.01)
        loader.close()
        with pytest.raises(Stopping):
            answer.result()
    loader.close()
    with pytest.raises(Stopping):
        next(loader.load(picture))


def test_a_process_stopped_before_it_is_asked_blames_no_file(picture: Path) -> None:
    child = Child(Limits())
    child.stop()
    with pytest.raises(Stopping):
        child.ask(NamedFile.of(picture), 0, 60)
    child.kill()


def test_a_file_that_is_not_there_is_not_called_damaged(tmp_path: Path) -> None:
    with opened(Limits()) as loader, pytest.raises(FileNotFoundError):
        next(loader.load(tmp_path / "gone"))


@linux
def test_an_interrupt_at_the_keyboard_does_not_reach_a_process(picture: Path) -> None:
    with opened(Limits(seconds=60)) as loader:
        next(loader.load(picture))
        before = decoders()
        os.kill(before[0], signal.SIGINT)
        next(loader.load(picture))
        assert decoders() == before


def test_a_damaged_file_writes_nothing_into_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "damaged.tif"
    Image.effect_noise((200, 200), 50).save(path, compression="tiff_adobe_deflate")
    data = bytearray(path.read_bytes())
    data[8:20_000] = bytes(len(data[8:20_000]))
    path.write_bytes(data)
    with opened(Limits(seconds=60)) as loader, pytest.raises(UnreadableFile):
        list(loader.load(path))
    assert capfd.readouterr().err == ""


@linux
def test_a_process_whose_parent_is_gone_ends(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "from docusnap.pages.limits import Limits\n"
        "from docusnap.pages.decoder_process import Child\n"
        "print(Child(Limits()).pid, flush=True)\n"
        "os._exit(1)\n"
    )
    root = str(Path(__file__).parents[3])
    told = subprocess.run(
        [sys.executable, script], env=os.environ | {"PYTHONPATH": root}, stdout=subprocess.PIPE, timeout=60, check=False
    )
    orphan = Path(f"/proc/{int(told.stdout)}")
    for _ in range(500):
        if not orphan.exists() or "\nState:\tZ" in (orphan / "status").read_text():
            return
        threading.Event().wait(0.01)
    pytest.fail("The decoder process outlived its parent.")


@pytest.fixture
def pages_of(make_raw_pdf: Callable[[list[bytes]], Path]) -> Callable[..., Path]:
    """A PDF with these pages."""

    def make(*pages: bytes) -> Path:
        kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + len(pages)))
        tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))
        return make_raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *pages])

    return make


GOOD = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>"
DAMAGED = b"null"
SPECK = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 3000]>>"


@pytest.mark.parametrize("damaged", [DAMAGED, SPECK])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_of_a_file_with_one_damaged_page_the_others_are_read(
    pages_of: Callable[..., Path], damaged: bytes, at: int
) -> None:
    path = pages_of(*(damaged if n == at else GOOD for n in range(3)))
    with opened(Limits(seconds=60)) as loader:
        pages = list(loader.load(path))
        assert [page.damaged for page in pages] == [n == at for n in range(3)]
        assert [(page.index, page.pages) for page in pages] == [(0, 3), (1, 3), (2, 3)]
        missing = pages[at]
        assert missing.image.min() == 255
        assert missing.segments == ()
        assert isinstance(missing.fault, UnreadableFile)
        whole = loader.whole(path, at)
        assert (whole.size, whole.image.shape) == (missing.size, missing.image.shape)


def test_a_file_of_which_every_page_is_damaged_is_unreadable(pages_of: Callable[..., Path]) -> None:
    with opened(Limits(seconds=60)) as loader:
        pages = loader.load(pages_of(DAMAGED, SPECK, DAMAGED))
        with pytest.raises(UnreadableFile, match="Page 1"):
            list(pages)


def test_a_page_that_is_too_costly_costs_the_whole_file(endless: Path) -> None:
    tiled = endless.read_bytes()
    assert b"/Kids[3 0 R]/Count 1" in tiled
    endless.write_bytes(tiled.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 3 0 R]/Count 2"))
    with opened(Limits(seconds=1.5)) as loader, pytest.raises(FileTooCostly):
        list(loader.load(endless))
