"""Streams as queues: groups of consumers, each message to one of them, kept until it is acknowledged."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from valkey import Valkey
from valkey.exceptions import ResponseError

from docusnap.valkey.connection import BLOCK_SECONDS, Connection
from docusnap.valkey.scripts import ACKNOWLEDGE, CLAIM_IDLE, REMOVE_IDLE, REQUEUE

CLAIM_SECONDS: Final = 900.0
"""After which a message that was not acknowledged goes to another consumer: its own is taken for dead."""

_NO_STREAM = "The XGROUP subcommand requires the key to exist"
_NEW = ">"
_FIELD = "message"

Entry = tuple[str, Mapping[str, str]]
"""A message's id and fields; of one that was deleted there are none."""


class RedisMsg:
    """A message that a consumer holds until it acknowledges it."""

    def __init__(
        self, streams: "Streams", queue_name: str, group_name: str, msg_id: str, fields: Mapping[str, str]
    ) -> None:
        """Made by `RedisDB.queue_consumer`."""
        self._streams = streams
        self._queue_name = queue_name
        self._group_name = group_name
        self._msg_id = msg_id
        self._fields = fields

    def ack(self) -> bool:
        """Says that it is dealt with: no consumer of the group gets it again. What all groups are done with leaves the
        stream.

        True when it is so, whoever said it first. False when the server is away; then it comes again.
        """
        return self._streams.acknowledge(self._queue_name, self._group_name, self._msg_id)

    def get_message(self) -> dict[str, Any]:
        """What `queue_product` was given. Raises ValueError for a message that something else put there."""
        message = json.loads(self._fields.get(_FIELD, ""))
        if not isinstance(message, dict):
            raise ValueError(f"The message {self._msg_id} of {self._queue_name} is no JSON object.")
        return message

    def get_msg_id(self) -> str:
        """Its id in the stream."""
        return self._msg_id


