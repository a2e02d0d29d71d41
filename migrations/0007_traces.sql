CREATE TABLE traces (
    task_id     TEXT PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    traceparent TEXT NOT NULL
);
