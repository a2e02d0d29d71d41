"""The documentation against the code."""

import re
from pathlib import Path

import pytest

from docusnap.cli.remote import submit
from docusnap.settings import variables

ROOT = Path(__file__).parents[2]
OF_THE_CLIENT = {str(option.envvar) for option in submit.params if option.name in ("url", "key")}
"""Where the command line finds the server: no settings of it."""
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_setting_is_documented_with_what_it_means() -> None:
    table = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8").replace("\\|", "|")

    undocumented = [v.name for v in variables() if f"| `{v.name}` |" not in table or v.description not in table]

    assert undocumented == []


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
