"""What must hold of SAML services at any moment (`docs/saml.md`)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

SAML_INVARIANTS = (
    Invariant(
        rule="nobody asks for the metadata of a service that ended",
        broken_by="""
            SELECT count(*) AS many, min(saml_metadata_source.client_id) AS example FROM saml_metadata_source
              JOIN relying_party ON relying_party.client_id = saml_metadata_source.client_id
             WHERE relying_party.ended_at IS NOT NULL
        """,
    ),
    Invariant(
        rule="metadata at services' addresses are fetched in time and to be believed",
        broken_by="""
            SELECT count(*) AS many, min(client_id) AS example FROM saml_metadata_source
             WHERE fault IS NOT NULL OR due_at <= :late_since
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="no answer waits to be fetched once its time is over",
        broken_by="""
            SELECT count(*) AS many, min(client_id) AS example FROM saml_artifact WHERE expires_at <= :artifacts_by
        """,
    ),
    Invariant(
        rule="whoever is signed on by SAML is so at a registered service",
        broken_by="""
            SELECT count(*) AS many, min(saml_sign_on.client_id) AS example FROM saml_sign_on
             WHERE NOT EXISTS (SELECT 1 FROM relying_party WHERE relying_party.client_id = saml_sign_on.client_id)
        """,
    ),
    Invariant(
        rule="a name at a SAML service goes when the service was told",
        broken_by="""
            SELECT count(*) AS many, min(client_id) AS example FROM logout_notice
             WHERE name_id IS NOT NULL AND outcome = 'confirmed'
        """,
    ),
    Invariant(
        rule="a sign-out that a SAML service asked for belongs to an end that is kept",
        broken_by="""
            SELECT count(*) AS many, min(logout_id) AS example FROM saml_logout
             WHERE sign_out_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM sign_out WHERE sign_out.sign_out_id = saml_logout.sign_out_id)
        """,
    ),
)
