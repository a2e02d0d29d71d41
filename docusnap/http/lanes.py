"""Threads for requests, in lanes: health checks and polls have threads of their own, whatever else is asked."""

from typing import Any

from waitress.task import ThreadedTaskDispatcher

_HEALTH = frozenset({"/healthz", "/readyz", "/check_status"})
_HEALTH_THREADS = 2
_SPARE_POLLS = 2
_SMALL_BODY = 1024
"""What a phone's question how its task stands fits in; with content, the same address takes far more."""


class Lanes:
    """What waitress gives its tasks to: each goes to the lane of its request."""

    def __init__(self, threads: int, waiting: int) -> None:
        """`threads`: for all but health and polls; `waiting`: how many polls may wait at a time."""
        self._lanes = {"health": _HEALTH_THREADS, "polls": waiting + _SPARE_POLLS, "work": threads}
        self._dispatchers = {name: ThreadedTaskDispatcher() for name in self._lanes}

    def start(self) -> None:
        """Starts the threads."""
        for name, count in self._lanes.items():
            self._dispatchers[name].set_thread_count(count)

    def add_task(self, channel: Any) -> None:
        """Has the channel's next request answered in its lane."""
        request = channel.requests[0]
        self._dispatchers[lane_of(request.command, request.path, request.content_length)].add_task(channel)

    def shutdown(self) -> None:
        """Ends all threads; what waits is not answered."""
        for dispatcher in self._dispatchers.values():
            dispatcher.shutdown()


def lane_of(method: str, path: str, length: int) -> str:
    """The lane of a request: "health", "polls" or "work"; `length` is that of its body."""
    path = path.removeprefix("/api").removeprefix("/v1")
    if path in _HEALTH:
        return "health"
    parts = path.strip("/").split("/")
    polled = parts[0] == "task" and (len(parts) == 2 or parts[2:] == ["events"])
    if (method in ("GET", "HEAD") and polled) or (path == "/process" and length <= _SMALL_BODY):
        return "polls"
    return "work"
