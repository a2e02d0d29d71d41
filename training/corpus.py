"""Made papers by number, read by the engine or simulated: the same seed and number give the same paper."""

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import cv2

from docusnap.domain.page import Page
from training.draw import drawn
from training.invoices.maker import invoice
from training.noise import worn
from training.reading import CachedReader
from training.receipts.maker import receipt
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


def read_examples(maker: str, seed: int, count: int, cache: Path, jobs: int) -> list[Example]:
    """The papers from number 0 on as the engine reads their pictures, by so many processes.

    Each picture is read once and kept in the cache: a run that was ended is taken up where it was.
    """
    shares = [range(first, count, jobs) for first in range(jobs)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        shared = pool.map(partial(_read, maker, seed, cache), shares, chunksize=1)
    return sorted((one for share in shared for one in share), key=lambda one: int(one.name.rsplit("-", 1)[1]))


def _read(maker: str, seed: int, cache: Path, numbers: Iterable[int]) -> list[Example]:
    reader = CachedReader(cache)
    try:
        return [
            Example(f"{maker}-{seed}-{n}", made(maker, seed, n), reader.read(picture(maker, seed, n))[0])
            for n in numbers
        ]
    finally:
        reader.close()


def simulated_examples(maker: str, seed: int, numbers: range) -> Iterator[Example]:
    """The papers as the engine might read them."""
    for number in numbers:
        paper = made(maker, seed, number)
        page = simulated(paper.sheet, Random(f"reading/{maker}/{seed}/{number}"))
        yield Example(f"{maker}-{seed}-{number}", paper, page)


def saved(examples: Iterable[Example], path: Path) -> None:
    """Names and truths, one JSON object a line, to look at."""
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(
                json.dumps({"name": example.name, "kind": example.paper.kind, "truth": dict(example.paper.truth)})
                + "\n"
            )
