-- An application with an eID card waits beside the one that has to be paid, so that its code is not lost with it (domain.md R2, R11).
ALTER TABLE card_application ADD COLUMN paid_application_id TEXT;

CREATE UNIQUE INDEX card_application_paid ON card_application (paid_application_id) WHERE paid_application_id IS NOT NULL;
