-- The client register: who was registered, by whom and where, and the cases open at the counters.

CREATE TABLE person (
    person_id                  TEXT PRIMARY KEY,
    subject_code               TEXT NOT NULL UNIQUE,
    identity_key               BYTEA NOT NULL UNIQUE,
    register                   TEXT NOT NULL,
    family_name                TEXT NOT NULL,
    given_name                 TEXT NOT NULL,
    birth_family_name          TEXT NOT NULL,
    birth_given_name           TEXT NOT NULL,
    mothers_birth_family_name  TEXT NOT NULL,
    mothers_birth_given_name   TEXT NOT NULL,
    birth_place                TEXT NOT NULL,
    birth_date                 DATE NOT NULL,
    citizenship                TEXT NOT NULL,
    document_type              TEXT NOT NULL,
    document_number            TEXT NOT NULL,
    document_valid_until       DATE NOT NULL,
    deceased                   BOOLEAN NOT NULL,
    taken_over_at              TIMESTAMPTZ NOT NULL
);

CREATE TABLE registration_body (
    body_id  TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL UNIQUE
);

CREATE TABLE clerk (
    clerk_id         TEXT PRIMARY KEY,
    body_id          TEXT NOT NULL REFERENCES registration_body,
    role             TEXT NOT NULL,
    username         TEXT NOT NULL,
    username_folded  TEXT NOT NULL UNIQUE,
    family_name      TEXT NOT NULL,
    given_name       TEXT NOT NULL,
    password         TEXT NOT NULL,
    totp_secret      BYTEA NOT NULL,
    totp_last_step   BIGINT NOT NULL DEFAULT 0,
    appointed_at     TIMESTAMPTZ NOT NULL,
    dismissed_at     TIMESTAMPTZ
);

CREATE INDEX clerk_of_body ON clerk (body_id);

CREATE TABLE clerk_session (
    digest      BYTEA PRIMARY KEY,
    clerk_id    TEXT NOT NULL REFERENCES clerk ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    started_at  TIMESTAMPTZ NOT NULL,
    seen_at     TIMESTAMPTZ NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL
);

CREATE INDEX clerk_session_ends ON clerk_session (ends_at);

CREATE TABLE gate (
    gate_id              TEXT PRIMARY KEY,
    person_id            TEXT NOT NULL REFERENCES person,
    username             TEXT NOT NULL,
    username_folded      TEXT NOT NULL UNIQUE,
    email                TEXT NOT NULL,
    language             TEXT NOT NULL,
    standing             TEXT NOT NULL,
    registered_level     TEXT NOT NULL,
    registered_by_body   TEXT NOT NULL REFERENCES registration_body,
    registered_by_clerk  TEXT NOT NULL REFERENCES clerk,
    registered_at        TIMESTAMPTZ NOT NULL,
    activated_at         TIMESTAMPTZ
);

-- One gate for a person, until several are allowed (domain.md R11): then this index goes, and nothing else.
CREATE UNIQUE INDEX gate_one_for_a_person ON gate (person_id) WHERE standing <> 'terminated';

CREATE INDEX gate_of_clerk ON gate (registered_by_clerk, registered_at);

CREATE INDEX gate_unactivated ON gate (registered_at) WHERE standing = 'registered';

CREATE TABLE counter_case (
    case_id    TEXT PRIMARY KEY,
    clerk_id   TEXT NOT NULL REFERENCES clerk,
    opened_at  TIMESTAMPTZ NOT NULL,
    typed      TEXT NOT NULL,
    answer     TEXT NOT NULL
);

CREATE INDEX counter_case_opened ON counter_case (opened_at);

CREATE INDEX counter_case_clerk ON counter_case (clerk_id, opened_at);

-- The receipt keeps the name and address as they were on the day; what is in force stands in person and gate.
CREATE TABLE registration_receipt (
    number       TEXT PRIMARY KEY,
    gate_id      TEXT NOT NULL REFERENCES gate ON DELETE CASCADE,
    case_id      TEXT NOT NULL UNIQUE,
    clerk_id     TEXT NOT NULL REFERENCES clerk,
    body_id      TEXT NOT NULL REFERENCES registration_body,
    issued_at    TIMESTAMPTZ NOT NULL,
    family_name  TEXT NOT NULL,
    given_name   TEXT NOT NULL,
    username     TEXT NOT NULL,
    email        TEXT NOT NULL,
    language     TEXT NOT NULL
);

CREATE INDEX registration_receipt_gate ON registration_receipt (gate_id);

CREATE INDEX registration_receipt_clerk ON registration_receipt (clerk_id, issued_at);
