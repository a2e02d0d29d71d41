CREATE TABLE papers (
    task_id     TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    client_id   TEXT NOT NULL,
    created_at  DOUBLE PRECISION NOT NULL,
    operation   TEXT NOT NULL,
    document_id TEXT,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    seller      TEXT,
    dated       TEXT,
    total       TEXT,
    currency    TEXT,
    sale        TEXT,
    content     TEXT,
    terms       TSVECTOR NOT NULL
);
CREATE INDEX papers_client ON papers (client_id, created_at, task_id);
CREATE INDEX papers_sale ON papers (client_id, sale) WHERE sale IS NOT NULL;
CREATE INDEX papers_content ON papers (client_id, content) WHERE content IS NOT NULL;
CREATE INDEX papers_terms ON papers USING gin (terms);
CREATE TABLE paper_tags (
    task_id  TEXT NOT NULL REFERENCES papers (task_id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,
    tag      TEXT NOT NULL,
    PRIMARY KEY (task_id, name)
);
CREATE TABLE papers_to_add (
    task_id TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE
);
INSERT INTO papers_to_add (task_id)
SELECT t.id FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE j.status = 'completed';
CREATE TABLE job_stages (
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    fence      INTEGER NOT NULL,
    stage      TEXT NOT NULL,
    worker     TEXT NOT NULL,
    started_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (job_id, fence, stage)
);
