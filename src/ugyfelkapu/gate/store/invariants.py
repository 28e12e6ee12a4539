"""What must hold in the gate's database at any moment (`domain.md` R4 to R6, R11, R17; `security.md`, faults)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

GATE_INVARIANTS = (
    Invariant(
        rule="a running session belongs to an active gate",
        broken_by="""
            SELECT count(*) AS many, min(gate_session.gate_id) AS example
              FROM gate_session LEFT JOIN gate ON gate.gate_id = gate_session.gate_id
             WHERE gate_session.ended_at IS NULL AND (gate.standing IS NULL OR gate.standing <> 'active')
        """,
    ),
    Invariant(
        rule="a session's beginning is in the journal",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate_session
             WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.subject = gate_session.gate_id
                                  AND journal.activity = 'sign_in' AND journal.outcome = 'done')
        """,
    ),
    Invariant(
        rule="a user name has one holder",
        broken_by="""
            SELECT count(*) AS many, min(username_folded) AS example
              FROM (SELECT username_folded FROM gate GROUP BY username_folded HAVING count(*) > 1) AS held_twice
        """,
    ),
    Invariant(
        rule="a gate has a person",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing <> 'provisional' AND NOT EXISTS (SELECT 1 FROM person WHERE person.person_id = gate.person_id)
        """,
    ),
    Invariant(
        rule="a person has a gate",
        broken_by="""
            SELECT count(*) AS many, min(person_id) AS example FROM person
             WHERE NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = person.person_id)
        """,
    ),
    Invariant(
        rule="a gate has a receipt and an entry of its registration in the journal",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing NOT IN ('terminated', 'provisional')
               AND (NOT EXISTS (SELECT 1 FROM registration_receipt WHERE registration_receipt.gate_id = gate.gate_id)
                    OR NOT EXISTS (SELECT 1 FROM journal WHERE journal.subject = gate.person_id
                                      AND journal.activity IN ('register_at_counter', 'register_online')
                                      AND journal.outcome = 'done'))
        """,
    ),
    Invariant(
        rule="an activated gate has one current password, an entry of its activation, and no code to activate it again",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing IN ('active', 'suspended')
               AND (activated_at IS NULL
                    OR (SELECT count(*) FROM password WHERE password.gate_id = gate.gate_id) <> 1
                    OR EXISTS (SELECT 1 FROM activation_code WHERE activation_code.gate_id = gate.gate_id)
                    OR NOT EXISTS (SELECT 1 FROM journal WHERE journal.subject = gate.gate_id
                                      AND journal.activity = 'activate' AND journal.outcome = 'done'))
        """,
    ),
    Invariant(
        rule="a gate that waits for its activation has no password",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing = 'registered'
               AND (activated_at IS NOT NULL OR EXISTS (SELECT 1 FROM password WHERE password.gate_id = gate.gate_id))
        """,
    ),
    Invariant(
        rule="a gate registered a short while ago has its activation code",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing = 'registered' AND registered_at > :code_since
               AND NOT EXISTS (SELECT 1 FROM activation_code WHERE activation_code.gate_id = gate.gate_id)
        """,
    ),
    Invariant(
        rule="a code for a new password is for a gate that was activated",
        broken_by="""
            SELECT count(*) AS many, min(password_reset_code.gate_id) AS example
              FROM password_reset_code LEFT JOIN gate ON gate.gate_id = password_reset_code.gate_id
             WHERE gate.activated_at IS NULL
        """,
    ),
    Invariant(
        rule="a case that ended in a receipt is closed",
        broken_by="""
            SELECT count(*) AS many, min(case_id) AS example FROM counter_case
             WHERE EXISTS (SELECT 1 FROM registration_receipt WHERE registration_receipt.case_id = counter_case.case_id)
        """,
    ),
    Invariant(
        rule="an answered question names the session that answered it",
        broken_by="""
            SELECT count(*) AS many, min(identification_id) AS example FROM identification
             WHERE ticket_digest IS NOT NULL AND session_id IS NULL
        """,
    ),
    Invariant(
        rule="changes of standing are numbered up to their count without a gap",
        broken_by="""
            SELECT count(*) AS many, min(CAST(number AS TEXT)) AS example
              FROM standing_change_count
              JOIN (SELECT count(*) AS kept, min(number) AS oldest, max(number) AS newest FROM standing_change) AS told
                ON told.kept > 0
             WHERE number <> told.newest OR told.kept <> told.newest - told.oldest + 1
        """,
    ),
    Invariant(
        rule="an expired code is removed soon",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example
              FROM (SELECT gate_id, expires_at FROM activation_code
                     UNION ALL SELECT gate_id, expires_at FROM password_reset_code) AS code
             WHERE expires_at <= :late_since
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="an abandoned case is closed soon",
        broken_by="SELECT count(*) AS many, min(case_id) AS example FROM counter_case WHERE opened_at <= :abandoned_since",
        weight=Weight.WARNING,
    ),
)
