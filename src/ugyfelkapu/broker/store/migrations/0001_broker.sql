-- The broker: services, the pseudonyms they know people by, and what lives only while a person is signed in.

CREATE TABLE relying_party (
    client_id      TEXT PRIMARY KEY,
    secret_digest  BYTEA,
    record         TEXT NOT NULL,
    registrar      TEXT NOT NULL,
    registered_at  TIMESTAMPTZ NOT NULL,
    ended_at       TIMESTAMPTZ
);

CREATE TABLE registration_token (
    digest      BYTEA PRIMARY KEY,
    purpose     TEXT NOT NULL,
    issued_at   TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE connection_code (
    subject_code     TEXT NOT NULL,
    sector           TEXT NOT NULL,
    connection_code  TEXT NOT NULL UNIQUE,
    created_at       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject_code, sector)
);

CREATE TABLE consent (
    subject_code  TEXT NOT NULL,
    client_id     TEXT NOT NULL REFERENCES relying_party,
    data_set      TEXT NOT NULL,
    legal_basis   TEXT NOT NULL,
    given_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subject_code, client_id)
);

CREATE TABLE pending_request (
    pending_id          TEXT PRIMARY KEY,
    browser_digest      BYTEA NOT NULL,
    request             TEXT NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    identification_id   TEXT,
    identification_url  TEXT,
    is_level_waived     BOOLEAN NOT NULL,
    identified_at       TIMESTAMPTZ,
    consented_at        TIMESTAMPTZ,
    refused_at          TIMESTAMPTZ,
    answered_at         TIMESTAMPTZ
);

CREATE INDEX pending_request_age ON pending_request (created_at);

-- Name and e-mail live here and nowhere else, and go with the row.
CREATE TABLE broker_session (
    session_id      TEXT PRIMARY KEY,
    digest          BYTEA NOT NULL UNIQUE,
    subject_code    TEXT NOT NULL,
    session_handle  TEXT NOT NULL,
    level           TEXT NOT NULL,
    method          TEXT NOT NULL,
    identified_at   TIMESTAMPTZ NOT NULL,
    last_used_at    TIMESTAMPTZ NOT NULL,
    family_name     TEXT NOT NULL,
    given_name      TEXT NOT NULL,
    email           TEXT NOT NULL
);

CREATE INDEX broker_session_subject ON broker_session (subject_code);

CREATE INDEX broker_session_handle ON broker_session (session_handle);

CREATE INDEX broker_session_use ON broker_session (last_used_at);

CREATE TABLE code (
    digest           BYTEA PRIMARY KEY,
    client_id        TEXT NOT NULL,
    redirect_uri     TEXT NOT NULL,
    code_challenge   TEXT NOT NULL,
    nonce            TEXT,
    scopes           TEXT NOT NULL,
    connection_code  TEXT NOT NULL,
    session_id       TEXT NOT NULL,
    family_id        TEXT NOT NULL,
    expires_at       TIMESTAMPTZ NOT NULL,
    redeemed_at      TIMESTAMPTZ
);

CREATE INDEX code_expiry ON code (expires_at);

CREATE TABLE family (
    family_id        TEXT PRIMARY KEY,
    client_id        TEXT NOT NULL,
    session_id       TEXT NOT NULL,
    connection_code  TEXT NOT NULL,
    scopes           TEXT NOT NULL,
    expires_at       TIMESTAMPTZ NOT NULL,
    ended_at         TIMESTAMPTZ
);

CREATE INDEX family_session ON family (session_id);

CREATE INDEX family_expiry ON family (expires_at);

CREATE TABLE used_assertion (
    digest      BYTEA PRIMARY KEY,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX used_assertion_expiry ON used_assertion (expires_at);

-- How far the broker has followed what the gate tells, and when it last heard of it.
CREATE TABLE door (
    name      TEXT PRIMARY KEY,
    number    BIGINT NOT NULL,
    heard_at  TIMESTAMPTZ NOT NULL
);

INSERT INTO door (name, number, heard_at) VALUES ('gate', 0, '1970-01-01T00:00:00.000000+00:00');
