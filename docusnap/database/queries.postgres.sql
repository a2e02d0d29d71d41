-- Statements for PostgreSQL, where SQLite needs another text (queries.sqlite.sql): many write at a time here, so what is
-- looked at and then changed is locked, and what others have locked is passed over where any other will do.

-- name: lock_job
-- Until the transaction ends nobody else changes the job, nor adds a task to it; no row comes back when it is gone.
SELECT id FROM jobs WHERE id = :id FOR UPDATE;

-- name: lock_live_job
SELECT id FROM jobs WHERE operation = :operation AND uri = :uri AND status IN ('pending', 'processing') FOR UPDATE;

-- name: lock_document
SELECT id FROM documents WHERE id = :id FOR UPDATE;

-- name: purge_jobs
-- Not one whose result is being used again.
WITH old AS MATERIALIZED (
    SELECT id FROM jobs WHERE status = :status AND finished_at < :before AND COALESCE(last_accessed, 0) < :before
    ORDER BY finished_at LIMIT :limit FOR UPDATE SKIP LOCKED
)
DELETE FROM jobs WHERE id IN (SELECT id FROM old);

-- name: come_due
-- Jobs whose time has come take their place in line.
WITH due AS MATERIALIZED (
    SELECT id FROM jobs WHERE status = 'pending' AND run_at <= :now FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET run_at = NULL WHERE id IN (SELECT id FROM due);

-- name: claim
-- The first in the line of each operation, then the first of those that nobody else is claiming: rows are locked one by
-- one, in order, until there are enough. Some more than asked for are looked at, as others may have locked as many. The
-- order by three columns is that of the index jobs_in_line, so that the planner takes no other.
-- Jobs whose worker died are tried one at a time: the one that kills workers does not take others with it again and
-- again. Only of `operations` (,a,b,), where that is not empty.
WITH RECURSIVE suspect AS MATERIALIZED (
    SELECT id FROM jobs
    WHERE status = 'pending' AND run_at IS NULL AND crashes > 0
        AND operation NOT IN (SELECT operation FROM paused_operations)
        AND (CAST(:operations AS TEXT) = '' OR STRPOS(:operations, ',' || operation || ',') > 0)
        AND NOT EXISTS (SELECT 1 FROM jobs tried WHERE tried.status = 'processing' AND tried.crashes > 0)
    ORDER BY sort_key, id LIMIT 1
), operations (operation) AS (
    (SELECT operation FROM jobs WHERE status = 'pending' AND run_at IS NULL ORDER BY operation, sort_key, id LIMIT 1)
    UNION ALL
    SELECT (SELECT operation FROM jobs
            WHERE status = 'pending' AND run_at IS NULL AND operation > operations.operation
            ORDER BY operation, sort_key, id LIMIT 1)
    FROM operations WHERE operation IS NOT NULL
), first AS MATERIALIZED (
    SELECT line.id, line.sort_key
    FROM operations CROSS JOIN LATERAL (
        SELECT jobs.id, jobs.sort_key FROM jobs
        WHERE jobs.status = 'pending' AND jobs.run_at IS NULL AND jobs.operation = operations.operation
            AND (jobs.crashes = 0 OR jobs.id IN (SELECT id FROM suspect))
        ORDER BY jobs.sort_key, jobs.id LIMIT CAST(:limit AS BIGINT) + 64
    ) AS line
    WHERE operations.operation NOT IN (SELECT operation FROM paused_operations)
        AND (CAST(:operations AS TEXT) = '' OR STRPOS(:operations, ',' || operations.operation || ',') > 0)
    ORDER BY line.sort_key, line.id
), due AS MATERIALIZED (
    SELECT locked.id FROM first CROSS JOIN LATERAL (
        SELECT jobs.id FROM jobs WHERE jobs.id = first.id AND jobs.status = 'pending' AND jobs.run_at IS NULL
        FOR UPDATE SKIP LOCKED
    ) AS locked
    LIMIT CAST(:limit AS BIGINT)
)
UPDATE jobs SET status = 'processing', attempt = attempt + 1, fence = fence + 1, owner = :owner, started_at = :now,
                lease_until = :lease_until, progress = NULL
WHERE id IN (SELECT id FROM due)
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
          turn, cost, room, created_at, run_at, failed_at, error_code, error_detail;

-- name: dead_or_foreign
-- For the sole owner: whoever else runs anything is gone too.
SELECT id, fence, crashes FROM jobs WHERE status = 'processing' AND (lease_until < :now OR owner <> :sole_owner)
FOR UPDATE SKIP LOCKED;

-- name: dead
-- Jobs whose worker is gone: its lease ran out. Not one that is being renewed or ended.
SELECT id, fence, crashes FROM jobs WHERE status = 'processing' AND lease_until < :now FOR UPDATE SKIP LOCKED;

-- name: claim_untold
-- Jobs that gave up and of which the consumer of the quarantine was not told; due again at `until` unless it is.
WITH untold AS MATERIALIZED (
    SELECT id FROM jobs WHERE tell_at <= :now ORDER BY tell_at LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET tell_at = :until WHERE id IN (SELECT id FROM untold)
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
          turn, cost, room, created_at, run_at, failed_at, error_code, error_detail;

-- name: claim_callbacks
-- Due again at `until`, should nobody say how it went. Not for receivers that are being told as much as they may.
WITH due AS MATERIALIZED (
    SELECT id FROM callbacks WHERE due_at <= :now AND :busy NOT LIKE '% ' || receiver || ' %' ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE callbacks SET due_at = :until, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
RETURNING id, task_id, url, receiver, uri, arguments, event, round, ended_at, attempts,
    (SELECT t.job_id FROM tasks t WHERE t.id = task_id) AS job_id,
    (SELECT COALESCE(j.operation, t.operation) FROM tasks t LEFT JOIN jobs j ON j.id = t.job_id WHERE t.id = task_id)
        AS operation;

-- name: held_uri
SELECT uri FROM jobs WHERE id = :id AND fence = :fence AND status = 'processing' FOR UPDATE;

-- name: first_of_share
-- The job whose turn within the share is the next, where that is before this one.
SELECT id, fence, client_id, priority, sort_key, turn, cost, room FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation AND share = :share AND crashes = 0
    AND (turn < :turn OR (turn = :turn AND id < :id))
ORDER BY turn, id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: first_of_client
-- What the client wants most, the oldest of it.
SELECT id, fence, priority, sort_key, turn, cost, room FROM jobs
WHERE status = 'pending' AND share = :share AND client_id = :client_id AND operation = :operation AND run_at IS NULL
    AND crashes = 0
ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: next_places
-- The first in line of one share.
SELECT id, sort_key, room, turn FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation AND share = :share
ORDER BY sort_key, id LIMIT :limit + 0 FOR UPDATE SKIP LOCKED;

-- name: next_turns
-- Of one client within a share.
SELECT id, sort_key, room, turn, cost FROM jobs
WHERE status = 'pending' AND share = :share AND client_id = :client_id AND operation = :operation AND run_at IS NULL
ORDER BY turn, id LIMIT :limit + 0 FOR UPDATE SKIP LOCKED;

-- name: add_paper
INSERT INTO papers (task_id, client_id, created_at, operation, document_id, kind, title, seller, dated, total, currency,
                    sale, content, terms)
SELECT t.id, t.client_id, t.created_at, j.operation, t.document_id, :kind, :title, :seller, :dated, :total, :currency,
       :sale, :content, array_to_tsvector(string_to_array(:terms, ' '))
FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE t.id = :task_id;

-- name: tasks_listed
-- Each of the words must begin one of the terms of the task's paper.
SELECT t.id, t.client_id, t.job_id, t.document_id, t.tag, t.created_at, t.cached, t.joined, t.forgotten_at,
       j.operation, j.status, j.finished_at, j.progress, j.result, j.error_code, j.error_detail, j.run_at
FROM tasks t JOIN jobs j ON j.id = t.job_id
WHERE t.client_id = :client_id AND t.forgotten_at IS NULL AND (t.created_at, t.id) < (:before, :before_id)
      AND (CAST(:status AS TEXT) IS NULL OR j.status = :status)
      AND (CAST(:operation AS TEXT) IS NULL OR j.operation = :operation)
      AND (CAST(:tag AS TEXT) IS NULL OR t.tag = :tag)
      AND (CAST(:kind AS TEXT) IS NULL OR j.kind = :kind)
      AND (CAST(:since AS DOUBLE PRECISION) IS NULL OR t.created_at >= :since)
      AND (CAST(:until AS DOUBLE PRECISION) IS NULL OR t.created_at < :until)
      AND (CAST(:words AS TEXT) IS NULL OR EXISTS (
               SELECT 1 FROM papers p
               WHERE p.task_id = t.id AND p.terms @@ CAST(replace(:words, ' ', ':* & ') || ':*' AS tsquery)
           ))
ORDER BY t.created_at DESC, t.id DESC LIMIT :limit;

-- name: find_papers
-- The client's papers that fit, newest first. Each of the words must begin one of the paper's terms.
SELECT p.task_id, p.operation, p.created_at, p.kind, p.title, p.seller, p.dated, p.total, p.currency,
       (SELECT COUNT(*) FROM (
            SELECT s.task_id, s.document_id FROM papers s WHERE s.client_id = p.client_id AND s.sale = p.sale
            UNION
            SELECT c.task_id, c.document_id FROM papers c
            WHERE c.client_id = p.client_id AND c.content = p.content AND c.operation = p.operation
        ) o
        WHERE o.task_id <> p.task_id
              AND (o.document_id IS NULL OR p.document_id IS NULL OR o.document_id <> p.document_id)) AS copies
FROM papers p
WHERE p.client_id = :client_id AND (p.created_at, p.task_id) < (:before, :before_id)
      AND p.created_at >= :since AND p.created_at < :until
      AND (CAST(:kind AS TEXT) IS NULL OR p.kind = :kind)
      AND (CAST(:tag AS TEXT) IS NULL
           OR EXISTS (SELECT 1 FROM paper_tags g WHERE g.task_id = p.task_id AND g.name = :tag))
      AND (CAST(:words AS TEXT) IS NULL OR p.terms @@ CAST(replace(:words, ' ', ':* & ') || ':*' AS tsquery))
ORDER BY p.created_at DESC, p.task_id DESC LIMIT :limit;
