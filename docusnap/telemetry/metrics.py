"""What one process counts and times, for Prometheus."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

PAGE_TYPE = CONTENT_TYPE_LATEST
"""The media type of `Metrics.page`."""

_SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in whatever currency; 0: not known."""

    prompt: float = 0.0
    completion: float = 0.0


class Metrics:
    """The metrics of one process, in a registry of its own; safe to use from many threads."""

    def __init__(self, registry: CollectorRegistry | None = None, prices: Prices | None = None) -> None:
        """`registry`: where they are registered; without one, in one that is nobody else's."""
        self.registry = registry or CollectorRegistry()
        self._prices = prices or Prices()
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series beside each, of the time when it was first counted
        self._add_job_metrics()
        self._add_work_metrics()
        build = Gauge("docusnap_build_info", "1, for the version that runs.", ["version"], registry=self.registry)
        build.labels(version("docusnap")).set(1)
        ProcessCollector(registry=self.registry)

    def _add_job_metrics(self) -> None:
        self._tasks = self._counter(
            "docusnap_tasks", "Tasks recorded: on new work, or joined, cached, repeated.", "operation", "answer"
        )
        self._ended = self._counter(
            "docusnap_jobs_ended",
            "Claims that ended: completed, error (quarantined), cancelled, retried, released, or stale (refused, as "
            "another worker had taken over).",
            "operation",
            "outcome",
        )
        self._job_seconds = self._histogram("docusnap_job_seconds", "From claim to end.", _LONG, "operation")
        self._wait_seconds = self._histogram(
            "docusnap_job_wait_seconds", "From a job's making to its first claim.", _LONG, "operation"
        )
        self._running = Gauge("docusnap_jobs_running", "Jobs that run now.", ["operation"], registry=self.registry)
        self._rescued = self._counter(
            "docusnap_jobs_rescued", "Jobs of dead workers: due again, or quarantined at the third death.", "fate"
        )
        self._callbacks = self._counter(
            "docusnap_callbacks", "Attempts to tell the end of a task: told, put_off, given_up.", "kind", "outcome"
        )

    def _add_work_metrics(self) -> None:
        self._stage_seconds = self._histogram(
            "docusnap_stage_seconds",
            "One turn of a stage: decode and ocr by page, llm and evidence by call.",
            _SHORT,
            "stage",
        )
        self._pages = self._counter(
            "docusnap_pages", "Pages read: by the engine of that name, or kept from before.", "source"
        )
        self._model_calls = self._counter(
            "docusnap_llm_calls", "Questions to the language model: answered or failed.", "model", "outcome"
        )
        self._tokens = self._counter("docusnap_llm_tokens", "Tokens that it was sent and sent.", "model", "kind")
        self._cost = self._counter("docusnap_llm_cost", "What they cost, by the prices of the settings.", "model")
        self._requests = self._histogram(
            "docusnap_http_request_seconds", "HTTP requests, long polls too.", _SHORT, "method", "route", "status"
        )

    def register(self, collector: Collector) -> None:
        """Has the collector asked whenever the page is made."""
        self.registry.register(collector)

    def page(self) -> bytes:
        """All metrics as text, of the media type `PAGE_TYPE`."""
        return generate_latest(self.registry)

    def task_recorded(self, operation: str, answer: str) -> None:
        """A task: `answer` is new, joined, cached or repeated."""
        self._tasks.labels(operation, answer).inc()

    def job_begun(self, operation: str, waited: float | None) -> None:
        """A claim begins to run; `waited`: seconds in the queue, where it is the job's first."""
        self._running.labels(operation).inc()
        if waited is not None:
            self._wait_seconds.labels(operation).observe(max(0.0, waited))

    def job_left(self, operation: str, seconds: float) -> None:
        """It runs no more, however it ended."""
        self._running.labels(operation).dec()
        self._job_seconds.labels(operation).observe(seconds)

    def job_ended(self, operation: str, outcome: str) -> None:
        """How a claim ended was written, or refused (`stale`)."""
        self._ended.labels(operation, outcome).inc()

    def jobs_rescued(self, fate: str, count: int) -> None:
        """So many jobs of dead workers were taken over: `fate` is due or quarantined."""
        self._rescued.labels(fate).inc(count)

    def stage(self, name: str) -> AbstractContextManager[object]:
        """Times what runs within."""
        return self._stage_seconds.labels(name).time()

    def page_read(self, source: str) -> None:
        """A page: `source` is the engine's name, or `kept`."""
        self._pages.labels(source).inc()

    def model_answered(self, model: str, prompt_tokens: int, completion_tokens: int) -> None:
        """The language model gave an answer that can be used, for so many tokens."""
        self._model_calls.labels(model, "answered").inc()
        self._tokens.labels(model, "prompt").inc(prompt_tokens)
        self._tokens.labels(model, "completion").inc(completion_tokens)
        cost = prompt_tokens * self._prices.prompt + completion_tokens * self._prices.completion
        self._cost.labels(model).inc(cost / _MILLION)

    def model_failed(self, model: str) -> None:
        """It gave none, or could not be reached."""
        self._model_calls.labels(model, "failed").inc()

    def callback_ended(self, kind: str, outcome: str) -> None:
        """`kind`: webhook or python; `outcome`: told, put_off or given_up."""
        self._callbacks.labels(kind, outcome).inc()

    def request_answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """An HTTP request; `route` is the rule that it matched, as there are endlessly many paths."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, about, labels, registry=self.registry, buckets=buckets)
