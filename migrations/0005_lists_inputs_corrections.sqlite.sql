ALTER TABLE jobs ADD COLUMN kind TEXT;
DROP INDEX tasks_client;
CREATE INDEX tasks_client ON tasks (client_id, created_at, id) WHERE forgotten_at IS NULL;
CREATE TABLE job_inputs (
    job_id  TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (job_id, task_id)
);
CREATE INDEX job_inputs_task ON job_inputs (task_id);
CREATE TABLE corrections (
    task_id  TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    field    TEXT NOT NULL,
    original TEXT,
    value    TEXT,
    made_by  TEXT NOT NULL,
    made_at  DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (task_id, number)
);
CREATE INDEX corrections_made ON corrections (made_at);
UPDATE jobs SET kind = json_extract(result, '$.kind') WHERE status = 'completed';
