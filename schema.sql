-- The one schema, in the dialect that SQLite and PostgreSQL share; what they do not share stands in
-- docusnap/database/schema.sqlite.sql and schema.postgres.sql. Times are Unix seconds.

CREATE TABLE files (
    sha256     TEXT PRIMARY KEY,
    size       BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL
);

-- Files that nothing names any more, and whose bytes are to be deleted from the store at `due_at`: after the transaction
-- that says so. While somebody deletes them (`claimed_until`), nobody can name them anew.
CREATE TABLE file_deletions (
    sha256        TEXT PRIMARY KEY,
    due_at        DOUBLE PRECISION NOT NULL,
    claimed_until DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE INDEX file_deletions_due ON file_deletions (due_at);

-- What a client uploaded: one or more files, in page order. A document that was forgotten has none.
CREATE TABLE documents (
    id           TEXT PRIMARY KEY,
    client_id    TEXT NOT NULL,
    created_at   DOUBLE PRECISION NOT NULL,
    forgotten_at DOUBLE PRECISION
);
CREATE INDEX documents_client ON documents (client_id) WHERE forgotten_at IS NULL;

CREATE TABLE document_files (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    sha256      TEXT NOT NULL REFERENCES files (sha256),
    PRIMARY KEY (document_id, position)
);
CREATE INDEX document_files_file ON document_files (sha256);

-- Operation x URI: the work, and the queue item.
-- `run_at` is null while nothing but a free worker is waited for; a job that waits for a time has no place in line.
-- `attempt` counts claims, `fence` is the claim that may write, `crashes` counts workers that died of it.
-- `failed_at` is when it first failed; the error is the last one. `kept` are keyword arguments for the next attempt.
-- `tell_at` is when the consumer of the quarantine is to be told that it gave up, if that was not done before.
-- `share` is whose fair share of the work it takes (an API key's, an address's); `sort_key` is a place of that share in
-- line, `turn` one of its client within the share: which of the share's jobs takes the place is known when it is claimed.
-- `cost` is how long it takes, roughly; `room` how long its place in line is (seconds).
-- `recipe` is the operation's own when the work was asked for; `last_accessed` when its result last answered (roughly).
-- `kind` is what kind of paper the result is of, null where it does not tell.
CREATE TABLE jobs (
    id           TEXT PRIMARY KEY,
    operation    TEXT NOT NULL,
    uri          TEXT NOT NULL,
    recipe       TEXT NOT NULL,
    client_id    TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    priority     INTEGER NOT NULL DEFAULT 0,
    status       TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'completed', 'error', 'cancelled')),
    attempt      INTEGER NOT NULL DEFAULT 0,
    fence        INTEGER NOT NULL DEFAULT 0,
    crashes      INTEGER NOT NULL DEFAULT 0,
    owner        TEXT,
    lease_until  DOUBLE PRECISION,
    run_at       DOUBLE PRECISION,
    share        TEXT NOT NULL DEFAULT '',
    sort_key     DOUBLE PRECISION NOT NULL,
    turn         DOUBLE PRECISION NOT NULL DEFAULT 0,
    cost         DOUBLE PRECISION NOT NULL DEFAULT 1,
    room         DOUBLE PRECISION NOT NULL DEFAULT 1,
    cancel_asked INTEGER NOT NULL DEFAULT 0,
    progress     TEXT,
    result       TEXT,
    error_code   TEXT,
    error_detail TEXT,
    kept         TEXT,
    failed_at    DOUBLE PRECISION,
    tell_at      DOUBLE PRECISION,
    created_at   DOUBLE PRECISION NOT NULL,
    started_at   DOUBLE PRECISION,
    finished_at  DOUBLE PRECISION,
    last_accessed DOUBLE PRECISION,
    kind         TEXT
);

