-- Named statements, one text for SQLite and PostgreSQL. ":name" is a parameter.

-- name: add_file
INSERT INTO files (sha256, size, media_type, created_at) VALUES (:sha256, :size, :media_type, :created_at)
ON CONFLICT (sha256) DO NOTHING;

-- name: add_job
-- No row comes back when the same work is under way: then join it.
INSERT INTO jobs (id, operation, uri, parameters, status, run_at, sort_key, created_at)
VALUES (:id, :operation, :uri, :parameters, 'pending', :created_at, :created_at, :created_at)
ON CONFLICT (operation, uri) WHERE status IN ('pending', 'processing') DO NOTHING
RETURNING id;

-- name: live_job
SELECT id FROM jobs WHERE operation = :operation AND uri = :uri AND status IN ('pending', 'processing');

-- name: add_job_file
INSERT INTO job_files (job_id, position, sha256) VALUES (:job_id, :position, :sha256);

-- name: add_task
INSERT INTO tasks (id, client_id, job_id, tag, created_at) VALUES (:id, :client_id, :job_id, :tag, :created_at);

-- name: task
SELECT t.id, t.client_id, t.job_id, t.tag, t.created_at, j.operation, j.status, j.progress, j.result,
       j.error_code, j.error_detail, j.finished_at
FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE t.id = :id;

-- name: job_files
SELECT f.sha256, f.size, f.media_type FROM job_files jf JOIN files f ON f.sha256 = jf.sha256
WHERE jf.job_id = :job_id ORDER BY jf.position;

-- name: claim
-- The limit stands in a materialized CTE, so that the row is chosen once.
WITH due AS MATERIALIZED (
    SELECT id FROM jobs WHERE status = 'pending' AND run_at <= :now ORDER BY sort_key, id LIMIT 1
)
UPDATE jobs SET status = 'processing', attempt = attempt + 1, fence = fence + 1, owner = :owner,
                lease_until = :lease_until, progress = NULL
WHERE id IN (SELECT id FROM due) AND status = 'pending'
RETURNING id, operation, uri, parameters, status, attempt, fence;

-- name: renew
UPDATE jobs SET lease_until = :lease_until WHERE id = :id AND owner = :owner AND status = 'processing';

-- name: note_progress
UPDATE jobs SET progress = :progress WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: complete
UPDATE jobs SET status = 'completed', result = :result, finished_at = :now, owner = NULL, lease_until = NULL,
                progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: fail
UPDATE jobs SET status = 'error', error_code = :code, error_detail = :detail, finished_at = :now, owner = NULL,
                lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: release
UPDATE jobs SET status = 'pending', attempt = attempt - 1, owner = NULL, lease_until = NULL, progress = NULL
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: rescue
UPDATE jobs SET status = 'pending', run_at = :now, owner = NULL, lease_until = NULL, progress = NULL
WHERE status = 'processing' AND owner <> :owner;

-- name: reading
SELECT r.page, f.sha256, f.size, f.media_type FROM readings r JOIN files f ON f.sha256 = r.image_sha256
WHERE r.sha256 = :sha256 AND r.page_index = :page_index AND r.recipe = :recipe;

-- name: keep_reading
INSERT INTO readings (sha256, page_index, recipe, image_sha256, page, created_at)
VALUES (:sha256, :page_index, :recipe, :image_sha256, :page, :created_at)
ON CONFLICT (sha256, page_index, recipe) DO NOTHING;

-- name: forget_pages
DELETE FROM job_pages
WHERE job_id = (SELECT id FROM jobs WHERE id = :id AND fence = :fence AND status = 'processing');

-- name: note_page
INSERT INTO job_pages (job_id, number, sha256, page_index, recipe)
SELECT id, :number, :sha256, :page_index, :recipe FROM jobs
WHERE id = :id AND fence = :fence AND status = 'processing';

-- name: page_of_task
SELECT r.page, f.sha256, f.size, f.media_type
FROM tasks t JOIN job_pages p ON p.job_id = t.job_id
     JOIN readings r ON r.sha256 = p.sha256 AND r.page_index = p.page_index AND r.recipe = p.recipe
     JOIN files f ON f.sha256 = r.image_sha256
WHERE t.id = :task_id AND p.number = :number;
