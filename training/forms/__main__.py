"""python -m training.forms: makes forms, fits the network and the chooser to them, and writes the weights that ship."""

import os
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from PIL import Image

import docusnap.extraction.forms
from docusnap.extraction.forms.network import Network
from docusnap.extraction.forms.tokenizing import tokens_of
from training.forms.choosing import fit_chooser, rated, save_chooser
from training.forms.fit import Example, fit, save
from training.forms.gathering import FIRST_LEARNT, gathered, record
from training.forms.made import Made
from training.forms.maker import make_form
from training.forms.truth import targets

_SHIPPED = Path(docusnap.extraction.forms.__file__).parent
_FIRST_READ, _FIRST_CHOSEN = 1_000_000, 2_000_000
"""Numbers of the forms that the engine reads (the first half for the network, the rest for the chooser), and of those
guessed for the chooser: it learns from forms that the network has not seen."""
_FEWEST = 10
"""Words and marks on a form that is worth learning from."""


@click.group()
def main() -> None:
    """Made forms and what is learnt from them."""


@main.command()
@click.option("--count", default=10, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/forms"), show_default=True)
def pictures(count: int, out: Path) -> None:
    """Draw forms, to look at them."""
    out.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        Image.fromarray(make_form(seed).image).save(out / f"{seed}.png")


@main.command()
@click.option("--forms", default=1600, show_default=True, help="whose reading is guessed")
@click.option("--read", default=24, show_default=True, help="forms that the engine itself reads; each counts thrice")
@click.option("--chosen", default=120, show_default=True, help="more guessed ones, for the chooser")
@click.option("--epochs", default=13, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--jobs", default=os.cpu_count(), show_default="cores", help="processes that make and read forms")
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/forms"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=_SHIPPED, show_default=True)
def weights(forms: int, read: int, chosen: int, epochs: int, seed: int, jobs: int, cache: Path, out: Path) -> None:
    """Make forms, read them, fit, and write `network.npz` and `chooser.npz`; an hour or two on two cores.

    What was made is kept in the cache: a run that was ended is taken up where it was.
    """
    guesses = [*range(FIRST_LEARNT, FIRST_LEARNT + forms), *range(_FIRST_CHOSEN, _FIRST_CHOSEN + chosen)]
    quick, slow = gathered(cache, guesses, range(_FIRST_READ, _FIRST_READ + read), jobs)
    half = len(slow) // 2
    examples = [e for form in [*quick[:forms], *slow[:half] * 3] if len((e := _example(form)).tokens.tokens) >= _FEWEST]
    save(fit(examples, epochs=epochs, seed=seed), out / "network.npz")
    _fit_chooser([*quick[forms:], *slow[half:] * 3], out)
    record(out, forms=forms, read=read, chosen=chosen, epochs=epochs, seed=seed)


def _fit_chooser(made: Sequence[Made], out: Path) -> None:
    """To what the network in that folder says of the forms."""
    network = Network(out / "network.npz")
    found = [candidate for form in made for candidate in rated(form, network)]
    known = np.array([clues for clues, _ in found], np.float32)
    right = np.array([is_right for _, is_right in found], np.float32)
    save_chooser(fit_chooser(known, right), out / "chooser.npz")


def _example(form: Made) -> Example:
    page, words, entities = form
    tokens = tokens_of(page)
    return Example(tokens, targets(tokens, words, entities))


if __name__ == "__main__":
    main()
