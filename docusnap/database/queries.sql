-- Named statements that SQLite and PostgreSQL run alike; those that they cannot stand in queries.sqlite.sql and
-- queries.postgres.sql. ":name" is a parameter; one that may be null is cast where only its nullness is asked for, as
-- PostgreSQL wants to know its type.

-- name: add_file
INSERT INTO files (sha256, size, media_type, created_at) VALUES (:sha256, :size, :media_type, :created_at)
ON CONFLICT (sha256) DO NOTHING;

-- name: add_document
INSERT INTO documents (id, client_id, created_at) VALUES (:id, :client_id, :created_at);

-- name: add_document_file
INSERT INTO document_files (document_id, position, sha256) VALUES (:document_id, :position, :sha256);

-- name: document
-- A null client takes everyone's; another client's is not found, as if it were not there.
SELECT id, client_id, created_at, forgotten_at FROM documents
WHERE id = :id AND (CAST(:client_id AS TEXT) IS NULL OR client_id = :client_id);

-- name: document_files
SELECT f.sha256, f.size, f.media_type FROM document_files df JOIN files f ON f.sha256 = df.sha256
WHERE df.document_id = :document_id ORDER BY df.position;

-- name: move_line
-- How far the line has come: to the first who waits, or past all who ever did; it never goes back. Who comes for the
-- first time, or after a while, begins there.
WITH RECURSIVE operations (operation) AS (
    SELECT MIN(operation) FROM jobs WHERE status = 'pending' AND run_at IS NULL
    UNION ALL
    SELECT (SELECT MIN(operation) FROM jobs
            WHERE status = 'pending' AND run_at IS NULL AND operation > operations.operation)
    FROM operations WHERE operation IS NOT NULL
), first (sort_key) AS (
    SELECT MIN((SELECT MIN(line.sort_key) FROM jobs line
                WHERE line.status = 'pending' AND line.run_at IS NULL AND line.operation = operations.operation))
    FROM operations
    WHERE operation IS NOT NULL AND operation NOT IN (SELECT operation FROM paused_operations)
), past (clock) AS (
    SELECT MAX(clock) FROM clocks WHERE client_id = ''
)
INSERT INTO clocks (share, client_id, clock)
SELECT '', '', COALESCE(first.sort_key, CASE WHEN past.clock > :now THEN past.clock ELSE :now END)
FROM first CROSS JOIN past WHERE 1 = 1
ON CONFLICT (share, client_id) DO UPDATE
SET clock = CASE WHEN excluded.clock > clocks.clock THEN excluded.clock ELSE clocks.clock END
RETURNING clock;

-- name: first_turn
-- The next turn of those who wait within the share.
SELECT MIN(turn) AS turn FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation AND share = :share;

-- name: move_clock
-- Where its last job left it, or where those begin who had nothing yet; the new job's cost moves it on.
INSERT INTO clocks (share, client_id, clock) VALUES (:share, :client_id, :begin + :cost)
ON CONFLICT (share, client_id) DO UPDATE
SET clock = CASE WHEN clocks.clock > :begin THEN clocks.clock ELSE :begin END + :cost
RETURNING clock - :cost AS start;

-- name: forget_clocks
-- Of those who would stand no further back than who comes for the first time.
DELETE FROM clocks WHERE share <> '' AND clock <= (SELECT line.clock FROM clocks line WHERE line.share = '' AND line.client_id = '');

-- name: add_job
-- No row comes back when the same work is under way: then join it.
INSERT INTO jobs (id, operation, uri, recipe, client_id, parameters, priority, status, share, sort_key, turn, cost, room,
                  created_at)
VALUES (:id, :operation, :uri, :recipe, :client_id, :parameters, :priority, 'pending', :share, :sort_key, :turn, :cost, :cost,
        :created_at)
ON CONFLICT (operation, uri) WHERE status IN ('pending', 'processing') DO NOTHING
RETURNING id;

-- name: live_job
SELECT id FROM jobs WHERE operation = :operation AND uri = :uri AND status IN ('pending', 'processing');

-- name: hasten
-- Work that waits, and that somebody else would be given earlier, takes that one's place.
UPDATE jobs SET share = :share, sort_key = :sort_key, turn = :turn, cost = :cost, room = :cost, priority = :priority
WHERE id = :id AND status = 'pending' AND sort_key > :sort_key;

-- name: prefer
-- Its own client wants it more.
UPDATE jobs SET priority = :priority
WHERE id = :id AND status = 'pending' AND share = :share AND priority < :priority;

-- name: unclaim
-- Within the transaction that claimed it: another job of its share takes its place.
UPDATE jobs SET status = 'pending', attempt = attempt - 1, fence = fence - 1, owner = NULL, lease_until = NULL
WHERE id = :id AND status = 'processing' AND fence = :fence;

-- name: place
UPDATE jobs SET sort_key = :sort_key, room = :room, turn = :turn WHERE id = :id;

-- name: held_place
SELECT operation, share, client_id, sort_key, turn, cost, room FROM jobs
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: costs_more
UPDATE jobs SET cost = :cost, room = :room WHERE id = :id;

-- name: want_again
-- Somebody else wants the work that was asked to stop.
UPDATE jobs SET cancel_asked = 0 WHERE id = :id;