class Streams(Connection):
    """Every message is given out at least once, again when its consumer died: whoever works on it must bear that.

    A method that gets a key which is no stream raises `valkey.exceptions.ResponseError`.
    """

    def queue_product(self, queue: str, message: Mapping[str, Any], *, most: int | None = None) -> bool:
        """Puts the message, which must be JSON, at the end of the queue; with `most`, only about the last so many stay.

        True when it is there: twice, if the answer to a first try was lost. False when the server is away.
        """
        fields = {_FIELD: json.dumps(message, ensure_ascii=False)}
        return bool(self._tried("queue_product", lambda server: server.xadd(queue, fields, maxlen=most), False))

    def queue_consumer(
        self,
        queue_name: str,
        group_name: str,
        consumer_name: str,
        msg_id: bytes | str | int = b">",
        *,
        claim_after: float = CLAIM_SECONDS,
    ) -> RedisMsg | None:
        """The next message of the group, which this consumer then holds; None when none comes for two seconds.

        First come messages that nobody acknowledged for `claim_after` seconds, which must be longer than the work on
        one takes. Makes the stream and the group if need be; the group begins with the first message of the stream.
        With a `msg_id`, the first one after it that this consumer holds already, without waiting.

        None when the server is away. A message whose answer was lost is held by this consumer:
        `get_unacked_iterator` finds it.
        """
        start = msg_id.decode() if isinstance(msg_id, bytes) else str(msg_id)
        while True:
            found = self._next(queue_name, group_name, consumer_name, start, claim_after)
            if found is None:
                return None
            if found[1]:
                return RedisMsg(self, queue_name, group_name, *found)
            start = found[0]  # it was deleted from the stream
            self.acknowledge(queue_name, group_name, start)

    def queues_consumer(
        self, queue_names: Sequence[str], group_name: str, consumer_name: str, *, claim_after: float = CLAIM_SECONDS
    ) -> list[tuple[str, RedisMsg]]:
        """The next message of each of these queues that has one, with its queue; waits two seconds for the first.

        Where there is none, those that nobody acknowledged for `claim_after` seconds. As `queue_consumer` else; empty
        when the server is away.
        """
        found: list[tuple[str, Entry]] = self._tried(
            "queues_consumer",
            lambda server: self._next_of_each(server, queue_names, group_name, consumer_name, claim_after),
            [],
            server=self._reads,
        )
        return [(queue, RedisMsg(self, queue, group_name, *entry)) for queue, entry in found]

    def leave_group(self, queue_name: str, group_name: str, consumer_name: str) -> bool:
        """Takes the consumer off the group; what it holds counts as acknowledged. False when the server is away."""

        def work(server: Valkey) -> Any:
            return _in_group(lambda: server.xgroup_delconsumer(queue_name, group_name, consumer_name), int)

        return self._tried("leave_group", work, None) is not None

    def remove_idle_consumers(self, queue_name: str, group_name: str, idle: float) -> int:
        """Takes those off the group that hold nothing and asked for nothing for `idle` seconds; returns how many.

        One that lives after all is in the group again when it asks next. 0 when the server is away.
        """
        return int(self.run_script(REMOVE_IDLE, [queue_name], [group_name, int(idle * 1000)], 0))

    def get_unacked_iterator(
        self, queue_names: Iterable[str], group_name: str, consumer_name: str
    ) -> Iterator[RedisMsg]:
        """What this consumer held when it was called and has not acknowledged, oldest first: to be called at the start.

        Skips queues and groups that are not there, and messages that were deleted. Ends early when the server is away.
        """
        for queue_name in queue_names:
            last = self._last_pending(queue_name, group_name)
            at = "0"
            while last and (message := self.queue_consumer(queue_name, group_name, consumer_name, at)):
                at = message.get_msg_id()
                if _order(at) > _order(last):
                    break
                yield message

    def get_pending_msg(self, queue: str, group_name: str, *, count: int = 100) -> list[dict[str, Any]]:
        """The oldest messages that were given out and not acknowledged, at most `count`; empty when the server is away.

        Of each: `message_id`, `consumer`, `time_since_delivered` (milliseconds), `times_delivered`.
        """

        def work(server: Valkey) -> Any:
            return _in_group(lambda: server.xpending_range(queue, group_name, "-", "+", count), list)

        return list(self._tried("get_pending_msg", work, []))

    def requeue_msg(self, queue: str, group_name: str, msg_id: str) -> bool:
        """Puts a pending message at the end of the queue as a new one, and acknowledges the old one, in one step.

        True when this call did it; False for one that is not pending, or was deleted. False when the server is away;
        then, if an answer was lost, it is done all the same: never twice, never half.
        """
        return self.run_script(REQUEUE, [queue], [group_name, msg_id], None) is not None

    def queue_info(self, queue: str, group_name: str) -> dict[str, Any] | None:
        """What the server tells of the group: `name`, `consumers`, `pending`, `lag`, `last-delivered-id` and more.

        None when there is no such queue or group, or the server is away.
        """

        def work(server: Valkey) -> Any:
            return server.xinfo_groups(queue) if server.exists(queue) else []

        groups: list[dict[str, Any]] = self._tried("queue_info", work, [])
        return next((group for group in groups if group["name"] == group_name), None)

    def acknowledge(self, queue_name: str, group_name: str, msg_id: str) -> bool:
        """See `RedisMsg.ack`. False when the server is away."""
        return self.run_script(ACKNOWLEDGE, [queue_name], [group_name, msg_id], False) is not False

    def _next(self, queue: str, group: str, consumer: str, start: str, claim_after: float) -> Entry | None:
        """The next message to this consumer; without fields, if it was deleted."""
        new = start == _NEW
        wait = int(BLOCK_SECONDS * 1000) if new else None

        def read(server: Valkey) -> Entry | None:
            found: Any = server.xreadgroup(group, consumer, {queue: start}, count=1, block=wait)
            return found[0][1][0] if found and found[0][1] else None

        def begin(server: Valkey) -> Entry | None:
            _make_group(server, queue, group)
            return read(server)

        def work(server: Valkey) -> Any:
            if new and (claimed := self._claimed(server, queue, group, consumer, claim_after)):
                return claimed
            return _in_group(lambda: read(server), lambda: begin(server) if new else None)

        entry: Entry | None = self._tried("queue_consumer", work, None, server=self._reads)
        return entry

    def _next_of_each(
        self, server: Valkey, queues: Sequence[str], group: str, consumer: str, claim_after: float
    ) -> list[tuple[str, Entry]]:
        def read() -> Any:
            wait = int(BLOCK_SECONDS * 1000)
            return server.xreadgroup(group, consumer, dict.fromkeys(queues, _NEW), count=1, block=wait)

        def begin() -> Any:
            for queue in queues:
                _make_group(server, queue, group)
            return read()

        found = [(queue, entries[0]) for queue, entries in _in_group(read, begin) or () if entries]
        if found:
            return found
        idle = ((queue, self._claimed(server, queue, group, consumer, claim_after)) for queue in queues)
        return [(queue, entry) for queue, entry in idle if entry]

    def _claimed(self, server: Valkey, queue: str, group: str, consumer: str, idle: float) -> Entry | None:
        found = self._scripts[CLAIM_IDLE]([queue], [group, consumer, int(idle * 1000)], client=server)
        return (found[0], dict(zip(found[1][::2], found[1][1::2], strict=True))) if found else None

    def _last_pending(self, queue: str, group: str) -> str | None:
        """The id of the last message that the group has not acknowledged; None when there is none."""

        def work(server: Valkey) -> Any:
            return _in_group(lambda: server.xpending(queue, group), dict)

        pending: dict[str, Any] = self._tried("get_unacked_iterator", work, {})
        return pending.get("max")


def _make_group(server: Valkey, queue: str, group: str) -> None:
    try:
        server.xgroup_create(queue, group, id="0", mkstream=True)
    except ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):  # another consumer was faster
            raise


def _in_group(work: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """What `work` returns, or `otherwise` where there is no such stream or group."""
    try:
        return work()
    except ResponseError as error:
        if not str(error).startswith(("NOGROUP", _NO_STREAM)):
            raise
    return otherwise()


def _order(msg_id: str) -> tuple[int, ...]:
    """Ids in the order of the stream."""
    return tuple(map(int, msg_id.split("-")))
