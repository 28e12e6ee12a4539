-- To whom a family's tokens are bound: how it is shown, and the thumbprint of key or certificate (RFC 7800).

ALTER TABLE family ADD COLUMN confirmation_method TEXT;

ALTER TABLE family ADD COLUMN confirmation_thumbprint TEXT;