-- name: add_job_file
INSERT INTO job_files (job_id, position, sha256) VALUES (:job_id, :position, :sha256);

-- name: add_correction
INSERT INTO corrections (task_id, number, field, original, value, made_by, made_at)
SELECT t.id, (SELECT COALESCE(MAX(c.number), 0) + 1 FROM corrections c WHERE c.task_id = t.id), :field,
       CAST(:original AS TEXT), CAST(:value AS TEXT), :made_by, :made_at
FROM tasks t WHERE t.id = :task_id AND t.forgotten_at IS NULL;

-- name: corrections_of_task
SELECT field, original, value, made_by, made_at FROM corrections WHERE task_id = :task_id ORDER BY number;

-- name: corrections
SELECT c.task_id, c.number, t.client_id, c.field, c.original, c.value, c.made_by, c.made_at
FROM corrections c JOIN tasks t ON t.id = c.task_id
WHERE c.made_at >= :since AND (c.made_at, c.task_id, c.number) > (:at, :task_id, :number)
      AND (CAST(:client_id AS TEXT) IS NULL OR t.client_id = :client_id)
ORDER BY c.made_at, c.task_id, c.number LIMIT :limit;

-- name: forget_corrections
DELETE FROM corrections WHERE task_id = :task_id;

-- name: add_job_input
INSERT INTO job_inputs (job_id, task_id) VALUES (:job_id, :task_id);

-- name: wait_for_inputs
UPDATE jobs SET run_at = :run_at, error_code = :code, error_detail = :detail
WHERE id = :id AND EXISTS (
    SELECT 1 FROM job_inputs i JOIN tasks t ON t.id = i.task_id JOIN jobs needed ON needed.id = t.job_id
    WHERE i.job_id = jobs.id AND needed.status IN ('pending', 'processing')
);

-- name: put_off
UPDATE jobs SET status = 'pending', run_at = :run_at, error_code = :code, error_detail = :detail, attempt = attempt - 1,
                owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: inputs_ended
-- Jobs that need a result of this one, and of no other that has not ended, take their place in line.
UPDATE jobs SET run_at = NULL
WHERE status = 'pending' AND run_at IS NOT NULL AND error_code = 'waiting_for_inputs'
      AND id IN (SELECT i.job_id FROM job_inputs i JOIN tasks t ON t.id = i.task_id WHERE t.job_id = :job_id)
      AND NOT EXISTS (
          SELECT 1 FROM job_inputs i JOIN tasks t ON t.id = i.task_id JOIN jobs needed ON needed.id = t.job_id
          WHERE i.job_id = jobs.id AND needed.status IN ('pending', 'processing')
      );

-- name: input_deleted
UPDATE jobs SET run_at = NULL
WHERE status = 'pending' AND run_at IS NOT NULL AND error_code = 'waiting_for_inputs'
      AND id IN (SELECT job_id FROM job_inputs WHERE task_id = :task_id);

-- name: add_task
INSERT INTO tasks (id, client_id, job_id, document_id, tag, cached, joined, created_at)
VALUES (:id, :client_id, :job_id, :document_id, :tag, :cached, :joined, :created_at);

-- name: task
-- A null client takes everyone's; another client's is not found, as if it were not there.
SELECT t.id, t.client_id, t.job_id, t.document_id, t.tag, t.created_at, t.cached, t.joined, t.forgotten_at,
       COALESCE(t.operation, j.operation) AS operation, COALESCE(t.status, j.status) AS status,
       COALESCE(t.finished_at, j.finished_at) AS finished_at, j.progress, j.result, j.error_code, j.error_detail, j.run_at
FROM tasks t LEFT JOIN jobs j ON j.id = t.job_id
WHERE t.id = :id AND (CAST(:client_id AS TEXT) IS NULL OR t.client_id = :client_id);

-- name: tasks_of_document
SELECT t.id, t.client_id, t.job_id, t.document_id, t.tag, t.created_at, t.cached, t.joined, t.forgotten_at,
       COALESCE(t.operation, j.operation) AS operation, COALESCE(t.status, j.status) AS status,
       COALESCE(t.finished_at, j.finished_at) AS finished_at, j.progress, j.result, j.error_code, j.error_detail, j.run_at
FROM tasks t LEFT JOIN jobs j ON j.id = t.job_id
WHERE t.document_id = :document_id AND (t.forgotten_at IS NULL OR t.status = 'cancelled')
ORDER BY t.created_at DESC, t.id DESC;

-- name: tasks_of_client
SELECT id FROM tasks
WHERE client_id = :client_id AND forgotten_at IS NULL
      AND (CAST(:operation AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM jobs j WHERE j.id = tasks.job_id AND j.operation = :operation))
LIMIT :limit;

-- name: documents_of_client
SELECT id FROM documents WHERE client_id = :client_id AND forgotten_at IS NULL LIMIT :limit;

-- name: forget_task
-- What it was and how it ended stays for a while.
UPDATE tasks SET forgotten_at = :now, operation = :operation, status = :status, finished_at = :finished_at,
                 job_id = NULL, tag = NULL
WHERE id = :id;

