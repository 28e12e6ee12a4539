"""What must hold of applications begun at home and of provisional gates (`domain.md R2`)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

HOME_INVARIANTS = (
    Invariant(
        rule="a provisional gate belongs to an application and to nobody, and has no session and no receipt",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing = 'provisional'
               AND (person_id IS NOT NULL
                    OR NOT EXISTS (SELECT 1 FROM application_from_home WHERE application_from_home.gate_id = gate.gate_id)
                    OR EXISTS (SELECT 1 FROM gate_session WHERE gate_session.gate_id = gate.gate_id)
                    OR EXISTS (SELECT 1 FROM registration_receipt WHERE registration_receipt.gate_id = gate.gate_id))
        """,
    ),
    Invariant(
        rule="an application's gate is provisional",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example
              FROM application_from_home JOIN gate ON gate.gate_id = application_from_home.gate_id
             WHERE gate.standing <> 'provisional'
        """,
    ),
    Invariant(
        rule="an unfinished application is gone soon",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM application_from_home WHERE expires_at <= :late_since
        """,
        weight=Weight.WARNING,
    ),
)
