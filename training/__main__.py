"""python -m training: pictures of made papers, their reading, and the fitting of the weights that ship."""

from pathlib import Path

import click

from training import invoice_fit
from training.corpus import MAKERS, made, picture, read_examples, saved, simulated_examples
from training.fit import READ_SEED, SIMULATED_SEED, WEIGHTS, choosers, save
from training.fonts import missing_fonts
from training.items import item_scores
from training.reading import CachedReader


@click.group()
def main() -> None:
    """Makers of papers whose truth is known."""
    if missing := missing_fonts():
        raise click.ClickException(f"fonts are missing ({', '.join(missing)}): run `make fonts`")


_maker = click.argument("maker", type=click.Choice(sorted(MAKERS)))
_seed = click.option("--seed", default=1, show_default=True)
_count = click.option("--count", default=10, show_default=True)


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
@click.option("--simulated", default=1100, show_default=True, help="papers whose reading is simulated")
@click.option("--read", "papers_read", default=600, show_default=True, help="papers that the engine reads")
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/read"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
def fit(simulated: int, papers_read: int, cache: Path, out: Path) -> None:
    """Fit the choosers of receipts: on simulated papers and half of those that were read, calibrated on the other half.

    Reading takes about two seconds of a core each paper, once; the rest some minutes.
    """
    reader = CachedReader(cache)
    try:
        read_ones = list(read_examples("receipt", READ_SEED, range(papers_read), reader))
    finally:
        reader.close()
    learnt = [*simulated_examples("receipt", SIMULATED_SEED, range(simulated)), *read_ones[::2]]
    save(choosers(learnt, read_ones[1::2]), out)


@main.command()
@click.option("--simulated", default=560, show_default=True, help="invoices whose reading is simulated")
@click.option("--read", "papers_read", default=80, show_default=True, help="invoices that the engine reads")
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/read"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=invoice_fit.WEIGHTS, show_default=True)
def fit_invoices(simulated: int, papers_read: int, cache: Path, out: Path) -> None:
    """Fit the choosers of invoices: on simulated ones, calibrated on others and on those that were read."""
    reader = CachedReader(cache)
    try:
        read_ones = list(read_examples("invoice", READ_SEED, range(papers_read), reader))
    finally:
        reader.close()
    learnt = simulated_examples("invoice", SIMULATED_SEED, range(simulated))
    kept_back = [*simulated_examples("invoice", SIMULATED_SEED + 1, range(200)), *read_ones]
    save(invoice_fit.choosers(learnt, kept_back), out)


@main.command()
@_maker
@_seed
@_count
@click.option("--cache", type=click.Path(path_type=Path), default=Path("out/read"), show_default=True)
def read(maker: str, seed: int, count: int, cache: Path) -> None:
    """Draw papers and read them with the engine; what was read before comes from the cache."""
    reader = CachedReader(cache)
    try:
        saved(read_examples(maker, seed, range(count), reader), cache / f"{maker}-{seed}.jsonl")
    finally:
        reader.close()


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
