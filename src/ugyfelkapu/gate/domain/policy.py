"""The gate's dated policy: what law or the operator may change from a day on, with today's values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePolicy:
    """Values in force at some instant; the source of each stands beside it."""

    activation_code_days: int = 5  # domain.md R5
    activation_deadline_days: int = 60  # domain.md R5
    password_validity_days: int = 730  # domain.md R7
    password_grace_days: int = 60  # domain.md R7, R8
    password_least_characters: int = 15  # domain.md R7, the only factor
    password_least_characters_with_second_factor: int = 12  # domain.md R7
    passwords_remembered: int = 5  # domain.md R7
    least_age_years: int = 0  # domain.md R1: none was found
    further_gate_fee_forints: int = 3000  # domain.md R11; 0 from the day on which every gate is free
    payment_hours: int = 24  # decision: so long an application online waits for its payment
    freezing_code_days: int = 30  # decision: a notice mail may be read late
    confirmation_code_hours: int = 24  # decision: for a new e-mail address and for the end of a gate
    email_undo_days: int = 7  # domain.md R9 leaves it open; decision
    termination_change_of_mind_days: int = 3  # domain.md R12, "a short time"; decision
    archive_usable_years: int = 5  # domain.md R12
    archive_kept_years: int = 20  # domain.md R12
    signature_application_days: int = 7  # decision: time to sign an application at home
    fee_certificate_days: int = 30  # decision: so long an organisation's certificate frees from the fee
    counter_case_minutes: int = 30  # decision: an abandoned case is forgotten
    authorisation_longest_days: int = 1826  # decision, domain.md R13: five years, then an organisation asks again
    counter_opens_hour: int = 7  # decision: a look-up before it is unusual; legal time
    counter_closes_hour: int = 20  # decision: a look-up from this hour on is unusual
    look_ups_without_service: int = 15  # decision: so many look-ups of a clerk in a day that led to nothing are unusual
    proposal_days: int = 7  # decision: so long what one proposed waits for a second pair of eyes
    prefilled_application_days: int = 14  # decision: a form filled in at home waits so long for its counter
    provisional_gate_days: int = 30  # domain.md R2
    person_copy_days: int = 30  # decision, domain.md R10: an older copy is asked for again at sign-in
    person_copy_longest_days: int = 365  # decision: a copy older than this, while its register is silent, reaches low only


STANDING = GatePolicy()
"""The values as the code carries them; the policy table overrides them by date."""
