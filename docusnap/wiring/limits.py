"""Limits that hold over all processes where a Valkey server is set, and in each by itself where none is."""

import hashlib
import socket
from contextlib import AbstractContextManager

from docusnap.access.rates import RateLimits, Rates
from docusnap.domain.clock import steady_clock, wall_clock
from docusnap.settings.groups import LlmSettings, OcrSettings, ValkeySettings
from docusnap.wiring.valkey_server import valkey_of


def shared_slots(chosen: ValkeySettings, resource: str, most: int) -> AbstractContextManager[object] | None:
    """At most `most` at a time at the resource, over all processes; None without Valkey. Raises Misconfigured."""
    db = valkey_of(chosen)
    if db is None:
        return None
    from docusnap.valkey.slots import SharedSlots

    return SharedSlots(db, f"docusnap:slots:{resource}", most)


def ocr_resource(ocr: OcrSettings) -> str:
    """What reads: the OCR server, which all machines share, or the cores of this one."""
    if ocr.engine == "remote":
        return f"ocr:{_short(ocr.url)}"
    return f"ocr:{socket.gethostname()}"


def llm_resource(llm: LlmSettings) -> str:
    """What understands: the account with the language model, which all machines share."""
    return f"llm:{_short(llm.base_url, llm.api_key.get_secret_value())}"


def rates_of(chosen: ValkeySettings) -> RateLimits:
    """Of requests: over all servers where Valkey is set. Raises Misconfigured."""
    url = chosen.valkey_url.get_secret_value()
    here = Rates(steady_clock)
    if valkey_of(chosen) is None:
        return here
    from docusnap.access.shared_rates import SharedRates

    return SharedRates(url, here, clock=steady_clock, wall_clock=wall_clock)


def _short(*parts: str) -> str:
    """A name for them that tells nothing of them."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