-- name: forget_callbacks
-- Not what is still to be told: that is forgotten once it is told.
DELETE FROM callbacks WHERE task_id = :task_id AND due_at IS NULL;

-- name: forget_told
DELETE FROM callbacks WHERE id = :id AND due_at IS NULL AND EXISTS (
    SELECT 1 FROM tasks t WHERE t.id = callbacks.task_id AND t.forgotten_at IS NOT NULL
);

-- name: keep_trace
INSERT INTO traces (task_id, traceparent) VALUES (:task_id, :traceparent);

-- name: trace_of_task
SELECT traceparent FROM traces WHERE task_id = :task_id;

-- name: trace_of_job
-- Of the first request that asked for the work and was traced.
SELECT r.traceparent FROM tasks t JOIN traces r ON r.task_id = t.id
WHERE t.job_id = :job_id ORDER BY t.created_at, t.id LIMIT 1;

-- name: forget_keys
DELETE FROM idempotency_keys WHERE subject_id = :subject_id;

-- name: hand_over_job
-- To the client who has waited longest of those who still have a task of it; nothing changes when there is none.
UPDATE jobs SET client_id = (SELECT t.client_id FROM tasks t WHERE t.job_id = jobs.id ORDER BY t.created_at, t.id LIMIT 1)
WHERE id = :id AND EXISTS (SELECT 1 FROM tasks t WHERE t.job_id = jobs.id);

-- name: forget_names
DELETE FROM redirects WHERE operation = :operation AND target = :target;

-- name: forget_readings
-- The words of a file that belongs to no job and no document.
DELETE FROM readings WHERE sha256 = :sha256
    AND NOT EXISTS (SELECT 1 FROM job_files r WHERE r.sha256 = :sha256)
    AND NOT EXISTS (SELECT 1 FROM document_files r WHERE r.sha256 = :sha256)
    AND NOT EXISTS (SELECT 1 FROM job_pages r WHERE r.sha256 = :sha256);

-- name: forget_file
DELETE FROM files WHERE sha256 = :sha256
    AND NOT EXISTS (SELECT 1 FROM job_files r WHERE r.sha256 = :sha256)
    AND NOT EXISTS (SELECT 1 FROM document_files r WHERE r.sha256 = :sha256)
    AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.sha256 = :sha256)
RETURNING sha256;

-- name: forget_document
UPDATE documents SET forgotten_at = :now WHERE id = :id AND forgotten_at IS NULL;

-- name: forget_document_files
DELETE FROM document_files WHERE document_id = :document_id;

-- name: some_clients
SELECT DISTINCT client_id AS id FROM tasks WHERE forgotten_at IS NULL ORDER BY client_id LIMIT :limit;

-- name: forget_client
DELETE FROM clocks WHERE client_id = :client_id OR share = :client_id;

-- name: forget_keys_of_client
DELETE FROM idempotency_keys WHERE client_id = :client_id;

-- name: waiting_of_share
-- Counted up to the limit.
SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM jobs WHERE share = :share AND status = 'pending' LIMIT :most + 0
) AS counted;

-- name: waiting_of_client
-- Of one client within a share.
SELECT COUNT(*) AS n FROM (
    SELECT 1 FROM jobs WHERE share = :share AND client_id = :client_id AND status = 'pending' LIMIT :most + 0
) AS counted;

-- name: result_of
-- The newest result of the same work that is fresh enough to answer at once.
SELECT id, result, finished_at, last_accessed FROM jobs
WHERE operation = :operation AND uri = :uri AND recipe = :recipe AND status = 'completed' AND finished_at >= :after
ORDER BY finished_at DESC LIMIT 1;

-- name: note_access
UPDATE jobs SET last_accessed = :now WHERE id = :id;

-- name: items
-- Jobs of one status and operation, newest first.
SELECT id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
       turn, cost, room, created_at, run_at, failed_at, error_code, error_detail
FROM jobs
WHERE status = :status AND operation = :operation AND (CAST(:error AS TEXT) IS NULL OR error_code = :error)
      AND (created_at, id) < (:before, :before_id)
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: in_line
-- The next jobs of one operation.
SELECT id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
       turn, cost, room, created_at, run_at, failed_at, error_code, error_detail
FROM jobs WHERE status = 'pending' AND run_at IS NULL AND operation = :operation ORDER BY sort_key, id LIMIT :limit;

-- name: job
SELECT id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
       turn, cost, room, created_at, run_at, failed_at, error_code, error_detail
FROM jobs WHERE id = :id;

-- name: operations_of
-- The operations of the jobs of one status: one look into the index for each, however many jobs there are.
WITH RECURSIVE operations (operation) AS (
    SELECT MIN(operation) FROM jobs WHERE status = :status
    UNION ALL
    SELECT (SELECT MIN(operation) FROM jobs WHERE status = :status AND operation > operations.operation)
    FROM operations WHERE operation IS NOT NULL
)
SELECT operation FROM operations WHERE operation IS NOT NULL;

-- name: count
SELECT COUNT(*) AS n FROM jobs WHERE status = :status AND operation = :operation;

-- name: count_in_line
-- Those that only wait for a worker.
SELECT COUNT(*) AS n FROM jobs WHERE status = 'pending' AND run_at IS NULL AND operation = :operation;

