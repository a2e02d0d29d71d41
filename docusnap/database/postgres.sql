-- What the PostgreSQL adapter itself asks of the server; never seen by the modules that say what is recorded.
-- The two numbers of a lock are "docu" and what is locked: 1 the schema, 2 the use of the database by a process.

-- name: begin_write
BEGIN ISOLATION LEVEL READ COMMITTED;

-- name: begin_read
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: set_session
-- No statement, no lock and no forgotten transaction may hold others up for ever. Statements are planned for the values
-- that they are given: a plan for any values takes a claim through the whole queue.
SELECT set_config('statement_timeout', '60s', false), set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '60s', false),
       set_config('plan_cache_mode', 'force_custom_plan', false);

-- name: hurry
-- What is committed need not be on disk yet.
SELECT set_config('synchronous_commit', 'off', false);

-- name: facts
SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('server_encoding') AS encoding, current_setting('server_version_num')::int AS version,
       EXTRACT(EPOCH FROM clock_timestamp())::float AS now;

-- name: lock_schema
-- One process at a time makes or changes tables; freed at the end of the transaction.
SELECT pg_advisory_xact_lock(1685021557, 1);

-- name: in_use
-- False when no other process has said that it uses the database; then none can until the transaction ends.
SELECT NOT pg_try_advisory_xact_lock(1685021557, 2) AS in_use;

-- name: use
-- For as long as the connection lasts: nobody changes the tables under this process.
SELECT pg_advisory_lock_shared(1685021557, 2);

-- name: version_table
SELECT to_regclass('docusnap_schema') IS NOT NULL AS there;

-- name: make_version_table
CREATE TABLE docusnap_schema (version INTEGER NOT NULL);

-- name: version
SELECT version FROM docusnap_schema;

-- name: forget_version
DELETE FROM docusnap_schema;

-- name: set_version
INSERT INTO docusnap_schema (version) VALUES (:version);

-- name: listen
LISTEN docusnap;

-- name: notify
SELECT pg_notify('docusnap', :payload);
