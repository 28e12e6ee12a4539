-- The fee of a further gate (domain.md R11): what was decided by which rule, what was paid, and what waits to be paid.

-- One decision for each gate opened or applied for; kept as long as the payment it asked for, whatever becomes of the gate.
CREATE TABLE fee_decision (
    decision_id     TEXT PRIMARY KEY,
    gate_id         TEXT UNIQUE,
    application_id  TEXT UNIQUE,
    person_id       TEXT NOT NULL,
    amount_forints  BIGINT NOT NULL CHECK (amount_forints >= 0),
    reason          TEXT NOT NULL,
    rule_name       TEXT NOT NULL,
    rule_value      BIGINT NOT NULL,
    rule_since      DATE,
    exemption       TEXT NOT NULL DEFAULT '',
    decided_at      TIMESTAMPTZ NOT NULL
);

-- An application online that waits for its payment; what it holds is sealed, and gone when it ends.
CREATE TABLE paid_application (
    application_id  TEXT PRIMARY KEY,
    key_digest      BYTEA NOT NULL UNIQUE,
    state           TEXT NOT NULL,
    sealed          BYTEA,
    outcome         TEXT NOT NULL DEFAULT '',
    opened_at       TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    CHECK ((state = 'waiting') = (sealed IS NOT NULL))
);

CREATE INDEX paid_application_expires ON paid_application (expires_at);

-- Kept for the accounts; it names gates, applications and cases, never people, so nothing of it goes with a gate.
CREATE TABLE payment (
    payment_id         TEXT PRIMARY KEY,
    purpose_id         TEXT NOT NULL,
    way                TEXT NOT NULL,
    state              TEXT NOT NULL,
    amount_forints     BIGINT NOT NULL CHECK (amount_forints > 0),
    gate_id            TEXT UNIQUE,
    body_id            TEXT REFERENCES registration_body,
    clerk_id           TEXT REFERENCES clerk,
    till_number        TEXT,
    gateway_reference  TEXT UNIQUE,
    redirect_url       TEXT,
    opened_at          TIMESTAMPTZ NOT NULL,
    paid_at            TIMESTAMPTZ,
    paid_on            DATE,
    refund_reason      TEXT,
    refund_asked_at    TIMESTAMPTZ,
    refunded_at        TIMESTAMPTZ,
    refunded_on        DATE,
    asks               BIGINT NOT NULL DEFAULT 0,
    ask_at             TIMESTAMPTZ,
    UNIQUE (body_id, till_number),
    CHECK (gate_id IS NULL OR state = 'paid'),
    CHECK ((state IN ('refund_asked', 'refunded')) = (refund_reason IS NOT NULL))
);

-- Of one application, one payment at a time: a second tab goes to the first one's.
CREATE UNIQUE INDEX payment_live ON payment (purpose_id) WHERE way = 'online' AND state IN ('opened', 'pending', 'paid');

CREATE INDEX payment_ask ON payment (ask_at) WHERE ask_at IS NOT NULL;

CREATE INDEX payment_paid ON payment (paid_on);

CREATE INDEX payment_refunded ON payment (refunded_on);

CREATE TABLE reconciliation (
    day            DATE PRIMARY KEY,
    made_at        TIMESTAMPTZ NOT NULL,
    here_count     BIGINT NOT NULL,
    here_forints   BIGINT NOT NULL,
    there_count    BIGINT NOT NULL,
    there_forints  BIGINT NOT NULL
);

CREATE TABLE reconciliation_difference (
    day         DATE NOT NULL REFERENCES reconciliation (day) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    payment_id  TEXT NOT NULL,
    here        TEXT NOT NULL,
    there       TEXT NOT NULL,
    PRIMARY KEY (day, number)
);
