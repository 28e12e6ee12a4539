"""What must hold of suspended, ended and archived gates, and of changes of e-mail (`domain.md` R9, R12)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

_HELD_BY_GATES = "  UNION ALL ".join(
    f"SELECT gate_id FROM {table}"  # noqa: S608 - names of this file
    for table in (
        *("password", "former_password", "activation_code", "password_reset_code", "totp_authenticator", "passkey"),
        *("recovery_code", "device", "gate_session", "pending_sign_in", "registration_receipt", "suspension"),
        *("freezing_code", "printed_code", "correction_request", "email_change", "termination"),
    )
)

STANDING_INVARIANTS = (
    Invariant(
        rule="nothing that lets anybody in is left of a gate that has ended",
        broken_by=f"""
            SELECT count(*) AS many, min(gate.gate_id) AS example
              FROM gate JOIN ({_HELD_BY_GATES}) AS held ON held.gate_id = gate.gate_id
             WHERE gate.standing = 'terminated'
        """,  # noqa: S608 - made of this file's constants
    ),
    Invariant(
        rule="a gate that has ended is in the archive, locked, and its name is reserved",
        broken_by="""
            SELECT count(*) AS many, min(gate_id) AS example FROM gate
             WHERE standing = 'terminated'
               AND (email <> '' OR NOT EXISTS (SELECT 1 FROM archived_gate WHERE archived_gate.gate_id = gate.gate_id))
        """,
    ),
    Invariant(
        rule="an archived record is of a gate that has ended",
        broken_by="""
            SELECT count(*) AS many, min(archived_gate.gate_id) AS example
              FROM archived_gate LEFT JOIN gate ON gate.gate_id = archived_gate.gate_id
             WHERE gate.standing IS NULL OR gate.standing <> 'terminated'
        """,
    ),
    Invariant(
        rule="as many names are reserved as gates have ended",
        broken_by="""
            SELECT CASE WHEN reserved.many < ended.many THEN ended.many - reserved.many ELSE 0 END AS many, '' AS example
              FROM (SELECT count(*) AS many FROM reserved_username) AS reserved,
                   (SELECT count(*) AS many FROM gate WHERE standing = 'terminated') AS ended
        """,
    ),
    Invariant(
        rule="nothing readable is kept of a person whose gates have all ended",
        broken_by="""
            SELECT count(*) AS many, min(person_id) AS example FROM person
             WHERE family_name || given_name || birth_place || document_number <> ''
               AND EXISTS (SELECT 1 FROM gate WHERE gate.person_id = person.person_id)
               AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.person_id = person.person_id AND gate.standing <> 'terminated')
        """,
    ),
    Invariant(
        rule="a suspended gate says why, and no other does",
        broken_by="""
            SELECT count(*) AS many, min(gate.gate_id) AS example
              FROM gate LEFT JOIN suspension ON suspension.gate_id = gate.gate_id
             WHERE (gate.standing = 'suspended' AND suspension.gate_id IS NULL)
                OR (gate.standing <> 'suspended' AND suspension.gate_id IS NOT NULL)
        """,
    ),
    Invariant(
        rule="no code for a new password, a new address or an end is out for a suspended gate",
        broken_by="""
            SELECT count(*) AS many, min(gate.gate_id) AS example
              FROM gate
              JOIN (SELECT gate_id FROM password_reset_code
                     UNION ALL SELECT gate_id FROM email_change WHERE changed_at IS NULL
                     UNION ALL SELECT gate_id FROM termination) AS code ON code.gate_id = gate.gate_id
             WHERE gate.standing = 'suspended'
        """,
    ),
    Invariant(
        rule="a change of e-mail waits with a code or is in force without",
        broken_by="""
            SELECT count(*) AS many, min(change_id) AS example FROM email_change
             WHERE (changed_at IS NULL) <> (code_digest IS NOT NULL)
        """,
    ),
    Invariant(
        rule="an archived record past its time is deleted soon",
        broken_by="SELECT count(*) AS many, min(gate_id) AS example FROM archived_gate WHERE ended_at <= :archived_until",
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="a gate whose time to change one's mind is over ends soon",
        broken_by="SELECT count(*) AS many, min(gate_id) AS example FROM termination WHERE ends_at <= :late_since",
        weight=Weight.WARNING,
    ),
)