-- name: count_callbacks
-- Those that are to be told, and how many of them now.
SELECT COUNT(*) AS n, COUNT(CASE WHEN due_at <= :now THEN 1 END) AS due FROM callbacks WHERE due_at IS NOT NULL;

-- name: oldest
SELECT MIN(created_at) AS created_at FROM jobs WHERE status = :status AND operation = :operation;

-- name: retries_due
SELECT COUNT(*) AS n FROM jobs WHERE status = 'pending' AND run_at <= :now;

-- name: retry_by_person
-- A quarantined or cancelled job starts afresh, unless the same work is under way again.
UPDATE jobs SET status = 'pending', run_at = NULL, attempt = 0, crashes = 0, cancel_asked = 0, finished_at = NULL,
                failed_at = NULL, tell_at = NULL
WHERE id = :id AND status IN ('error', 'cancelled')
      AND NOT EXISTS (SELECT 1 FROM jobs other WHERE other.operation = jobs.operation AND other.uri = jobs.uri
                      AND other.status IN ('pending', 'processing'));

-- name: cancel_pending
UPDATE jobs SET status = 'cancelled', finished_at = :now WHERE id = :id AND status = 'pending';

-- name: ask_to_stop
UPDATE jobs SET cancel_asked = 1 WHERE id = :id AND status = 'processing';

-- name: pause
INSERT INTO paused_operations (operation) VALUES (:operation) ON CONFLICT (operation) DO NOTHING;

-- name: resume
DELETE FROM paused_operations WHERE operation = :operation;

-- name: paused
SELECT operation FROM paused_operations ORDER BY operation;

-- name: purge_readings
-- The words of files that belong to no job and no document any more.
DELETE FROM readings WHERE created_at < :before
    AND NOT EXISTS (SELECT 1 FROM job_files r WHERE r.sha256 = readings.sha256)
    AND NOT EXISTS (SELECT 1 FROM document_files r WHERE r.sha256 = readings.sha256)
    AND NOT EXISTS (SELECT 1 FROM job_pages r WHERE r.sha256 = readings.sha256);

-- name: purge_documents
-- Documents of which nothing is asked any more, and those that were forgotten long ago.
DELETE FROM documents
WHERE created_at < :before AND COALESCE(forgotten_at, 0) < :forgotten_before
      AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.document_id = documents.id);

-- name: purge_tombstones
DELETE FROM tasks WHERE forgotten_at < :before;

-- name: purge_files
-- Files that nothing refers to any more.
DELETE FROM files WHERE created_at < :before
    AND NOT EXISTS (SELECT 1 FROM job_files r WHERE r.sha256 = files.sha256)
    AND NOT EXISTS (SELECT 1 FROM document_files r WHERE r.sha256 = files.sha256)
    AND NOT EXISTS (SELECT 1 FROM readings r WHERE r.sha256 = files.sha256)
RETURNING sha256;

-- name: any_file
SELECT sha256 FROM files LIMIT 1;

-- name: file_names
SELECT sha256 FROM files;

-- name: delete_later
INSERT INTO file_deletions (sha256, due_at) VALUES (:sha256, :now) ON CONFLICT (sha256) DO NOTHING;

-- name: keep_file
-- Not where somebody deletes it now.
DELETE FROM file_deletions WHERE sha256 = :sha256 AND claimed_until <= :now;

-- name: file_to_delete
SELECT sha256 FROM file_deletions WHERE sha256 = :sha256;

-- name: deletion_due
SELECT sha256 FROM file_deletions WHERE due_at <= :now AND claimed_until <= :now LIMIT 1;

-- name: claim_deletions
-- The second condition again: another may have claimed them while this waited for it.
UPDATE file_deletions SET claimed_until = :until
WHERE claimed_until <= :now AND sha256 IN (
    SELECT sha256 FROM file_deletions WHERE due_at <= :now AND claimed_until <= :now ORDER BY due_at LIMIT :limit + 0
)
RETURNING sha256;

-- name: file_deleted
DELETE FROM file_deletions WHERE sha256 = :sha256 AND claimed_until = :until;

-- name: delete_again
UPDATE file_deletions SET due_at = :due_at, claimed_until = 0 WHERE sha256 = :sha256 AND claimed_until = :until;

-- name: file_known
SELECT sha256 FROM files WHERE sha256 = :sha256;

-- name: ongoing_files
-- The files of running jobs, then of those that wait for a worker, in line: the first of each operation, as `claim`
-- looks for them.
WITH RECURSIVE operations (operation) AS (
    SELECT MIN(operation) FROM jobs WHERE status = 'pending' AND run_at IS NULL
    UNION ALL
    SELECT (SELECT MIN(operation) FROM jobs
            WHERE status = 'pending' AND run_at IS NULL AND operation > operations.operation)
    FROM operations WHERE operation IS NOT NULL
), waiting AS MATERIALIZED (
    SELECT jobs.id, jobs.sort_key FROM operations JOIN jobs ON jobs.id IN (
        SELECT id FROM jobs line
        WHERE line.status = 'pending' AND line.run_at IS NULL AND line.operation = operations.operation
        ORDER BY line.sort_key, line.id LIMIT :limit + 0
    )
    WHERE operations.operation NOT IN (SELECT operation FROM paused_operations)
), ongoing AS MATERIALIZED (
    SELECT id, 0 AS place, sort_key FROM jobs WHERE status = 'processing'
    UNION ALL
    SELECT id, 1 AS place, sort_key FROM waiting
)
SELECT f.sha256, f.size, f.media_type
FROM ongoing JOIN job_files jf ON jf.job_id = ongoing.id JOIN files f ON f.sha256 = jf.sha256
GROUP BY f.sha256, f.size, f.media_type ORDER BY MIN(ongoing.place), MIN(ongoing.sort_key), f.sha256 LIMIT :limit + 0;

