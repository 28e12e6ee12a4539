"""What must hold of refresh tokens and of devices' codes at any moment (`protocols.md`, lifetimes)."""

from ugyfelkapu.foundation.invariants import Invariant

GRANT_INVARIANTS = (
    Invariant(
        rule="of a family one refresh token at most is unused",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example
              FROM (SELECT family_id FROM refresh_token WHERE used_at IS NULL GROUP BY family_id HAVING count(*) > 1) AS forked
        """,
    ),
    Invariant(
        rule="a refresh token renews tokens of its own service that may be renewed",
        broken_by="""
            SELECT count(*) AS many, min(refresh_token.family_id) AS example
              FROM refresh_token LEFT JOIN family
                ON family.family_id = refresh_token.family_id AND family.client_id = refresh_token.client_id
               AND family.refresh_until IS NOT NULL AND family.signed_on_at IS NOT NULL
             WHERE family.family_id IS NULL
        """,
    ),
    Invariant(
        rule="nothing is renewed for longer than a sign-on lasts",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example FROM family WHERE refresh_until > :latest_renewal
        """,
    ),
    Invariant(
        rule="a device gets the code of its own service, and only once somebody decided",
        broken_by="""
            SELECT count(*) AS many, min(device_code.client_id) AS example
              FROM device_code LEFT JOIN code
                ON code.digest = device_code.code_digest AND code.client_id = device_code.client_id
             WHERE device_code.code_digest IS NOT NULL AND device_code.expires_at > :now
               AND (code.digest IS NULL OR device_code.answered_at IS NULL)
        """,
    ),
)
