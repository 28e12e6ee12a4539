-- Services whose metadata are fetched again from an address: when next, when last, and why not where that failed.

CREATE TABLE saml_metadata_source (
    client_id     TEXT PRIMARY KEY REFERENCES relying_party,
    due_at        TIMESTAMPTZ NOT NULL,
    refreshed_at  TIMESTAMPTZ NOT NULL,
    fault         TEXT
);

CREATE INDEX saml_metadata_source_due ON saml_metadata_source (due_at);
