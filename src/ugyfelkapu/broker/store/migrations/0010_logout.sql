-- A session ended before its time: every service that was signed on in it is told, and what came of it is kept for a while.

CREATE TABLE sign_out (
    sign_out_id     TEXT PRIMARY KEY,
    browser_digest  BYTEA,
    asked_by        TEXT,
    destination     TEXT,
    ended_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX sign_out_age ON sign_out (ended_at);

CREATE TABLE logout_notice (
    notice_id        TEXT PRIMARY KEY,
    sign_out_id      TEXT NOT NULL REFERENCES sign_out,
    client_id        TEXT NOT NULL,
    connection_code  TEXT NOT NULL,
    sid              TEXT NOT NULL,
    outcome          TEXT NOT NULL,
    tries            BIGINT NOT NULL,
    due_at           TIMESTAMPTZ,
    fault            TEXT,
    UNIQUE (sign_out_id, client_id)
);

CREATE INDEX logout_notice_due ON logout_notice (due_at);
