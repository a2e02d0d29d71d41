"""python -m training: makes papers, reads them, and fits the weights that ship. `all` does everything."""

import os
from pathlib import Path

import click

from training.corpus import MAKERS, made, picture, read_examples, saved, simulated_examples
from training.fit import KINDS, RECIPES, fit
from training.fonts import missing_fonts
from training.items import item_scores
from training.kinds.__main__ import main as fit_kinds


@click.group()
def main() -> None:
    """Makers of papers whose truth is known."""
    if missing := missing_fonts():
        raise click.ClickException(f"fonts are missing ({', '.join(missing)}): run `make fonts`")


_maker = click.argument("maker", type=click.Choice(sorted(MAKERS)))
_seed = click.option("--seed", default=1, show_default=True)
_count = click.option("--count", default=10, show_default=True)
_cache = click.option("--cache", type=click.Path(path_type=Path), default=Path("out/read"), show_default=True)
_jobs = click.option("--jobs", default=os.cpu_count() or 1, show_default="cores", help="processes that read")


@main.command("all")
@_cache
@_jobs
@click.pass_context
def everything(context: click.Context, cache: Path, jobs: int) -> None:
    """Make, read and fit everything that ships: some hours on two cores, less when taken up again.

    Needs the dependency groups `training` and `training-forms`.
    """
    from training.forms.__main__ import weights as fit_forms  # needs JAX, which nothing else here does

    context.invoke(fit_kinds)
    for maker in KINDS:
        context.invoke(choosers, maker=maker, cache=cache, jobs=jobs)
    context.invoke(fit_forms)


@main.command()
@_maker
@_cache
@_jobs
def choosers(maker: str, cache: Path, jobs: int) -> None:
    """Make, read and fit for one kind of paper, and write its weights: some seconds of a core for each that is read."""
    recipe = RECIPES[maker]
    recipe.save(fit(maker, cache, jobs))
    click.echo(f"{recipe.path}: {recipe.path.stat().st_size} bytes")


@main.command()
@_maker
@_seed
@_count
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/papers"), show_default=True)
def pictures(maker: str, seed: int, count: int, out: Path) -> None:
    """Draw papers, to look at them."""
    out.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (out / f"{maker}-{seed}-{number}.jpg").write_bytes(picture(maker, seed, number))
        click.echo(f"{number} {dict(made(maker, seed, number).truth)}")


@main.command()
@_maker
@_seed
@_count
@_cache
@_jobs
def read(maker: str, seed: int, count: int, cache: Path, jobs: int) -> None:
    """Draw papers and read them with the engine; what was read before comes from the cache."""
    saved(read_examples(maker, seed, count, cache, jobs), cache / f"{maker}-{seed}.jsonl")


@main.command()
@_maker
@_seed
@click.option("--count", default=300, show_default=True)
def items(maker: str, seed: int, count: int) -> None:
    """How many line items are found on papers as the engine might read them."""
    scores = item_scores(simulated_examples(maker, seed, range(count)))
    for name, share in scores.items():
        click.echo(f"{name:15} {share:.3f}")


if __name__ == "__main__":
    main()
