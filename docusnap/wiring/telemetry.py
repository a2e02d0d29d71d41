"""What the process measures of itself."""

import os
from collections.abc import Mapping
from importlib.metadata import version

from docusnap.domain.errors import Misconfigured
from docusnap.settings.groups import Settings
from docusnap.telemetry.metrics import Metrics, Prices
from docusnap.telemetry.telemetry import Telemetry
from docusnap.telemetry.tracing import NoTracing, Tracing

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def telemetry_of(settings: Settings) -> Telemetry:
    """Metrics always; traces where the usual variables say where they go. Raises Misconfigured."""
    prices = Prices(settings.llm.prompt_price, settings.llm.completion_price)
    return Telemetry(Metrics(prices=prices), _tracing(os.environ))


def _tracing(environment: Mapping[str, str]) -> Tracing:
    disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if disabled or environment.get("OTEL_TRACES_EXPORTER") == "none" or not any(map(environment.get, _ENDPOINTS)):
        return NoTracing()
    try:
        from docusnap.telemetry.otel import OtelTracing
    except ImportError as error:
        told = f"{_ENDPOINTS[0]} needs the OpenTelemetry SDK: pip install 'docusnap[otel]'"
        raise Misconfigured(f"{told} ({error}).") from error
    return OtelTracing(version("docusnap"))
