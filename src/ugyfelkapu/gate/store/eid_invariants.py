"""What must hold of applications with an eID card (`domain.md R2`)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

EID_INVARIANTS = (
    Invariant(
        rule="an application with a card is gone on with after the proof alone, and by one ticket or one secret",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM card_application
             WHERE (standing = 'begun' AND (answer IS NOT NULL OR ticket_digest IS NOT NULL OR secret_digest IS NOT NULL))
                OR (standing = 'shown' AND (answer IS NULL OR ticket_digest IS NULL OR secret_digest IS NOT NULL))
                OR (standing NOT IN ('begun', 'shown')
                    AND (answer IS NULL OR ticket_digest IS NOT NULL OR secret_digest IS NULL))
        """,
    ),
    Invariant(
        rule="an application with a card that is being settled holds its wish, and no other does",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM card_application
             WHERE (standing = 'settling') <> (wish IS NOT NULL AND settling_since IS NOT NULL)
        """,
    ),
    Invariant(
        rule="an application with a card past its time is removed soon",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM card_application
             WHERE expires_at <= :late_since AND standing NOT IN ('settling', 'paying')
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="a card's application waits for a payment as long as there is one to wait for",
        broken_by="""
            SELECT count(*) AS many, min(card_application.application_id) AS example
              FROM card_application
              LEFT JOIN paid_application ON paid_application.application_id = card_application.paid_application_id
             WHERE (card_application.standing = 'paying') <> (card_application.paid_application_id IS NOT NULL)
                OR (card_application.standing = 'paying'
                    AND (paid_application.state IS NULL OR paid_application.state <> 'waiting'))
        """,
    ),
)
