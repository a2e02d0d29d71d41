"""How well papers are read that were photographed on a table: as they are, and laid flat.

    python benchmarks/photos.py [--data FOLDER] [--papers N] [--share S]

Scans whose words are known are seen by a pinhole camera at 10 to 35 degrees, on made wood, cloth and stone, `share` as
large as the picture of 3000 x 4000 pixels. Printed are how many papers were found and how far their corners are off,
the F1 of the words, the share of right dates, totals and names of the offline reader, and the CPU seconds of a page.
"""

import argparse
import time
from collections import defaultdict
from io import BytesIO
from math import hypot
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from material import DATA, as_pages, console, manifest, score
from numpy.typing import NDArray
from PIL import Image
from rich.table import Table

from docusnap.domain.page import Page
from docusnap.extraction.reader import OfflineReader
from docusnap.ocr.rapid import RapidEngine
from docusnap.operations.upright import levelled
from docusnap.pages.load import PageLoader
from docusnap.pages.word_ink import with_ink

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]
SIZE = 3000, 4000
TILTS = 10.0, 35.0
WAYS = {"as it is": False, "laid flat": True}


def seen(width: int, height: int, share: float, random: Random) -> Corners:
    """Where the corners of a paper are in the picture, from its top left clockwise: in perspective, a little rolled."""
    tilt, about = np.radians(random.uniform(*TILTS)), random.uniform(0, 2 * np.pi)
    roll = np.radians(random.gauss(0, 5))
    axis = np.array([np.cos(about), np.sin(about), 0.0])
    leaning, _ = cv2.Rodrigues(axis * tilt)
    rolled, _ = cv2.Rodrigues(np.array([0.0, 0.0, roll]))
    sides = np.array([(-width, -height, 0), (width, -height, 0), (width, height, 0), (-width, height, 0)]) / 2
    turned = sides @ (rolled @ leaning).T
    away = hypot(width, height) * random.uniform(1.3, 2.0)
    flat = turned[:, :2] * away / (turned[:, 2:] + away)
    scale = min(np.array(SIZE) / np.ptp(flat, axis=0)) * share
    middle = np.array(SIZE) / 2 * [random.uniform(0.9, 1.1), random.uniform(0.9, 1.1)]
    return np.asarray((flat - (flat.max(0) + flat.min(0)) / 2) * scale + middle, np.float32)


def table(random: Random) -> NDArray[np.float32]:
    """Wood, cloth, stone or a plain shade."""
    width, height = SIZE
    seeded = np.random.default_rng(random.getrandbits(32))
    shade = np.array([random.randint(30, 215)] * 3) + [random.randint(-35, 35) for _ in range(3)]
    coarse = {
        "wood": (height // 6, width // 240),
        "cloth": (height // 4, width // 4),
        "stone": (height // 80, width // 80),
    }
    kind = random.choice([*coarse, "plain"])
    if kind == "plain":
        grain = np.zeros((height, width), np.float32)
    else:
        rough = seeded.normal(0, random.uniform(8, 22), coarse[kind]).astype(np.float32)
        grain = cv2.resize(rough, SIZE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(shade + grain[:, :, None], 0, 255), np.float32)


def photograph(paper: Picture, share: float, random: Random) -> tuple[bytes, Corners]:
    """A JPEG of the paper on a table, and its corners there."""
    height, width = paper.shape[:2]
    corners = seen(width, height, share, random)
    large = cv2.resize(paper, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    frame = np.array([(0, 0), (2 * width, 0), (2 * width, 2 * height), (0, 2 * height)], np.float32)
    matrix = cv2.getPerspectiveTransform(frame, corners)
    there = cv2.warpPerspective(np.full(large.shape[:2], 255, np.uint8), matrix, SIZE)
    inside = cv2.GaussianBlur(there, (0, 0), 1.2)[:, :, None] / np.float32(255)
    shown = cv2.warpPerspective(large, matrix, SIZE, flags=cv2.INTER_AREA) * np.float32(random.uniform(0.78, 1))
    picture = shown * inside + (1 - inside) * table(random)
    x, y = np.meshgrid(*(np.linspace(-1, 1, side, dtype=np.float32) for side in SIZE))
    light = random.uniform(0, 2 * np.pi)
    picture *= (1 - random.uniform(0, 0.25) * (np.cos(light) * x + np.sin(light) * y + 1) / 2)[:, :, None]
    picture += np.random.default_rng(random.getrandbits(32)).normal(0, random.choice([2, 4, 6]), SIZE[::-1])[:, :, None]
    picture = cv2.GaussianBlur(picture, (0, 0), random.choice([0.8, 1.2, 1.6]))
    buffer = BytesIO()
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=random.randint(75, 92))
    return buffer.getvalue(), corners


def off(found: Any, corners: Corners) -> float:
    """How far the corner that is worst is off, as a share of the picture's longer side; 1.0 where none were found."""
    if found is None:
        return 1.0
    nearest = [min(np.linalg.norm(corners - np.array(corner), axis=1)) for corner in found]
    return float(max(nearest)) / max(SIZE)


def measure(folder: Path, papers: int, share: float) -> None:
    """Photograph, read both ways, print."""
    random, loader, engine, reader = Random(7), PageLoader(), RapidEngine(), OfflineReader(day_first=True)
    entries = [e for e in manifest(folder) if e["kind"] == "receipt" and e.get("capture") == "scan"][:papers]
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    cpu: dict[str, float] = defaultdict(float)
    wrong: list[float] = []
    for entry in entries:
        content, corners = photograph(np.asarray(Image.open(folder / entry["file"]).convert("RGB")), share, random)
        for way, flat in WAYS.items():
            begin = time.process_time()
            (loaded,) = loader.load(content, flat=flat)
            upright = levelled(loaded.image)
            segments = with_ink(upright.image, tuple(engine.read(upright.image)))
            cpu[way] += time.process_time() - begin
            if flat:
                wrong.append(off(loaded.corners, corners))
            height, width = upright.image.shape[:2]
            answer = reader.document([Page(1, width, height, segments)], [])
            values = {key: value.text for key, value in answer.kv.items()}
            lines = [segment.text for segment in segments]
            told[way].append({"file": entry["file"], "pages": as_pages(lines), "result": {"kv": values}})
    loader.close()
    report(folder, told, cpu, wrong)


def report(folder: Path, told: dict[str, list[dict[str, Any]]], cpu: dict[str, float], wrong: list[float]) -> None:
    """One line for each way."""
    out = console()
    found = sorted(share for share in wrong if share < 1.0)
    out.print(
        f"{len(found)} of {len(wrong)} papers found; their worst corners are off by up to {max(found, default=0):.1%}"
    )
    names = ("date", "total", "company_fuzzy90")
    columns = Table(
        "", "word F1", *names, "CPU s a page", title="Receipts photographed on a table", title_justify="left"
    )
    for way, predictions in told.items():
        scores = score(folder, predictions, f"photos-{way.replace(' ', '-')}")
        columns.add_row(
            way,
            f"{scores['receipt.words']['f1']:.3f}",
            *(f"{scores[f'receipt.{name}']['right']:.2f}" for name in names),
            f"{cpu[way] / len(predictions):.2f}",
        )
    out.print(columns)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "dev", help="folder with the pictures and manifest.jsonl")
    parser.add_argument("--papers", type=int, default=12)
    parser.add_argument("--share", type=float, default=0.5, help="of the picture's sides that the paper takes at most")
    given = parser.parse_args()
    measure(given.data, given.papers, given.share)


if __name__ == "__main__":
    main()
