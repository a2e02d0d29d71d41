-- What a new SQLite database has besides schema.sql: the papers of the clients' libraries, with an index of their words.

-- The result of a client's task, as it is found again. `sale` and `content` are the same for two papers of one sale, and
-- of the same files; `terms` are its words, see domain/search_terms.py.
CREATE TABLE papers (
    number      INTEGER PRIMARY KEY,
    task_id     TEXT NOT NULL UNIQUE REFERENCES tasks (id) ON DELETE CASCADE,
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
    terms       TEXT NOT NULL
);
CREATE INDEX papers_client ON papers (client_id, created_at, task_id);
CREATE INDEX papers_sale ON papers (client_id, sale) WHERE sale IS NOT NULL;
CREATE INDEX papers_content ON papers (client_id, content) WHERE content IS NOT NULL;

-- The result's tags and the client's own, in order. `name` is the tag as it is looked for.
CREATE TABLE paper_tags (
    task_id  TEXT NOT NULL REFERENCES papers (task_id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    position INTEGER NOT NULL,
    tag      TEXT NOT NULL,
    PRIMARY KEY (task_id, name)
);

CREATE VIRTUAL TABLE paper_terms USING fts5(
    terms, content='papers', content_rowid='number', detail='none', tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER papers_added AFTER INSERT ON papers BEGIN
    INSERT INTO paper_terms (rowid, terms) VALUES (new.number, new.terms); END;
CREATE TRIGGER papers_deleted AFTER DELETE ON papers BEGIN
    INSERT INTO paper_terms (paper_terms, rowid, terms) VALUES ('delete', old.number, old.terms); END;
