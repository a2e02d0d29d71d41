"""Whether the servers that this one needs answer, asked in the background and remembered."""

import logging
from collections.abc import Mapping, Sequence

from docusnap.domain.errors import DocusnapError
from docusnap.domain.health import Degraded, Remote

log = logging.getLogger(__name__)

PROBE_SECONDS = 30.0


class Probes:
    """Asks each server in turn; whoever wants to know gets what was found last, and waits for nobody."""

    def __init__(self, servers: Mapping[str, Remote]) -> None:
        """`servers`: by the part that they are of this one ("llm", "ocr")."""
        self._servers = servers
        self._down: Mapping[str, str] = {}

    def ask(self) -> None:
        """Asks them all; logs what went down or came back."""
        down: dict[str, str] = {}
        for part, server in self._servers.items():
            try:
                server.check()
            except DocusnapError as error:
                down[part] = str(error)
        for part in down.keys() - self._down.keys():
            log.warning("%s is down: %s", part, down[part], extra={"action": "server_down"})
        for part in self._down.keys() - down.keys():
            log.info("%s answers again", part, extra={"action": "server_up"})
        self._down = down

    def degraded(self) -> Sequence[Degraded]:
        """Those that did not answer when they were asked last."""
        return [Degraded(part, detail) for part, detail in sorted(self._down.items())]
