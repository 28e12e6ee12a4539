"""Every word that the gate's journal may hold as an activity or as a refusal; the consoles have a text for each."""

from ugyfelkapu.gate.actions.applying.prove_by_card import NOT_REGISTERED
from ugyfelkapu.gate.actions.applying.settle_application import CODE_LOST
from ugyfelkapu.gate.actions.journal import (
    clerk_journal,
    console_journal,
    counter_journal,
    home_journal,
    online_journal,
    owner_journal,
    payment_journal,
    register_journal,
)
from ugyfelkapu.gate.actions.office import certificate_journal
from ugyfelkapu.gate.domain.eid import CertificateFault, CodeRefused
from ugyfelkapu.gate.domain.registration import RefusalReason
from ugyfelkapu.gate.domain.signature_application import SignerFault
from ugyfelkapu.gate.domain.signed_document import SignatureFault

ACTIVITIES: frozenset[str] = frozenset(
    {
        *clerk_journal.Passage,
        *console_journal.Activity,
        *counter_journal.Activity,
        *home_journal.Activity,
        *online_journal.Activity,
        *owner_journal.Activity,
        *payment_journal.Activity,
        *register_journal.Activity,
        *certificate_journal.Activity,
        *("appoint_clerk", "identify_clerk"),
        *("register_organisation", "appoint_administrator", "end_organisation"),
    }
)

ONLINE: frozenset[str] = frozenset(
    {*SignatureFault, *SignerFault, *CodeRefused, *CertificateFault, *RefusalReason, NOT_REGISTERED, CODE_LOST}
)
"""Why somebody got no gate from home."""