-- name: job_files
SELECT f.sha256, f.size, f.media_type FROM job_files jf JOIN files f ON f.sha256 = jf.sha256
WHERE jf.job_id = :job_id ORDER BY jf.position;

-- name: claim_one
UPDATE jobs SET status = 'processing', run_at = NULL, attempt = attempt + 1, fence = fence + 1, owner = :owner,
                started_at = :now, lease_until = :lease_until, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'pending'
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, share, sort_key,
          turn, cost, room, created_at, run_at, failed_at, error_code, error_detail;

-- name: job_due
-- Whether it may be claimed, and of which operation it is.
SELECT id, operation, fence FROM jobs
WHERE id = :id AND status = 'pending' AND (run_at IS NULL OR run_at <= :now)
    AND NOT EXISTS (SELECT 1 FROM paused_operations p WHERE p.operation IN ('*', jobs.operation));

-- name: job_named
SELECT id, operation, fence FROM jobs WHERE id = :id;

-- name: claim_untold_one
-- One that gave up and of which the consumer of the quarantine was not told; due again at `until` unless it is.
UPDATE jobs SET tell_at = :until WHERE id = :id AND fence = :fence AND tell_at IS NOT NULL
RETURNING id, operation, uri, client_id, parameters, kept, priority, status, attempt, fence, crashes, sort_key,
          created_at, run_at, failed_at, error_code, error_detail;

-- name: line_of
-- The first that may be claimed of an operation; those whose time has just come stand behind.
SELECT id, operation, fence FROM jobs
WHERE status = 'pending' AND run_at IS NULL AND operation = :operation
    AND NOT EXISTS (SELECT 1 FROM paused_operations p WHERE p.operation IN ('*', jobs.operation))
ORDER BY sort_key, id LIMIT :limit;

-- name: come_due_of
SELECT id, operation, fence FROM jobs
WHERE status = 'pending' AND run_at <= :now AND operation = :operation
    AND NOT EXISTS (SELECT 1 FROM paused_operations p WHERE p.operation IN ('*', jobs.operation))
ORDER BY run_at LIMIT :limit;

-- name: renew
-- Tells back which of them were asked to stop.
UPDATE jobs SET lease_until = :lease_until WHERE id = :id AND fence = :fence AND status = 'processing'
RETURNING cancel_asked;

-- name: note_progress
-- Tells back whether it was asked to stop.
UPDATE jobs SET progress = :progress WHERE id = :id AND fence = :fence AND status = 'processing'
RETURNING cancel_asked;

-- name: note_stage
-- Begun once in each attempt.
INSERT INTO job_stages (job_id, fence, stage, worker, started_at)
SELECT id, fence, :stage, COALESCE(owner, ''), :now FROM jobs WHERE id = :id AND fence = :fence AND status = 'processing'
ON CONFLICT (job_id, fence, stage) DO NOTHING;

-- name: stages_of_job
SELECT fence, stage, worker, started_at FROM job_stages WHERE job_id = :job_id ORDER BY fence, started_at, stage;

-- name: complete
UPDATE jobs SET status = 'completed', result = :result, kind = :kind, finished_at = :now, owner = NULL, lease_until = NULL,
                progress = NULL, error_code = NULL, error_detail = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: add_attempt
-- While the claim still holds.
INSERT INTO attempts (job_id, fence, attempt, worker, started_at, ended_at, error_type, message, traceback)
SELECT id, fence, attempt, COALESCE(owner, ''), started_at, :ended_at, :error_type, :message, :traceback
FROM jobs WHERE id = :job_id AND fence = :fence AND status = 'processing';

-- name: forget_old_attempts
DELETE FROM attempts WHERE job_id = :job_id AND fence <= :fence;

-- name: attempts
SELECT attempt, worker, started_at, ended_at, error_type, message, traceback
FROM attempts WHERE job_id = :job_id ORDER BY fence;

-- name: fail
UPDATE jobs SET status = 'error', error_code = :code, error_detail = :detail, finished_at = :now, tell_at = :tell_at,
                owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: retry_later
-- `failed_at` is null when the attempt did not fail: then no outage goes on.
UPDATE jobs SET status = 'pending', run_at = :run_at, error_code = :code, error_detail = :detail, kept = :kept,
                failed_at = CASE WHEN CAST(:failed_at AS DOUBLE PRECISION) IS NULL THEN NULL
                            ELSE COALESCE(failed_at, :failed_at) END,
                owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: release
