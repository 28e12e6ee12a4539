-- Several second factors of each kind, with names, and codes for the day they are lost (domain.md R16).

CREATE TABLE totp_authenticator (
    factor_id      TEXT PRIMARY KEY,
    gate_id        TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    sealed_secret  BYTEA NOT NULL,
    drift_steps    BIGINT NOT NULL DEFAULT 0,
    last_step      BIGINT NOT NULL DEFAULT 0,
    enrolled_at    TIMESTAMPTZ NOT NULL,
    last_used_at   TIMESTAMPTZ
);

CREATE INDEX totp_authenticator_gate ON totp_authenticator (gate_id);

INSERT INTO totp_authenticator (factor_id, gate_id, name, sealed_secret, last_step, enrolled_at)
SELECT gate_id, gate_id, '', sealed_secret, last_step, enrolled_at FROM totp_factor;

DROP TABLE totp_factor;

CREATE TABLE passkey (
    credential_id  BYTEA PRIMARY KEY,
    factor_id      TEXT NOT NULL UNIQUE,
    gate_id        TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    public_key     BYTEA NOT NULL,
    sign_count     BIGINT NOT NULL,
    transports     TEXT NOT NULL,
    backed_up      BOOLEAN NOT NULL,
    enrolled_at    TIMESTAMPTZ NOT NULL,
    last_used_at   TIMESTAMPTZ
);

CREATE INDEX passkey_gate ON passkey (gate_id);

-- A code that was used is gone: those left are those still good.
CREATE TABLE recovery_code (
    digest   BYTEA PRIMARY KEY,
    gate_id  TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    made_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX recovery_code_gate ON recovery_code (gate_id);

ALTER TABLE pending_sign_in ADD COLUMN destination TEXT;
