"""How right forms are filled: blank public forms from one library, as PDF with fields and as pictures of their pages.

    python benchmarks/filling.py [--open FOLDER] [--form NAME] [--kind acroform|scan|photo] [--show]

Each form goes through the product's own reading and filling, offline. A value is right where the blank it is meant for
lies; what it does not fill that the library holds is left empty; every other value is wrong. Values of fields of which
only the label is known, not the place, count as left empty. The truth is in filling_truth.json: the names of the PDF's
fields with the values that belong there.
"""

import argparse
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import pypdfium2 as pdfium
from material import DATA, console
from numpy.typing import NDArray
from PIL import Image
from rich.table import Table

from docusnap.domain.answer import Blank
from docusnap.domain.page import Page
from docusnap.domain.polygons import polygon_in_file
from docusnap.extraction.reader import OfflineReader
from docusnap.operations.base import Context
from docusnap.operations.form import understood_form
from docusnap.operations.form_filling import FILLING_QUESTION, filling_answer
from docusnap.operations.library import form_blanks, library_from
from docusnap.operations.understanding import Understanding
from training.reading import CachedReader

TRUTH = json.loads(Path(__file__).with_name("filling_truth.json").read_text(encoding="utf-8"))
KINDS = ("acroform", "scan", "photo")
DOTS = 200 / 72
Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Rect = tuple[float, float, float, float]


class NoContext:
    """A context for understanding outside of any job."""

    def checkpoint(self) -> None:
        """Nothing stops it."""


@dataclass(frozen=True)
class Score:
    """Of one form read in one way: counts, and what to look at."""

    right: int
    wrong: list[str]
    empty: list[str]


# --- pictures of the pages ---------------------------------------------------------------------------


