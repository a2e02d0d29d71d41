"""How right a language model is: python -m benchmarks.llm MANIFEST … [--pictures] [--limit N] [--cache FOLDER].

The model is the one that the settings name (DOCUSNAP_LLM_BASE_URL, DOCUSNAP_LLM_API_KEY, DOCUSNAP_LLM_MODEL). Each
paper of a manifest is asked for the values whose truth is known, by a schema, and for some that are not on it; the
offline reader is asked the same. Printed for both, in how many of those asked: right; wrong, without and with a warning
of their own; missed; and of the values that are not there, invented, without and with a warning. Then what the model
took: calls, tokens, pictures, seconds of waiting.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from docusnap.domain.errors import LlmFailure
from docusnap.domain.page import Page
from docusnap.evidence.typed import machine_name
from docusnap.extraction.paper.paper import Paper
from docusnap.extraction.reader import OfflineReader
from docusnap.operations.asked_schema import asked_fields, plain_schema
from docusnap.operations.base import Context
from docusnap.operations.document import DOCUMENT_QUESTION, document_answer
from docusnap.operations.form import understood_form
from docusnap.operations.understanding import Understanding
from docusnap.settings import load_settings
from docusnap.wiring.engines import language_model
from training.reading import CachedReader

_RECEIPT: Mapping[str, Any] = {
    "company": {"type": "string", "description": "who sells"},
    "date": {"type": "string", "format": "date"},
    "total": {"type": "number", "description": "what is to be paid"},
    "address": {"type": "string", "description": "of the company, all its lines"},
}
_NOT_THERE = ("passport_number", "date_of_birth", "license_plate")
_MOST_QUESTIONS, _LONGEST_QUESTION = 12, 60
_ALIKE, _ALIKE_ON_FORMS = 90, 80
_COUNTED = ("right", "wrong", "wrong, warned", "missed", "invented", "invented, warned")


@dataclass(frozen=True)
class Case:
    """A paper, what is asked of it, and the true answers; None for what is not on it."""

    kind: str
    content: bytes
    pages: Sequence[Page]
    properties: Mapping[str, Any]
    truth: Mapping[str, str | None]


class _Nobody:
    """A job that nobody stops."""

    def checkpoint(self) -> None:
        """Goes on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures. 2 where no model is set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument(
        "--pictures", action="store_true", help="show the model the pages, too: they leave this machine"
    )
    parser.add_argument("--limit", type=int, default=0, help="papers of each kind; 0: all")
    parser.add_argument("--cache", type=Path, default=Path("out/read"))
    given = parser.parse_args(arguments)
    settings = load_settings()
    model = language_model(settings.llm)
    if model is None:
        print("No model is set: see DOCUSNAP_LLM_BASE_URL and DOCUSNAP_LLM_API_KEY.", file=sys.stderr)
        return 2
    reader = CachedReader(given.cache)
    offline = OfflineReader(day_first=settings.locale.day_first)
    asked = Understanding(offline, model, slots=1, day_first=settings.locale.day_first, pictures=given.pictures)
    alone = Understanding(offline, None, slots=1, day_first=settings.locale.day_first)
    try:
        told = {offline.name: Counter[str](), model.name: Counter[str]()}
        for manifest in given.manifests:
            for case in cases(manifest, reader, given.limit):
                told[offline.name].update(judged(case, _answer(alone, case, reader)))
                told[model.name].update(_of_the_model(asked, case, reader))
    finally:
        asked.close()
        reader.close()
    Console().print(_table(told))
    Console().print(_costs(told[model.name]))
    return 0


def cases(manifest: Path, reader: CachedReader, limit: int) -> Iterator[Case]:
    """The receipts and forms of a manifest, each with three values to ask for that it does not have."""
    entries = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    for kind in ("receipt", "form"):
        chosen = [entry for entry in entries if entry["kind"] == kind][: limit or None]
        for entry, other in zip(chosen, chosen[1:] + chosen[:1], strict=True):
            content = (manifest.parent / entry["file"]).read_bytes()
            pages = reader.read(content)
            truth: dict[str, str | None] = dict(_of_receipt(entry) if kind == "receipt" else _of_form(entry))
            absent = _NOT_THERE if kind == "receipt" else _of_another(other, pages)
            truth |= dict.fromkeys((name for name in absent if name not in truth), None)
            typed = _RECEIPT if kind == "receipt" else {}
            properties = {name: typed.get(name, {"type": "string"}) for name in truth}
            yield Case(kind, content, pages, properties, truth)


def _of_receipt(entry: Mapping[str, Any]) -> dict[str, str]:
    truth = entry["truth"] | {"date": entry["truth_norm"].get("date_iso"), "total": entry["truth_norm"].get("total")}
    return {name: str(truth[name]) for name in _RECEIPT if truth.get(name)}


