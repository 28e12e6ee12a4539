-- A family whose service may renew its tokens: until when, and how the person signed in when it began, which is told ever after.
ALTER TABLE family ADD COLUMN refresh_until TIMESTAMPTZ;

ALTER TABLE family ADD COLUMN signed_on_at TIMESTAMPTZ;

ALTER TABLE family ADD COLUMN signed_on_by TEXT;

ALTER TABLE family ADD COLUMN told_level TEXT;

-- Refresh tokens, used ones too while the family lives. The salt makes the one successor, of the token itself, which is kept nowhere.
CREATE TABLE refresh_token (
    digest     BYTEA PRIMARY KEY,
    family_id  TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    salt       BYTEA NOT NULL,
    issued_at  TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);

CREATE INDEX refresh_token_family ON refresh_token (family_id);

-- What a device without a browser asks: typed in elsewhere, answered once; refused where it is answered without a code.
CREATE TABLE device_code (
    digest            BYTEA PRIMARY KEY,
    user_code_digest  BYTEA NOT NULL UNIQUE,
    client_id         TEXT NOT NULL,
    request           TEXT NOT NULL,
    expires_at        TIMESTAMPTZ NOT NULL,
    interval_seconds  BIGINT NOT NULL,
    next_poll_at      TIMESTAMPTZ NOT NULL,
    pending_id        TEXT UNIQUE,
    answered_at       TIMESTAMPTZ,
    code_digest       BYTEA
);

CREATE INDEX device_code_expiry ON device_code (expires_at);
