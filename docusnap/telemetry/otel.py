"""Traces by OpenTelemetry, sent as OTLP over HTTP to where the usual OTEL_* variables say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from docusnap.domain.errors import DocusnapError
from docusnap.telemetry.tracing import NO_ATTRIBUTES, Kind, Note

_KINDS: Mapping[Kind, SpanKind] = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
}
_HEADER = "traceparent"


class OtelTracing:
    """Implements `Tracing`. Spans are sent in the background; what cannot be sent is dropped and logged."""

    enabled = True

    def __init__(self, version: str) -> None:
        """`version`: of DocuSnap, which every span names."""
        ours = Resource({SERVICE_NAME: "docusnap", SERVICE_VERSION: version})
        self._provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("docusnap", version)
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(
        self,
        name: str,
        attributes: Mapping[str, str | int] = NO_ATTRIBUTES,
        *,
        kind: Kind = "internal",
        parent: str = "",
    ) -> Iterator[Note]:
        """See `Tracing`."""
        around = self._propagator.extract({_HEADER: parent}, Context()) if parent else None
        with self._tracer.start_as_current_span(
            name,
            around,
            _KINDS[kind],
            attributes,
            record_exception=False,  # its message may quote a document
            set_status_on_exception=False,
        ) as span:
            try:
                yield span.set_attribute
            except Exception as error:
                told = error.code if isinstance(error, DocusnapError) else type(error).__name__
                span.set_status(Status(StatusCode.ERROR, told))
                raise

    def here(self) -> str:
        """See `Tracing`."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get(_HEADER, "")

    def close(self) -> None:
        """See `Tracing`."""
        self._provider.shutdown()
