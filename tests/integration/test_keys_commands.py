"""`docusnap keys …` on a data folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docusnap.cli import main
from docusnap.domain.access import ApiKey, Scope
from docusnap.settings import load_settings
from docusnap.wiring.record import opened_keys


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def command(name: str, *arguments: str) -> Result:
        arguments = ("keys", name, "--data-dir", str(folder), *arguments)
        return CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})

    return command


def known(folder: Path, text: str) -> ApiKey | None:
    with opened_keys(load_settings({"DOCUSNAP_DATA_DIR": folder})) as keys:
        return keys.authenticate(text)


def test_a_key_is_made_before_the_first_start_and_shown_alone_on_standard_output(
    run: Callable[..., Result], folder: Path
) -> None:
    made = run("create", "phone")
    text = made.stdout.strip()
    assert known(folder, text)
    assert "\n" not in text
    assert text not in made.stderr


def test_what_a_key_may_do_is_said_when_it_is_made(run: Callable[..., Result], folder: Path) -> None:
    arguments = ["--client", "shop-7", "--scopes", "admin, read", "--days", "30", "--rate", "0", "--quota", "100"]
    made = json.loads(run("create", "cron", *arguments, "--json").stdout)
    key = known(folder, made["key"])
    assert key is not None
    assert (key.client_id, key.scopes, key.rate, key.quota) == ("shop-7", {Scope.ADMIN, Scope.READ}, None, 100)
    assert key.expires_at == key.created_at + 30 * 86_400


def test_by_default_a_key_submits_and_reads_for_itself_and_never_expires(
    run: Callable[..., Result], folder: Path
) -> None:
    made = json.loads(run("create", "phone", "--json").stdout)
    key = known(folder, made["key"])
    assert key is not None
    assert (key.scopes, key.client_id) == ({Scope.SUBMIT, Scope.READ}, key.id)
    assert (key.rate, key.quota, key.expires_at) == (600, None, None)


def test_each_key_made_or_revoked_leaves_a_line_in_the_log_that_does_not_open_anything(
    run: Callable[..., Result],
) -> None:
    made = run("create", "phone", "--client", "ann", "--json")
    key = json.loads(made.stdout)
    assert f"INFO docusnap.access.api_keys [-]: made key {key['id']} for client ann" in made.stderr
    assert key["key"] not in made.stderr
    assert f"revoked key {key['id']}\n" in run("revoke", key["id"]).stderr


def test_the_list_shows_every_key_and_opens_nothing(run: Callable[..., Result]) -> None:
    first = run("create", "[bold]first[/bold]", "--quota", "9").stdout.strip()
    second = run("create", "second").stdout.strip()
    run("revoke", second.rpartition("_")[0])
    for shown in (run("list"), run("list", "--json")):
        for text in (first, second):
            key_id, _, secret = text.rpartition("_")
            assert key_id in shown.output
            assert secret not in shown.output
    table = run("list").output
    assert "[bold]first[/bold]" in table
    assert "0 of 9 today" in table
    assert "revoked" in table
    states = [key["revoked"] is None for key in json.loads(run("list", "--json").stdout)]
    assert states == [True, False]


def test_a_key_is_revoked_once(run: Callable[..., Result], folder: Path) -> None:
    text = run("create", "phone").stdout.strip()
    key_id = text.rpartition("_")[0]
    assert run("revoke", key_id).exit_code == 0
    assert known(folder, text) is None
    again = run("revoke", key_id, "dsk_none")
    assert again.exit_code == 1
    assert again.stderr.count("not there, or revoked before") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("x", "--scopes", "everything"),
        ("x", "--scopes", ""),
        ("x", "--client", "a b"),
        ("x", "--quota", "0"),
        ("x", "--days", "0"),
        ("two\nlines",),
    ],
)
def test_a_key_that_cannot_be_is_refused(run: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    run("create", "first")
    assert run("create", *arguments).exit_code != 0
    assert [key["name"] for key in json.loads(run("list", "--json").stdout)] == ["first"]


@pytest.mark.parametrize("asked", [("list",), ("revoke", "x")])
def test_a_folder_that_holds_nothing_is_told_and_not_made(
    run: Callable[..., Result], folder: Path, asked: tuple[str, ...]
) -> None:
    found = run(*asked)
    assert found.exit_code == 1
    assert "Nothing is kept in" in found.stderr
    assert not (folder / "docusnap.db").exists()
