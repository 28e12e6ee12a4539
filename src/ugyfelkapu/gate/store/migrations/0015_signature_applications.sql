-- Applications that wait for their signature (domain.md R2): what was typed and the document made of it, sealed, for some days.
-- A used one stays without its data, so that whoever hands it in again is told so.

CREATE TABLE signature_application (
    application_id  TEXT PRIMARY KEY,
    code_digest     BYTEA NOT NULL UNIQUE,
    sealed          BYTEA NOT NULL,
    made_at         TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    ended_at        TIMESTAMPTZ
);

CREATE INDEX signature_application_expiry ON signature_application (expires_at);