-- One flight: identical work that is not finished is one job.
CREATE UNIQUE INDEX jobs_one_flight ON jobs (operation, uri) WHERE status IN ('pending', 'processing');
-- The status stands first in each, though it is always the same: else the planner takes another index that begins with it.
-- Each operation has a line of its own, so that no claim walks through one that is paused; a claim looks at nothing else.
CREATE INDEX jobs_in_line ON jobs (status, operation, sort_key, id, crashes, run_at) WHERE status = 'pending' AND run_at IS NULL;
CREATE INDEX jobs_of_share ON jobs (status, operation, share, turn, id, sort_key) WHERE status = 'pending' AND run_at IS NULL;
CREATE INDEX jobs_of_client ON jobs (status, share, client_id, operation, run_at, priority DESC, id) WHERE status = 'pending';
CREATE INDEX jobs_suspected ON jobs (status, sort_key, id) WHERE status = 'pending' AND run_at IS NULL AND crashes > 0;
CREATE INDEX jobs_later ON jobs (status, run_at) WHERE status = 'pending' AND run_at IS NOT NULL;
CREATE INDEX jobs_results ON jobs (status, operation, uri, finished_at) WHERE status = 'completed';
CREATE INDEX jobs_untold ON jobs (tell_at) WHERE tell_at IS NOT NULL;
-- For lists, counts and what runs: the one index over all jobs that a change of status costs.
CREATE INDEX jobs_listed ON jobs (status, operation, created_at);
CREATE INDEX jobs_ended ON jobs (status, finished_at) WHERE finished_at IS NOT NULL;

-- Failed attempts at a job, the last ones: for the one who runs the server, never for clients. `worker` names the boot.
CREATE TABLE attempts (
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    fence      INTEGER NOT NULL,
    attempt    INTEGER NOT NULL,
    worker     TEXT NOT NULL,
    started_at DOUBLE PRECISION,
    ended_at   DOUBLE PRECISION NOT NULL,
    error_type TEXT NOT NULL,
    message    TEXT NOT NULL,
    traceback  TEXT NOT NULL,
    PRIMARY KEY (job_id, fence)
);

-- When each stage of an attempt at a job began, and whose attempt it was. `worker` names the boot.
CREATE TABLE job_stages (
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    fence      INTEGER NOT NULL,
    stage      TEXT NOT NULL,
    worker     TEXT NOT NULL,
    started_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (job_id, fence, stage)
);

CREATE TABLE job_files (
    job_id   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256   TEXT NOT NULL REFERENCES files (sha256),
    PRIMARY KEY (job_id, position)
);
CREATE INDEX job_files_file ON job_files (sha256);

-- Virtual clocks, in seconds of work: where the next job of a share stands in line (without a client), where that of a
-- client stands within its share, and how far the line itself has come (without either).
CREATE TABLE clocks (
    share     TEXT NOT NULL,
    client_id TEXT NOT NULL,
    clock     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (share, client_id)
);
CREATE INDEX clocks_of_shares ON clocks (clock) WHERE client_id = '';

-- Operations of which nothing is claimed for now.
CREATE TABLE paused_operations (
    operation TEXT PRIMARY KEY
);