UPDATE jobs SET status = 'pending', attempt = attempt - 1, owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: end_cancelled
-- Not when somebody joined meanwhile.
UPDATE jobs SET status = 'cancelled', finished_at = :now, owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing' AND cancel_asked = 1;

-- name: rescue
UPDATE jobs SET status = 'pending', run_at = NULL, crashes = crashes + 1, owner = NULL, lease_until = NULL,
                progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: quarantine_crashed
UPDATE jobs SET status = 'error', crashes = crashes + 1, error_code = :code, error_detail = :detail,
                finished_at = :now, tell_at = :now, owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: quarantine_told
UPDATE jobs SET tell_at = NULL WHERE id = :id AND fence = :fence;

-- name: reading
SELECT page FROM readings WHERE sha256 = :sha256 AND page_index = :page_index AND recipe = :recipe;

-- name: keep_reading
-- Not of a file that was forgotten meanwhile.
INSERT INTO readings (sha256, page_index, recipe, page, created_at)
SELECT sha256, :page_index, :recipe, :page, :created_at FROM files WHERE sha256 = :sha256
ON CONFLICT (sha256, page_index, recipe) DO NOTHING;

-- name: forget_pages
DELETE FROM job_pages
WHERE job_id = (SELECT id FROM jobs WHERE id = :id AND fence = :fence AND status = 'processing');

-- name: note_page
INSERT INTO job_pages (job_id, number, sha256, page_index, recipe)
SELECT id, :number, :sha256, :page_index, :recipe FROM jobs
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: pages_of_task
SELECT COUNT(*) AS n FROM tasks t JOIN job_pages p ON p.job_id = t.job_id WHERE t.id = :task_id;

-- name: readings_of_file
SELECT page_index FROM readings WHERE sha256 = :sha256 AND recipe = :recipe ORDER BY page_index;

-- name: work_of_task
-- With the stages of the last attempt, in their order.
SELECT j.attempt, j.created_at, j.started_at AS claimed_at, j.finished_at, s.stage, s.started_at
FROM tasks t JOIN jobs j ON j.id = t.job_id LEFT JOIN job_stages s ON s.job_id = j.id AND s.fence = j.fence
WHERE t.id = :task_id ORDER BY s.started_at, s.stage;

-- name: page_of_task
SELECT r.sha256, r.page_index, r.recipe, r.page
FROM tasks t JOIN job_pages p ON p.job_id = t.job_id
     JOIN readings r ON r.sha256 = p.sha256 AND r.page_index = p.page_index AND r.recipe = p.recipe
WHERE t.id = :task_id AND p.number = :number;

-- name: add_callback
INSERT INTO callbacks (id, task_id, url, receiver, uri, arguments, events)
VALUES (:id, :task_id, :url, :receiver, :uri, :arguments, :events);

-- name: callbacks_of_job_come_due
UPDATE callbacks SET event = :event, ended_at = :now, due_at = :now
WHERE event IS NULL AND events LIKE '%' || :event || '%' AND task_id IN (SELECT id FROM tasks WHERE job_id = :job_id);

-- name: callbacks_of_task_come_due
UPDATE callbacks SET event = :event, ended_at = :now, due_at = :now
WHERE event IS NULL AND events LIKE '%' || :event || '%' AND task_id = :task_id;

-- name: rearm_callbacks
-- The work starts afresh: its next end is told too.
UPDATE callbacks SET event = NULL, ended_at = NULL, due_at = NULL, told_at = NULL, attempts = 0, round = round + 1
WHERE event IS NOT NULL AND task_id IN (SELECT id FROM tasks WHERE job_id = :job_id);

-- name: callback_due
SELECT id FROM callbacks WHERE due_at <= :now LIMIT 1;

-- name: claim_callbacks_of_job
UPDATE callbacks SET due_at = :until, attempts = attempts + 1
WHERE url IS NULL AND event = :event AND due_at <= :now AND task_id IN (SELECT id FROM tasks WHERE job_id = :job_id)
RETURNING id, task_id, url, receiver, uri, arguments, event, round, ended_at, attempts,
    (SELECT t.job_id FROM tasks t WHERE t.id = task_id) AS job_id,
    (SELECT j.operation FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE t.id = task_id) AS operation;

-- name: end_delivery
UPDATE callbacks SET due_at = :due_at, told_at = :told_at
WHERE id = :id AND round = :round AND attempts = :attempts;

-- name: log_delivery
INSERT INTO deliveries (callback_id, round, attempt, at, error) VALUES (:id, :round, :attempts, :at, :error)
ON CONFLICT (callback_id, round, attempt) DO NOTHING;

-- name: deliveries
SELECT c.url, c.event, d.round, d.attempt, d.at, d.error
FROM callbacks c JOIN deliveries d ON d.callback_id = c.id AND d.round = c.round
WHERE c.task_id = :task_id ORDER BY d.at, c.id, d.attempt;

-- name: redirect
SELECT target FROM redirects WHERE operation = :operation AND uri = :uri AND created_at >= :after;

-- name: add_redirect
INSERT INTO redirects (operation, uri, target, created_at) VALUES (:operation, :uri, :target, :now)
ON CONFLICT (operation, uri) DO UPDATE SET target = :target, created_at = :now;

