-- Somebody at a page of the broker's own, while the gate identifies them; no service is involved.

CREATE TABLE own_visit (
    visit_id           TEXT PRIMARY KEY,
    browser_digest     BYTEA NOT NULL,
    identification_id  TEXT NOT NULL,
    created_at         TIMESTAMPTZ NOT NULL
);

CREATE INDEX own_visit_age ON own_visit (created_at);
