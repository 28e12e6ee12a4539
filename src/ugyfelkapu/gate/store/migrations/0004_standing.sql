-- How a gate is suspended and ends, what is kept of it afterwards, and how its e-mail address changes (domain.md R9, R12).

CREATE TABLE suspension (
    gate_id        TEXT PRIMARY KEY REFERENCES gate (gate_id) ON DELETE CASCADE,
    suspended_at   TIMESTAMPTZ NOT NULL,
    suspended_by   TEXT NOT NULL,
    cause          TEXT NOT NULL,
    reason         TEXT NOT NULL,
    doubtful_from  TIMESTAMPTZ NOT NULL
);

-- In every notice mail: whoever has it suspends the gate at once, and can do nothing else with it.
CREATE TABLE freezing_code (
    digest      BYTEA PRIMARY KEY,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    issued_at   TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX freezing_code_gate ON freezing_code (gate_id);

CREATE INDEX freezing_code_expiry ON freezing_code (expires_at);

-- A change asked for has a code and no time; one in force has a time and no code.
CREATE TABLE email_change (
    change_id     TEXT PRIMARY KEY,
    gate_id       TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    former_email  TEXT NOT NULL,
    new_email     TEXT NOT NULL,
    code_digest   BYTEA,
    asked_at      TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ,
    expires_at    TIMESTAMPTZ NOT NULL
);

CREATE UNIQUE INDEX email_change_pending ON email_change (gate_id) WHERE changed_at IS NULL;

CREATE INDEX email_change_gate ON email_change (gate_id);

CREATE INDEX email_change_expiry ON email_change (expires_at);

CREATE TABLE email_undo_code (
    digest      BYTEA PRIMARY KEY,
    change_id   TEXT NOT NULL REFERENCES email_change (change_id) ON DELETE CASCADE,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX email_undo_code_change ON email_undo_code (change_id);

-- The owner's wish to end the gate: first a code by mail, then time to change one's mind.
CREATE TABLE termination (
    gate_id       TEXT PRIMARY KEY REFERENCES gate (gate_id) ON DELETE CASCADE,
    code_digest   BYTEA,
    asked_at      TIMESTAMPTZ NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL,
    confirmed_at  TIMESTAMPTZ,
    ends_at       TIMESTAMPTZ
);

CREATE INDEX termination_ends ON termination (ends_at);

-- What retention needs of an ended gate, sealed; no page and no other statement reads it.
CREATE TABLE archived_gate (
    gate_id       TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL,
    identity_key  BYTEA NOT NULL,
    cause         TEXT NOT NULL,
    ended_at      TIMESTAMPTZ NOT NULL,
    record        BYTEA NOT NULL
);

CREATE INDEX archived_gate_identity ON archived_gate (identity_key);

CREATE INDEX archived_gate_ended ON archived_gate (ended_at);

CREATE TABLE archive_request (
    request_id   TEXT PRIMARY KEY,
    gate_id      TEXT NOT NULL,
    purpose      TEXT NOT NULL,
    reason       TEXT NOT NULL,
    asked_by     TEXT NOT NULL,
    asked_at     TIMESTAMPTZ NOT NULL,
    approved_by  TEXT,
    approved_at  TIMESTAMPTZ,
    opened_at    TIMESTAMPTZ,
    CHECK (approved_by <> asked_by)
);

CREATE INDEX archive_request_asked ON archive_request (asked_at);

-- Names of gates that have ended, as digests: given to nobody again, also when nothing else is known of them any more.
CREATE TABLE reserved_username (
    digest       BYTEA PRIMARY KEY,
    reserved_at  TIMESTAMPTZ NOT NULL
);
