"""What leaves the database when a gate is suspended or ends; a new table of the gate's is named here on purpose or not.

Payments and the decisions about fees stay for the accounts, for eight years (decision 0018); they hold ids and sums.
Certificates that freed from the fee stay beside them, without their holders (decision 0023).
"""

from ugyfelkapu.foundation.database import Transaction
from ugyfelkapu.gate.domain.gate import GateId

_HALF_DONE = (
    "DELETE FROM sign_in_code WHERE gate_id = :gate_id",
    "DELETE FROM pending_sign_in WHERE gate_id = :gate_id",
    "DELETE FROM totp_offer WHERE gate_id = :gate_id",
    "DELETE FROM recovery_code_sheet WHERE gate_id = :gate_id",
    "DELETE FROM activation_code WHERE gate_id = :gate_id",
    "DELETE FROM password_reset_code WHERE gate_id = :gate_id",
    "DELETE FROM printed_code WHERE gate_id = :gate_id",
    "DELETE FROM freezing_code WHERE gate_id = :gate_id",
    "DELETE FROM email_change WHERE gate_id = :gate_id AND changed_at IS NULL",
    "DELETE FROM termination WHERE gate_id = :gate_id",
)
_CREDENTIALS = (
    "DELETE FROM password WHERE gate_id = :gate_id",
    "DELETE FROM former_password WHERE gate_id = :gate_id",
    "DELETE FROM totp_authenticator WHERE gate_id = :gate_id",
    "DELETE FROM passkey WHERE gate_id = :gate_id",
    "DELETE FROM recovery_code WHERE gate_id = :gate_id",
    "DELETE FROM device WHERE gate_id = :gate_id",
    "DELETE FROM email_change WHERE gate_id = :gate_id",
    "DELETE FROM suspension WHERE gate_id = :gate_id",
    "DELETE FROM gate_session WHERE gate_id = :gate_id",
    "DELETE FROM correction_request WHERE gate_id = :gate_id",
    "DELETE FROM registration_receipt WHERE gate_id = :gate_id",
)


async def end_half_done(tx: Transaction, gate_id: GateId) -> None:
    """End every half-done sign-in, every mailed code and every wish that waits; links that undo a change of e-mail stay."""
    for statement in _HALF_DONE:
        await tx.execute(statement, gate_id=gate_id)


async def delete_credentials(tx: Transaction, gate_id: GateId) -> None:
    """Delete all that lets anybody in, and what was kept for the owner's eyes: sessions, browsers, the receipt."""
    for statement in _CREDENTIALS:
        await tx.execute(statement, gate_id=gate_id)
