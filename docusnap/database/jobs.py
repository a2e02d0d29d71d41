"""The queue of jobs, as functions over a transaction. Whoever writes for a claim carries its fence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from docusnap.database import attempts, callbacks, fair_shares, files, inputs, job_rows, quarantine, redirects, results
from docusnap.database.base import Row, Transaction
from docusnap.domain.compact_json import compact_json
from docusnap.domain.queue import Added, Claim, DueJob, ErrorReport, NewJob, Redirected, Rescued, Standing
from docusnap.domain.task import Failure, Job, Progress, Status


def add(tx: Transaction, new: NewJob) -> Added:
    """Puts the job in line, or joins the live one of the same operation and URI, which it may bring forward."""
    place = fair_shares.place(tx, new)
    while not _inserted(tx, new, place):
        if other := live_and_locked(tx, new.operation, new.uri):  # else it has ended since
            return _join(tx, new, other, place)
    for position, file in enumerate(new.files):
        files.add(tx, file, new.created_at)
        tx.run("add_job_file", job_id=new.id, position=position, sha256=file.sha256)
    if new.inputs:
        inputs.wait_for(tx, new.id, new.inputs, new.created_at)
    return Added(new.id, joined=False)


def _inserted(tx: Transaction, new: NewJob, place: fair_shares.Place) -> bool:
    """False when a job of the same operation and URI is live."""
    added = tx.row(
        "add_job",
        id=new.id,
        operation=new.operation,
        uri=new.uri,
        recipe=new.recipe,
        client_id=new.client_id,
        parameters=compact_json(new.parameters),
        priority=new.priority,
        share=new.payer,
        sort_key=place.sort_key,
        turn=place.turn,
        cost=new.cost,
        created_at=new.created_at,
    )
    return added is not None


def _join(tx: Transaction, new: NewJob, job_id: str, place: fair_shares.Place) -> Added:
    """The live job does it, which costs the client nothing unless it is done earlier for it."""
    tx.run("want_again", id=job_id)
    wanted = {"share": new.payer, "cost": new.cost, "priority": new.priority}
    if not tx.run("hasten", id=job_id, sort_key=place.sort_key, turn=place.turn, **wanted):
        fair_shares.give_back(tx, new, place)
        tx.run("prefer", id=job_id, share=new.payer, priority=new.priority)
    return Added(job_id, joined=True)


def redirect(tx: Transaction, job: Job, target: str, recipe: str, after: float, now: float) -> Redirected:
    """The claimed job's work is really that of `target`: from now on its name leads there.

    A result that is there already is told; the same work under way takes over the tasks, and this job is forgotten;
    else the job goes on under the name `target`. Names learnt before `after` count for nothing.
    """
    held = tx.row("held_uri", id=job.id, fence=job.fence)
    if held is None:
        return Redirected(gone=True)
    last = redirects.follow(tx, job.operation, target, after)
    if last == held["uri"]:
        return Redirected()
    redirects.add(tx, job.operation, held["uri"], last, now)
    if known := results.find(tx, job.operation, last, recipe, after):
        results.note_access(tx, known, now)
        return Redirected(known.result)
    other = live_and_locked(tx, job.operation, last)
    if other is None:
        tx.run("rename_job", id=job.id, uri=last)
        return Redirected()
    tx.run("move_tasks", job_id=job.id, to_job=other)
    tx.run("forget_job", id=job.id)
    return Redirected(gone=True)


def claim(tx: Transaction, by: Claim, limit: int = 1, operations: Collection[str] = ()) -> list[Job]:
    """The next due jobs in line, now processing, an attempt and a fence further; paused operations are passed over.

    With `operations`, only jobs of these. The line says whose turn it is; which of its jobs is done then,
    `fair_shares.in_turn` says.
    """
    if tx.row("queue_paused") is not None:
        return []
    tx.run("come_due", now=by.now)
    only = f",{','.join(operations)}," if operations else ""
    lease = {"owner": by.owner, "now": by.now, "lease_until": by.lease_until}
    claimed = list[Job]()
    while len(claimed) < limit and (place := tx.row("claim", **lease, limit=1, operations=only)):
        claimed.append(job_rows.from_row(tx, fair_shares.in_turn(tx, by, place)))
    return claimed


def claim_one(tx: Transaction, by: Claim, job_id: str, fence: int) -> Job | None:
    """That very job, if it is pending, due or not, and was not claimed since its fence was this."""
    row = tx.row("claim_one", owner=by.owner, now=by.now, lease_until=by.lease_until, id=job_id, fence=fence)
    return job_rows.from_row(tx, row) if row else None


def due(tx: Transaction, job_ids: Iterable[str], now: float) -> list[DueJob]:
    """Those of these jobs that may be claimed."""
    rows = [row for job_id in job_ids if (row := tx.row("job_due", id=job_id, now=now))]
    return [DueJob(row["id"], row["operation"], row["fence"]) for row in rows]


def named(tx: Transaction, job_ids: Iterable[str]) -> list[DueJob]:
    """Those of these jobs that are there."""
    rows = [row for job_id in job_ids if (row := tx.row("job_named", id=job_id))]
    return [DueJob(row["id"], row["operation"], row["fence"]) for row in rows]


def line(tx: Transaction, operation: str, now: float, limit: int) -> list[DueJob]:
    """The first jobs of the operation that may be claimed, at most `limit`."""
    rows = [
        *tx.rows("line_of", operation=operation, limit=limit),
        *tx.rows("come_due_of", operation=operation, now=now, limit=limit),
    ]
    return [DueJob(row["id"], row["operation"], row["fence"]) for row in rows[:limit]]


def renew(tx: Transaction, running: Sequence[Job], lease_until: float) -> dict[str, Standing]:
    """Extends the leases of running jobs; tells by id how each claim stands."""
    return {job.id: _standing(tx.row("renew", id=job.id, fence=job.fence, lease_until=lease_until)) for job in running}


def note_progress(tx: Transaction, job: Job, progress: Progress, now: float) -> Standing:
    """Records how far it is, and when its stage began; nothing is written when the claim is lost."""
    tx.run("note_stage", id=job.id, fence=job.fence, stage=progress.stage, now=now)
    return _standing(tx.row("note_progress", id=job.id, fence=job.fence, progress=compact_json(asdict(progress))))


def complete(tx: Transaction, job: Job, result: Mapping[str, Any], now: float) -> bool:
    """Ends it with a result; False, and nothing written, when the fence is old."""
    kind = result.get("kind")
    values = {"result": compact_json(result), "kind": kind if isinstance(kind, str) else None, "now": now}
    done = tx.run("complete", id=job.id, fence=job.fence, **values) == 1
    return done and callbacks.come_due(tx, job.id, Status.COMPLETED, now)


def fail(tx: Transaction, job: Job, failure: Failure, now: float) -> bool:
    """Ends it as `error`: quarantined. False, and nothing written, when the fence is old."""
    values = {"code": failure.code, "detail": failure.detail, "now": now, "tell_at": now + quarantine.TELL_SECONDS}
    done = tx.run("fail", id=job.id, fence=job.fence, **values) == 1
    return done and callbacks.come_due(tx, job.id, Status.ERROR, now)


def retry_later(
    tx: Transaction, job: Job, failure: Failure, run_at: float, kept: Mapping[str, Any], failed_at: float | None
) -> bool:
    """Makes it pending until `run_at`; `kept` comes back on the next attempt. False when the fence is old.

    `failed_at`: when this attempt failed; None when it did not, but was asked to be made again.
    """
    values = {"code": failure.code, "detail": failure.detail, "run_at": run_at, "kept": compact_json(kept)}
    return tx.run("retry_later", id=job.id, fence=job.fence, failed_at=failed_at, **values) == 1


def release(tx: Transaction, job: Job) -> bool:
    """Makes it pending again at once; the attempt does not count. False when the fence is old."""
    return tx.run("release", id=job.id, fence=job.fence) == 1


def end_cancelled(tx: Transaction, job: Job, now: float) -> bool:
    """Ends it as `cancelled`; False, and nothing written, when the fence is old or somebody wants the work again."""
    done = tx.run("end_cancelled", id=job.id, fence=job.fence, now=now) == 1
    return done and callbacks.come_due(tx, job.id, Status.CANCELLED, now)


def rescue(tx: Transaction, now: float, most_crashes: int, failure: Failure, sole_owner: str | None = None) -> Rescued:
    """Takes jobs from dead workers: due again at once, or quarantined at the `most_crashes`-th death.

    Dead is whose lease ran out; for a `sole_owner`, also whoever else is running anything.
    """
    if sole_owner is None:
        dead = tx.rows("dead", now=now)
    else:
        dead = tx.rows("dead_or_foreign", now=now, sole_owner=sole_owner)
    due, quarantined = [], []
    for row in dead:
        attempts.add_of_claim(tx, row["id"], row["fence"], ErrorReport("WorkerDied", failure.detail, ""), now)
        if row["crashes"] + 1 >= most_crashes:
            values = {"code": failure.code, "detail": failure.detail, "now": now}
            tx.run("quarantine_crashed", id=row["id"], fence=row["fence"], **values)
            callbacks.come_due(tx, row["id"], Status.ERROR, now)
            quarantined.append(row["id"])
        else:
            tx.run("rescue", id=row["id"], fence=row["fence"])
            due.append(row["id"])
    return Rescued(due, quarantined)


def find(tx: Transaction, job_id: str) -> Job | None:
    """The job as it stands."""
    row = tx.row("job", id=job_id)
    return job_rows.from_row(tx, row) if row else None


def waiting(tx: Transaction, share: str, most: int, client_id: str | None = None) -> int:
    """How many jobs of the share, or of one client within it, are pending, counted up to `most`."""
    if client_id is None:
        row = tx.row("waiting_of_share", share=share, most=most)
    else:
        row = tx.row("waiting_of_client", share=share, client_id=client_id, most=most)
    return int(fair_shares.the(row)["n"])


def retry_by_person(tx: Transaction, job_id: str) -> bool:
    """A quarantined or cancelled job starts afresh; False when it is neither, or the same work is under way."""
    if tx.run("retry_by_person", id=job_id) == 0:
        return False
    callbacks.rearm(tx, job_id)
    return True


def live(tx: Transaction, operation: str, uri: str) -> str | None:
    """The id of the job of this operation and URI that has not ended."""
    row = tx.row("live_job", operation=operation, uri=uri)
    return str(row["id"]) if row else None


def live_and_locked(tx: Transaction, operation: str, uri: str) -> str | None:
    """As `live`; the job cannot end before this transaction does, so that its end is told to a task added by it."""
    row = tx.row("lock_live_job", operation=operation, uri=uri)
    return str(row["id"]) if row else None


def lock(tx: Transaction, job_id: str) -> bool:
    """Nobody else changes the job or adds a task to it until this transaction ends; False when it is gone."""
    return tx.row("lock_job", id=job_id) is not None


def pause(tx: Transaction, operation: str) -> None:
    """No job of the operation is claimed until `resume`."""
    tx.run("pause", operation=operation)


def resume(tx: Transaction, operation: str) -> None:
    """Jobs of the operation are claimed again."""
    tx.run("resume", operation=operation)


def paused(tx: Transaction) -> list[str]:
    """The operations that are paused, by name."""
    return [row["operation"] for row in tx.rows("paused")]


def _standing(row: Row | None) -> Standing:
    if row is None:
        return Standing.LOST
    return Standing.ASKED_TO_STOP if row["cancel_asked"] else Standing.HELD
