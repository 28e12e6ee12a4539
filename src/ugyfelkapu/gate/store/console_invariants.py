"""What must hold of proposals, alerts and the figures by day (decision 0022)."""

from ugyfelkapu.foundation.invariants import Invariant, Weight

CONSOLE_INVARIANTS = (
    Invariant(
        rule="what was approved was asked by one and decided by another",
        broken_by="""
            SELECT count(*) AS many, min(proposal_id) AS example FROM proposal
             WHERE standing = 'approved' AND (decided_by IS NULL OR decided_by = asked_by)
        """,
    ),
    Invariant(
        rule="a proposal that was decided says when and by whom, and no other does",
        broken_by="""
            SELECT count(*) AS many, min(proposal_id) AS example FROM proposal
             WHERE (standing = 'waiting') <> (decided_by IS NULL) OR (decided_by IS NULL) <> (decided_at IS NULL)
        """,
    ),
    Invariant(
        rule="an approval is in the journal",
        broken_by="""
            SELECT count(*) AS many, min(proposal_id) AS example FROM proposal
             WHERE standing = 'approved'
               AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.actor = proposal.decided_by
                                  AND journal.activity = 'approve_proposal' AND journal.at = proposal.decided_at)
        """,
    ),
    Invariant(
        rule="a closed alert says by whom and what was found",
        broken_by="""
            SELECT count(*) AS many, min(alert_id) AS example FROM alert
             WHERE (closed_at IS NULL) <> (closed_by IS NULL) OR (closed_at IS NULL) <> (note = '')
        """,
    ),
    Invariant(
        rule="figures are of a day that is counted",
        broken_by="""
            SELECT count(*) AS many, min(activity) AS example FROM daily_figure
             WHERE day NOT IN (SELECT day FROM counted_day)
        """,
    ),
    Invariant(
        rule="a clerk's paper that nobody printed is removed soon",
        broken_by="SELECT count(*) AS many, min(proposal_id) AS example FROM clerk_letter WHERE expires_at <= :late_since",
        weight=Weight.WARNING,
    ),
)
