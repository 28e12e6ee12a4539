-- The level a code tells when the service asked for certain ones, and why a waiting request was refused.

ALTER TABLE code ADD COLUMN told_level TEXT;

ALTER TABLE pending_request ADD COLUMN refusal TEXT;
