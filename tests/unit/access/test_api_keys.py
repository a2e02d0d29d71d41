"""Keys on a real database; a test moves its clock."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from docusnap.access.api_keys import USE_NOTED_SECONDS, Keys
from docusnap.database import api_keys as record
from docusnap.database.sqlite import SqliteDatabase
from docusnap.domain.access import Scope
from docusnap.domain.errors import BadRequest, Misconfigured, QuotaExceeded

DAY = 86_400.0
BOTH = (Scope.SUBMIT, Scope.READ)


class Clock:
    def __init__(self) -> None:
        self.now = 20_000 * DAY + 100

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(tmp_path / "docusnap.db")
    yield opened
    opened.close()


@pytest.fixture
def keys(database: SqliteDatabase, clock: Clock) -> Keys:
    return Keys(database, clock=clock, admin_key="", admin_client="local")


def test_a_key_is_known_by_its_whole_text_only(keys: Keys) -> None:
    key, text = keys.create("phone", BOTH)
    assert keys.authenticate(text) == key
    for wrong in ("", key.id, text[:-1], text + "0", text.upper(), text[:-1] + ("0" if text[-1] != "0" else "1"), "é"):
        assert keys.authenticate(wrong) is None, wrong


def test_the_text_of_a_key_is_kept_nowhere(keys: Keys, tmp_path: Path) -> None:
    _, text = keys.create("phone", BOTH)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"phone" in kept
    assert text.rpartition("_")[2].encode() not in kept
    assert text not in repr(keys.every())


def test_no_two_keys_are_alike(keys: Keys) -> None:
    made = [keys.create("same", BOTH) for _ in range(5)]
    assert len({text for _, text in made}) == len({key.id for key, _ in made}) == 5


def test_a_key_is_a_client_of_its_own_unless_it_is_told_whose_it_is(keys: Keys) -> None:
    alone, _ = keys.create("alone", BOTH)
    shared = [keys.create(name, BOTH, client_id="shop-7")[0] for name in "ab"]
    assert alone.client_id == alone.id
    assert {key.client_id for key in shared} == {"shop-7"}


def test_a_revoked_key_opens_nothing_from_then_on_for_whoever_else_uses_the_folder(
    keys: Keys, database: SqliteDatabase, clock: Clock, tmp_path: Path
) -> None:
    key, text = keys.create("phone", BOTH)
    elsewhere = SqliteDatabase(tmp_path / "docusnap.db")
    other = Keys(elsewhere, clock=clock, admin_key="", admin_client="local")
    assert other.authenticate(text)
    assert keys.revoke(key.id)
    assert other.authenticate(text) is None
    assert not keys.revoke(key.id)
    assert not keys.revoke("dsk_none")
    elsewhere.close()


def test_a_key_expires(keys: Keys, clock: Clock) -> None:
    _, text = keys.create("guest", BOTH, seconds=DAY)
    clock.now += DAY - 1
    assert keys.authenticate(text)
    clock.now += 1
    assert keys.authenticate(text) is None


def test_when_the_last_key_is_revoked_there_are_still_keys(keys: Keys) -> None:
    assert not keys.exist()
    key, _ = keys.create("phone", BOTH)
    keys.revoke(key.id)
    assert keys.exist()


def test_a_use_is_noted_once_an_hour(keys: Keys, clock: Clock) -> None:
    _, text = keys.create("phone", BOTH)
    first = clock.now = clock.now + 5
    keys.authenticate(text)
    clock.now += USE_NOTED_SECONDS
    keys.authenticate(text)
    assert keys.every()[0].last_used_at == first
    clock.now += 1
    keys.authenticate(text)
    assert keys.every()[0].last_used_at == clock.now


def test_a_full_disk_keeps_nobody_out(keys: Keys, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    key, text = keys.create("phone", BOTH)
    assert keys.exist()
    (tmp_path / "docusnap.db").unlink()  # every write fails from now on
    with caplog.at_level(logging.WARNING):
        assert keys.authenticate(text)
    assert key.id in caplog.text
    assert text not in caplog.text


@pytest.mark.parametrize("name", ["", "x" * 101, "two\nlines"])
def test_a_name_that_cannot_be_shown_in_a_line_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(BadRequest):
        keys.create(name, BOTH)


@pytest.mark.parametrize("client", ["", "a/phone:b", "x" * 65, "a b", "ü"])
def test_a_client_that_could_pass_for_a_phone_is_refused(keys: Keys, client: str) -> None:
    with pytest.raises(BadRequest):
        keys.create("x", BOTH, client_id=client)


def test_a_key_without_a_scope_is_refused(keys: Keys) -> None:
    with pytest.raises(BadRequest):
        keys.create("x", ())


def test_the_key_of_the_settings_opens_everything_for_the_client_of_the_machine(
    database: SqliteDatabase, clock: Clock
) -> None:
    keys = Keys(database, clock=clock, admin_key="k" * 32, admin_client="local")
    found = keys.authenticate("k" * 32)
    assert keys.exist()
    assert found is not None
    assert (found.client_id, found.scopes, found.quota) == ("local", set(Scope), None)
    assert keys.authenticate("k" * 31) is None
    assert keys.every() == []


def test_without_a_key_in_the_settings_no_text_is_that_key(keys: Keys) -> None:
    assert keys.authenticate("") is None


def test_a_key_in_the_settings_that_could_be_guessed_is_refused(database: SqliteDatabase, clock: Clock) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_ADMIN_KEY"):
        Keys(database, clock=clock, admin_key="s3cret", admin_client="local")


def test_a_quota_counts_the_tasks_of_a_day_exactly(keys: Keys, database: SqliteDatabase, clock: Clock) -> None:
    key, _ = keys.create("phone", BOTH, quota=2)

    def charge() -> None:
        database.write(lambda tx: record.charge(tx, key.id, clock.now))

    charge()
    charge()
    with pytest.raises(QuotaExceeded) as refused:
        charge()
    assert refused.value.retry_after == DAY - 100
    with pytest.raises(QuotaExceeded):
        database.read(lambda tx: record.check_quota(tx, key.id, clock.now))
    assert keys.every()[0].used == 2
    clock.now += DAY - 100
    assert keys.every()[0].used == 0
    database.read(lambda tx: record.check_quota(tx, key.id, clock.now))
    charge()
    assert keys.every()[0].used == 1


def test_the_log_says_which_keys_were_made_and_revoked_and_no_secret(
    keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        key, text = keys.create("first", [Scope.READ])
        keys.revoke(key.id)
        keys.revoke("dsk_none")
    assert [vars(record)["action"] for record in caplog.records] == ["key_made", "key_revoked"]
    assert all(key.id in record.getMessage() for record in caplog.records)
    assert text not in caplog.text
