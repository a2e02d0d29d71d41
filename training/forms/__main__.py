"""python -m training.forms: makes forms, fits the network and the chooser to them, and writes the weights that ship."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from PIL import Image

import docusnap.extraction.forms
from docusnap.extraction.forms.chooser import Chooser
from docusnap.extraction.forms.network import Network
from training.forms.choosing import fit_chooser, judged, rated, save_chooser, save_judge
from training.forms.gathering import FIRST_LEARNT, gathered, record
from training.forms.made import Made
from training.forms.maker import make_form

_SHIPPED = Path(docusnap.extraction.forms.__file__).parent
_FIRST_READ, _FIRST_CHOSEN = 1_000_000, 2_000_000
"""Numbers of the forms that the engine reads (the first half for the network, the rest for the chooser), and of those
guessed for the chooser: it learns from forms that the network has not seen."""
_JUDGING_SEED = 1
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
@click.option("--to-judge", default=690, show_default=True, help="still more, for the judge of what was chosen")
@click.option("--epochs", default=13, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--jobs", default=os.cpu_count(), show_default="cores", help="processes that make and read forms")
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/forms"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=_SHIPPED, show_default=True)
def weights(
    forms: int, read: int, chosen: int, to_judge: int, epochs: int, seed: int, jobs: int, cache: Path, out: Path
) -> None:
    """Make forms, read them, fit, and write `network.npz`, `chooser.npz`, `judge.npz`; an hour or two on two cores.

    What was made is kept in the cache: a run that was ended is taken up where it was.
    """
    from training.forms.fit import example_of, fit, save  # needs JAX, and nothing else here does

    guesses = [*range(FIRST_LEARNT, FIRST_LEARNT + forms), *range(_FIRST_CHOSEN, _FIRST_CHOSEN + chosen)]
    quick, slow = gathered(cache, guesses, range(_FIRST_READ, _FIRST_READ + read), jobs)
    half = len(slow) // 2
    examples = [
        e for form in [*quick[:forms], *slow[:half] * 3] if len((e := example_of(form)).tokens.tokens) >= _FEWEST
    ]
    save(fit(examples, epochs=epochs, seed=seed), out / "network.npz")
    _fit_chooser([*quick[forms:], *slow[half:] * 3], out)
    _fit_judge(cache, out, chosen, to_judge, jobs)
    record(out, forms=forms, read=read, chosen=chosen, to_judge=to_judge, epochs=epochs, seed=seed)


@main.command()
@click.option("--jobs", default=os.cpu_count(), show_default="cores", help="processes that make and read forms")
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/forms"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=_SHIPPED, show_default=True)
def judge(jobs: int, cache: Path, out: Path) -> None:
    """Fit `judge.npz` anew to the network and the chooser that stand there; minutes."""
    told = json.loads((out / "weights.json").read_text())
    settings = {name: told.get(name, default) for name, default in _settings().items()}
    _fit_judge(cache, out, settings["chosen"], settings["to_judge"], jobs)
    record(out, **settings)


def _settings() -> dict[str, int]:
    """What the record tells of `weights`, as it is unless told otherwise."""
    named = ("forms", "read", "chosen", "to_judge", "epochs", "seed")
    return {o.name: o.default for o in weights.params if o.name in named and isinstance(o.default, int)}


def _fit_judge(cache: Path, out: Path, first: int, count: int, jobs: int) -> None:
    """To what that network and chooser choose on forms that neither has seen."""
    chooser = Chooser(out / "network.npz", out / "chooser.npz")
    guesses = range(_FIRST_CHOSEN + first, _FIRST_CHOSEN + first + count)
    quick, _ = gathered(cache, guesses, (), jobs)
    found = [pair for form in quick for pair in judged(form, chooser)]
    known, right = np.array([k for k, _ in found], np.float32), np.array([r for _, r in found], bool)
    save_judge(known, right, out / "judge.npz", seed=_JUDGING_SEED)


def _fit_chooser(made: Sequence[Made], out: Path) -> None:
    """To what the network in that folder says of the forms."""
    network = Network(out / "network.npz")
    found = [candidate for form in made for candidate in rated(form, network)]
    known = np.array([clues for clues, _ in found], np.float32)
    right = np.array([is_right for _, is_right in found], np.float32)
    save_chooser(fit_chooser(known, right), out / "chooser.npz")


if __name__ == "__main__":
    main()
