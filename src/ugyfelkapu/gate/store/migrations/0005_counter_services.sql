-- What a counter does on a gate that is there, and who a clerk is, so that nobody serves themselves.

-- The clerk's own identity key (identity.identity_key); empty for clerks appointed before it was asked: they open no case.
ALTER TABLE clerk ADD COLUMN identity_key BYTEA;

-- When the clerk confirmed that data and face match; services come after it.
ALTER TABLE counter_case ADD COLUMN confirmed_at TIMESTAMPTZ;

-- A code asked for in person renews a password that lapsed, too (domain.md R7).
ALTER TABLE password_reset_code ADD COLUMN in_person BOOLEAN NOT NULL DEFAULT FALSE;

-- What was done in a case; each service once for a gate, so that a double submit does it once. Gone with the case.
CREATE TABLE case_service (
    case_id  TEXT NOT NULL REFERENCES counter_case ON DELETE CASCADE,
    gate_id  TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    service  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    done_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (case_id, gate_id, service)
);

CREATE INDEX case_service_gate ON case_service (gate_id);

-- A code on its way to paper: sealed until it is printed, then empty, so that it is printed once. Gone with the case.
CREATE TABLE printed_code (
    case_id     TEXT NOT NULL REFERENCES counter_case ON DELETE CASCADE,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    sealed      BYTEA,
    expires_at  TIMESTAMPTZ NOT NULL,
    made_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (case_id, gate_id)
);

CREATE INDEX printed_code_gate ON printed_code (gate_id);
