CREATE TABLE sealed_nonces (
    nonce       TEXT PRIMARY KEY,
    known_until DOUBLE PRECISION NOT NULL
);
CREATE INDEX sealed_nonces_known ON sealed_nonces (known_until);
