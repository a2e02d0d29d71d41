"""Files made to hang, crash, bloat or mislead whoever reads them: the same ones for the same seed.

    python samples/hostile_files FOLDER     # write them all, to look at them

Each is made here, byte for byte; nothing is fetched, and none of them does harm by lying on a disk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hostile_files.damage import damaged, polyglots, strangers
from hostile_files.honest import encoded, form_like
from hostile_files.pdfs import pdfs
from hostile_files.pictures import pictures

__all__ = ["HostileFile", "form_with", "honest_page", "hostile_files"]

_BOUNDARY = b"hostile-files-boundary"
_NAMES = {
    "upwards": "../../../../tmp/evil.png",
    "upwards-backwards": "..\\..\\windows\\evil.png",
    "absolute": "/etc/cron.d/evil",
    "nul": "page.png\0.sh",
    "4-kb": "n" * 4096 + ".png",
    "emoji": "🧾🔥" * 40 + ".png",
    "right-to-left": "page\u202egnp.exe",
    "line-breaks": "page.png\r\nX-Evil: 1\r\n\r\nbody",
    "quotes": 'a"; name="library"; filename="b.png',
    "html": "<img src=x onerror=alert(1)>.png",
    "format": "%s%n{0}${HOME}$(id)`id`.png",
    "device": "CON.png",
    "dot": ".",
    "spaces": "   ",
    "half-a-pair": "page\udc80.png",
}


@dataclass(frozen=True)
class HostileFile:
    """A file, what it is sent as, and the name that it is sent under (`name` where that is not the point)."""

    name: str
    data: bytes
    media_type: str
    sent_as: str


def hostile_files(seed: int = 4) -> Iterator[HostileFile]:
    """All of them, each made when it is asked for."""
    random = Random(seed)
    types = ("image/jpeg", "application/pdf", "text/html", "image/png; charset=utf-7", "application/octet-stream")
    endings = (".jpg", ".pdf", ".html", ".tar.gz", "")
    for made in (pictures(), pdfs(), damaged(random), polyglots(), strangers()):
        for name, data in made:
            yield HostileFile(name, data, random.choice(types), name + random.choice(endings))
    for name, sent_as in _NAMES.items():
        page = encoded("PNG", form_like(f"Named {name}"))
        yield HostileFile(f"name-{name}", page, "image/png", sent_as)


def honest_page(text: str) -> bytes:
    """A small picture that says this, as PNG."""
    return encoded("PNG", form_like(text))


def form_with(file: HostileFile) -> tuple[bytes, str]:
    """A request body with the file as its only page, and its content type. Nothing in the name is escaped."""
    name = file.sent_as.encode("utf-8", "surrogateescape")
    head = b'--%s\r\nContent-Disposition: form-data; name="images"; filename="%s"\r\nContent-Type: %s\r\n\r\n'
    body = head % (_BOUNDARY, name, file.media_type.encode()) + file.data + b"\r\n--%s--\r\n" % _BOUNDARY
    return body, f"multipart/form-data; boundary={_BOUNDARY.decode()}"
