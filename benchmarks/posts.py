"""How many pictures a second the server takes in, each on disk before it says so, beside a bare echo of the same body.

    python benchmarks/posts.py [--seconds N] [--rounds N] [--connections N]

The echo is Flask on the same HTTP server with the same settings; it sends back what it gets, and stores nothing. A
third server shows what durability alone costs: the echo's Flask, which puts the body into a file and one row into the
database, each on disk before it answers. They take turns. No worker runs, so that only taking in is measured; every
picture is another one, as real ones are.

Run it on a quiet machine, and not twice within five minutes: whatever else wants the cores delays each wait for the
disk, and ext4 is slow to make files where many were just deleted, as the last run's were.
"""

import argparse
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from material import OUT, console
from rich.table import Table

PICTURE_BYTES = 200_000
GOAL = 0.5
SERVERS = {"echo": "bare Flask echo", "stored": "bare Flask, file and row on disk", "docusnap": "docusnap, durable"}
_BOUNDARY = b"----benchmark"


def serve(name: str, folder: Path) -> None:
    """One of the servers, in this process, until it is killed; prints its port."""
    from flask import Flask, request

    from docusnap.app import create_app, listen
    from docusnap.database.sqlite import SqliteDatabase
    from docusnap.files.local import LocalFiles
    from docusnap.logs import write_logs
    from docusnap.settings import load_settings
    from docusnap.wiring import build

    settings = load_settings({"DOCUSNAP_DATA_DIR": folder, "DOCUSNAP_OCR_ENGINE": "null", "DOCUSNAP_PORT": 0})
    write_logs(settings.server.log_format)
    if name == "docusnap":
        app = create_app(settings, build(settings))
    else:
        app = Flask(name)
        files, database = LocalFiles(folder / "stored"), SqliteDatabase(folder / "stored.db")

        def store() -> str:
            file = files.put(request.get_data(), "image/jpeg")
            database.write(lambda tx: tx.run("add_file", **asdict(file), created_at=0.0))
            return file.sha256

        app.post("/process_document")(store if name == "stored" else lambda: request.get_data())
    server = listen(app, settings)
    print(server.effective_port, flush=True)
    server.run()


@contextmanager
def running(name: str, folder: Path) -> Iterator[int]:
    """The port of the server, while it runs."""
    command = [sys.executable, str(Path(__file__).resolve()), "--serve", name, "--folder", str(folder)]
    log = (folder / f"{name}.log").open("w")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        log.close()


def picture() -> bytes:
    """A JPEG of about the wanted size."""
    from PIL import Image

    side, out = 1000, BytesIO()
    Image.frombytes("L", (side, side), os.urandom(side * side)).resize((700, 700)).save(out, "JPEG", quality=70)
    return out.getvalue()[:PICTURE_BYTES].ljust(PICTURE_BYTES, b"\0")


def post(port: int, content: bytes, until: float) -> int:
    """Posts the picture again and again on one connection, other bytes behind its end each time; returns how often."""
    begin = b'--%b\r\nContent-Disposition: form-data; name="images"; filename="1.jpg"\r\n\r\n' % _BOUNDARY
    end = b"\r\n--%b--\r\n" % _BOUNDARY
    length = len(begin) + len(content) + 16 + len(end)
    head = b"POST /process_document HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n" % length
    head += b"Content-Type: multipart/form-data; boundary=%b\r\n\r\n" % _BOUNDARY
    whole, done = head + begin + content, 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.monotonic() < until:
            connection.sendall(whole + secrets.token_bytes(16) + end)
            _read_answer(connection)
            done += 1
    return done


def _read_answer(connection: socket.socket) -> None:
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(1 << 16)
    headers, _, body = got.partition(b"\r\n\r\n")
    if headers.split(maxsplit=2)[1] not in (b"200", b"202"):
        raise SystemExit(got.decode(errors="replace"))
    lines = headers.lower().split(b"\r\n")
    left = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")) - len(body)
    while left:
        left -= len(connection.recv(1 << 18))


def measure(seconds: float, rounds: int, connections: int, folder: Path) -> None:
    """Run all rounds and print what came out."""
    out, content, found = console(), picture(), {name: list[float]() for name in SERVERS}
    with ExitStack() as stack, ThreadPoolExecutor(connections) as pool:
        ports = {name: stack.enter_context(running(name, folder)) for name in SERVERS}
        for turn in range(-1, rounds):  # the first does not count
            for name, port in ports.items():
                until = time.monotonic() + seconds
                started = time.monotonic()
                done = sum(pool.map(lambda _, to=port, end=until: post(to, content, end), range(connections)))
                if turn >= 0:
                    found[name].append(done / (time.monotonic() - started))
    title = f"POSTs of {PICTURE_BYTES:,} bytes, {connections} connections, load {os.getloadavg()[0]:.1f}"
    table = Table("", "POSTs/s", "of the echo", title=title, title_justify="left")
    for name, told in SERVERS.items():
        ratio = statistics.median(rate / echo for rate, echo in zip(found[name], found["echo"], strict=True))
        mark = f" [red]below {GOAL}[/red]" if name == "docusnap" and ratio < GOAL else ""
        table.add_row(told, f"{statistics.median(found[name]):,.0f}", f"{ratio:.2f}{mark}")
    out.print(table)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3, help="length of one turn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--serve", choices=SERVERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.folder)
        return
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        measure(given.seconds, given.rounds, given.connections, Path(folder))


if __name__ == "__main__":
    main()
