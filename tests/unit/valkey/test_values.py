"""Values, sets and sorted sets as applications know them."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from valkey.exceptions import ResponseError

from docusnap.domain.errors import Misconfigured
from docusnap.valkey import RedisDB


def test_the_same_address_is_the_same_object_whoever_asks_and_however_many_at_once() -> None:
    together = threading.Barrier(8)

    def made() -> RedisDB:
        together.wait()
        return RedisDB("valkey://127.0.0.1:1/0")

    with ThreadPoolExecutor(8) as pool:
        objects = [future.result() for future in [pool.submit(made) for _ in range(8)]]

    assert len({id(one) for one in objects}) == 1
    assert RedisDB("valkey://127.0.0.1:1/1") is not objects[0]


def test_an_object_that_nobody_holds_is_forgotten() -> None:
    RedisDB("valkey://127.0.0.1:1/9")
    gc.collect()

    assert "valkey://127.0.0.1:1/9" not in RedisDB._known


def test_without_an_address_it_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUSNAP_VALKEY_URL", "redis://127.0.0.1:1/3")

    assert RedisDB() is RedisDB("redis://127.0.0.1:1/3")


@pytest.mark.parametrize("url", [None, "http://127.0.0.1", "127.0.0.1:6379", "valkey://h:port"])
def test_what_is_no_address_is_refused_with_the_setting_to_correct(url: str | None) -> None:
    with pytest.raises(Misconfigured, match="DOCUSNAP_VALKEY_URL"):
        RedisDB(url)


def test_a_password_is_in_no_log_line(quick: None, caplog: pytest.LogCaptureFixture) -> None:
    RedisDB("valkey://me:hush@127.0.0.1:1/0").get("k")

    assert "127.0.0.1:1" in caplog.text
    assert "hush" not in caplog.text


def test_it_says_that_it_is_well(db: RedisDB) -> None:
    assert db.open()
    assert db.register_scripts()
    assert db.is_alive()
    assert db.health()


def test_a_value_comes_back(db: RedisDB) -> None:
    assert not db.exist("k")
    assert db.get("k") is None
    assert db.set("k", "Müller")
    assert db.exist("k")
    assert db.get("k") == "Müller"
    assert db.set("k", b"\xff\x00", exp=None)
    assert db.get_bytes("k") == b"\xff\x00"


def test_an_object_is_kept_as_json(db: RedisDB) -> None:
    assert db.set_obj("o", {"name": "Müller", "n": [1, None]}, exp=10)
    assert db.get("o") == '{"name": "Müller", "n": [1, null]}'


def test_values_live_as_long_as_they_were_given(db: RedisDB, valkey_process: Any) -> None:
    db.set("k", "v")
    db.set("short", "v", 5)
    db.set("ever", "v", None)
    db.transaction("t", "v", 60)

    with valkey_process.client() as client:
        assert [client.ttl(key) for key in ("k", "short", "ever", "t")] == [3600, 5, -1, 60]


def test_of_many_who_set_a_value_if_absent_one_did(db: RedisDB) -> None:
    with ThreadPoolExecutor(8) as pool:
        did = list(pool.map(lambda n: db.transaction("k", str(n)), range(40)))

    assert did.count(True) == 1
    assert db.get("k") == str(did.index(True))


def test_a_key_is_deleted_only_if_it_has_the_expected_value(db: RedisDB) -> None:
    db.set("k", "mine")

    assert not db.delete_if_equal("k", "yours")
    assert db.get("k") == "mine"
    assert db.delete_if_equal("k", "mine")
    assert not db.delete_if_equal("k", "mine")


def test_of_many_who_delete_it_if_equal_one_did(db: RedisDB) -> None:
    db.set("k", "v")
    with ThreadPoolExecutor(8) as pool:
        did = list(pool.map(lambda _: db.delete_if_equal("k", "v"), range(40)))

    assert did.count(True) == 1


def test_deleting_says_that_it_is_gone(db: RedisDB) -> None:
    db.set("k", "v")

    assert db.delete("k")
    assert db.delete("k")
    assert not db.exist("k")


def test_a_set(db: RedisDB) -> None:
    assert db.smembers("s") == set()
    assert db.sadd("s", "a")
    assert db.sadd("s", "a")
    assert db.sadd("s", "b")
    assert db.smembers("s") == {"a", "b"}
    assert db.srem("s", "a")
    assert db.smembers("s") == {"b"}


def test_a_sorted_set(db: RedisDB) -> None:
    for member, score in (("late", 9), ("early", 1.5), ("middle", 3)):
        assert db.zadd("z", member, score)

    assert db.zcount("z", 1, 3) == 2
    assert db.zrangebyscore("z", 0, 5) == ["early", "middle"]
    assert db.zpopmin("z", 2) == [("early", 1.5), ("middle", 3.0)]
    assert db.zrangebyscore("z", "-inf", "+inf") == ["late"]
    assert db.zpopmin("none") == []


def test_a_key_of_another_kind_is_the_callers_mistake(db: RedisDB) -> None:
    db.sadd("s", "a")

    with pytest.raises(ResponseError, match="WRONGTYPE"):
        db.get("s")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        db.queue_consumer("s", "g", "c")
