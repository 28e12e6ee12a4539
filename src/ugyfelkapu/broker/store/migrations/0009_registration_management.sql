-- Who registered a service by itself may read, change and end the registration: the digest of its token (RFC 7592).

ALTER TABLE relying_party ADD COLUMN management_digest BYTEA;
