"""Two kinds of time, so that one cannot be passed where the other is meant."""

import time
from collections.abc import Callable
from typing import NewType

UnixTime = NewType("UnixTime", float)
"""Seconds since 1970, UTC. It can be stored and told, but jumps when somebody sets the machine's clock."""

SteadyTime = NewType("SteadyTime", float)
"""Seconds since some moment, never set: only differences within one process mean anything."""

WallClock = Callable[[], UnixTime]
SteadyClock = Callable[[], SteadyTime]


def wall_clock() -> UnixTime:
    """The machine's clock."""
    return UnixTime(time.time())


def steady_clock() -> SteadyTime:
    """The clock for waiting and for deadlines."""
    return SteadyTime(time.monotonic())
