"""What the process measures of itself."""

from docusnap.settings.groups import Settings
from docusnap.telemetry.metrics import Metrics, Prices
from docusnap.telemetry.telemetry import Telemetry


def telemetry_of(settings: Settings) -> Telemetry:
    """Metrics always."""
    prices = Prices(settings.llm.prompt_price, settings.llm.completion_price)
    return Telemetry(Metrics(prices=prices))
