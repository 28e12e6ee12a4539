-- What a gate needs to be activated, signed in to and asked about. Secrets stand here as digests, sealed or hashed only.

CREATE TABLE password (
    gate_id        TEXT PRIMARY KEY REFERENCES gate (gate_id) ON DELETE CASCADE,
    encoded        TEXT NOT NULL,
    set_at         TIMESTAMPTZ NOT NULL,
    expires_at     TIMESTAMPTZ NOT NULL,
    warned_days    BIGINT
);

CREATE INDEX password_expiry ON password (expires_at);

CREATE TABLE former_password (
    gate_id      TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    encoded      TEXT NOT NULL,
    replaced_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (gate_id, encoded)
);

CREATE TABLE activation_code (
    digest      BYTEA PRIMARY KEY,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    issued_at   TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX activation_code_gate ON activation_code (gate_id);

CREATE TABLE password_reset_code (
    digest      BYTEA PRIMARY KEY,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    issued_at   TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX password_reset_code_gate ON password_reset_code (gate_id);

CREATE TABLE totp_factor (
    gate_id        TEXT PRIMARY KEY REFERENCES gate (gate_id) ON DELETE CASCADE,
    sealed_secret  BYTEA NOT NULL,
    last_step      BIGINT NOT NULL,
    enrolled_at    TIMESTAMPTZ NOT NULL
);

CREATE TABLE device (
    digest         BYTEA NOT NULL,
    gate_id        TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    description    TEXT NOT NULL,
    first_seen_at  TIMESTAMPTZ NOT NULL,
    last_seen_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (gate_id, digest)
);

CREATE TABLE gate_session (
    session_id     TEXT PRIMARY KEY,
    digest         BYTEA NOT NULL UNIQUE,
    gate_id        TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    method         TEXT NOT NULL,
    level          TEXT NOT NULL,
    identified_at  TIMESTAMPTZ NOT NULL,
    last_seen_at   TIMESTAMPTZ NOT NULL,
    ended_at       TIMESTAMPTZ,
    address        TEXT NOT NULL,
    description    TEXT NOT NULL
);

CREATE INDEX gate_session_gate ON gate_session (gate_id, identified_at);

CREATE TABLE pending_sign_in (
    digest             BYTEA PRIMARY KEY,
    gate_id            TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    step               TEXT NOT NULL,
    purpose            TEXT NOT NULL,
    method             TEXT NOT NULL,
    identification_id  TEXT,
    new_password       TEXT,
    code_digest        BYTEA,
    validity_days      BIGINT,
    expires_at         TIMESTAMPTZ NOT NULL
);

CREATE INDEX pending_sign_in_expiry ON pending_sign_in (expires_at);

CREATE TABLE identification (
    identification_id  TEXT PRIMARY KEY,
    level              TEXT NOT NULL,
    not_before         TIMESTAMPTZ,
    language           TEXT NOT NULL,
    return_url         TEXT NOT NULL,
    asked_at           TIMESTAMPTZ NOT NULL,
    expires_at         TIMESTAMPTZ NOT NULL,
    ticket_digest      BYTEA,
    ticket_expires_at  TIMESTAMPTZ,
    session_id         TEXT REFERENCES gate_session (session_id) ON DELETE CASCADE,
    closed_at          TIMESTAMPTZ
);

CREATE INDEX identification_expiry ON identification (expires_at);

CREATE TABLE standing_change (
    number        BIGINT PRIMARY KEY,
    event         TEXT NOT NULL,
    subject_code  TEXT NOT NULL,
    session_id    TEXT,
    changed_at    TIMESTAMPTZ NOT NULL
);

-- One row: counting under its lock gives numbers in the order of commits, so that a reader's cursor never passes a change
-- that is not yet visible. A sequence would.
CREATE TABLE standing_change_count (
    only_row  BIGINT PRIMARY KEY,
    number    BIGINT NOT NULL
);

INSERT INTO standing_change_count (only_row, number) VALUES (1, 0);

-- Whoever forgot a password leaves a wish here, known or not, and the worker looks who it is: so the page costs the same.
CREATE TABLE password_wish (
    wish_id          TEXT PRIMARY KEY,
    username_folded  TEXT NOT NULL,
    email            TEXT NOT NULL,
    address          TEXT NOT NULL,
    description      TEXT NOT NULL,
    asked_at         TIMESTAMPTZ NOT NULL
);
