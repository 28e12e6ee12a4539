"""What must hold in the broker's database at any moment (`domain.md` R14, `protocols.md`; `security.md`, faults)."""

from ugyfelkapu.broker.store.grant_invariants import GRANT_INVARIANTS
from ugyfelkapu.broker.store.saml_invariants import SAML_INVARIANTS
from ugyfelkapu.foundation.invariants import Invariant

BROKER_INVARIANTS = (
    Invariant(
        rule="no name or e-mail stays after its session is over",
        broken_by="""
            SELECT count(*) AS many, min(session_id) AS example FROM broker_session
             WHERE last_used_at <= :idle_since OR identified_at <= :identified_by
        """,
    ),
    Invariant(
        rule="a session's beginning is in the journal",
        broken_by="""
            SELECT count(*) AS many, min(session_id) AS example FROM broker_session
             WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.subject = broker_session.subject_code)
        """,
    ),
    Invariant(
        rule="a code is redeemed once",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example
              FROM (SELECT family_id FROM code GROUP BY family_id HAVING count(*) > 1) AS redeemed_twice
        """,
    ),
    Invariant(
        rule="tokens come from a redeemed code of the same service and session",
        broken_by="""
            SELECT count(*) AS many, min(family.family_id) AS example
              FROM family LEFT JOIN code
                ON code.family_id = family.family_id AND code.redeemed_at IS NOT NULL
               AND code.client_id = family.client_id AND code.session_id = family.session_id
             WHERE family.expires_at > :now AND code.digest IS NULL
        """,
    ),
    Invariant(
        rule="running tokens belong to a session",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example FROM family
             WHERE ended_at IS NULL AND expires_at > :now AND expires_at <= :orphaned_until
               AND NOT EXISTS (SELECT 1 FROM broker_session WHERE broker_session.session_id = family.session_id)
        """,
    ),
    Invariant(
        rule="one connection code is one person's at one body",
        broken_by="""
            SELECT count(*) AS many, min(connection_code) AS example
              FROM (SELECT connection_code FROM connection_code GROUP BY connection_code HAVING count(*) > 1) AS shared
        """,
    ),
    Invariant(
        rule="a person is known to a body by one connection code",
        broken_by="""
            SELECT count(*) AS many, min(sector) AS example
              FROM (SELECT sector FROM connection_code GROUP BY subject_code, sector HAVING count(*) > 1) AS known_twice
        """,
    ),
    Invariant(
        rule="codes and tokens carry a connection code that somebody has",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example
              FROM (SELECT family_id, connection_code FROM code
                     UNION ALL SELECT family_id, connection_code FROM family) AS issued
             WHERE NOT EXISTS (SELECT 1 FROM connection_code
                                WHERE connection_code.connection_code = issued.connection_code)
        """,
    ),
    Invariant(
        rule="consent names a registered service",
        broken_by="""
            SELECT count(*) AS many, min(client_id) AS example FROM consent
             WHERE NOT EXISTS (SELECT 1 FROM relying_party WHERE relying_party.client_id = consent.client_id)
        """,
    ),
    Invariant(
        rule="an accepted mandate has a mandatary who is not its grantor, and its code is gone",
        broken_by="""
            SELECT count(*) AS many, min(mandate_id) AS example FROM mandate
             WHERE (accepted_at IS NOT NULL
                    AND (mandatary IS NULL OR mandatary = grantor OR code_digest IS NOT NULL OR name_digest IS NOT NULL))
                OR (accepted_at IS NULL AND mandatary IS NOT NULL)
        """,
    ),
    Invariant(
        rule="a mandate is for named services",
        broken_by="""
            SELECT count(*) AS many, min(mandate_id) AS example FROM mandate
             WHERE NOT EXISTS (SELECT 1 FROM mandate_service WHERE mandate_service.mandate_id = mandate.mandate_id)
        """,
    ),
    Invariant(
        rule="tokens on somebody's behalf end with the mandate",
        broken_by="""
            SELECT count(*) AS many, min(family_id) AS example FROM family
             WHERE acting_kind = 'person' AND ended_at IS NULL AND expires_at > :now AND expires_at <= :orphaned_until
               AND EXISTS (SELECT 1 FROM mandate
                            WHERE mandate.mandate_id = family.acting_reference AND mandate.ended_at IS NOT NULL)
        """,
    ),
    *GRANT_INVARIANTS,
    *SAML_INVARIANTS,
)
