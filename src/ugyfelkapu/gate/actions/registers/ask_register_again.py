"""Ask for somebody who is known already: by their record, else in every register by what is known of them (`domain.md R10`)."""

from ugyfelkapu.gate.domain.person import Person
from ugyfelkapu.gate.ports import Differs, Found, GateWorld, Gone, Known, LookUp, NotFound, RecordLookUp, Unavailable


async def ask_register_again(world: GateWorld, person: Person, *, reference: str) -> Known | Gone | Unavailable:
    """What is true now; `Gone`: no register has them. Never inside a transaction, since a register may be slow.

    A register that knows the document with other data decides nothing: that is somebody's to look at.
    """
    if person.record:
        question = RecordLookUp(
            register=person.register,
            record=person.record,
            document_type=person.registered.document.document_type,
            case_reference=reference,
        )
        answer = await world.registers.look_up_record(question)
        if not isinstance(answer, Gone):
            return answer
    registered = person.registered
    found = await world.registers.look_up(
        LookUp(document=registered.document, identity=registered.identity, case_reference=reference)
    )
    match found:
        case Found():
            return Known(register=found.register, record=found.record, person=found.person)
        case NotFound():
            return Gone(register=person.register)
        case Differs():
            return Unavailable(register=found.register, reason="differs")
        case Unavailable():
            return found
