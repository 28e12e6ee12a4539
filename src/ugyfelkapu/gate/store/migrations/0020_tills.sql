-- The tills of the counters (domain.md R11): what was taken and handed back, each with its receipt's number, and how a day ended.

-- Written as it happens, and corrected only in its number; nothing of it goes with a gate or a case.
CREATE TABLE till_entry (
    body_id         TEXT NOT NULL REFERENCES registration_body,
    till_number     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    payment_id      TEXT NOT NULL,
    clerk_id        TEXT NOT NULL REFERENCES clerk,
    way             TEXT NOT NULL,
    amount_forints  BIGINT NOT NULL CHECK (amount_forints > 0),
    series          TEXT NOT NULL DEFAULT '',
    serial          BIGINT,
    booked_at       TIMESTAMPTZ NOT NULL,
    booked_on       DATE NOT NULL,
    PRIMARY KEY (body_id, till_number),
    UNIQUE (payment_id, kind)
);

CREATE INDEX till_entry_booked ON till_entry (booked_on);

CREATE INDEX till_entry_serial ON till_entry (body_id, series, serial);

INSERT INTO till_entry (body_id, till_number, kind, payment_id, clerk_id, way, amount_forints, booked_at, booked_on)
SELECT body_id, till_number, 'taken', payment_id, clerk_id, way, amount_forints, paid_at, paid_on FROM payment WHERE way <> 'online';

-- What a clerk counted and what the terminal's closing slip says; the newest of a day counts.
CREATE TABLE till_closing (
    closing_id       TEXT PRIMARY KEY,
    body_id          TEXT NOT NULL REFERENCES registration_body,
    clerk_id         TEXT NOT NULL REFERENCES clerk,
    day              DATE NOT NULL,
    cash_forints     BIGINT NOT NULL,
    sales_count      BIGINT NOT NULL,
    sales_forints    BIGINT NOT NULL,
    refunds_count    BIGINT NOT NULL,
    refunds_forints  BIGINT NOT NULL,
    closed_at        TIMESTAMPTZ NOT NULL
);

CREATE INDEX till_closing_day ON till_closing (day, clerk_id);

CREATE TABLE till_report (
    day      DATE PRIMARY KEY,
    made_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE till_sum (
    day                  DATE NOT NULL REFERENCES till_report (day) ON DELETE CASCADE,
    body_id              TEXT NOT NULL,
    clerk_id             TEXT NOT NULL,
    way                  TEXT NOT NULL,
    taken_count          BIGINT NOT NULL,
    taken_forints        BIGINT NOT NULL,
    handed_back_count    BIGINT NOT NULL,
    handed_back_forints  BIGINT NOT NULL,
    PRIMARY KEY (day, body_id, clerk_id, way)
);

CREATE TABLE till_difference (
    day          DATE NOT NULL REFERENCES till_report (day) ON DELETE CASCADE,
    number       BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    body_id      TEXT NOT NULL,
    clerk_id     TEXT NOT NULL,
    till_number  TEXT NOT NULL,
    here         TEXT NOT NULL,
    there        TEXT NOT NULL,
    PRIMARY KEY (day, number)
);
