-- What the state registers tell after the registration: each feed's cursor, and the events that concern somebody here.

-- The register's own reference to the person's record; empty until the register told it.
ALTER TABLE person ADD COLUMN record_reference TEXT;

CREATE INDEX person_record ON person (register, record_reference);

CREATE TABLE register_feed (
    register  TEXT PRIMARY KEY,
    number    BIGINT NOT NULL
);

INSERT INTO register_feed (register, number) VALUES ('szl', 0), ('iszl', 0), ('3nyt', 0);

-- Taken over with the cursor in one transaction, settled with the effect in one transaction: so each counts exactly once.
CREATE TABLE register_event (
    register    TEXT NOT NULL,
    number      BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    person_id   TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    taken_at    TIMESTAMPTZ NOT NULL,
    due_at      TIMESTAMPTZ NOT NULL,
    settled_at  TIMESTAMPTZ,
    PRIMARY KEY (register, number)
);

CREATE INDEX register_event_due ON register_event (due_at) WHERE settled_at IS NULL;

CREATE INDEX register_event_person ON register_event (person_id);

-- What somebody says is wrong in their data, in their own words, until a counter has asked the register again.
CREATE TABLE correction_request (
    request_id  TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    field       TEXT NOT NULL,
    words       TEXT NOT NULL,
    asked_at    TIMESTAMPTZ NOT NULL,
    closed_at   TIMESTAMPTZ,
    outcome     TEXT
);

CREATE UNIQUE INDEX correction_request_open ON correction_request (person_id) WHERE closed_at IS NULL;

CREATE INDEX correction_request_gate ON correction_request (gate_id);
