-- What both wings' databases carry: the journal and its seals, mail to send, budgets of tries, dated policy.

CREATE TABLE journal (
    entry_id        TEXT PRIMARY KEY,
    at              TIMESTAMPTZ NOT NULL,
    activity        TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    subject         TEXT NOT NULL,
    data_set        TEXT NOT NULL,
    legal_basis     TEXT NOT NULL,
    purpose         TEXT NOT NULL,
    reason          TEXT NOT NULL,
    organisation    TEXT NOT NULL,
    actor           TEXT NOT NULL,
    technical       TEXT NOT NULL,
    retention_until DATE NOT NULL,
    seal_number     BIGINT
);

CREATE INDEX journal_unsealed ON journal (entry_id) WHERE seal_number IS NULL;

CREATE INDEX journal_sealed ON journal (seal_number, entry_id);

CREATE INDEX journal_subject ON journal (subject, at);

CREATE TABLE journal_seal (
    seal_number  BIGINT PRIMARY KEY,
    sealed_at    TIMESTAMPTZ NOT NULL,
    entry_count  BIGINT NOT NULL,
    digest       BYTEA NOT NULL
);

CREATE TABLE outbox (
    mail_id     TEXT PRIMARY KEY,
    recipient   TEXT NOT NULL,
    subject     TEXT NOT NULL,
    text_body   TEXT NOT NULL,
    html_body   TEXT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    due_at      TIMESTAMPTZ,
    tries       BIGINT NOT NULL DEFAULT 0,
    sent_at     TIMESTAMPTZ,
    last_error  TEXT NOT NULL DEFAULT ''
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;

-- Instants in milliseconds since 1970, so that one statement can reckon with them on either database.
CREATE TABLE throttle (
    lane       BYTEA PRIMARY KEY,
    tries      BIGINT NOT NULL,
    wait_ms    BIGINT NOT NULL,
    open_ms    BIGINT NOT NULL,
    forget_ms  BIGINT NOT NULL
);

CREATE INDEX throttle_forget ON throttle (forget_ms);

CREATE TABLE policy (
    name          TEXT NOT NULL,
    effective_on  DATE NOT NULL,
    value         TEXT NOT NULL,
    source        TEXT NOT NULL,
    PRIMARY KEY (name, effective_on)
);
