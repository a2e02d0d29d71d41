"""Made papers by number, read by the engine or simulated: the same seed and number give the same paper."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2

from docusnap.domain.page import Page
from training.draw import drawn
from training.invoices import invoice
from training.noise import worn
from training.reading import CachedReader
from training.receipts import receipt
from training.sheet import Paper
from training.simulate import simulated

MAKERS: Mapping[str, Callable[[Random], Paper]] = {"invoice": invoice, "receipt": receipt}


@dataclass(frozen=True)
class Example:
    """A made paper as it was read."""

    name: str
    paper: Paper
    page: Page


def made(maker: str, seed: int, number: int) -> Paper:
    """The paper of that number."""
    return MAKERS[maker](Random(f"{maker}/{seed}/{number}"))


def picture(maker: str, seed: int, number: int) -> bytes:
    """A worn picture of it, as JPEG."""
    random = Random(f"noise/{maker}/{seed}/{number}")
    image, _ = worn(drawn(made(maker, seed, number).sheet), random)
    _, encoded = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])
    return encoded.tobytes()


def read_examples(maker: str, seed: int, numbers: range, reader: CachedReader) -> Iterator[Example]:
    """The papers as the engine reads their pictures; each picture is read once."""
    for number in numbers:
        paper = made(maker, seed, number)
        pages = reader.read(picture(maker, seed, number))
        yield Example(f"{maker}-{seed}-{number}", paper, pages[0])


def simulated_examples(maker: str, seed: int, numbers: range) -> Iterator[Example]:
    """The papers as the engine might read them."""
    for number in numbers:
        paper = made(maker, seed, number)
        page = simulated(paper.sheet, Random(f"reading/{maker}/{seed}/{number}"))
        yield Example(f"{maker}-{seed}-{number}", paper, page)


def saved(examples: Iterator[Example], path: Path) -> None:
    """Names and truths, one JSON object a line, to look at."""
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(
                json.dumps({"name": example.name, "kind": example.paper.kind, "truth": dict(example.paper.truth)})
                + "\n"
            )
