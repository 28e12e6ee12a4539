-- What a SAML service knows the person by whose session ended, and sign-outs that SAML services asked for in a browser.

ALTER TABLE logout_notice ADD COLUMN name_id TEXT;

ALTER TABLE logout_notice ADD COLUMN name_id_format TEXT;

CREATE TABLE saml_logout (
    logout_id       TEXT PRIMARY KEY,
    browser_digest  BYTEA NOT NULL,
    client_id       TEXT NOT NULL,
    session_id      TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    relay_state     TEXT,
    created_at      TIMESTAMPTZ NOT NULL,
    sign_out_id     TEXT
);

CREATE INDEX saml_logout_age ON saml_logout (created_at);
