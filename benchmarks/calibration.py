"""Whether `confidence` keeps its word, from the predictions that benchmarks/accuracy.py left in out/.

    python benchmarks/calibration.py [--data FOLDER] [--pool FOLDER] [--write docs/explanation/confidence.md]

For each field: of the values given, how many are wrong; the shares of wrong and of right ones with a warning; AUROC and
ECE; and how often values of about one confidence are right. `--write` puts the tables between the marks of the page.
"""

import argparse
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

from accuracy import PREDICTIONS
from material import DATA, OUT, manifest
from reliability import BINS, Judged, auroc, bins, calibration_error, told, warned_share

FIELDS = {
    "receipt.date": "date", "receipt.total": "total", "receipt.company": "company", "receipt.address": "address",
    "phone.total": "total, photographed", "phone.company": "company, photographed", "form.pairs": "pairs of a form",
}  # fmt: skip
BEGIN, END = "<!-- figures: python benchmarks/calibration.py --write -->", "<!-- end of figures -->"
Values = dict[str, list[Judged]]


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "dev", help="folder of the part that was looked at")
    parser.add_argument("--pool", type=Path, default=DATA / "pool", help="folder of the parts opened and kept back")
    parser.add_argument("--predictions", type=Path, default=OUT, help="where the predictions are")
    parser.add_argument("--write", type=Path, help="the page whose tables are written anew")
    given = parser.parse_args()
    parts = {
        part: judged(given.data if part == "dev" else given.pool, given.predictions / f"{name}.jsonl")
        for part, name in PREDICTIONS.items()
    }
    tables = "\n\n".join(["\n".join(_honesty(parts)), *("\n".join(_curve(part, parts[part])) for part in parts)])
    if given.write is None:
        print(tables)
        return
    page = given.write.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    given.write.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def judged(folder: Path, predictions: Path) -> Values:
    """The values given, by field. Ends the program where there are no predictions."""
    if not predictions.exists():
        raise SystemExit(f"there is no {predictions}: run benchmarks/accuracy.py --pool FOLDER first")
    scorer = _scorer(folder.parents[1] / "score.py")
    given = {p["file"]: p for p in map(json.loads, predictions.read_text(encoding="utf-8").splitlines())}
    values: Values = defaultdict(list)
    for entry in manifest(folder):
        if entry["file"] in given and entry["kind"] in ("receipt", "form"):
            for field, one in _of(scorer, entry, given[entry["file"]].get("result") or {}):
                values[field].append(one)
    return values


def _of(scorer: ModuleType, entry: Mapping[str, object], result: Mapping[str, object]) -> Iterator[tuple[str, Judged]]:
    scored = scorer.score_receipt(entry, result) if entry["kind"] == "receipt" else {}
    kind = (
        "phone" if entry["kind"] == "receipt" and not str(entry["file"]).startswith("receipts/sroie") else entry["kind"]
    )
    for group, right, warned, confidence in scorer.given_values(entry, result, scored):
        yield f"{kind}.{group}", Judged(right, warned, confidence)


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"there is no scorer at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _honesty(parts: Mapping[str, Values]) -> Iterator[str]:
    yield "| field | part | wrong / given | of wrong ones, warned | of right ones, warned | AUROC | ECE |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for field, name in FIELDS.items():
        for part, values in parts.items():
            if of := values.get(field):
                wrong = f"{sum(not v.right for v in of)} / {len(of)}"
                shares = (warned_share(of, right=False), warned_share(of, right=True), auroc(of), calibration_error(of))
                yield f"| {name} | {part} | {wrong} | {' | '.join(map(told, shares))} |"


def _curve(part: str, values: Values) -> Iterator[str]:
    """Rows of confidence; in a cell the share that is right, and of how many."""
    fields = [field for field in FIELDS if values.get(field)]
    yield f"Right of the values with a confidence of, {part}:\n"
    yield f"| confidence | {' | '.join(FIELDS[f] for f in fields)} |"
    yield f"| --- |{' --- |' * len(fields)}"
    columns = [bins(values[field]) for field in fields]
    for at in reversed(range(BINS)):
        cells = [f"{one.right:.2f} of {one.count}" if (one := column[at]) else "" for column in columns]
        if any(cells):
            yield f"| {at / BINS:.1f} to {(at + 1) / BINS:.1f} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
