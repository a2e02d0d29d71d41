"""Bodies for the one who runs the server: many jobs at once, the queue's past, webhooks, keys."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from docusnap.domain.access import ApiKey, Scope
from docusnap.domain.administration import History, SentWebhook, WebhookState
from docusnap.domain.task import Status
from docusnap.http.field_types import WholeNumber, not_boolean

_Name = Annotated[str, Field(min_length=1, max_length=100)]


class OperationRequest(BaseModel):
    """What is paused or goes on: one operation or, without it, the whole queue."""

    model_config = ConfigDict(extra="forbid")

    operation: _Name | None = None


class RetryManyRequest(BaseModel):
    """Which quarantined jobs are tried afresh: those with this error code and of this operation; null: any."""

    model_config = ConfigDict(extra="forbid")

    error: _Name | None = None
    operation: _Name | None = None


class PurgeRequest(BaseModel):
    """Which ended jobs are deleted. Without `expected` they are only counted; with it, they must be as many."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["completed", "error", "cancelled"]
    error: _Name | None = None
    operation: _Name | None = None
    older_than_days: Annotated[float, BeforeValidator(not_boolean)] = Field(
        0, ge=0, le=36_500, allow_inf_nan=False, description="Since they ended."
    )
    expected: WholeNumber | None = Field(None, ge=0, description="As many as a request without it counted.")


class KeyRequest(BaseModel):
    """A key to be made. `client`: whose tasks it sees; without, its own. `rate`: requests a minute."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    client: str | None = None
    scopes: list[Scope] = Field(default_factory=lambda: [Scope.SUBMIT, Scope.READ], min_length=1)
    rate: WholeNumber | None = Field(600, ge=1, le=1_000_000)
    quota: WholeNumber | None = Field(None, ge=1, le=1_000_000_000, description="Tasks a day (UTC).")
    days: Annotated[float, BeforeValidator(not_boolean)] | None = Field(
        None, gt=0, le=36_500, allow_inf_nan=False, description="Until it expires; null: never."
    )


class RetriedBody(BaseModel):
    """How many jobs start afresh."""

    retried: int


class PurgedBody(BaseModel):
    """How many jobs fit, and how many of them were deleted."""

    jobs: int
    deleted: int


class PeriodBody(BaseModel):
    """What happened up to `until`: jobs that were added and that ended, and how many were live at the end."""

    until: datetime
    added: int
    ended: Mapping[Status, int]
    live: int


class StageTimesBody(BaseModel):
    """How long a stage took lately, in seconds: the median, and what nine in ten stayed below."""

    stage: str
    jobs: int
    median: float
    nine_tenths: float


class HistoryBody(BaseModel):
    """The queue's last day, by the hour, and how long the stages took."""

    periods: Sequence[PeriodBody]
    stages: Sequence[StageTimesBody]

    @classmethod
    def of(cls, history: History) -> Self:
        """As the one who runs the server sees it."""
        return cls(
            periods=[
                PeriodBody(until=_moment(one.until), added=one.added, ended=one.ended, live=one.live)
                for one in history.periods
            ],
            stages=[
                StageTimesBody(stage=one.stage, jobs=one.jobs, median=one.median, nine_tenths=one.nine_tenths)
                for one in history.stages
            ],
        )


class ErrorCountBody(BaseModel):
    """How many quarantined jobs of an operation have this error."""

    operation: str
    code: str
    jobs: int


class ErrorsBody(BaseModel):
    """The errors of quarantined jobs, the commonest first."""

    errors: Sequence[ErrorCountBody]


class WebhookBody(BaseModel):
    """A webhook of a task. `error`: why the last attempt failed; `due_at`: when the next one is."""

    id: str
    task_id: str
    url: str
    state: WebhookState
    event: str | None
    attempts: int
    due_at: datetime | None
    told_at: datetime | None
    error: str | None

    @classmethod
    def of(cls, webhook: SentWebhook) -> Self:
        """As the one who runs the server sees it."""
        return cls(
            id=webhook.id,
            task_id=webhook.task_id,
            url=webhook.url,
            state=webhook.state,
            event=webhook.event,
            attempts=webhook.attempts,
            due_at=_time(webhook.due_at),
            told_at=_time(webhook.told_at),
            error=webhook.error,
        )


class WebhooksBody(BaseModel):
    """A page of webhooks, newest first; `next` is the cursor of the next page, null on the last."""

    webhooks: list[WebhookBody]
    next: str | None


class KeyBody(BaseModel):
    """An API key without its text. `used`: tasks of today, where there is a quota."""

    id: str
    name: str
    client: str
    scopes: Sequence[Scope]
    rate: int | None
    quota: int | None
    used: int | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """As the one who runs the server sees it."""
        return cls(
            id=key.id,
            name=key.name,
            client=key.client_id,
            scopes=sorted(key.scopes),
            rate=key.rate,
            quota=key.quota,
            used=None if key.quota is None else key.used,
            created_at=_moment(key.created_at),
            last_used_at=_time(key.last_used_at),
            expires_at=_time(key.expires_at),
            revoked_at=_time(key.revoked_at),
        )


class KeysBody(BaseModel):
    """All keys, oldest first."""

    keys: list[KeyBody]


class NewKeyBody(KeyBody):
    """A key that was just made; its text `key` is shown this once."""

    key: str


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)
