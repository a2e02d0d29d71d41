"""How right the results are: every picture of a folder through a real server, offline reader, scored.

    python benchmarks/accuracy.py [--data FOLDER] [--pool FOLDER] [--no-engine]

With a pool, its two parts stand beside the first: what was opened while thresholds were set, and what was kept back.
The predictions stay in out/*.jsonl, where benchmarks/calibration.py finds them, the server's log in
out/accuracy-server.log.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from material import DATA, OUT, Client, EngineAsItComes, as_pages, console, manifest, plain, running_server, score
from rich.table import Table

GOALS = {
    "receipt.date": 0.98,
    "receipt.total": 0.96,
    "receipt.company": 0.83,
    "receipt.company_fuzzy90": 0.92,
    "receipt.address_fuzzy90": 0.94,
    "receipt.date_evidence": 0.98,
    "receipt.total_evidence": 0.98,
    "phone.date": 0.85,
    "phone.total": 0.90,
    "phone.company": 0.80,
    "form.pairs": 0.57,
    "form.blanks": 0.48,
}
AT_ONCE = 4
WORDS_LOST = 0.1
WORDS_OF_A_PAGE = 40  # a page of text without a known truth counts as read from here on

Prediction = dict[str, Any]


def predict(folder: Path, entries: Sequence[Mapping[str, Any]]) -> list[Prediction]:
    """Each picture as a task of its own, and what came back."""
    OUT.mkdir(exist_ok=True)
    with running_server(OUT / "accuracy-server.log") as server, ThreadPoolExecutor(AT_ONCE) as pool:

        def one(entry: Mapping[str, Any]) -> Prediction:
            client = Client(server.address, patience=600)
            operation = "form" if entry["kind"] == "form" else "document"
            task = client.run(operation, images=[(folder / entry["file"]).read_bytes()])
            pages = client.words(task.id) if task.status == "completed" else []
            told = {"file": entry["file"], "result": task.result, "pages": pages, "error": task.error}
            return told | {"seconds": task.seconds}

        return list(pool.map(one, entries))


def read_as_it_comes(folder: Path, entries: Sequence[Mapping[str, Any]]) -> list[Prediction]:
    """The same pictures read by the bare engine, nothing set."""
    engine = EngineAsItComes()
    with ThreadPoolExecutor(2) as pool:
        lines = pool.map(lambda e: engine.read(folder / e["file"]), entries)
        return [{"file": e["file"], "pages": as_pages(ls)} for e, ls in zip(entries, lines, strict=True)]


def figure(report: Mapping[str, Any], key: str) -> tuple[float, str]:
    """A figure of the scorer's report, and of how many it was made."""
    found = report.get(key, {})
    return (found["right"], f"n {found['n']}") if "right" in found else (found.get("f1", 0.0), "F1")


def goals_table(report: Mapping[str, Any]) -> Table:
    """Each goal beside what was reached."""
    table = Table("figure", "goal", "reached", "", title="Results", title_justify="left")
    for key, goal in GOALS.items():
        reached, kind = figure(report, key)
        table.add_row(f"{key} ({kind})", f"{goal:.2f}", f"{reached:.3f}", "" if reached >= goal else "[red]below[/red]")
    return table


def reading_table(ours: Mapping[str, Any], bare: Mapping[str, Any]) -> Table:
    """Word F1 of each kind: the server beside the engine as it comes."""
    table = Table("kind", "engine as it comes", "server", "", title="Reading (word F1)", title_justify="left")
    for kind in ("receipt", "phone", "form"):
        there, here = bare.get(f"{kind}.words", {}).get("f1", 0.0), ours.get(f"{kind}.words", {}).get("f1", 0.0)
        table.add_row(kind, f"{there:.3f}", f"{here:.3f}", "" if here >= there else "[red]below[/red]")
    return table


# --- parts side by side ----------------------------------------------------------------------------


