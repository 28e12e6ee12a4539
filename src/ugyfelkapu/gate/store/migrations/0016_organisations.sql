-- Office gates and company gates: who may act for which organisation (domain.md R13). Who may act is identity, so it lives here:
-- for which service is nobody's business here.

CREATE TABLE organisation (
    organisation_id  TEXT PRIMARY KEY,
    kind             TEXT NOT NULL,
    short_name       TEXT NOT NULL UNIQUE,
    krid             TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL,
    seal_identifier  TEXT NOT NULL,
    registered_at    TIMESTAMPTZ NOT NULL,
    ended_at         TIMESTAMPTZ
);

CREATE TABLE organisation_domain (
    organisation_id  TEXT NOT NULL REFERENCES organisation,
    domain           TEXT NOT NULL,
    proven_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (organisation_id, domain)
);

CREATE TABLE organisation_domain_code (
    organisation_id  TEXT PRIMARY KEY REFERENCES organisation,
    domain           TEXT NOT NULL,
    code_digest      BYTEA NOT NULL,
    expires_at       TIMESTAMPTZ NOT NULL
);

-- A person's right to act: asked for by an administrator (or, of the first one, by the operator), accepted by the person.
CREATE TABLE authorisation (
    authorisation_id  TEXT PRIMARY KEY,
    organisation_id   TEXT NOT NULL REFERENCES organisation,
    person_id         TEXT NOT NULL REFERENCES person,
    role              TEXT NOT NULL,
    scope             TEXT NOT NULL,
    asked_by          TEXT NOT NULL,
    asked_at          TIMESTAMPTZ NOT NULL,
    valid_until       TIMESTAMPTZ NOT NULL,
    accepted_at       TIMESTAMPTZ,
    ended_at          TIMESTAMPTZ,
    ended_by          TEXT
);

CREATE UNIQUE INDEX authorisation_once ON authorisation (organisation_id, person_id, role) WHERE ended_at IS NULL;

CREATE INDEX authorisation_person ON authorisation (person_id);

-- A certificate with the organisation's seal that frees one person's next gate from the fee (domain.md R11).
CREATE TABLE fee_certificate (
    certificate_id   TEXT PRIMARY KEY,
    organisation_id  TEXT NOT NULL REFERENCES organisation,
    email            TEXT NOT NULL,
    document_digest  BYTEA NOT NULL UNIQUE,
    seal_digest      BYTEA NOT NULL,
    handed_in_by     TEXT NOT NULL,
    accepted_at      TIMESTAMPTZ NOT NULL,
    good_until       TIMESTAMPTZ NOT NULL
);

CREATE INDEX fee_certificate_email ON fee_certificate (email);
