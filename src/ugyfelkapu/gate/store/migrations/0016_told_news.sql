-- What the broker had mailed to somebody, by its reference, so that nothing is told twice.

CREATE TABLE told_news (
    reference  TEXT PRIMARY KEY,
    told_at    TIMESTAMPTZ NOT NULL
);

CREATE INDEX told_news_age ON told_news (told_at);
