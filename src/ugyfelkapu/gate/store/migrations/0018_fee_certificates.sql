-- Certificates with an organisation's seal, each of which frees one gate of one person from its fee (domain.md R11). The table of
-- 0016 was never written to. For whom a certificate is stands sealed in it, and goes when it was used, withdrawn or has run out.

DROP TABLE fee_certificate;

CREATE TABLE fee_certificate (
    number           TEXT PRIMARY KEY,
    organisation_id  TEXT NOT NULL REFERENCES organisation,
    sealed           BYTEA NOT NULL,
    drawn_by         TEXT NOT NULL,
    drawn_at         TIMESTAMPTZ NOT NULL,
    good_until       TIMESTAMPTZ NOT NULL,
    accepted_at      TIMESTAMPTZ,
    document_digest  BYTEA UNIQUE,
    seal_digest      BYTEA,
    used_at          TIMESTAMPTZ,
    gate_id          TEXT UNIQUE,
    withdrawn_at     TIMESTAMPTZ,
    CHECK ((accepted_at IS NULL) = (document_digest IS NULL)),
    CHECK ((accepted_at IS NULL) = (seal_digest IS NULL)),
    CHECK ((used_at IS NULL) = (gate_id IS NULL)),
    CHECK (used_at IS NULL OR (accepted_at IS NOT NULL AND withdrawn_at IS NULL))
);

CREATE INDEX fee_certificate_organisation ON fee_certificate (organisation_id, drawn_at);

CREATE INDEX fee_certificate_good_until ON fee_certificate (good_until);

-- Of one certificate, one decision.
CREATE UNIQUE INDEX fee_decision_exemption ON fee_decision (exemption) WHERE exemption <> '';
