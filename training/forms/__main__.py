"""python -m training.forms: makes forms, fits the network and the chooser to them, and writes the weights that ship."""

import math
import multiprocessing
import pickle
from pathlib import Path
from random import Random

import click
import numpy as np
from PIL import Image

import docusnap.extraction.forms
from docusnap.extraction.forms.network import Network
from docusnap.extraction.forms.tokens import tokens_of
from training.forms.choosing import fit_chooser, rated, save_chooser
from training.forms.fit import Example, fit, save
from training.forms.guessed import guessed
from training.forms.made import Made, made
from training.forms.maker import make_form
from training.forms.paper import Fonts
from training.forms.truth import targets

_SHIPPED = Path(docusnap.extraction.forms.__file__).parent
_FIRST_READ, _FIRST_CHOSEN = 1_000_000, 2_000_000
"""Numbers of the forms that the engine reads, and of those that the chooser learns from: none is learnt from twice."""


@click.group()
def main() -> None:
    """Made forms and what is learnt from them."""


@main.command()
@click.option("--count", default=10, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/forms"), show_default=True)
def pictures(count: int, out: Path) -> None:
    """Draw forms, to look at them."""
    out.mkdir(parents=True, exist_ok=True)
    fonts = Fonts()
    for seed in range(count):
        Image.fromarray(make_form(seed, fonts).image).save(out / f"{seed}.png")


@main.command()
@click.option("--forms", default=2000, show_default=True, help="whose reading is guessed")
@click.option("--read", default=120, show_default=True, help="forms that the engine itself reads; each counts thrice")
@click.option("--epochs", default=20, show_default=True)
@click.option("--seconds", default=math.inf, help="of processor time for the network, at most")
@click.option("--seed", default=1, show_default=True)
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/forms/read.pickle"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=_SHIPPED, show_default=True)
def weights(forms: int, read: int, epochs: int, seconds: float, seed: int, cache: Path, out: Path) -> None:
    """Make forms, read them, fit, and write `network.npz` and `chooser.npz`; some hours on two cores."""
    fonts = Fonts()
    pages = _read(read, cache)
    examples = [_example(guessed(seed * 100_000 + n, fonts)) for n in range(forms)]
    examples += [_example(page) for page in pages[: read // 2]] * 3
    save(fit(examples, epochs=epochs, seed=seed, seconds=seconds), out / "network.npz")
    network = Network(out / "network.npz")
    chosen = [*pages[read // 2 :] * 3, *(guessed(_FIRST_CHOSEN + n, fonts) for n in range(60))]
    found = [candidate for page in chosen for candidate in rated(page, network)]
    known = np.array([clues for clues, _ in found], np.float32)
    right = np.array([is_right for _, is_right in found], np.float32)
    save_chooser(fit_chooser(known, right, seed), out / "chooser.npz")


def _read(count: int, cache: Path) -> list[Made]:
    """Forms as the engine reads them, on all cores; kept in a file, as that takes the longest."""
    if not cache.exists():
        cache.parent.mkdir(parents=True, exist_ok=True)
        with multiprocessing.get_context("spawn").Pool() as pool:
            found = [m for m in pool.map(made, range(_FIRST_READ, _FIRST_READ + count), chunksize=4) if m]
        cache.write_bytes(pickle.dumps(found))
    kept: list[Made] = pickle.loads(cache.read_bytes())
    Random(0).shuffle(kept)
    return kept


def _example(form: Made) -> Example:
    page, words, entities = form
    tokens = tokens_of(page)
    return Example(tokens, targets(tokens, words, entities))


if __name__ == "__main__":
    main()
