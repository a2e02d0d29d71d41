"""What all benchmarks share: the pictures with their truth, the scorer, the engine as it comes, the sample client."""

import json
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
OUT = ROOT / "out"

sys.path.insert(0, str(ROOT / "samples"))
from client import Client, Ended, Server, ServerError, running_server  # noqa: E402
from hostile_files import HostileFile, form_with, honest_page, hostile_files  # noqa: E402

__all__ = [
    "Client",
    "Ended",
    "HostileFile",
    "Server",
    "ServerError",
    "form_with",
    "honest_page",
    "hostile_files",
    "running_server",
]


def console() -> Console:
    """As wide as the terminal; wide enough for our tables where there is none."""
    return Console(width=None if sys.stdout.isatty() else 140)


def manifest(folder: Path) -> list[dict[str, Any]]:
    """What is known of each picture of the folder. Ends the program when the folder is not there."""
    path = folder / "manifest.jsonl"
    if not path.exists():
        sys.exit(f"there are no pictures in {folder}: name their folder with --data")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reading_kind(entry: dict[str, Any]) -> str:
    """`form`, `receipt` (scanned) or `phone` (photographed), as the scorer counts them."""
    photographed = entry["kind"] == "receipt" and entry["capture"] != "scan"
    return "phone" if photographed else str(entry["kind"])


def score(folder: Path, predictions: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """What the scorer beside the pictures says of the predictions, which are kept in out/`name`.jsonl."""
    OUT.mkdir(exist_ok=True)
    kept = OUT / f"{name}.jsonl"
    kept.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in predictions), encoding="utf-8")
    scorer = folder.parents[1] / "score.py"
    command = [sys.executable, str(scorer), str(folder / "manifest.jsonl"), str(kept), "--only-given"]
    report: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return report


def plain(text: str) -> str:
    """Letters and digits only, in one case and one width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


class EngineAsItComes(threading.local):
    """RapidOCR with nothing set but its threads; each of our threads has its own.

    Engines side by side that each take all cores, as they do by default, read more slowly: that would flatter us.
    """

    @cached_property
    def _engine(self) -> Any:
        from rapidocr import RapidOCR

        one_thread = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        return RapidOCR(params={"Global.log_level": "error", **one_thread})

    def read(self, picture: Path) -> list[str]:
        """The lines on the picture."""
        return list(self._engine(picture).txts or ())


def upright(picture: Path, longest: int = 2000) -> Any:
    """The pixels (RGB) of a picture as the house hands them to an engine."""
    import numpy as np
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(Image.open(picture)).convert("RGB")
    image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    return np.asarray(image)


def as_pages(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Lines of one page as the scorer takes them."""
    return [{"words": [{"text": line} for line in lines]}]
