"""Streams: each message to one consumer of a group, until it is acknowledged."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from docusnap.valkey import RedisDB, RedisMsg


def taken(db: RedisDB, consumer: str = "c", **more: Any) -> RedisMsg:
    message = db.queue_consumer("q", "g", consumer, **more)
    assert message is not None
    return message


def test_messages_come_in_order_each_once(db: RedisDB) -> None:
    for n in range(3):
        assert db.queue_product("q", {"n": n, "name": "Müller"})

    came = [taken(db, f"c{n}").get_message() for n in range(3)]

    assert came == [{"n": n, "name": "Müller"} for n in range(3)]
    assert db.queue_consumer("q", "g", "c") is None


def test_every_group_gets_every_message(db: RedisDB) -> None:
    db.queue_product("q", {"n": 1})
    other = db.queue_consumer("q", "other", "c")

    assert other is not None
    assert taken(db).ack()
    assert other.get_message() == {"n": 1}
    assert db.requeue_msg("q", "other", other.get_msg_id())


def test_a_consumer_waits_for_a_message(valkey_process: Any) -> None:
    db = RedisDB(valkey_process.url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(db.queue_consumer, "q", "g", "c")
        while db.queue_info("q", "g") is None:
            pass
        db.queue_product("q", {"n": 1})
        message = waiting.result()

    assert message is not None
    assert message.get_message() == {"n": 1}


def test_what_is_acknowledged_does_not_come_again_and_takes_no_room(db: RedisDB, valkey_process: Any) -> None:
    for n in range(5):
        db.queue_product("q", {"n": n})
        assert taken(db).ack()

    assert list(db.get_unacked_iterator(["q"], "g", "c")) == []
    with valkey_process.client() as client:
        assert client.xlen("q") == 0


def test_what_another_group_needs_stays(db: RedisDB, valkey_process: Any) -> None:
    for n in range(5):
        db.queue_product("q", {"n": n})
    other = [db.queue_consumer("q", "other", "c") for _ in range(2)]
    for _ in range(5):
        assert taken(db).ack()

    with valkey_process.client() as client:
        assert client.xlen("q") == 5
        assert all(message.ack() for message in other if message)
        assert client.xlen("q") == 3
    info = db.queue_info("q", "other")
    assert info is not None
    assert info["lag"] == 3


def test_acknowledging_twice_says_that_it_is_done(db: RedisDB) -> None:
    db.queue_product("q", {})
    message = taken(db)

    assert message.ack()
    assert message.ack()


def test_what_a_consumer_held_before_its_restart_it_finds_again(db: RedisDB) -> None:
    for n in range(4):
        db.queue_product("q", {"n": n})
    first, _, _ = taken(db), taken(db), taken(db)
    taken(db, "another")
    first.ack()

    unacked = [message.get_message()["n"] for message in db.get_unacked_iterator(["none", "q"], "g", "c")]

    assert unacked == [1, 2]
    assert [*db.get_unacked_iterator(["q"], "no such group", "c")] == []
    assert db.queue_info("q", "no such group") is None
    assert db.queue_info("none", "g") is None


def test_the_iterator_ends_though_new_messages_keep_coming(db: RedisDB) -> None:
    db.queue_product("q", {"n": 0})
    taken(db)

    seen = []
    for message in db.get_unacked_iterator(["q"], "g", "c"):
        seen.append(message.get_message()["n"])
        db.queue_product("q", {"n": 1 + len(seen)})
        taken(db)

    assert seen == [0]


def test_messages_that_were_deleted_are_skipped_and_let_go(db: RedisDB, valkey_process: Any) -> None:
    for n in range(3):
        db.queue_product("q", {"n": n})
    ids = [taken(db).get_msg_id() for _ in range(3)]
    with valkey_process.client() as client:
        client.xdel("q", *ids[:2])

    assert [message.get_msg_id() for message in db.get_unacked_iterator(["q"], "g", "c")] == ids[2:]
    assert [pending["message_id"] for pending in db.get_pending_msg("q", "g")] == ids[2:]
    assert not db.requeue_msg("q", "g", ids[0])


def test_pending_messages_are_told_with_their_consumers(db: RedisDB) -> None:
    for n in range(3):
        db.queue_product("q", {"n": n})
    taken(db, "a")
    taken(db, "b")

    pending = db.get_pending_msg("q", "g")

    assert [(one["consumer"], one["times_delivered"]) for one in pending] == [("a", 1), ("b", 1)]
    info = db.queue_info("q", "g")
    assert info is not None
    assert (info["name"], info["pending"], info["lag"]) == ("g", 2, 1)
    assert len(db.get_pending_msg("q", "g", count=1)) == 1


def test_a_dead_consumers_message_is_claimed_by_another(db: RedisDB) -> None:
    db.queue_product("q", {"n": 1})
    dead = taken(db, "dead")

    assert db.queue_consumer("q", "g", "living") is None
    assert taken(db, "living", claim_after=0).get_msg_id() == dead.get_msg_id()
    assert [one["consumer"] for one in db.get_pending_msg("q", "g")] == ["living"]


def test_what_dead_consumers_left_is_claimed_once(db: RedisDB, valkey_process: Any) -> None:
    for n in range(20):
        db.queue_product("q", {"n": n})
        taken(db, "dead")
    left = [one["message_id"] for one in db.get_pending_msg("q", "g")]
    with valkey_process.client() as client:
        client.xclaim("q", "g", "dead", 0, left, idle=1_000_000)

    with ThreadPoolExecutor(8) as pool:
        claimed = pool.map(lambda n: db.queue_consumer("q", "g", f"c{n}"), range(24))

    assert sorted(message.get_msg_id() for message in claimed if message) == left


def test_deleted_messages_do_not_hide_what_is_to_be_claimed(db: RedisDB, valkey_process: Any) -> None:
    for n in range(15):
        db.queue_product("q", {"n": n})
        last = taken(db, "dead")
    with valkey_process.client() as client:
        client.xdel("q", *(one["message_id"] for one in db.get_pending_msg("q", "g")[:-1]))

    db.queue_consumer("q", "g", "c", claim_after=0)
    assert last.get_msg_id() in {one["message_id"] for one in db.get_pending_msg("q", "g")}
    assert len(db.get_pending_msg("q", "g")) == 1


@pytest.mark.parametrize("fields", [{"other": "1"}, {"message": "no json"}, {"message": "[1]"}])
def test_a_message_of_something_else_is_told_and_can_be_acknowledged(
    db: RedisDB, valkey_process: Any, fields: dict[str, str]
) -> None:
    with valkey_process.client() as client:
        client.xadd("q", fields)
    message = taken(db)

    with pytest.raises(ValueError):
        message.get_message()
    assert message.ack()


def test_requeued_it_comes_again_once(db: RedisDB, valkey_process: Any) -> None:
    db.queue_product("q", {"n": 1})
    old = taken(db)

    assert db.requeue_msg("q", "g", old.get_msg_id())
    assert not db.requeue_msg("q", "g", old.get_msg_id())
    again = taken(db)
    assert (again.get_message(), db.queue_consumer("q", "g", "c")) == ({"n": 1}, None)
    assert again.get_msg_id() != old.get_msg_id()
    assert [one["message_id"] for one in db.get_pending_msg("q", "g")] == [again.get_msg_id()]


@pytest.mark.parametrize("msg_id", ["1-1", "999999999999999-0"])
def test_requeuing_what_is_not_pending_does_nothing(db: RedisDB, valkey_process: Any, msg_id: str) -> None:
    assert not db.requeue_msg("q", "g", msg_id)
    db.queue_product("q", {"n": 1})
    message = taken(db)
    message.ack()

    assert not db.requeue_msg("q", "g", msg_id)
    assert not db.requeue_msg("q", "g", message.get_msg_id())
    with valkey_process.client() as client:
        assert client.xlen("q") == 0


def test_requeued_by_many_at_once_there_is_one(db: RedisDB) -> None:
    db.queue_product("q", {"n": 1})
    old = taken(db).get_msg_id()
    with ThreadPoolExecutor(8) as pool:
        did = list(pool.map(lambda _: db.requeue_msg("q", "g", old), range(40)))

    assert did.count(True) == 1
    assert taken(db).get_message() == {"n": 1}
    assert db.queue_consumer("q", "g", "c") is None


def test_requeued_while_the_server_is_frozen_there_is_one_afterwards(db: RedisDB, valkey_process: Any) -> None:
    db.queue_product("q", {"n": 1})
    old = taken(db).get_msg_id()
    with valkey_process.frozen():
        assert not db.requeue_msg("q", "g", old)  # sent three times; the server does it when it wakes

    db.requeue_msg("q", "g", old)
    assert taken(db).get_message() == {"n": 1}
    assert db.queue_consumer("q", "g", "c") is None


class Queue(RuleBasedStateMachine):
    """Whatever is done, each message that was not acknowledged is there exactly once."""

    db: RedisDB
    flush: Any
    messages = Bundle("messages")

    def __init__(self) -> None:
        super().__init__()
        self.flush()
        self.open: set[int] = set()
        self.held: dict[str, int] = {}
        self.sent = 0

    @rule()
    def product(self) -> None:
        self.sent += 1
        assert self.db.queue_product("q", {"n": self.sent})
        self.open.add(self.sent)

    @precondition(lambda self: len(self.open) > len(self.held))
    @rule(target=messages, consumer=st.sampled_from("ab"))
    def consume(self, consumer: str) -> RedisMsg:
        message = self.db.queue_consumer("q", "g", consumer)
        assert message is not None
        assert message.get_message()["n"] in self.open - set(self.held.values())
        self.held[message.get_msg_id()] = message.get_message()["n"]
        return message

    @rule(message=messages)
    def ack(self, message: RedisMsg) -> None:
        assert message.ack()
        self.open.discard(self.held.pop(message.get_msg_id(), 0))

    @rule(message=messages, times=st.integers(1, 3))
    def requeue(self, message: RedisMsg, times: int) -> None:
        """By several at once."""
        did = []
        threads = [
            threading.Thread(target=lambda: did.append(self.db.requeue_msg("q", "g", message.get_msg_id())))
            for _ in range(times)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert did.count(True) == (message.get_msg_id() in self.held)
        self.held.pop(message.get_msg_id(), None)

    @precondition(lambda self: self.held)
    @rule(consumer=st.sampled_from("ab"))
    def claim(self, consumer: str) -> None:
        message = self.db.queue_consumer("q", "g", consumer, claim_after=0)
        assert message is not None
        assert self.held[message.get_msg_id()] == message.get_message()["n"]

    @invariant()
    def never_two_and_never_none(self) -> None:
        pending = {one["message_id"] for one in self.db.get_pending_msg("q", "g")}
        assert pending == set(self.held)
        info = self.db.queue_info("q", "g") or {"lag": len(self.open)}
        assert len(pending) + info["lag"] == len(self.open)


def test_whatever_is_done_each_open_message_is_there_once(db: RedisDB, valkey_process: Any) -> None:
    with valkey_process.client() as client:

        class Machine(Queue):
            flush = staticmethod(client.flushall)

        Machine.db = db
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
