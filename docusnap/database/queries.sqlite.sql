-- Statements for SQLite, where PostgreSQL needs another text (queries.postgres.sql): no two writers run at a time here.

-- name: lock_job
-- One writer at a time: what was looked at stays as it is.
SELECT id FROM jobs WHERE id = :id;

-- name: lock_live_job
SELECT id FROM jobs WHERE operation = :operation AND uri = :uri AND status IN ('pending', 'processing');

-- name: lock_document
SELECT id FROM documents WHERE id = :id;

-- name: purge_jobs
DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE status = :status AND finished_at < :before AND COALESCE(last_accessed, 0) < :before
    ORDER BY finished_at LIMIT :limit
);

-- name: come_due
-- Jobs whose time has come take their place in line.
UPDATE jobs SET run_at = NULL WHERE status = 'pending' AND run_at <= :now;

-- name: claim
-- The first in the line of each operation, then the first of those. The limit stands in a materialized CTE, so that the
-- rows are chosen once. Jobs whose worker died are tried one at a time: the one that kills workers does not take others
-- with it again and again. The limit is an expression, as SQLite plans a statement anew for each bare parameter of a
-- LIMIT or a LIKE, which takes longer than the rest. Only of `operations` (,a,b,), where that is not empty.
WITH RECURSIVE suspect AS MATERIALIZED (
    SELECT id FROM jobs
    WHERE status = 'pending' AND run_at IS NULL AND crashes > 0
        AND operation NOT IN (SELECT operation FROM paused_operations)
        AND (:operations = '' OR INSTR(:operations, ',' || operation || ',') > 0)
        AND NOT EXISTS (SELECT 1 FROM jobs tried WHERE tried.status = 'processing' AND tried.crashes > 0)
    ORDER BY sort_key, id LIMIT 1
), operations (operation) AS (
    SELECT MIN(operation) FROM jobs WHERE status = 'pending' AND run_at IS NULL
    UNION ALL
    SELECT (SELECT MIN(operation) FROM jobs
            WHERE status = 'pending' AND run_at IS NULL AND operation > operations.operation)
    FROM operations WHERE operation IS NOT NULL
), due AS MATERIALIZED (
    SELECT jobs.id, jobs.status FROM operations JOIN jobs ON jobs.id IN (
        SELECT id FROM jobs line
        WHERE line.status = 'pending' AND line.run_at IS NULL AND line.operation = operations.operation
            AND (line.crashes = 0 OR line.id IN (SELECT id FROM suspect))
        ORDER BY line.sort_key, line.id LIMIT :limit + 0
    )
    WHERE operations.operation NOT IN (SELECT operation FROM paused_operations)
        AND (:operations = '' OR INSTR(:operations, ',' || operations.operation || ',') > 0)
    ORDER BY jobs.sort_key, jobs.id LIMIT :limit + 0
)
UPDATE jobs SET status = 'processing', attempt = attempt + 1, fence = fence + 1, owner = :owner, started_at = :now,
                lease_until = :lease_until, progress = NULL
WHERE id IN (SELECT id FROM due WHERE status = 'pending')
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
          turn, cost, room, created_at, run_at, failed_at, error_code, error_detail;

-- name: dead_or_foreign
-- For the sole owner: whoever else runs anything is gone too.
SELECT id, fence, crashes FROM jobs WHERE status = 'processing' AND (lease_until < :now OR owner <> :sole_owner);

-- name: dead
-- Jobs whose worker is gone: its lease ran out.
SELECT id, fence, crashes FROM jobs WHERE status = 'processing' AND lease_until < :now;

-- name: claim_untold
-- Jobs that gave up and of which the consumer of the quarantine was not told; due again at `until` unless it is.
UPDATE jobs SET tell_at = :until
WHERE id IN (SELECT id FROM jobs WHERE tell_at <= :now ORDER BY tell_at LIMIT :limit + 0)
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
          turn, cost, room, created_at, run_at, failed_at, error_code, error_detail;

-- name: claim_callbacks
-- Due again at `until`, should nobody say how it went. Not for receivers that are being told as much as they may.
WITH due AS MATERIALIZED (SELECT id FROM callbacks WHERE due_at <= :now AND :busy NOT LIKE '% ' || receiver || ' %' ORDER BY due_at LIMIT :limit)
UPDATE callbacks SET due_at = :until, attempts = attempts + 1
WHERE id IN (SELECT id FROM due) AND due_at <= :now
RETURNING id, task_id, url, receiver, uri, arguments, event, round, ended_at, attempts,
    (SELECT t.job_id FROM tasks t WHERE t.id = task_id) AS job_id,
    (SELECT COALESCE(j.operation, t.operation) FROM tasks t LEFT JOIN jobs j ON j.id = t.job_id WHERE t.id = task_id)
        AS operation;

-- name: held_uri
SELECT uri FROM jobs WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: first_of_share
-- The job whose turn within the share is the next, where that is before this one.
SELECT id, fence, client_id, priority, sort_key, turn, cost, room FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation AND share = :share AND crashes = 0
    AND (turn < :turn OR (turn = :turn AND id < :id))
ORDER BY turn, id LIMIT 1;

-- name: first_of_client
-- What the client wants most, the oldest of it.
SELECT id, fence, priority, sort_key, turn, cost, room FROM jobs
WHERE status = 'pending' AND share = :share AND client_id = :client_id AND operation = :operation AND run_at IS NULL
    AND crashes = 0
ORDER BY priority DESC, id LIMIT 1;

-- name: next_places
-- The first in line of one share.
SELECT id, sort_key, room, turn FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation AND share = :share
ORDER BY sort_key, id LIMIT :limit + 0;

-- name: next_turns
-- Of one client within a share.
SELECT id, sort_key, room, turn, cost FROM jobs
WHERE status = 'pending' AND share = :share AND client_id = :client_id AND operation = :operation AND run_at IS NULL
ORDER BY turn, id LIMIT :limit + 0;

-- name: add_paper
INSERT INTO papers (task_id, client_id, created_at, operation, document_id, kind, title, seller, dated, total, currency,
                    sale, content, terms)
SELECT t.id, t.client_id, t.created_at, j.operation, t.document_id, :kind, :title, :seller, :dated, :total, :currency,
       :sale, :content, :terms
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
      AND (CAST(:words AS TEXT) IS NULL OR t.id IN (
               SELECT p.task_id FROM papers p JOIN paper_terms f ON f.rowid = p.number
               WHERE paper_terms MATCH replace(:words, ' ', '* ') || '*'
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
      AND (CAST(:words AS TEXT) IS NULL OR p.number IN (
               SELECT rowid FROM paper_terms WHERE paper_terms MATCH replace(:words, ' ', '* ') || '*'
           ))
ORDER BY p.created_at DESC, p.task_id DESC LIMIT :limit;