-- name: purge_redirects
DELETE FROM redirects WHERE created_at < :before;

-- name: rename_job
UPDATE jobs SET uri = :uri WHERE id = :id;

-- name: move_tasks
UPDATE tasks SET job_id = :to_job, joined = 1 WHERE job_id = :job_id;

-- name: forget_job
DELETE FROM jobs WHERE id = :id;

-- name: keep_key
-- No row comes back when the key stands for something already.
INSERT INTO idempotency_keys (client_id, name, fingerprint, subject_id, created_at)
VALUES (:client_id, :name, :fingerprint, :subject_id, :now)
ON CONFLICT (client_id, name) DO UPDATE SET fingerprint = :fingerprint, subject_id = :subject_id, created_at = :now
WHERE idempotency_keys.created_at < :expired
RETURNING subject_id;

-- name: key
SELECT fingerprint, subject_id FROM idempotency_keys
WHERE client_id = :client_id AND name = :name AND created_at >= :expired;

-- name: purge_keys
DELETE FROM idempotency_keys WHERE created_at < :before;

-- name: keep_sealed_task
-- No row comes back when the name stands for a task already.
INSERT INTO sealed_tasks (client_id, sha256, type, task_id) VALUES (:client_id, :sha256, :type, :task_id)
ON CONFLICT (client_id, sha256, type) DO NOTHING
RETURNING task_id;

-- name: sealed_task
SELECT task_id FROM sealed_tasks WHERE client_id = :client_id AND sha256 = :sha256 AND type = :type;

-- name: sealed_tasks_of
-- Null takes all.
SELECT task_id FROM sealed_tasks
WHERE client_id = :client_id AND (CAST(:sha256 AS TEXT) IS NULL OR sha256 = :sha256) AND (CAST(:type AS TEXT) IS NULL OR type = :type);

-- name: forget_sealed_task
DELETE FROM sealed_tasks WHERE task_id = :task_id;

-- name: add_api_key
INSERT INTO api_keys (id, name, client_id, sha256, scopes, rate, quota, created_at, expires_at)
VALUES (:id, :name, :client_id, :sha256, :scopes, :rate, :quota, :created_at, :expires_at);

-- name: api_key
SELECT id, name, client_id, sha256, scopes, rate, quota, used, used_day, created_at, expires_at, last_used_at, revoked_at
FROM api_keys WHERE id = :id;

-- name: api_keys
SELECT id, name, client_id, sha256, scopes, rate, quota, used, used_day, created_at, expires_at, last_used_at, revoked_at
FROM api_keys ORDER BY created_at, id;

-- name: any_api_key
SELECT 1 AS found FROM api_keys LIMIT 1;

-- name: revoke_api_key
UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL;

-- name: note_key_use
UPDATE api_keys SET last_used_at = :now WHERE id = :id;

-- name: charge_key
-- No row changes when the quota of the day is used up.
UPDATE api_keys SET used = CASE WHEN used_day = :day THEN used + 1 ELSE 1 END, used_day = :day
WHERE id = :id AND (used_day <> :day OR used < quota);

-- name: add_paper_tag
INSERT INTO paper_tags (task_id, name, position, tag) VALUES (:task_id, :name, :position, :tag)
ON CONFLICT (task_id, name) DO NOTHING;

-- name: forget_paper
DELETE FROM papers WHERE task_id = :task_id;

-- name: paper_tags
SELECT tag FROM paper_tags WHERE task_id = :task_id ORDER BY position;

-- name: completed_tasks_of_job
SELECT t.id, t.tag FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE j.id = :job_id AND j.status = 'completed';

-- name: page_texts
-- The readings of a job's pages, in order.
SELECT r.page FROM job_pages p
     JOIN readings r ON r.sha256 = p.sha256 AND r.page_index = p.page_index AND r.recipe = p.recipe
WHERE p.job_id = :job_id ORDER BY p.number;

-- name: papers_to_add
SELECT task_id FROM papers_to_add LIMIT :limit + 0;

-- name: paper_was_added
DELETE FROM papers_to_add WHERE task_id = :task_id;

-- name: paper
SELECT p.task_id, p.operation, p.created_at, p.kind, p.title, p.seller, p.dated, p.total, p.currency, 0 AS copies
FROM papers p WHERE p.task_id = :task_id AND p.client_id = :client_id;

-- name: copies_of_paper
-- The client's other papers that seem to be the same: of the same sale, or of the same files by the same operation.
SELECT o.task_id, o.operation, o.created_at, o.kind, o.title, o.seller, o.dated, o.total, o.currency, 0 AS copies
FROM papers p JOIN papers o ON o.client_id = p.client_id AND o.task_id <> p.task_id
WHERE p.task_id = :task_id AND p.client_id = :client_id
      AND (o.document_id IS NULL OR p.document_id IS NULL OR o.document_id <> p.document_id)
      AND o.task_id IN (
          SELECT s.task_id FROM papers s WHERE s.client_id = p.client_id AND s.sale = p.sale
          UNION
          SELECT c.task_id FROM papers c
          WHERE c.client_id = p.client_id AND c.content = p.content AND c.operation = p.operation
      )
