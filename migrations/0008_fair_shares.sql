ALTER TABLE jobs ADD COLUMN share TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN turn DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN cost DOUBLE PRECISION NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN room DOUBLE PRECISION NOT NULL DEFAULT 1;
UPDATE jobs SET share = client_id, turn = sort_key;
DROP INDEX jobs_waiting;
CREATE INDEX jobs_of_share ON jobs (status, operation, share, turn, id, sort_key) WHERE status = 'pending' AND run_at IS NULL;
CREATE INDEX jobs_of_client ON jobs (status, share, client_id, operation, run_at, priority DESC, id) WHERE status = 'pending';
CREATE TABLE clocks (
    share     TEXT NOT NULL,
    client_id TEXT NOT NULL,
    clock     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (share, client_id)
);
INSERT INTO clocks (share, client_id, clock) SELECT id, '', clock FROM clients;
DROP TABLE clients;
CREATE INDEX clocks_of_shares ON clocks (clock) WHERE client_id = '';
