-- Who is signed on at a SAML service in a session, and under which name: for as long as the session lives.

CREATE TABLE saml_sign_on (
    session_id       TEXT NOT NULL,
    client_id        TEXT NOT NULL,
    name_id          TEXT NOT NULL,
    name_id_format   TEXT NOT NULL,
    connection_code  TEXT NOT NULL,
    PRIMARY KEY (session_id, client_id, name_id)
);

CREATE INDEX saml_sign_on_name ON saml_sign_on (client_id, name_id);
