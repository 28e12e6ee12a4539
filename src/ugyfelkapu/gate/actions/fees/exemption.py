"""Whether an organisation's certificate frees a gate from its fee, and its use, once (`domain.md R11`)."""

from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.foundation.database import Reader, Transaction
from ugyfelkapu.gate.actions.fees.certificate_sealing import opening
from ugyfelkapu.gate.domain.email import EmailAddress
from ugyfelkapu.gate.domain.fee import Exemption
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault, CertificateNumber, certificate_fault
from ugyfelkapu.gate.domain.gate import GateId
from ugyfelkapu.gate.domain.identity import NaturalIdentity
from ugyfelkapu.gate.ports import GateWorld
from ugyfelkapu.gate.store import fee_certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who brings a certificate, for a gate with which address."""

    number: CertificateNumber
    identity: NaturalIdentity
    email: EmailAddress


async def fault_of(reader: Reader, world: GateWorld, claim: Claim, *, now: datetime) -> CertificateFault | None:
    """What stands against it now; `use_up` decides again."""
    found = await fee_certificates.by_number(reader, claim.number, opened=opening(world))
    return CertificateFault.UNKNOWN if found is None else certificate_fault(found, claim.identity, claim.email, now=now)


async def use_up(
    tx: Transaction, world: GateWorld, claim: Claim, *, gate_id: GateId, now: datetime
) -> Exemption | CertificateFault:
    """Use the certificate for this gate; `fee_certificates.release` takes that back when the gate does not open."""
    if fault := await fault_of(tx, world, claim, now=now):
        return fault
    if not await fee_certificates.claim(tx, claim.number, gate_id=gate_id, now=now):
        return CertificateFault.USED  # of two at once, the other was first
    return Exemption(certificate=claim.number)
