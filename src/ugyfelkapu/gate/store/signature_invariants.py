"""What must hold of applications that wait for their signature (`domain.md` R2, R4)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

SIGNATURE_INVARIANTS = (
    Invariant(
        rule="an application that was used holds nothing any more, and one that waits holds something",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM signature_application
             WHERE (ended_at IS NULL) <> (length(sealed) > 0)
        """,
    ),
    Invariant(
        rule="an application past its time is removed soon",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM signature_application WHERE expires_at <= :late_since
        """,
        weight=Weight.WARNING,
    ),
)
