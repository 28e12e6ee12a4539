-- Applications begun at home (domain.md R2): pre-filled ones, and provisional gates, which have no person until a counter
-- confirms them. What was typed is sealed; the reference is kept as its digest.

CREATE TABLE application_from_home (
    application_id    TEXT PRIMARY KEY,
    kind              TEXT NOT NULL,
    reference_digest  BYTEA NOT NULL UNIQUE,
    gate_id           TEXT UNIQUE REFERENCES gate (gate_id) ON DELETE CASCADE,
    sealed            BYTEA NOT NULL,
    asked_at          TIMESTAMPTZ NOT NULL,
    answered_at       TIMESTAMPTZ,
    expires_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX application_expires ON application_from_home (expires_at);

CREATE INDEX application_waits ON application_from_home (asked_at) WHERE answered_at IS NULL;

ALTER TABLE counter_case ADD COLUMN application_id TEXT;
