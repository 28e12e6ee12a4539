-- More ways into a gate than the counter (domain.md R2), and more gates than one for a person (R11).

DROP INDEX gate_one_for_a_person;

DROP INDEX gate_of_clerk;

-- Whose gate it is, and which clerk opened it: each of them may be empty from now on, and neither database lets a column of both
-- forget that it was not, so the columns are made anew under their names.
ALTER TABLE gate ADD COLUMN owner_id TEXT REFERENCES person;

UPDATE gate SET owner_id = person_id;

ALTER TABLE gate DROP COLUMN person_id;

ALTER TABLE gate RENAME COLUMN owner_id TO person_id;

ALTER TABLE gate ADD COLUMN body_id TEXT REFERENCES registration_body;

UPDATE gate SET body_id = registered_by_body;

ALTER TABLE gate DROP COLUMN registered_by_body;

ALTER TABLE gate RENAME COLUMN body_id TO registered_by_body;

ALTER TABLE gate ADD COLUMN clerk_id TEXT REFERENCES clerk;

UPDATE gate SET clerk_id = registered_by_clerk;

ALTER TABLE gate DROP COLUMN registered_by_clerk;

ALTER TABLE gate RENAME COLUMN clerk_id TO registered_by_clerk;

ALTER TABLE gate ADD COLUMN registered_way TEXT NOT NULL DEFAULT 'counter';

CREATE INDEX gate_of_person ON gate (person_id);

CREATE INDEX gate_of_clerk ON gate (registered_by_clerk, registered_at);

-- A receipt belongs to every registration; case, clerk and body only to one at a counter.
ALTER TABLE registration_receipt RENAME TO former_receipt;

DROP INDEX registration_receipt_gate;

DROP INDEX registration_receipt_clerk;

CREATE TABLE registration_receipt (
    number       TEXT PRIMARY KEY,
    gate_id      TEXT NOT NULL REFERENCES gate (gate_id) ON DELETE CASCADE,
    case_id      TEXT UNIQUE,
    clerk_id     TEXT REFERENCES clerk,
    body_id      TEXT REFERENCES registration_body,
    issued_at    TIMESTAMPTZ NOT NULL,
    family_name  TEXT NOT NULL,
    given_name   TEXT NOT NULL,
    username     TEXT NOT NULL,
    email        TEXT NOT NULL,
    language     TEXT NOT NULL
);

INSERT INTO registration_receipt (number, gate_id, case_id, clerk_id, body_id, issued_at, family_name, given_name, username,
                                  email, language)
SELECT number, gate_id, case_id, clerk_id, body_id, issued_at, family_name, given_name, username, email, language
  FROM former_receipt;

DROP TABLE former_receipt;

CREATE INDEX registration_receipt_gate ON registration_receipt (gate_id);

CREATE INDEX registration_receipt_clerk ON registration_receipt (clerk_id, issued_at);
