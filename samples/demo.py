"""Start the real server, send it three sample pictures over HTTP, show what comes back and check it against the truth.

    python samples/demo.py [--out FOLDER]

Needs DocuSnap installed; no key and no network. Ends with 0 only if every result is right. At a terminal the server
goes on until Enter is pressed, so that one can look at the papers in a browser.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from client import Client, Ended, ServerError, running_server
from rich.console import Console

from docusnap.report import draw_evidence, result_table

SAMPLES = Path(__file__).resolve().parent

Result = dict[str, Any]

# --- check ---------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Letters and digits only, lower case: spacing and punctuation are not compared."""
    return re.sub(r"[\W_]+", "", text).lower()


def wrong_values(result: Result, truth: Mapping[str, str]) -> Iterator[str]:
    """What is wrong in the key-values, or lacks its place on the page."""
    found = {plain(key): key for key in result["kv"]}
    for name, wanted in truth.items():
        key = found.get(plain(name))
        if key is None:
            yield f"{name} was not found (should be {wanted!r})"
        elif plain(result["kv"][key]) != plain(wanted):
            yield f"{name} is {result['kv'][key]!r}, should be {wanted!r}"
        elif not result["evidence"].get(key):
            yield f"{name} has no evidence"


def wrong_fields(result: Result, wanted: list[str], also_right: list[str]) -> Iterator[str]:
    """Blanks that were overlooked or invented."""
    found = {plain(label): label for label in result["fields"]}
    for name in wanted:
        if plain(name) not in found:
            yield f"the blank {name!r} was not found"
    allowed = {plain(name) for name in [*wanted, *also_right]}
    for key, label in found.items():
        if key not in allowed:
            yield f"{label!r} is not a blank of this form"


def wrong_filling(result: Result, truth: Mapping[str, Any]) -> Iterator[str]:
    """Fields filled wrongly, from the wrong source, or not at all; and those filled without a reason."""
    filled = {plain(field): f for field, f in result["filled"].items()}
    for field, wanted in truth["filled"].items():
        got = filled.get(plain(field))
        if got is None:
            yield f"{field} was not filled (should be {wanted['value']!r})"
        elif plain(got["value"]) != plain(wanted["value"]):
            yield f"{field} was filled with {got['value']!r}, should be {wanted['value']!r}"
        elif got["source"]["resource_id"] != wanted["source"]:
            yield f"{field} comes from {got['source']['resource_id']}, should be {wanted['source']}"
    for field in truth["missing"]:
        if plain(field) in filled:
            yield f"{field} was filled with {filled[plain(field)]['value']!r}, which nobody knows"
        elif plain(field) not in map(plain, result["missing"]):
            yield f"{field} is not named as missing"


def wrong_results(results: Mapping[str, Result], filled: Result, truth: Mapping[str, Any]) -> Iterator[str]:
    """All that is wrong."""
    for name in ("receipt", "filled-form"):
        yield from (f"{name}: {problem}" for problem in wrong_values(results[name], truth[name]["kv"]))
    blank = truth["blank-form"]
    for problem in wrong_fields(results["blank-form"], blank["fields"], blank["also_right"]):
        yield f"blank-form: {problem}"
    yield from (f"filling: {problem}" for problem in wrong_filling(filled, truth["filling"]))


# --- the demo ------------------------------------------------------------------------------------


def done(client: Client, operation: str, **request: Any) -> Ended:
    """The completed task. Raises ServerError when it ends otherwise."""
    task = client.run(operation, **request)
    if task.status != "completed":
        raise ServerError(f"{operation} ended {task.status}: {task.error.get('detail')}")
    return task


def by_name(result: Result, names: Mapping[str, str]) -> Result:
    """The filling with the names of the pictures in place of the ids of their tasks."""
    filled = {
        field: f | {"source": f["source"] | {"resource_id": names.get(f["source"]["resource_id"], "unknown")}}
        for field, f in result["filled"].items()
    }
    return result | {"filled": filled}


def show(addresses: Sequence[str], out: Path, console: Console) -> int:
    """Send the pictures to these servers of one house in turn, show and check the results; the exit code."""
    truth = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    pictures = {name: next(SAMPLES.glob(f"{name}.*")).read_bytes() for name in ("receipt", "filled-form", "blank-form")}
    out.mkdir(parents=True, exist_ok=True)
    clients = cycle([Client(address) for address in addresses])
    tasks = {
        "receipt": done(next(clients), "document", images=[pictures["receipt"]]),
        "filled-form": done(next(clients), "form", images=[pictures["filled-form"]]),
        "blank-form": done(next(clients), "form", images=[pictures["blank-form"]]),
    }
    known = {tasks[name].id: name for name in ("receipt", "filled-form")}
    filling = done(next(clients), "form_filling", form=tasks["blank-form"].id, library=list(known))
    for name, task in tasks.items():
        drawn = draw_evidence(next(clients).page(task.id, 1), 1, task.result)
        (out / f"{name}.png").write_bytes(drawn)
    filled = by_name(filling.result, known)
    results = {name: task.result for name, task in tasks.items()}
    for name, task in tasks.items():
        console.print(result_table(f"{name}  ({task.seconds:.1f} s)", task.result))
    console.print(result_table(f"blank-form, filled from the other two  ({filling.seconds:.1f} s)", filled))
    console.print(f"pictures with the evidence drawn in: {out}{os.sep}")
    wrong = list(wrong_results(results, filled, truth))
    for problem in wrong:
        console.print(f"wrong: {problem}", style="red", markup=False)
    console.print("the results are not right" if wrong else "all results are right", style="red" if wrong else "green")
    return 1 if wrong else 0


def main(out: Path) -> int:
    """Run it; the exit code."""
    console = Console()
    out.mkdir(parents=True, exist_ok=True)
    console.print("starting the server")
    with running_server(out / "server.log") as server:
        console.print(f"sending it three pictures: {server.address}\n")
        code = show([server.address], out, console)
        if console.is_terminal and sys.stdin.isatty():
            console.print(f"\nSee them in a browser: {server.address}/library")
            console.print(f"Drop a paper of your own: {server.address}/")
            console.input("Press Enter to stop this server. ")
    console.print("To use it: make serve, then open http://127.0.0.1:5000/")
    return code


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the pictures and the server's log")
    try:
        sys.exit(main(parser.parse_args().out))
    except ServerError as failure:
        sys.exit(f"the demo stopped: {failure}")
