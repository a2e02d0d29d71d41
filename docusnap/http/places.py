"""Who holds what of the server's connections and memory: shares by address and key, and who makes room for others."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

MOST_OF_ONE_ADDRESS = 0.75
"""Of all connections; behind proxies that are believed, of one of their clients."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a body: `name` is what shares a budget, `share` how much of the whole it may have in flight.

    Those who are not `known` (by a key, or as this machine) have half of the whole between them.
    """

    name: str
    share: float
    known: bool


@dataclass(frozen=True, slots=True)
class Budgets:
    """Bytes of bodies in flight. `largest`: what one request may always have."""

    most: int
    largest: int

    def exceeded(self, sender: Sender | None, held: Iterable[tuple[Sender | None, int]]) -> bool:
        """Whether the sender's next bytes are too much beside all that is held, of whom."""
        held = list(held)
        if sum(size for _, size in held) > self.most:
            return True
        if sender is None:
            return False
        own = sum(size for of, size in held if of is not None and of.name == sender.name)
        strangers = sum(size for of, size in held if of is not None and not of.known)
        return own > self._of(sender.share) or (not sender.known and strangers > self._of(0.5))

    def _of(self, share: float) -> float:
        return max(share * self.most, self.largest)


class Places:
    """How many connections each client has; by address, of IPv6 the network of one line."""

    def __init__(self, most: int, proxies: int) -> None:
        """`most`: connections at a time; `proxies`: whose `X-Forwarded-For` is believed."""
        self.most = most
        self._proxies = proxies
        self._held: Counter[str] = Counter()
        self._count = 0

    def __len__(self) -> int:
        """How many connections there are."""
        return self._count

    def add(self, client: str) -> None:
        """Another connection of the client."""
        self._held[client] += 1
        self._count += 1

    def remove(self, client: str) -> None:
        """One fewer."""
        self._held[client] -= 1
        self._count -= 1
        if not self._held[client]:
            del self._held[client]

    def held(self, client: str) -> int:
        """How many the client has."""
        return self._held[client]

    def crowded(self, client: str) -> bool:
        """Whether the client has more than it may; a proxy's own address may have all."""
        return client != "" and self._held[client] > self.most * MOST_OF_ONE_ADDRESS

    def client(self, address: str, forwarded: str | None = None) -> str:
        """Whom the connection is counted on; nobody ("") while only the proxy in front is known."""
        if self._proxies:
            given = [part.strip() for part in (forwarded or "").split(",")][-self._proxies :]
            return network_of(given[0]) if forwarded and len(given) == self._proxies else ""
        return network_of(address)


def network_of(address: str) -> str:
    """Who is counted as one: an address, of IPv6 the network of one line; as it is where it is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)


def budgets_held(channels: Iterable[object]) -> Iterator[tuple[Sender | None, int]]:
    """What the requests of these connections have in memory, and of whom."""
    for channel in channels:
        yield from getattr(channel, "held", tuple)()