ORDER BY o.created_at, o.task_id LIMIT :limit;

-- name: paper_kinds
SELECT kind, COUNT(*) AS n FROM papers WHERE client_id = :client_id GROUP BY kind ORDER BY n DESC, kind;

-- name: tags_of_papers
SELECT MIN(g.tag) AS tag, COUNT(*) AS n FROM papers p JOIN paper_tags g ON g.task_id = p.task_id
WHERE p.client_id = :client_id GROUP BY g.name ORDER BY n DESC, g.name LIMIT :limit;

-- name: queue_paused
SELECT operation FROM paused_operations WHERE operation = '*';

-- name: failed_jobs
SELECT created_at, id FROM jobs
WHERE status = 'error' AND (CAST(:operation AS TEXT) IS NULL OR operation = :operation)
      AND (CAST(:error AS TEXT) IS NULL OR error_code = :error) AND (created_at, id) < (:before, :before_id)
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: error_counts
SELECT operation, error_code, COUNT(*) AS n FROM jobs WHERE status = 'error'
GROUP BY operation, error_code ORDER BY n DESC, operation, error_code;

-- name: reprioritise
UPDATE jobs SET sort_key = sort_key + (priority - :priority) * CAST(:step AS DOUBLE PRECISION), priority = :priority
WHERE id = :id AND status = 'pending';

-- name: count_doomed
SELECT COUNT(*) AS n FROM jobs
WHERE status = :status AND finished_at < :before AND (CAST(:operation AS TEXT) IS NULL OR operation = :operation)
      AND (CAST(:error AS TEXT) IS NULL OR error_code = :error);

-- name: delete_doomed
DELETE FROM jobs WHERE status = :status AND id IN (
    SELECT id FROM jobs
    WHERE status = :status AND finished_at < :before AND (CAST(:operation AS TEXT) IS NULL OR operation = :operation)
          AND (CAST(:error AS TEXT) IS NULL OR error_code = :error)
    LIMIT :limit + 0
);

-- name: job_times
SELECT started_at, finished_at, owner FROM jobs WHERE id = :id;

-- name: tasks_of_job
SELECT id, client_id, created_at, cached, joined FROM tasks WHERE job_id = :job_id ORDER BY created_at, id LIMIT :limit;

-- name: added_by_period
SELECT (CAST(created_at AS BIGINT) - :since) / :width AS period, COUNT(*) AS n FROM jobs
WHERE status = :status AND operation = :operation AND created_at >= :since
GROUP BY (CAST(created_at AS BIGINT) - :since) / :width;

-- name: ended_by_period
SELECT (CAST(finished_at AS BIGINT) - :since) / :width AS period, status, COUNT(*) AS n FROM jobs
WHERE status IN ('completed', 'error', 'cancelled') AND finished_at >= :since
GROUP BY (CAST(finished_at AS BIGINT) - :since) / :width, status;

-- name: stages_of_completed
-- The last attempts at the jobs that were completed lately, each with its stages in order.
SELECT j.id, j.created_at, j.started_at AS claimed_at, j.finished_at, s.stage, s.started_at
FROM (SELECT id, fence, created_at, started_at, finished_at FROM jobs
      WHERE status = 'completed' AND finished_at >= :since ORDER BY finished_at DESC LIMIT :limit) j
     JOIN job_stages s ON s.job_id = j.id AND s.fence = j.fence
ORDER BY j.finished_at, j.id, s.started_at, s.stage;

-- name: webhooks
-- With the error of the last attempt. Ids are made in order of time.
SELECT w.id, w.task_id, w.url, w.state, w.event, w.attempts, w.due_at, w.told_at,
       (SELECT d.error FROM deliveries d WHERE d.callback_id = w.id AND d.round = w.round
        ORDER BY d.attempt DESC LIMIT 1) AS error
FROM (SELECT c.id, c.task_id, c.url, c.event, c.attempts, c.due_at, c.told_at, c.round,
             CASE WHEN c.event IS NULL THEN 'waiting' WHEN c.due_at IS NOT NULL THEN 'sending'
                  WHEN c.told_at IS NOT NULL THEN 'told' ELSE 'given_up' END AS state
      FROM callbacks c WHERE c.url IS NOT NULL) w
WHERE (CAST(:state AS TEXT) IS NULL OR w.state = :state) AND (CAST(:task_id AS TEXT) IS NULL OR w.task_id = :task_id)
      AND (CAST(:before_id AS TEXT) IS NULL OR w.id < :before_id)
ORDER BY w.id DESC LIMIT :limit;

-- name: send_again
UPDATE callbacks SET due_at = :now, told_at = NULL, attempts = 0, round = round + 1
WHERE id = :id AND url IS NOT NULL AND event IS NOT NULL
RETURNING task_id;

-- name: keep_nonce
INSERT INTO sealed_nonces (nonce, known_until) VALUES (:nonce, :until) ON CONFLICT (nonce) DO NOTHING RETURNING nonce;

-- name: forget_nonces
-- A few with each that is added, so that there are never many more than are needed.
DELETE FROM sealed_nonces WHERE nonce IN (
    SELECT nonce FROM sealed_nonces WHERE known_until < :now ORDER BY known_until LIMIT :limit + 0
);