def _of_form(entry: Mapping[str, Any]) -> dict[str, str]:
    """The answered questions of a form that are asked once only, by names as a program would give them."""
    pairs = [(machine_name(pair["question"]), pair["answer"]) for pair in entry["truth"]["pairs"]]
    times = Counter(name for name, _ in pairs)
    named = {name: text for name, text in pairs if times[name] == 1 and 2 < len(name) < _LONGEST_QUESTION and text}
    return dict(list(named.items())[:_MOST_QUESTIONS])


def _of_another(entry: Mapping[str, Any], pages: Sequence[Page]) -> list[str]:
    """Questions of another form of which nothing stands on these pages."""
    text = _letters(" ".join(line.text for page in pages for line in page.lines))
    names = [machine_name(pair["question"]) for pair in entry["truth"]["pairs"]]
    strange = [name for name in names if len(name) > 5 and fuzz.partial_ratio(_letters(name), text) < 70]
    return list(dict.fromkeys(strange))[: len(_NOT_THERE)]


def _answer(understanding: Understanding, case: Case, reader: CachedReader) -> dict[str, Any]:
    fields = asked_fields(plain_schema({"type": "object", "properties": dict(case.properties)}))

    def pictures(pages: Sequence[Page], longest: int) -> Sequence[bytes]:
        return reader.pictures(case.content, pages, longest)

    if case.kind == "form":
        return understood_form(understanding, case.pages, (), cast(Context, _Nobody()), fields, pictures).as_json()
    paper = Paper(case.pages)
    return understanding.answered(
        replace(DOCUMENT_QUESTION, asked=fields),
        paper,
        (),
        offline=lambda reading: reading.document(paper, ()),
        said=lambda said, shown: document_answer(said, paper, shown),
        checkpoint=lambda: None,
        unfit=frozenset(),
        pictures=pictures,
    ).as_json()


def _of_the_model(understanding: Understanding, case: Case, reader: CachedReader) -> Counter[str]:
    """The verdicts, and what they cost; a call that fails misses everything."""
    started = time.monotonic()
    try:
        result = _answer(understanding, case, reader)
    except LlmFailure as error:
        print(f"failed: {error}", file=sys.stderr)
        return Counter({"failed": 1, "missed": sum(text is not None for text in case.truth.values())})
    usage = result.get("usage", {})
    costs = Counter(
        {
            "calls": usage.get("rounds", 0),
            "prompt tokens": usage.get("prompt_tokens", 0),
            "completion tokens": usage.get("completion_tokens", 0),
            "pictures": result.get("pictures_sent") or 0,
            "milliseconds": round(1000 * (time.monotonic() - started)),
            "papers": 1,
        }
    )
    return judged(case, result) + costs


def judged(case: Case, result: Mapping[str, Any]) -> Counter[str]:
    """How often each verdict was given on the answers to a case."""
    verdicts: Counter[str] = Counter()
    for name, truth in case.truth.items():
        value, warned = result["answers"][name], bool(result["answer_details"][f"/{name}"]["warnings"])
        verdicts["asked" if truth is not None else "not there"] += 1
        if value is None:
            verdicts["missed"] += truth is not None
        elif truth is not None and _same(case, name, value, truth):
            verdicts["right"] += 1
        else:
            kind = "invented" if truth is None else "wrong"
            verdicts[f"{kind}, warned" if warned else kind] += 1
    return verdicts


def _same(case: Case, name: str, value: object, truth: str) -> bool:
    if case.properties[name].get("type") == "number":
        found = re.search(r"\d[\d.]*", truth.replace(",", ""))
        return found is not None and isinstance(value, int | float) and abs(value - float(found[0])) < 0.005
    if case.properties[name].get("format") == "date":
        return value == truth
    return fuzz.ratio(_letters(str(value)), _letters(truth)) >= (_ALIKE_ON_FORMS if case.kind == "form" else _ALIKE)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).upper()


def _table(told: Mapping[str, Counter[str]]) -> Table:
    table = Table("answers", *told, title="Values asked for by a schema", title_justify="left")
    for verdict in _COUNTED:
        of = "not there" if verdict.startswith("invented") else "asked"
        table.add_row(verdict, *(f"{counts[verdict]} of {counts[of]}" for counts in told.values()))
    return table


def _costs(counts: Counter[str]) -> str:
    papers = max(counts["papers"], 1)
    tokens = f"{counts['prompt tokens']} + {counts['completion tokens']} tokens"
    each = (counts["prompt tokens"] + counts["completion tokens"]) / papers
    return (
        f"{counts['papers']} papers, {counts['failed']} failed; {counts['calls']} calls, {tokens} ({each:.0f} each), "
        f"{counts['pictures']} pictures, {counts['milliseconds'] / 1000 / papers:.1f} s a paper"
    )


if __name__ == "__main__":
    sys.exit(main())
