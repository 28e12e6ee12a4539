-- What stands between two steps of enrolling or showing a factor: bound to a session or to a half-done sign-in, each with its
-- end. Secrets stand here sealed or as digests only.

-- The secret of an authenticator that has not shown a code yet.
CREATE TABLE totp_offer (
    session_id     TEXT PRIMARY KEY REFERENCES gate_session (session_id) ON DELETE CASCADE,
    gate_id        TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    sealed_secret  BYTEA NOT NULL,
    expires_at     TIMESTAMPTZ NOT NULL
);

CREATE INDEX totp_offer_expiry ON totp_offer (expires_at);

-- New recovery codes, until their owner has said that they are put away.
CREATE TABLE recovery_code_sheet (
    session_id    TEXT PRIMARY KEY REFERENCES gate_session (session_id) ON DELETE CASCADE,
    gate_id       TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    sealed_codes  BYTEA NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL
);

CREATE INDEX recovery_code_sheet_expiry ON recovery_code_sheet (expires_at);

CREATE TABLE passkey_challenge (
    digest      BYTEA PRIMARY KEY,
    purpose     TEXT NOT NULL,
    bound_to    BYTEA NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX passkey_challenge_expiry ON passkey_challenge (expires_at);

CREATE TABLE sign_in_code (
    digest      BYTEA PRIMARY KEY,
    pending     BYTEA NOT NULL REFERENCES pending_sign_in (digest) ON DELETE CASCADE,
    gate_id     TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    expires_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX sign_in_code_pending ON sign_in_code (pending);

CREATE INDEX sign_in_code_gate ON sign_in_code (gate_id);
