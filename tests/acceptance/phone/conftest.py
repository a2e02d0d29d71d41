"""What the phone's tests share: a real server whose data folder and log they may search, and clients to ask it."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
PATIENCE = 120.0
"""Seconds after which what did not happen never will; no test takes nearly as long."""

_LISTENING = re.compile(r"listening on (http://[^\s%]+:\d+)")


class Server:
    """`docusnap serve` on a folder that outlives it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data = folder / "data"
        self.log = folder / "log.txt"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        own = {k: v for k, v in os.environ.items() if not k.startswith(("DOCUSNAP_", "OPENAI_"))}
        house = {"DOCUSNAP_DATA_DIR": str(self.data), "DOCUSNAP_PORT": "0", "TMPDIR": str(self.temporary)}
        house |= {"DOCUSNAP_ANONYMOUS_RATE": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "docusnap", "serve"],
            env=own | house | settings,
            umask=0o022,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._listens = threading.Event()
        self._address = ""
        self._reader = threading.Thread(target=self._follow)
        self._reader.start()

    def _follow(self) -> None:
        assert self.process.stderr is not None
        with self.log.open("a", encoding="utf-8") as log:
            for line in self.process.stderr:
                log.write(line)
                log.flush()
                if found := _LISTENING.search(line):
                    self._address = found[1]
                    self._listens.set()
        self._listens.set()

    @property
    def address(self) -> str:
        assert self._listens.wait(PATIENCE)
        assert self._address, self.log.read_text(encoding="utf-8")
        return self._address

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """SIGKILL ends it without its knowledge."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def traces(self, *words: str | bytes) -> list[str]:
        """Where any of these stands: in the data folder (with the database's WAL), the log or the temporary files."""
        wanted = [word.encode() if isinstance(word, str) else word for word in words]
        found = []
        for path in [self.log, *self.data.rglob("*"), *self.temporary.rglob("*")]:
            try:
                content = path.read_bytes().lower() if path.is_file() else b""
            except FileNotFoundError:
                continue
            found += [f"{word[:40]!r} in {path.name}" for word in wanted if word.lower() in content]
        return found


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers on this test's folder; without an OCR engine unless the settings name one."""
    started: list[Server] = []

    def begin(**settings: str) -> Server:
        started.append(Server(tmp_path, **{"DOCUSNAP_OCR_ENGINE": "null", **settings}))
        return started[-1]

    yield begin
    for server in started:
        server.end()


@pytest.fixture(scope="session")
def reading_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server as it comes, with its own OCR engine."""
    server = Server(tmp_path_factory.mktemp("reading"))
    yield server
    server.end()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that reads nothing, for what is not about reading."""
    server = Server(tmp_path_factory.mktemp("blind"), DOCUSNAP_OCR_ENGINE="null")
    yield server
    server.end()


@pytest.fixture(scope="session")
def phone_of() -> Callable[..., Any]:
    """Makes phones: `phone_of(address)`; see phone.py."""
    spec = importlib.util.spec_from_file_location("phone", HERE / "phone.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.Phone


@pytest.fixture
def phone(server: Server, phone_of: Callable[..., Any]) -> Any:
    return phone_of(server.address)


@pytest.fixture(scope="session")
def slip() -> Callable[..., bytes]:
    """Draws a small till slip: `slip("SHOP LTD", "12.34")` is dated 14/03/2025."""

    def draw(shop: str, total: str) -> bytes:
        sheet = Image.new("RGB", (560, 480), "white")
        pen = ImageDraw.Draw(sheet)
        rows = [(shop, ""), ("Receipt no. 004718", "Till 2"), ("Date 14/03/2025", "15:42"), ("1 x Postcard", total)]
        rows += [("TOTAL EUR", total), ("Cash", "90.00")]
        for at, (first, last) in enumerate(rows):
            pen.text((30, 30 + 70 * at), first, "black", ImageFont.load_default(34))
            pen.text((530, 30 + 70 * at), last, "black", ImageFont.load_default(34), anchor="ra")
        out = BytesIO()
        sheet.save(out, "PNG")
        return out.getvalue()

    return draw


@pytest.fixture(scope="session")
def tiny() -> Callable[[int], str]:
    """The base64 of a small picture, another one for each number."""

    def draw(number: int) -> str:
        out = BytesIO()
        Image.new("RGB", (40, 40), (number % 256, number // 256, 0)).save(out, "PNG")
        return b64encode(out.getvalue()).decode()

    return draw