-- Words read, kept by (file, page, recipe of the reading), so that nothing is read twice.
CREATE TABLE readings (
    sha256       TEXT NOT NULL REFERENCES files (sha256),
    page_index   INTEGER NOT NULL,
    recipe       TEXT NOT NULL,
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
CREATE INDEX job_pages_reading ON job_pages (sha256, page_index, recipe);

-- One client's request for the result of a job; many tasks can wait for one job. A task that was forgotten has no job
-- any more: `operation`, `status` and `finished_at` say here what it was and how it ended.
CREATE TABLE tasks (
    id           TEXT PRIMARY KEY,
    client_id    TEXT NOT NULL,
    job_id       TEXT REFERENCES jobs (id) ON DELETE CASCADE,
    document_id  TEXT REFERENCES documents (id),
    tag          TEXT,
    cached       INTEGER NOT NULL DEFAULT 0,
    joined       INTEGER NOT NULL DEFAULT 0,
    created_at   DOUBLE PRECISION NOT NULL,
    operation    TEXT,
    status       TEXT,
    finished_at  DOUBLE PRECISION,
    forgotten_at DOUBLE PRECISION,
    CHECK ((job_id IS NULL) = (forgotten_at IS NOT NULL))
);
CREATE INDEX tasks_job ON tasks (job_id);
CREATE INDEX tasks_document ON tasks (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX tasks_client ON tasks (client_id, created_at, id) WHERE forgotten_at IS NULL;
CREATE INDEX tasks_forgotten ON tasks (forgotten_at) WHERE forgotten_at IS NOT NULL;

-- Tasks of which the library is still to be told: those that had ended before there was one.
CREATE TABLE papers_to_add (
    task_id TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE
);

-- The tasks whose results a job is given: it waits until all of them have ended.
CREATE TABLE job_inputs (
    job_id  TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    task_id TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (job_id, task_id)
);
CREATE INDEX job_inputs_task ON job_inputs (task_id);

-- What people set right in the result of a task, one after the other. `field` is the label of a value or the id of a
-- form's field, `original` what was read, `value` what is right; null: there is none. `made_by` names the client's key.
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

-- What is told when a task ends: a webhook to `url` or, without one, the callable that is registered for the operation,
-- with `uri` and `arguments`. The transaction that ends the task sets `event`, `ended_at` and `due_at`; `due_at` is null
-- again once it is told or given up. `round` counts the ends of a task that a person tried again.
CREATE TABLE callbacks (
    id        TEXT PRIMARY KEY,
    task_id   TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    url       TEXT,
    receiver  TEXT NOT NULL DEFAULT '',
    uri       TEXT NOT NULL,
    arguments TEXT NOT NULL,
    events    TEXT NOT NULL,
    round     INTEGER NOT NULL DEFAULT 1,
    event     TEXT,
    ended_at  DOUBLE PRECISION,
    due_at    DOUBLE PRECISION,
    attempts  INTEGER NOT NULL DEFAULT 0,
    told_at   DOUBLE PRECISION
);
CREATE INDEX callbacks_task ON callbacks (task_id);
CREATE INDEX callbacks_due ON callbacks (due_at) WHERE due_at IS NOT NULL;

-- Every attempt to tell: the log of deliveries. `error` is null when it was told.
CREATE TABLE deliveries (
    callback_id TEXT NOT NULL REFERENCES callbacks (id) ON DELETE CASCADE,
    round       INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    at          DOUBLE PRECISION NOT NULL,
    error       TEXT,
    PRIMARY KEY (callback_id, round, attempt)
);

-- Names for the same: `uri` is really `target`. Under the operation '' stand web addresses and their content.
CREATE TABLE redirects (
    operation  TEXT NOT NULL,
    uri        TEXT NOT NULL,
    target     TEXT NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (operation, uri)
);
CREATE INDEX redirects_created ON redirects (created_at);
CREATE INDEX redirects_target ON redirects (target);

-- Which task a phone's sealed content is: the client, the SHA-256 of the content as sent, and the phone's word for the
-- operation. The constraint waits for the end of the transaction, as the name is taken before the task is made.
CREATE TABLE sealed_tasks (
    client_id TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    type      TEXT NOT NULL,
    task_id   TEXT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (client_id, sha256, type)
);
CREATE INDEX sealed_tasks_task ON sealed_tasks (task_id);

-- The W3C `traceparent` of the request that asked for a task, where requests are traced.
CREATE TABLE traces (
    task_id     TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    traceparent TEXT NOT NULL
);

-- What a client's Idempotency-Key stands for.
CREATE TABLE idempotency_keys (
    client_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    subject_id  TEXT NOT NULL,
    created_at  DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (client_id, name)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_subject ON idempotency_keys (subject_id);

-- API keys. `sha256` is that of the whole key, which is kept nowhere. `used` counts the tasks of `used_day` (days since 1970, UTC).
CREATE TABLE api_keys (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    client_id    TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    rate         INTEGER,
    quota        INTEGER,
    used         INTEGER NOT NULL DEFAULT 0,
    used_day     INTEGER NOT NULL DEFAULT 0,
    created_at   DOUBLE PRECISION NOT NULL,
    expires_at   DOUBLE PRECISION,
    last_used_at DOUBLE PRECISION,
    revoked_at   DOUBLE PRECISION
);

-- Nonces of sealed requests (protocol 2), so that none is taken twice while its time is believed.
CREATE TABLE sealed_nonces (
    nonce       TEXT PRIMARY KEY,
    known_until DOUBLE PRECISION NOT NULL
);
CREATE INDEX sealed_nonces_known ON sealed_nonces (known_until);