def scanned(page: Picture, number: int) -> tuple[Picture, Matrix]:
    """A flatbed's scan in grey: a little askew, soft and grainy; with where each point of the page went."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), (0.4, -0.3, 0.2)[number % 3], 1)
    out = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    soft = cv2.GaussianBlur(out, (0, 0), 0.6).astype(float)
    soft += np.random.default_rng(number).normal(0, 5, out.shape[:2])[:, :, None]
    grey = cv2.cvtColor(np.clip(soft, 0, 255).astype(np.uint8), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8), np.vstack([turn, [0, 0, 1]])


def photographed(page: Picture, number: int) -> tuple[Picture, Matrix]:
    """A photo on a desk: seen a little from the side, with light from one corner."""
    noise = np.random.default_rng(number)
    height, width = page.shape[:2]
    size = (int(width * 1.15), int(height * 1.12))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moves = np.array([[0.015, 0.01], [-0.01, 0.02], [0, -0.008], [0.02, 0]]) * [width, height]
    middle = np.array([(size[0] - width) / 2, (size[1] - height) / 2])
    target = corners + middle + moves
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    desk = np.full((size[1], size[0], 3), (96, 78, 60), np.float32) + noise.normal(0, 6, size[::-1])[:, :, None]
    paper = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)[:, :, None]
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    light = (0.98 - 0.25 * x / size[0] - 0.12 * y / size[1])[:, :, None] * np.array([1.0, 0.97, 0.9])
    out = cv2.GaussianBlur((paper * mask + desk * (1 - mask)) * light, (0, 0), 0.8)
    out += noise.normal(0, 4, size[::-1])[:, :, None]
    return np.clip(out, 0, 255).astype(np.uint8), np.asarray(matrix)


def pictures(pdf: Path, kind: str) -> Iterator[tuple[bytes, Matrix]]:
    """Each page as a file, with the matrix from the page at 200 dots an inch to the picture."""
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            drawn = page.render(scale=DOTS, rev_byteorder=True, prefer_bgrx=False).to_pil().convert("RGB")
            taken, matrix = (scanned if kind == "scan" else photographed)(np.asarray(drawn), number)
            out = io.BytesIO()
            Image.fromarray(taken).save(out, "JPEG", quality=85)
            yield out.getvalue(), matrix


# --- filling and judging -----------------------------------------------------------------------------


def read(reader: CachedReader, pdf: Path, kind: str) -> tuple[list[Page], list[Matrix]]:
    """The pages as the product reads them, and where their points lie in the files."""
    if kind == "acroform":
        pages = reader.read(pdf.read_bytes())
        with pdfium.PdfDocument(pdf) as document:
            heights = [page.get_height() for page in document]
        return pages, [np.diag([p.height / h / DOTS] * 2 + [1.0]) for p, h in zip(pages, heights, strict=True)]
    files = list(pictures(pdf, kind))
    read_pages = [reader.read(content)[0] for content, _ in files]
    numbered = [Page(**{**_fields(page), "number": n}) for n, page in enumerate(read_pages, 1)]
    return numbered, [matrix for _, matrix in files]


def _fields(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in page.__dataclass_fields__}


def rects(folder: Path, name: str) -> dict[str, tuple[int, Rect]]:
    """Page and place of each field of a PDF, at 200 dots an inch from the top left."""
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    entry = next(e for e in map(json.loads, lines) if e["file"].endswith(f"/{name}"))
    found = {}
    for field in entry["fields"]:
        x0, y0, x1, y1 = field["rect"]
        top = entry["media_boxes"][field["page"] - 1][3]
        found[field["name"].partition("].")[2]] = (
            field["page"],
            (x0 * DOTS, (top - y1) * DOTS, x1 * DOTS, (top - y0) * DOTS),
        )
    return found


def hit(pages: list[Page], matrices: list[Matrix], blank: Blank, box: Rect | None, place: tuple[int, Rect]) -> bool:
    """Whether what is written in the box lies in the field: the middle of its left part, or of the box."""
    number, (x0, y0, x1, y1) = place
    if box is None or blank.page != number:
        return False
    corners = np.array(polygon_in_file(pages[number - 1], box)).T
    there = np.linalg.inv(matrices[number - 1]) @ np.vstack([corners, np.ones(4)])
    (left, right), (top, bottom) = ((v.min(), v.max()) for v in there[:2] / there[2])
    shared = max(0.0, min(right, x1) - max(left, x0)) * max(0.0, min(bottom, y1) - max(top, y0))
    return bool(
        shared > 0.5 * min((right - left) * (bottom - top), (x1 - x0) * (y1 - y0)) and right - left < 2.5 * (x1 - x0)
    )


def plain(value: str) -> str:
    """Letters, digits and ticks alone."""
    return "".join(c for c in value.casefold() if c.isalnum() or c == "☑")


def score(reader: CachedReader, folder: Path, name: str, kind: str) -> Score:
    """One form, read in one way and filled."""
    pages, matrices = read(reader, next(folder.rglob(name)), kind)
    understanding = Understanding(OfflineReader(day_first=False), None, slots=1, day_first=False)
    form = understood_form(understanding, pages, (), cast(Context, NoContext())).as_json()
    blanks, library = form_blanks(form), library_from(TRUTH["library"])
    answer = understanding.filled(
        FILLING_QUESTION,
        form["fields"],
        library,
        offline=lambda reader: reader.fill(blanks, library, form["kv"]),
        matter=lambda shown, limit: "",
        said=lambda said, shown: filling_answer(said, form["fields"], shown),
    ).answer
    places, truth = rects(folder, name), TRUTH["forms"][name]
    right: set[str] = set()
    wrong: list[str] = []
    for field in answer.fields:
        if field.value is None or not (field.value.box or field.blank.box):
            continue
        found = [
            key
            for key, place in places.items()
            if hit(pages, matrices, field.blank, field.value.box or field.blank.box, place)
        ]
        good = [k for k in found if k in truth and plain(truth[k]) == plain(field.value.value)]
        right.update(good[:1])
        if not good:
            wrong.append(
                f"{field.blank.id} {field.blank.label!r} = {field.value.value!r} ({found or 'no field there'})"
            )
    return Score(len(right), wrong, [f"{key} = {value!r}" for key, value in truth.items() if key not in right])


def main() -> None:
    """Prints right, wrong and left empty of each form and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open", type=Path, default=DATA / "open", help="the folder with the public forms")
    parser.add_argument("--form", action="append", help="only this one, such as f1040_2025.pdf")
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "docusnap-filling")
    parser.add_argument("--show", action="store_true", help="also what is wrong and what is left empty")
    told = parser.parse_args()
    reader = CachedReader(told.cache)
    table = Table("form", "read from", "facts", "right", "wrong", "left empty", title="Filled", title_justify="left")
    try:
        for name in told.form or TRUTH["forms"]:
            for kind in told.kind or KINDS:
                found = score(reader, told.open, name, kind)
                facts = found.right + len(found.empty)
                table.add_row(name, kind, *map(str, (facts, found.right, len(found.wrong), len(found.empty))))
                if told.show:
                    for line in (*(f"wrong: {w}" for w in found.wrong), *(f"empty: {e}" for e in found.empty)):
                        console().print(f"{name} {kind} {line}", markup=False)
    finally:
        reader.close()
    console().print(table)


if __name__ == "__main__":
    main()
