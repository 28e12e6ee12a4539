"""What somebody wants for a new gate, read from what was typed: user name, e-mail address, certificate (`domain.md` R3, R6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from ugyfelkapu.foundation.database import Reader
from ugyfelkapu.gate.domain.email import EmailAddress, EmailFault, email_of
from ugyfelkapu.gate.domain.fee_certificate import CertificateFault, CertificateNumber, certificate_number_of
from ugyfelkapu.gate.domain.identity import PersonName
from ugyfelkapu.gate.domain.username import Username, UsernameFault, fold_username, suggestions, username_of
from ugyfelkapu.gate.store import gates

SUGGESTIONS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A wish as it was typed."""

    username: str
    email: str
    language: str
    """In which the owner wants mails: `hu`, `en` or `de`."""
    certificate: str = ""
    """The number of an organisation's certificate that frees from the fee; empty when there is none (`domain.md R11`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish that may be fulfilled, unless the name is taken."""

    username: Username
    email: EmailAddress
    language: str
    certificate: CertificateNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsernameTaken:
    """The user name, or one that looks like it, has or had a holder."""

    suggestions: tuple[Username, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WishFaults:
    """What to put right."""

    username: UsernameFault | UsernameTaken | None = None
    email: EmailFault | None = None
    certificate: CertificateFault | None = None


def read(typed: Typed) -> Wish | WishFaults:
    """The wish, or all that is wrong with it at once."""
    username, email = username_of(typed.username), email_of(typed.email)
    certificate = certificate_number_of(typed.certificate)
    is_unreadable = bool(typed.certificate.strip()) and certificate is None
    if isinstance(username, UsernameFault) or isinstance(email, EmailFault) or is_unreadable:
        return WishFaults(
            username=username if isinstance(username, UsernameFault) else None,
            email=email if isinstance(email, EmailFault) else None,
            certificate=CertificateFault.UNKNOWN if is_unreadable else None,
        )
    return Wish(username=username, email=email, language=typed.language, certificate=certificate)


async def taken(reader: Reader, username: Username, name: PersonName) -> UsernameTaken:
    """The name has a holder: some that are free, made of the person's own."""
    return UsernameTaken(suggestions=await _free(reader, suggestions(username, name)))


async def _free(reader: Reader, candidates: Iterable[Username]) -> tuple[Username, ...]:
    free: list[Username] = []
    for candidate in candidates:
        if len(free) == SUGGESTIONS_SHOWN:
            break
        if not await gates.is_taken(reader, fold_username(candidate)):
            free.append(candidate)
    return tuple(free)
