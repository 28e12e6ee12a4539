-- Mandates between people: who may act for whom, at which services, until when. Names are kept nowhere: only, until it is
-- accepted, a digest of the mandatary's, keyed by the one-time code, which is kept nowhere either.

CREATE TABLE mandate (
    mandate_id     TEXT PRIMARY KEY,
    grantor        TEXT NOT NULL,
    mandatary      TEXT,
    code_digest    BYTEA UNIQUE,
    name_digest    BYTEA,
    wrong_names    BIGINT NOT NULL,
    offered_at     TIMESTAMPTZ NOT NULL,
    offer_ends_at  TIMESTAMPTZ NOT NULL,
    valid_until    TIMESTAMPTZ NOT NULL,
    accepted_at    TIMESTAMPTZ,
    last_used_at   TIMESTAMPTZ,
    ended_at       TIMESTAMPTZ,
    ended_by       TEXT
);

CREATE INDEX mandate_grantor ON mandate (grantor, offered_at);

CREATE INDEX mandate_mandatary ON mandate (mandatary, offered_at);

CREATE INDEX mandate_validity ON mandate (valid_until);

CREATE TABLE mandate_service (
    mandate_id  TEXT NOT NULL REFERENCES mandate,
    client_id   TEXT NOT NULL REFERENCES relying_party,
    PRIMARY KEY (mandate_id, client_id)
);

-- On whose behalf: chosen for a waiting request in one session, carried by code and tokens, and remembered for silent renewals.
ALTER TABLE pending_request ADD COLUMN acting_kind TEXT;

ALTER TABLE pending_request ADD COLUMN acting_reference TEXT;

ALTER TABLE pending_request ADD COLUMN acting_session TEXT;

ALTER TABLE code ADD COLUMN acting_kind TEXT;

ALTER TABLE code ADD COLUMN acting_reference TEXT;

ALTER TABLE code ADD COLUMN principal_code TEXT;

ALTER TABLE family ADD COLUMN acting_kind TEXT;

ALTER TABLE family ADD COLUMN acting_reference TEXT;

ALTER TABLE family ADD COLUMN principal_code TEXT;

CREATE INDEX family_acting ON family (acting_reference);

CREATE TABLE acting_choice (
    session_id  TEXT NOT NULL,
    client_id   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    reference   TEXT NOT NULL,
    PRIMARY KEY (session_id, client_id)
);

-- What the gate is still to tell somebody by mail.
CREATE TABLE errand (
    errand_id     TEXT PRIMARY KEY,
    subject_code  TEXT NOT NULL,
    news          TEXT NOT NULL,
    due_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX errand_due ON errand (due_at);
