"""What must hold of organisations and of those who act for them (`domain.md R13`)."""

from ugyfelkapu.foundation.invariants import Invariant

OFFICE_INVARIANTS = (
    Invariant(
        rule="whoever may act for an organisation has a gate",
        broken_by="""
            SELECT count(*) AS many, min(authorisation_id) AS example FROM authorisation
             WHERE ended_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM gate
                                WHERE gate.person_id = authorisation.person_id AND gate.standing <> 'terminated')
        """,
    ),
    Invariant(
        rule="a right to act is for named areas, and to administer for none",
        broken_by="""
            SELECT count(*) AS many, min(authorisation_id) AS example FROM authorisation
             WHERE (role = 'representative') <> (scope <> '')
        """,
    ),
)
