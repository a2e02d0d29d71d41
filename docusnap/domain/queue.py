"""What goes into the queue and what comes out of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain
from typing import Any, Self

from docusnap.domain.task import StoredFile

SECONDS_PER_PAGE = 1.0
"""What a page costs, roughly: the next job of the share stands so much further back in line."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be done. `cost`: seconds that it will roughly take, by which the client's next job stands behind it.

    `share`: whose fair share of the work it takes, the client's own where it is empty. Its priority orders the client's
    own jobs; if it `overtakes`, also those of others. `inputs`: the ids of tasks whose results it needs.
    """

    id: str
    client_id: str
    operation: str
    uri: str
    files: tuple[StoredFile, ...]
    parameters: Mapping[str, Any]
    created_at: float
    priority: int = 0
    cost: float = 1.0
    recipe: str = ""
    inputs: tuple[str, ...] = ()
    share: str = ""
    overtakes: bool = False

    @property
    def payer(self) -> str:
        """Whose share it takes."""
        return self.share or self.client_id


@dataclass(frozen=True, slots=True)
class NewTask:
    """A client's request for the result of a job. `cached`: it was there when the task came; `joined`: under way."""

    id: str
    client_id: str
    job_id: str
    created_at: float
    tag: str | None = None
    document_id: str | None = None
    cached: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """The job that does the work, and whether it was under way already."""

    job_id: str
    joined: bool


@dataclass(frozen=True, slots=True)
class KnownResult:
    """A result that is there. `last_accessed` in Unix seconds."""

    job_id: str
    result: Mapping[str, Any]
    last_accessed: float


@dataclass(frozen=True, slots=True)
class Redirected:
    """What a redirect led to: a known result, nothing (go on), or the claim is `gone`: another job does the work."""

    result: Mapping[str, Any] | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims: `owner` names this boot; the lease ends at `lease_until` unless renewed. Unix seconds."""

    owner: str
    now: float
    lease_until: float


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job that may be claimed. `fence`: of its last claim; it is out of date once another has claimed it."""

    id: str
    operation: str
    fence: int


class Standing(Enum):
    """How a claim stands: it holds, it holds but somebody asked for the work to stop, or another claim took over."""

    HELD = "held"
    ASKED_TO_STOP = "asked to stop"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Rescued:
    """What came of jobs whose worker died: due again, or quarantined after too many deaths."""

    due: Sequence[str] = field(default=())
    quarantined: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What is left to do: to tell those who wait for these jobs, and to look whether these files belong to nothing."""

    jobs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, several: Iterable[Self]) -> Self:
        """All of them together."""
        found = list(several)
        jobs_, files = (chain.from_iterable(getattr(one, name) for one in found) for name in ("jobs", "files"))
        return cls(tuple(jobs_), tuple(files))


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """An error as it was raised: the name of its type, its message, and where it was raised."""

    type: str
    message: str
    traceback: str


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt at a job that failed, or asked to be made again. `worker` names the boot that made it.

    `number` counts from 1, and anew once a person has the job tried again. Times are Unix seconds.
    """

    number: int
    worker: str
    started_at: float | None
    ended_at: float
    error: ErrorReport


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How the queue stands, for whoever watches it.

    `jobs`: state (waiting for a worker, later for a retry, processing, quarantined) -> operation -> jobs. `oldest`: by
    operation, for how many seconds the oldest job that waits or is to be retried has been there.
    """

    jobs: Mapping[str, Mapping[str, int]]
    oldest: Mapping[str, float]
    paused: Sequence[str]
    callbacks_due: int
    callbacks_later: int


@dataclass(frozen=True, slots=True)
class StageStart:
    """When a stage of the claim `fence` of a job began (Unix seconds), in the process that `worker` names."""

    fence: int
    stage: str
    worker: str
    started_at: float


@dataclass(frozen=True, slots=True)
class QueueStats:
    """How the queue stands. `counts`: status -> operation -> jobs. `oldest_pending`: seconds it has waited."""

    counts: Mapping[str, Mapping[str, int]]
    oldest_pending: float | None
    retries_due: int
    quarantined: int
    paused: Sequence[str]
