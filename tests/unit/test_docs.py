"""The documentation against the code."""

import re
from pathlib import Path

import pytest

from docs import generate
from docusnap.cli.remote import submit
from docusnap.settings import variables

ROOT = Path(__file__).parents[2]
OF_THE_CLIENT = {str(option.envvar) for option in submit.params if option.name in ("url", "key")}
"""Where the command line finds the server: no settings of it."""
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_reference_pages_are_what_make_docs_writes() -> None:
    stale = [path.name for path, text in generate.pages().items() if path.read_text(encoding="utf-8") != text]

    assert stale == [], "run `make docs`"


def test_every_error_says_what_to_do() -> None:
    assert [kind.code for kind in generate.kinds_of_errors() if not generate.remedy(kind)[1]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_settings_that_exist(page: Path) -> None:
    named = set(re.findall(r"\bDOCUSNAP_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8")))

    assert named <= {v.name for v in variables()} | OF_THE_CLIENT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_links_only_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_make_targets_that_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))

    assert named <= targets


def test_the_index_of_the_docs_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = (page.relative_to(ROOT / "docs") for page in PAGES if page.is_relative_to(ROOT / "docs"))

    unnamed = [
        str(page) for page in pages if page.parts[0] not in ("decisions", "README.md") and f"]({page})" not in index
    ]

    assert unnamed == []
