"""Styles, scripts and pictures of the pages, from this server only."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from flask import Blueprint, Response, request, url_for

from docusnap.domain.errors import NotFound
from docusnap.http.authentication import Access, requires
from docusnap.package_data import package_bytes

SAMPLES = ("receipt.jpg", "filled-form.jpg", "blank-form.png")

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".webp": "image/webp"}
_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the pages; `packed`: the same with gzip, empty where that gains nothing."""

    content: bytes
    media_type: str
    packed: bytes

    @classmethod
    def of(cls, name: str, content: bytes) -> "Asset":
        """The file with the media type of its name."""
        _, dot, ending = name.rpartition(".")
        media_type = _TYPES.get(dot + ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = gzip.compress(content, mtime=0) if media_type.startswith(("text/", "image/svg")) else b""
        return cls(content, media_type, packed)

    def answer(self, *, packed: bool) -> Response:
        """The file, with gzip if the browser takes it and it is smaller so."""
        if self.packed and packed:
            return Response(self.packed, mimetype=self.media_type, headers={"Content-Encoding": "gzip"})
        return Response(self.content, mimetype=self.media_type)


class Assets:
    """All files of the pages, in memory, under one version: the hash of them all, so that browsers may keep them."""

    def __init__(self) -> None:
        """Reads them all."""
        self._assets = {name: Asset.of(name, content) for name, content in _contents()}
        whole = hashlib.sha256()
        for name, asset in sorted(self._assets.items()):
            whole.update(name.encode() + b"\0" + asset.content)
        self._version = whole.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where the file is. Raises LookupError when there is none of this name."""
        if name not in self._assets:
            raise LookupError(f"There is no asset {name!r}.")
        return url_for("web.asset", version=self._version, name=name)

    def add_to(self, routes: Blueprint) -> None:
        """`GET /assets/<version>/<name>`; an old version gives the file as it is now."""

        @routes.get("/assets/<version>/<path:name>")
        @requires(Access.ANYONE)
        def asset(version: str, name: str) -> Response:
            found = self._assets.get(name)
            if found is None:
                raise NotFound("There is no such file.")
            answer = found.answer(packed=request.accept_encodings.quality("gzip") > 0)
            answer.headers["Cache-Control"] = _FOREVER if version == self._version else _REVALIDATE
            answer.headers["Vary"] = "Accept-Encoding"
            return answer


def _contents() -> Iterator[tuple[str, bytes]]:
    for file in files("docusnap.web").joinpath("static").iterdir():
        if file.is_file():
            yield file.name, file.read_bytes()
    for name in SAMPLES:
        yield f"samples/{name}", package_bytes(f"samples/{name}")
