"""The pages of the one who runs the server: how the queue stands, its jobs, webhooks and keys."""

from collections.abc import Callable, Sequence

from flask import Blueprint, render_template, request

from docusnap.access.api_keys import Keys
from docusnap.domain.access import Scope
from docusnap.domain.administration import WHOLE_QUEUE, JobFilter, WebhookState
from docusnap.domain.clock import WallClock
from docusnap.domain.task import Status
from docusnap.http.authentication import Access, requires
from docusnap.http.cursors import one_of, page_of, place_of, status_of
from docusnap.queue.administration import QueueAdministration
from docusnap.queue.service import DocumentQueueService
from docusnap.web.charts import HEIGHT, WIDTH, charts_of

_ON_A_PAGE = 50

Warnings = Callable[[], Sequence[str]]
"""What an operator must know now, as sentences."""


def add(
    routes: Blueprint,
    queue: DocumentQueueService,
    administration: QueueAdministration,
    keys: Keys,
    warnings: Warnings,
    operations: Sequence[str],
    *,
    clock: WallClock,
) -> None:
    """`GET /admin`, `/admin/jobs`, `/admin/jobs/<id>`, `/admin/webhooks` and `/admin/keys`."""

    @routes.get("/admin")
    @requires(Access.ADMIN)
    def admin() -> str:
        stats = queue.get_queue_stats()
        return render_template(
            "admin/overview.html",
            warnings=warnings(),
            stats=stats,
            totals={status: sum(stats.counts[status].values()) for status in Status},
            charts=charts_of(administration.history()),
            size=(WIDTH, HEIGHT),
            errors=administration.errors(),
            operations=_pausable(operations, stats.paused),
            whole=WHOLE_QUEUE,
        )

    _add_jobs(routes, administration, operations)
    _add_webhooks(routes, administration)

    @routes.get("/admin/keys")
    @requires(Access.ADMIN)
    def admin_keys() -> str:
        return render_template("admin/keys.html", keys=keys.every(), scopes=list(Scope), now=clock())


def _pausable(operations: Sequence[str], paused: Sequence[str]) -> list[str]:
    return sorted({*operations, *paused} - {WHOLE_QUEUE})


def _add_jobs(routes: Blueprint, administration: QueueAdministration, operations: Sequence[str]) -> None:
    @routes.get("/admin/jobs")
    @requires(Access.ADMIN)
    def admin_jobs() -> str:
        asked = {name: text for name in ("status", "operation", "error") if (text := request.args.get(name))}
        wanted = JobFilter(status_of(request), asked.get("operation"), asked.get("error"), place_of(request))
        found = administration.items(wanted, _ON_A_PAGE + 1)
        shown, following = page_of(found, _ON_A_PAGE, lambda job: (job.created_at, job.id))
        return render_template(
            "admin/jobs.html",
            jobs=shown,
            following=following,
            asked=asked,
            statuses=list(Status),
            operations=sorted(operations),
            errors=sorted({one.code for one in administration.errors()}),
        )

    @routes.get("/admin/jobs/<job_id>")
    @requires(Access.ADMIN)
    def admin_job(job_id: str) -> str:
        return render_template("admin/job.html", story=administration.story(job_id))


def _add_webhooks(routes: Blueprint, administration: QueueAdministration) -> None:
    @routes.get("/admin/webhooks")
    @requires(Access.ADMIN)
    def admin_webhooks() -> str:
        state, task_id, before = (request.args.get(name) or None for name in ("state", "task_id", "cursor"))
        chosen = None if state is None else one_of("state", state, WebhookState)
        found = administration.webhooks(chosen, task_id=task_id, before_id=before, limit=_ON_A_PAGE + 1)
        return render_template(
            "admin/webhooks.html",
            webhooks=found[:_ON_A_PAGE],
            following=found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else None,
            asked={name: value for name, value in (("state", state), ("task_id", task_id)) if value},
            states=list(WebhookState),
        )
