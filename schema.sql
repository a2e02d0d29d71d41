-- The one schema, in the dialect that SQLite and PostgreSQL share. Times are Unix seconds.

CREATE TABLE files (
    sha256     TEXT PRIMARY KEY,
    size       BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);

-- Operation x URI: the work, and the queue item.
CREATE TABLE jobs (
    id           TEXT PRIMARY KEY,
    operation    TEXT NOT NULL,
    uri          TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'error', 'cancelled')),
    attempt      INTEGER NOT NULL DEFAULT 0,
    fence        INTEGER NOT NULL DEFAULT 0,
    owner        TEXT,
    lease_until  DOUBLE PRECISION,
    run_at       DOUBLE PRECISION NOT NULL,
    sort_key     DOUBLE PRECISION NOT NULL,
    progress     TEXT,
    result       TEXT,
    error_code   TEXT,
    error_detail TEXT,
    created_at   DOUBLE PRECISION NOT NULL,
    finished_at  DOUBLE PRECISION
);

-- One flight: identical work that is not finished is one job.
CREATE UNIQUE INDEX jobs_one_flight ON jobs (operation, uri) WHERE status IN ('pending', 'processing');
CREATE INDEX jobs_due ON jobs (sort_key, id) WHERE status = 'pending';
CREATE INDEX jobs_running ON jobs (owner) WHERE status = 'processing';

CREATE TABLE job_files (
    job_id   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256   TEXT NOT NULL REFERENCES files (sha256),
    PRIMARY KEY (job_id, position)
);
CREATE INDEX job_files_file ON job_files (sha256);

-- Words read, kept by (file, page, recipe of the reading), so that nothing is read twice.
CREATE TABLE readings (
    sha256       TEXT NOT NULL REFERENCES files (sha256),
    page_index   INTEGER NOT NULL,
    recipe       TEXT NOT NULL,
    image_sha256 TEXT NOT NULL REFERENCES files (sha256),
    page         TEXT NOT NULL,
    created_at   DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (sha256, page_index, recipe)
);

-- Which reading is page n of a job.
CREATE TABLE job_pages (
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    page_index INTEGER NOT NULL,
    recipe     TEXT NOT NULL,
    PRIMARY KEY (job_id, number),
    FOREIGN KEY (sha256, page_index, recipe) REFERENCES readings (sha256, page_index, recipe)
);

-- One client's request for the result of a job; many tasks can wait for one job.
CREATE TABLE tasks (
    id         TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL,
    job_id     TEXT NOT NULL REFERENCES jobs (id),
    tag        TEXT,
    created_at DOUBLE PRECISION NOT NULL
);
CREATE INDEX tasks_job ON tasks (job_id);
