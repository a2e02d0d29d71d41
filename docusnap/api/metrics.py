"""`/metrics`, for Prometheus: figures alone, nothing of what stands in a document or of who sent it."""

from flask import Blueprint, Response

from docusnap.http.authentication import Access, requires
from docusnap.http.openapi import Answer, Description, described
from docusnap.telemetry.metrics import PAGE_TYPE, Metrics


def blueprint(metrics: Metrics) -> Blueprint:
    """The route."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    @requires(Access.METRICS)
    @described(
        Description(
            "What is measured, for Prometheus.",
            {200: Answer("The metrics of this process, and how the queue stands.", media_type="text/plain")},
            tag="health",
        )
    )
    def metrics_page() -> Response:
        return Response(metrics.page(), content_type=PAGE_TYPE)

    return routes
