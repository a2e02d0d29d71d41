"""Single values, sets and sorted sets."""

import json
from typing import Any

from valkey.client import NEVER_DECODE

from docusnap.valkey.connection import Connection
from docusnap.valkey.scripts import DELETE_IF_EQUAL

Value = str | bytes | int | float
Members = set[str]
"""Of a set; in the class below, `set` is a method."""

HOUR = 3600


class Values(Connection):
    """Commands on keys; `exp` is how long a key lives, in seconds, None for ever.

    A method that gets a key with another kind of value raises `valkey.exceptions.ResponseError`.
    """

    def exist(self, k: str) -> bool:
        """Whether the key is there. False when the server is away."""
        return bool(self._tried("exist", lambda server: server.exists(k), False))

    def get(self, k: str) -> str | None:
        """The value, as text; None when there is none, or the server is away."""
        found: str | None = self._tried("get", lambda server: server.get(k), None)
        return found

    def get_bytes(self, k: str) -> bytes | None:
        """The value as it was stored; None when there is none, or the server is away."""

        def work(server: Any) -> Any:
            return server.execute_command("GET", k, **{NEVER_DECODE: True})

        found: bytes | None = self._tried("get", work, None)
        return found

    def set(self, k: str, v: Value, exp: int | None = HOUR) -> bool:
        """Stores the value in place of what was there. True when it is stored; False when the server is away."""
        return bool(self._tried("set", lambda server: server.set(k, v, ex=exp), False))

    def set_obj(self, k: str, obj: Any, exp: int | None = HOUR) -> bool:
        """Stores it as JSON, as `set` does. False when the server is away. Raises TypeError for what is no JSON."""
        return self.set(k, json.dumps(obj, ensure_ascii=False), exp)

    def transaction(self, key: str, value: Value, exp: int = HOUR) -> bool:
        """Stores the value if there is none, with its expiry, in one step. Whether it was this call that stored it.

        Of any number of callers one at most is told True. False when the server is away; then, if an answer was lost,
        the value may be there all the same, until it expires.
        """
        return bool(self._tried("transaction", lambda server: server.set(key, value, ex=exp, nx=True), False))

    def delete(self, key: str) -> bool:
        """Deletes the key. True when it is not there any more; False when the server is away."""
        return bool(self._tried("delete", lambda server: server.delete(key) is not None, False))

    def delete_if_equal(self, key: str, expected: str) -> bool:
        """Deletes the key if that is its value, in one step. Whether this call deleted it.

        False when the server is away; then, if an answer was lost, it may be deleted all the same.
        """
        return bool(self.run_script(DELETE_IF_EQUAL, [key], [expected], False))

    def sadd(self, key: str, member: str) -> bool:
        """Adds to a set. True when it is in it; False when the server is away."""
        return bool(self._tried("sadd", lambda server: server.sadd(key, member) is not None, False))

    def srem(self, key: str, member: str) -> bool:
        """Removes from a set. True when it is not in it any more; False when the server is away."""
        return bool(self._tried("srem", lambda server: server.srem(key, member) is not None, False))

    def smembers(self, key: str) -> Members | None:
        """All of a set, empty when there is none. None when the server is away."""
        found = self._tried("smembers", lambda server: server.smembers(key), None)
        return None if found is None else Members(found)

    def zadd(self, key: str, member: str, score: float) -> bool:
        """Adds to a sorted set, or changes the score. True when that is its score; False when the server is away."""
        return bool(self._tried("zadd", lambda server: server.zadd(key, {member: score}) is not None, False))

    def zrem(self, key: str, member: str) -> bool:
        """Removes from a sorted set. True when it is not in it any more; False when the server is away."""
        return bool(self._tried("zrem", lambda server: server.zrem(key, member) is not None, False))

    def zcount(self, key: str, min: float | str, max: float | str) -> int:
        """How many of a sorted set have a score from `min` to `max`. 0 when the server is away."""
        return int(self._tried("zcount", lambda server: server.zcount(key, min, max), 0))

    def zpopmin(self, key: str, count: int = 1) -> list[tuple[str, float]] | None:
        """Takes out the `count` members with the lowest scores, with these. None when the server is away.

        The server is asked three times whether it is there, but sent this once only: nothing is taken out twice. If
        its answer is lost, so are they; keep in a stream what must not be.
        """
        if not self._tried("zpopmin", lambda server: server.ping(), False):
            return None
        found: list[tuple[str, float]] | None = self._tried(
            "zpopmin", lambda server: server.zpopmin(key, count), None, tries=1
        )
        return found

    def zrangebyscore(self, key: str, min: float | str, max: float | str) -> list[str] | None:
        """Those of a sorted set with a score from `min` to `max`, lowest first. None when the server is away."""
        found: list[str] | None = self._tried("zrangebyscore", lambda server: server.zrangebyscore(key, min, max), None)
        return found
