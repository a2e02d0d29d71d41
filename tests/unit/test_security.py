"""Each sentence of SECURITY.md on what stands against an attacker names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text()
PROTECTED = TEXT[TEXT.index("## What is protected") : TEXT.index("## The tests behind it")]
TESTS = dict(re.findall(r"^- `(\w+)`: (.+)$", TEXT[TEXT.index("## The tests behind it") :], re.MULTILINE))


def test_each_sentence_names_what_shows_it() -> None:
    rows = [line.strip("| ").split(" | ") for line in PROTECTED.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 8
    for *_, stands in rows:
        said = re.findall(r"(.+?) \[`(\w+)`\] ?", stands)
        assert "".join(f"{sentence} [`{name}`] " for sentence, name in said).strip() == stands
        for sentence, name in said:
            assert sentence.endswith(".")
            assert len(re.findall(r"[.!?](?: |$)", sentence)) == 1, f"more than one sentence: {sentence}"
            assert name in TESTS, sentence


def test_the_tests_that_are_named_are_there_and_each_is_needed() -> None:
    assert set(TESTS) == set(re.findall(r"\[`(\w+)`\]", PROTECTED))
    for listed in TESTS.values():
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", listed)
        assert named
        for file, name in named:
            assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), f"{file}::{name}"
