"""Good files cut off and with bits turned, files that are two things at once, and things that are no pictures."""

import gzip
import zipfile
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pillow_heif

from hostile_files.honest import encoded, form_like, pdf

Made = Iterator[tuple[str, bytes]]

_CUTS = (0.02, 0.3, 0.7, 0.99)
_FLIPS = 3


def good() -> dict[str, bytes]:
    """One good file of each kind."""
    heic = BytesIO()
    pillow_heif.from_pillow(form_like()).save(heic)
    kinds = {kind.lower(): encoded(kind) for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")}
    return kinds | {"heic": heic.getvalue(), "pdf": pdf(), "progressive": encoded("JPEG", progressive=True)}


def damaged(random: Random) -> Made:
    """Cut off near the start, within, and just before the end; and with one bit in every thousand turned."""
    for kind, data in good().items():
        for share in _CUTS:
            yield f"{kind}-cut-at-{share:.0%}", data[: int(share * len(data))]
        for number in range(1, _FLIPS + 1):
            wrong = bytearray(data)
            for _ in range(1 + len(data) // 1000):
                wrong[random.randrange(8, len(data))] ^= 1 << random.randrange(8)
            yield f"{kind}-bits-turned-{number}", bytes(wrong)


def polyglots() -> Made:
    """One file that two readers take for two things."""
    files = good()
    yield "jpeg-and-pdf", files["jpeg"] + files["pdf"]
    yield "pdf-behind-a-jpeg-start", b"\xff\xd8\xff\xfe\x00\x20" + files["pdf"]
    yield "pdf-behind-html", b"<html><script>alert(1)</script><!--" + files["pdf"] + b"-->"
    yield "gif-and-script", b"GIF89a/*" + files["gif"][8:] + b"*/=1;alert(1)"
    yield "gif-and-html", files["gif"] + b"<html><script>alert(1)</script>"
    yield "png-and-zip", files["png"] + _zipped("../../evil.sh", b"#!/bin/sh")
    yield "pdf-and-zip", files["pdf"] + _zipped("word/document.xml", b"<w/>")
    yield "bmp-and-script", files["bmp"][:2] + b"/*  " + files["bmp"][6:] + b"*/=1"
    yield "tiff-and-pdf", files["tiff"][:8] + b"%PDF-1.7\n" + files["tiff"][17:]


def strangers() -> Made:
    """What this house does not read, whatever it is called."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    yield "a-web-page.jpg", b"<!doctype html><script>fetch('//127.0.0.1:9/')</script>"
    yield "a-drawing.svg", svg
    yield "laughs.xml", b'<!DOCTYPE l [<!ENTITY l0 "ha">%s]><l>&l9;</l>' % lol
    yield "a-command.mvg", b"push graphic-context\nfill 'url(https://127.0.0.1/\";id\")'\npop graphic-context"
    yield "postscript.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n{} loop"
    yield "zip-bomb.png", _zipped("a", bytes(50_000_000))
    yield "gzip-bomb.tif", gzip.compress(bytes(50_000_000), mtime=0)
    yield "program.exe.jpg", b"MZ\x90\0" + bytes(200)
    yield "program.elf", b"\x7fELF\x02\x01\x01" + bytes(200)
    yield "pickle.bin", b"cos\nsystem\n(S'id'\ntR."
    yield "wide-text.pdf", "%PDF-1.7".encode("utf-16")
    yield "photoshop.psd", b"8BPS\0\1" + bytes(6) + b"\0\3\x7f\xff\xff\xff\x7f\xff\xff\xff\0\x08\0\3" + bytes(40)
    yield "icon.ico", b"\0\0\1\0\xff\xff" + bytes(200)
    yield "film.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isommp41" + bytes(200)
    yield "nothing.jpg", b""
    yield "one-byte.png", b"\x89"


def _zipped(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
