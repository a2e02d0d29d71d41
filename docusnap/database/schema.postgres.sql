-- What a new PostgreSQL database has besides schema.sql: the papers of the clients' libraries, with an index of their
-- words.

-- The result of a client's task, as it is found again. `sale` and `content` are the same for two papers of one sale, and
-- of the same files; `terms` are its words, see domain/search_terms.py.
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

-- The result's tags and the client's own, in order. `name` is the tag as it is looked for.
CREATE TABLE paper_tags (
    task_id  TEXT NOT NULL REFERENCES papers (task_id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,
    tag      TEXT NOT NULL,
    PRIMARY KEY (task_id, name)
);
