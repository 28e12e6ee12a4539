-- The consoles: what one proposes and another decides, papers with a new clerk's secrets, what is unusual, figures by day, and
-- the searches of the journal.

CREATE TABLE proposal (
    proposal_id  TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    body_id      TEXT REFERENCES registration_body,
    content      TEXT NOT NULL,
    asked_by     TEXT NOT NULL REFERENCES clerk,
    asked_at     TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    standing     TEXT NOT NULL,
    decided_by   TEXT REFERENCES clerk,
    decided_at   TIMESTAMPTZ,
    CHECK (standing <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> asked_by))
);

CREATE INDEX proposal_asked ON proposal (asked_at);

-- Sealed until it is printed, once; then the row goes.
CREATE TABLE clerk_letter (
    proposal_id  TEXT PRIMARY KEY REFERENCES proposal,
    clerk_id     TEXT NOT NULL REFERENCES clerk,
    printer_id   TEXT NOT NULL REFERENCES clerk,
    sealed       BYTEA NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL
);

CREATE TABLE alert (
    alert_id   TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    body_id    TEXT NOT NULL REFERENCES registration_body,
    clerk_id   TEXT NOT NULL REFERENCES clerk,
    day        DATE NOT NULL,
    many       BIGINT NOT NULL,
    threshold  BIGINT NOT NULL,
    raised_at  TIMESTAMPTZ NOT NULL,
    closed_by  TEXT REFERENCES clerk,
    closed_at  TIMESTAMPTZ,
    note       TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, clerk_id, day)
);

CREATE INDEX alert_of_body ON alert (body_id, raised_at);

-- What the journal holds of a day that is over, counted once, so that no page counts millions of entries.
CREATE TABLE counted_day (
    day  DATE PRIMARY KEY
);

CREATE TABLE daily_figure (
    day       DATE NOT NULL,
    activity  TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    body_id   TEXT NOT NULL,
    clerk_id  TEXT NOT NULL,
    many      BIGINT NOT NULL,
    PRIMARY KEY (day, activity, outcome, reason, body_id, clerk_id)
);

-- What an auditor looks for, and why; the pages of the answer name this row, never the question.
CREATE TABLE journal_search (
    search_id  TEXT PRIMARY KEY,
    clerk_id   TEXT NOT NULL REFERENCES clerk,
    asked_at   TIMESTAMPTZ NOT NULL,
    question   TEXT NOT NULL
);

CREATE INDEX journal_search_asked ON journal_search (asked_at);
