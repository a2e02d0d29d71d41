"""A server that is stopped, started again, frozen or emptied: the named result, a log line, and never a hang."""

import logging
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from docusnap.valkey import RedisDB, RedisDistributedLock, connection
from docusnap.valkey.streams import Streams

NAMED: list[tuple[str, Callable[[RedisDB], object], object]] = [
    ("open", lambda db: db.open(), False),
    ("register_scripts", lambda db: db.register_scripts(), False),
    ("health", lambda db: db.health(), False),
    ("is_alive", lambda db: db.is_alive(), False),
    ("exist", lambda db: db.exist("k"), False),
    ("get", lambda db: db.get("k"), None),
    ("get_bytes", lambda db: db.get_bytes("k"), None),
    ("set", lambda db: db.set("k", "v"), False),
    ("set_obj", lambda db: db.set_obj("k", {}), False),
    ("transaction", lambda db: db.transaction("k", "v"), False),
    ("delete", lambda db: db.delete("k"), False),
    ("delete_if_equal", lambda db: db.delete_if_equal("k", "v"), False),
    ("sadd", lambda db: db.sadd("s", "m"), False),
    ("srem", lambda db: db.srem("s", "m"), False),
    ("smembers", lambda db: db.smembers("s"), None),
    ("zadd", lambda db: db.zadd("z", "m", 1), False),
    ("zcount", lambda db: db.zcount("z", 0, 1), 0),
    ("zrem", lambda db: db.zrem("z", "m"), False),
    ("zpopmin", lambda db: db.zpopmin("z"), None),
    ("zrangebyscore", lambda db: db.zrangebyscore("z", 0, 1), None),
    ("queue_product", lambda db: db.queue_product("q", {}), False),
    ("queue_consumer", lambda db: db.queue_consumer("q", "g", "c"), None),
    ("queues_consumer", lambda db: db.queues_consumer(["q", "r"], "g", "c"), []),
    ("leave_group", lambda db: db.leave_group("q", "g", "c"), False),
    ("get_unacked_iterator", lambda db: list(db.get_unacked_iterator(["q"], "g", "c")), []),
    ("get_pending_msg", lambda db: db.get_pending_msg("q", "g"), []),
    ("remove_idle_consumers", lambda db: db.remove_idle_consumers("q", "g", 60), 0),
    ("requeue_msg", lambda db: db.requeue_msg("q", "g", "1-1"), False),
    ("queue_info", lambda db: db.queue_info("q", "g"), None),
    ("acknowledge", lambda db: db.acknowledge("q", "g", "1-1"), False),
    ("acquire", lambda db: RedisDistributedLock("l", db=db, blocking_timeout=0).acquire(), False),
    ("extend", lambda db: RedisDistributedLock("l", db=db).extend(), False),
    ("release", lambda db: RedisDistributedLock("l", db=db).release(), False),
]
every_method = pytest.mark.parametrize(("call", "named"), [one[1:] for one in NAMED], ids=[one[0] for one in NAMED])


def test_every_public_method_is_asked_here() -> None:
    methods = {name for name in dir(RedisDB) if not name.startswith("_") and callable(getattr(RedisDB, name))}

    assert methods - {"run_script"} <= {name for name, _, _ in NAMED}


def test_every_public_method_says_what_holds_when_the_server_is_away() -> None:
    silent = [
        name
        for name in dir(RedisDB)
        if not name.startswith("_") and "server is away" not in (getattr(RedisDB, name).__doc__ or "")
    ]

    assert silent == []


@every_method
def test_a_stopped_server_means_the_named_result_and_one_line(
    db: RedisDB,
    valkey_process: Any,
    call: Callable[[RedisDB], object],
    named: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    db.is_alive()
    valkey_process.stop()

    assert call(db) == named
    lines = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [line.__dict__["action"] for line in lines] == ["valkey_away"]


@every_method
def test_a_frozen_server_holds_nobody_up(
    db: RedisDB, valkey_process: Any, call: Callable[[RedisDB], object], named: object
) -> None:
    db.is_alive()
    with valkey_process.frozen():
        began = time.monotonic()
        assert call(db) == named
        assert time.monotonic() - began < 5
    assert db.is_alive()


@every_method
def test_after_a_restart_every_method_works_again(
    db: RedisDB,
    valkey_process: Any,
    call: Callable[[RedisDB], object],
    named: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert db.is_alive()
    assert db.open()
    valkey_process.stop()
    valkey_process.start()

    call(db)

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_server_that_comes_back_between_the_tries_is_reached(
    db: RedisDB, valkey_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.set("k", "v")
    valkey_process.stop()
    waited = SimpleNamespace(sleep=lambda _: valkey_process.running or valkey_process.start())
    monkeypatch.setattr(connection, "time", waited)

    assert db.set("k", "v")
    assert db.get("k") == "v"


def test_the_first_tries_are_silent_and_there_are_three(db: RedisDB) -> None:
    tries = 0

    def work(server: object) -> None:
        nonlocal tries
        tries += 1
        raise connection.NotConnected("gone")

    db._tried("get", work, None)

    assert tries == 3


def test_an_emptied_server_has_its_streams_made_again(db: RedisDB, valkey_process: Any) -> None:
    db.queue_product("q", {"n": 1})
    held = db.queue_consumer("q", "g", "c")
    assert held is not None
    with valkey_process.client() as client:
        client.flushall()
        client.script_flush()

    assert held.ack()  # nobody will get it again
    assert not db.requeue_msg("q", "g", held.get_msg_id())
    assert db.queue_consumer("q", "g", "c") is None
    assert db.queue_product("q", {"n": 2})
    again = db.queue_consumer("q", "g", "c")
    assert again is not None
    assert again.get_message() == {"n": 2}


def test_a_stream_that_is_deleted_while_it_is_waited_for_is_made_again(
    db: RedisDB, valkey_process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docusnap.valkey.streams.BLOCK_SECONDS", 0.2)
    made = Streams._claimed

    def flushed(*given: Any) -> Any:
        with valkey_process.client() as client:
            client.flushall()
        return made(*given)

    db.queue_consumer("q", "g", "c")
    monkeypatch.setattr(Streams, "_claimed", flushed)

    assert db.queue_consumer("q", "g", "c") is None
    assert db.queue_info("q", "g") is not None


def test_a_full_server_stores_nothing_and_says_so(
    db: RedisDB, valkey_process: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with valkey_process.client() as client:
        client.config_set("maxmemory", "1")
        try:
            assert not db.set("k", "v")
            assert not db.transaction("k", "v")
        finally:
            client.config_set("maxmemory", "0")
    assert "used memory" in caplog.text
    assert db.set("k", "v")
