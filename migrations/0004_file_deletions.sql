CREATE TABLE file_deletions (
    sha256        TEXT PRIMARY KEY,
    due_at        DOUBLE PRECISION NOT NULL,
    claimed_until DOUBLE PRECISION NOT NULL DEFAULT 0
);
CREATE INDEX file_deletions_due ON file_deletions (due_at);
