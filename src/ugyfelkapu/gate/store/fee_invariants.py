"""What must hold of fees and payments at any moment (`domain.md R11`)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

FEE_INVARIANTS = (
    Invariant(
        rule="a gate with a fee was opened by a payment of exactly that",
        broken_by="""
            SELECT count(*) AS many, min(fee_decision.gate_id) AS example
              FROM fee_decision
              LEFT JOIN payment ON payment.gate_id = fee_decision.gate_id AND payment.state = 'paid'
             WHERE fee_decision.gate_id IS NOT NULL AND fee_decision.amount_forints > 0
               AND (payment.amount_forints IS NULL OR payment.amount_forints <> fee_decision.amount_forints)
        """,
    ),
    Invariant(
        rule="a payment that was used paid for a gate with a fee",
        broken_by="""
            SELECT count(*) AS many, min(payment.payment_id) AS example
              FROM payment LEFT JOIN fee_decision ON fee_decision.gate_id = payment.gate_id
             WHERE payment.gate_id IS NOT NULL
               AND (fee_decision.amount_forints IS NULL OR fee_decision.amount_forints <> payment.amount_forints)
        """,
    ),
    Invariant(
        rule="no payment was used twice, and no application paid twice without a refund",
        broken_by="""
            SELECT count(*) AS many, min(purpose_id) AS example
              FROM (SELECT purpose_id FROM payment WHERE state = 'paid' GROUP BY purpose_id HAVING count(*) > 1
                     UNION ALL
                    SELECT gate_id FROM payment WHERE gate_id IS NOT NULL GROUP BY gate_id HAVING count(*) > 1) AS twice
        """,
    ),
    Invariant(
        rule="a gate that a certificate freed from its fee used that certificate, and no certificate was used otherwise",
        broken_by="""
            SELECT count(*) AS many, min(COALESCE(fee_certificate.number, fee_decision.exemption)) AS example
              FROM fee_certificate
              FULL JOIN fee_decision ON fee_decision.exemption = fee_certificate.number
                                    AND fee_decision.gate_id = fee_certificate.gate_id
             WHERE (fee_certificate.gate_id IS NOT NULL AND fee_decision.decision_id IS NULL)
                OR (fee_decision.exemption <> '' AND fee_certificate.number IS NULL)
        """,
    ),
    Invariant(
        rule="a certificate that was used or withdrawn does not say any more for whom it was",
        broken_by="""
            SELECT count(*) AS many, min(number) AS example FROM fee_certificate
             WHERE length(sealed) > 0 AND (used_at IS NOT NULL OR withdrawn_at IS NOT NULL)
        """,
    ),
    Invariant(
        rule="a certificate that has run out forgets its holder soon",
        broken_by="""
            SELECT count(*) AS many, min(number) AS example FROM fee_certificate
             WHERE length(sealed) > 0 AND good_until <= :late_since
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="money taken at a counter stands in the till's book as it was taken",
        broken_by="""
            SELECT count(*) AS many, min(payment.payment_id) AS example
              FROM payment
              LEFT JOIN till_entry ON till_entry.payment_id = payment.payment_id AND till_entry.kind = 'taken'
             WHERE payment.way <> 'online'
               AND (till_entry.till_number IS NULL OR till_entry.till_number <> payment.till_number
                    OR till_entry.way <> payment.way OR till_entry.amount_forints <> payment.amount_forints
                    OR till_entry.body_id <> payment.body_id)
        """,
    ),
    Invariant(
        rule="what stands in a till's book was taken, and what was handed back opened no gate and stands there once",
        broken_by="""
            SELECT count(*) AS many, min(till_entry.till_number) AS example
              FROM till_entry LEFT JOIN payment ON payment.payment_id = till_entry.payment_id
             WHERE payment.payment_id IS NULL OR payment.way = 'online'
                OR (till_entry.kind = 'handed_back'
                    AND (payment.state <> 'refunded' OR payment.amount_forints <> till_entry.amount_forints))
                OR (till_entry.kind = 'taken' AND payment.state = 'refunded'
                    AND NOT EXISTS (SELECT 1 FROM till_entry AS back
                                     WHERE back.payment_id = payment.payment_id AND back.kind = 'handed_back'))
        """,
    ),
    Invariant(
        rule="money taken at a counter that opened nothing is handed back soon",
        broken_by="""
            SELECT count(*) AS many, min(payment_id) AS example FROM payment
             WHERE way <> 'online' AND state = 'paid' AND gate_id IS NULL AND paid_at <= :unrefunded_since
        """,
        weight=Weight.WARNING,
    ),
    Invariant(
        rule="a further gate has a decision about its fee",
        broken_by="""
            SELECT count(*) AS many, min(gate.gate_id) AS example
              FROM gate
              JOIN gate AS earlier ON earlier.person_id = gate.person_id AND earlier.gate_id <> gate.gate_id
                                  AND earlier.registered_at < gate.registered_at
             WHERE gate.standing <> 'terminated'
               AND NOT EXISTS (SELECT 1 FROM fee_decision WHERE fee_decision.gate_id = gate.gate_id)
        """,
    ),
    Invariant(
        rule="an application that waits for its payment is sealed, and one that ended keeps nothing",
        broken_by="""
            SELECT count(*) AS many, min(application_id) AS example FROM paid_application
             WHERE (state = 'waiting') <> (sealed IS NOT NULL)
        """,
    ),
    Invariant(
        rule="money that was paid has opened a gate or is on its way back, after its time",
        broken_by="""
            SELECT count(*) AS many, min(payment_id) AS example FROM payment
             WHERE way = 'online' AND state = 'paid' AND gate_id IS NULL AND paid_at <= :unused_since
        """,
    ),
    Invariant(
        rule="a refund that was asked for is made soon",
        broken_by="""
            SELECT count(*) AS many, min(payment_id) AS example FROM payment
             WHERE state = 'refund_asked' AND refund_asked_at <= :unrefunded_since
        """,
        weight=Weight.WARNING,
    ),
)
"""Gates opened before fees were (migration 0013) have no decision: nobody could have more than one then."""
