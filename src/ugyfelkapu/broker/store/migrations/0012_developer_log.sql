-- Refused requests of services, for whoever builds them; written only where the setting developer_log_kept says so.

CREATE TABLE refused_request (
    refusal_id   TEXT PRIMARY KEY,
    client_id    TEXT NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    endpoint     TEXT NOT NULL,
    error        TEXT NOT NULL,
    description  TEXT NOT NULL,
    sent         TEXT NOT NULL
);

CREATE INDEX refused_request_of_client ON refused_request (client_id, at);
CREATE INDEX refused_request_age ON refused_request (at);

CREATE TABLE developer_visit (
    digest      BYTEA PRIMARY KEY,
    client_id   TEXT NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);
