"""What is known of the servers that this one needs."""

import logging

import pytest

from docusnap.dispatch.probes import Probes
from docusnap.domain.errors import LlmUnavailable
from docusnap.domain.health import Degraded


class Flaky:
    down = True

    def check(self) -> None:
        if self.down:
            raise LlmUnavailable("It is off.")


def test_nothing_is_said_of_a_server_before_it_was_asked() -> None:
    assert Probes({"llm": Flaky()}).degraded() == []


def test_what_was_found_last_is_told_and_logged_when_it_changes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    server = Flaky()
    probes = Probes({"llm": server})
    probes.ask()
    probes.ask()
    assert probes.degraded() == [Degraded("llm", "It is off.")]
    server.down = False
    probes.ask()
    assert probes.degraded() == []
    assert caplog.messages == ["llm is down: It is off.", "llm answers again"]
