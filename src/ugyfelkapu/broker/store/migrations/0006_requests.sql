-- Requests that services pushed beforehand (RFC 9126): once, for a minute, by a digest of the name they were given.

CREATE TABLE pushed_request (
    digest      BYTEA PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES relying_party,
    request     TEXT NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX pushed_request_expiry ON pushed_request (expires_at);

-- The key a code is bound to (RFC 9449 section 10), and which claims were asked for one by one (OpenID Connect Core section 5.5).
ALTER TABLE code ADD COLUMN dpop_jkt TEXT;

ALTER TABLE code ADD COLUMN asked_claims TEXT;

ALTER TABLE family ADD COLUMN asked_claims TEXT;
