-- Answers that wait for their service to fetch them (SAML 2.0 Bindings section 3.6), for a minute. The message can be read
-- only with the artifact, of which nothing but a digest is here.

CREATE TABLE saml_artifact (
    digest      BYTEA NOT NULL PRIMARY KEY,
    client_id   TEXT NOT NULL,
    message     BYTEA NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX saml_artifact_expires_at ON saml_artifact (expires_at);