def is_kept_back(entry: Mapping[str, Any]) -> bool:
    """Of the third of a pool whose faults nobody looks at: receipts are parted by company, forms by file."""
    if company := entry["truth"].get("company"):
        return int(hashlib.sha256(plain(company).upper().encode()).hexdigest()[:8], 16) % 3 == 0
    return int(hashlib.sha1(entry["file"].encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def parts_table(reports: Mapping[str, Mapping[str, Any]]) -> Table:
    """Every figure of the scorer, a column for each part."""
    table = Table("figure", *reports, title="Parts side by side", title_justify="left")
    for key in dict.fromkeys(key for report in reports.values() for key in report if key not in ("honesty", "seconds")):
        table.add_row(key, *(f"{figure(report, key)[0]:.3f}" if key in report else "" for report in reports.values()))
    return table


def honesty_table(reports: Mapping[str, Mapping[str, Any]]) -> Table:
    """Wrong values of those given; the share of wrong and of right ones with a warning; AUROC and ECE of confidence."""
    table = Table(
        "values", *reports, title="Honesty: wrong/given, warned of wrong, of right, AUROC, ECE", title_justify="left"
    )
    for key in dict.fromkeys(key for report in reports.values() for key in report["honesty"]):
        told = [report["honesty"].get(key) for report in reports.values()]
        table.add_row(key, *(_honest(one) if one else "" for one in told))
    return table


def _honest(told: Mapping[str, Any]) -> str:
    shares = (told["wrong_warned"], told["right_warned"], told["auroc"], told["ece"])
    return " ".join(
        [f"{told['wrong']}/{told['given']}", *("-" if share is None else f"{share:.2f}" for share in shares)]
    )


PREDICTIONS = {"dev": "predictions", "opened": "predictions-opened", "kept back": "predictions-kept-back"}
"""The parts, and the files of their predictions in out/."""


def pool_reports(folder: Path) -> dict[str, Mapping[str, Any]]:
    """The scorer's report of each part of a pool."""
    entries = manifest(folder)
    predictions = predict(folder, entries)
    kept = {entry["file"] for entry in entries if is_kept_back(entry)}
    parts = {"opened": False, "kept back": True}
    return {
        name: score(folder, [p for p in predictions if (p["file"] in kept) == back], PREDICTIONS[name])
        for name, back in parts.items()
    }


# --- the other files: turned pages, HEIC, TIFF, PDF, Chinese ---------------------------------------


def unread(truth: Mapping[str, Any], predicted: Prediction) -> Iterator[str]:
    """What of the truth of a file was not read; a file without a known text must have words on each page."""
    if predicted["error"]:
        yield f"ended with {predicted['error'].get('code')}"
        return
    text = plain(" ".join(line["text"] for page in predicted["pages"] for line in page["lines"]))
    for name, check in CHECKS.items():
        if name in truth:
            yield from check(truth[name], text, predicted)
    if not CHECKS.keys() & truth.keys():
        words = min((len(page["words"]) for page in predicted["pages"]), default=0)
        if words < WORDS_OF_A_PAGE:
            yield f"only {words} words on a page"


def _texts(wanted: list[str], text: str, _: Prediction) -> Iterator[str]:
    yield from (f"no {w!r}" for w in wanted if plain(w) not in text)


def _words(wanted: str, _: str, predicted: Prediction) -> Iterator[str]:
    read = Counter(w for page in predicted["pages"] for line in page["lines"] for w in _tokens(line["text"]))
    true = Counter(_tokens(wanted))
    lost = true - read
    if lost.total() > WORDS_LOST * true.total():
        yield f"{lost.total()} of {true.total()} words lost, as {next(iter(lost))!r}"


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _pages(wanted: int, _: str, predicted: Prediction) -> Iterator[str]:
    if len(predicted["pages"]) != wanted:
        yield f"{len(predicted['pages'])} pages instead of {wanted}"


CHECKS: dict[str, Callable[[Any, str, Prediction], Iterator[str]]] = {
    "text": _words,
    "embedded_text": _words,
    "text_must_contain": _texts,
    "fields": lambda wanted, text, predicted: _texts(list(wanted.values()), text, predicted),
    "pages": _pages,
}


def others_table(entries: Sequence[Mapping[str, Any]], predictions: list[Prediction]) -> Table:
    """Each of the other files: what it is, how many pages and words, and what was not read."""
    table = Table("file", "what", "pages", "words", "s", "not read", title="Other files", title_justify="left")
    for entry, predicted in zip(entries, predictions, strict=True):
        words = sum(len(page["words"]) for page in predicted["pages"])
        problems = "; ".join(unread(entry["truth"], predicted))
        pages, seconds = str(len(predicted["pages"])), f"{predicted['seconds']:.1f}"
        table.add_row(Path(entry["file"]).name, entry["what"], pages, str(words), seconds, f"[red]{problems}[/red]")
    return table


def main() -> None:
    """Run it and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA / "dev", help="folder with the pictures and manifest.jsonl")
    parser.add_argument("--pool", type=Path, help="folder of more of the same, told in two parts beside the first")
    parser.add_argument("--no-engine", action="store_true", help="do not read with the bare engine for comparison")
    given = parser.parse_args()
    entries = manifest(given.data)
    scored = [e for e in entries if e["kind"] in ("receipt", "form")]
    others = [e for e in entries if e["kind"] not in ("receipt", "form")]
    predictions = predict(given.data, scored + others)
    report = score(given.data, predictions, PREDICTIONS["dev"])
    out = console()
    out.print_json(json.dumps(report))
    out.print(goals_table(report))
    if others:
        out.print(others_table(others, predictions[len(scored) :]))
    if given.pool:
        reports = {given.data.name: report, **pool_reports(given.pool)}
        out.print(parts_table(reports))
        out.print(honesty_table(reports))
    if not given.no_engine:
        bare = score(given.data, read_as_it_comes(given.data, scored), "as-it-comes")
        out.print(reading_table(report, bare))


if __name__ == "__main__":
    main()
