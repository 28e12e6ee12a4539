-- Applications with an eID card (domain.md R2): from the proof to the gate. Answer and wish are sealed.
CREATE TABLE card_application (
    application_id  TEXT PRIMARY KEY,
    way             TEXT NOT NULL,
    standing        TEXT NOT NULL,
    browser_digest  BYTEA NOT NULL,
    secret_digest   BYTEA UNIQUE,
    ticket_digest   BYTEA UNIQUE,
    card_digest     BYTEA UNIQUE,
    answer          BYTEA,
    wish            BYTEA,
    settling_since  TIMESTAMPTZ,
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX card_application_expiry ON card_application (expires_at);
