"""Levels and methods as SAML spells them (`protocols.md`, AuthnContext; SAML 2.0 Core section 3.3.2.2.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ugyfelkapu.broker.domain.assurance import ANY_LEVEL, LevelWish, Way, acr_of
from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod

_KAU = "urn:eksz.gov.hu:1.0:azonositas:kau:"
"""A profile of our own that is like KAÜ; its specification is not public, so nobody can claim to keep to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a class reference stands for: at least this level, by one of these methods."""

    level: AssuranceLevel
    methods: tuple[IdentificationMethod, ...] = ()
    """Empty: by any method."""

    def is_met(self, level: AssuranceLevel, method: IdentificationMethod) -> bool:
        """Whether who signed in so may be told by this name."""
        return level.rank >= self.level.rank and (not self.methods or method in self.methods)


def _by(level: AssuranceLevel, *methods: IdentificationMethod) -> Context:
    return Context(level=level, methods=methods)


_PASSKEYS = (IdentificationMethod.PASSKEY, IdentificationMethod.PASSWORD_PASSKEY)
CONTEXTS: Mapping[str, Context] = {
    **{acr_of(level): Context(level=level) for level in AssuranceLevel},
    **{f"{_KAU}{level.rank + 1}": Context(level=level) for level in AssuranceLevel},
    _KAU + "1:uk:uidpwd": _by(AssuranceLevel.LOW, IdentificationMethod.PASSWORD),
    _KAU + "1:uk:emailcode": _by(AssuranceLevel.LOW, IdentificationMethod.PASSWORD_EMAIL_CODE),
    _KAU + "1:uk:recoverycode": _by(AssuranceLevel.LOW, IdentificationMethod.PASSWORD_RECOVERY_CODE),
    _KAU + "2:uk:totp": _by(AssuranceLevel.SUBSTANTIAL, IdentificationMethod.PASSWORD_TOTP),
    _KAU + "2:uk:passkey": _by(AssuranceLevel.SUBSTANTIAL, *_PASSKEYS),
}
"""Every class reference that we know."""


def level_wish_of(request: AuthnRequest) -> LevelWish | None:
    """The levels and methods a request will have; `None`: none of ours can be what it asks for."""
    if not request.contexts:
        return ANY_LEVEL
    asked = [CONTEXTS[context] for context in request.contexts if context in CONTEXTS]
    levels = _fitting([context.level for context in asked], request.comparison) if asked else ()
    if not levels:
        return None
    is_exact = request.comparison is Comparison.EXACT
    is_essential = is_exact or request.comparison is Comparison.MAXIMUM
    return LevelWish(levels=levels, is_essential=is_essential, ways=_ways(asked) if is_exact else ())


def _ways(asked: list[Context]) -> tuple[Way, ...]:
    """Which sessions may answer, where a method was asked for; levels alone are compared as for any protocol."""
    if not any(context.methods for context in asked):
        return ()
    return tuple(Way(level=context.level, methods=context.methods) for context in asked)


def _fitting(asked: list[AssuranceLevel], comparison: Comparison) -> tuple[AssuranceLevel, ...]:
    """In the order of the service's liking, which is the order it named them in."""
    ranks = [level.rank for level in asked]
    match comparison:
        case Comparison.EXACT:
            return tuple(dict.fromkeys(asked))
        case Comparison.MINIMUM:
            return tuple(level for level in AssuranceLevel if level.rank == min(ranks))
        case Comparison.BETTER:
            return tuple(level for level in AssuranceLevel if level.rank == max(ranks) + 1)
        case Comparison.MAXIMUM:
            return tuple(reversed([level for level in AssuranceLevel if level.rank <= max(ranks)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How somebody is signed in; `told`: the level that the answer names, never above the session's."""

    level: AssuranceLevel
    told: AssuranceLevel
    method: IdentificationMethod


def told_context(asked: tuple[str, ...], comparison: Comparison, reached: Reached) -> str | None:
    """The `AuthnContextClassRef` of an assertion: one of those asked for where it fits, else the level's own name.

    `None`: the session is none of what was asked for exactly.
    """
    known = {context: CONTEXTS[context] for context in asked if context in CONTEXTS}
    met = {name: context for name, context in known.items() if context.is_met(reached.level, reached.method)}
    if comparison is Comparison.EXACT and asked:
        return max(met, key=lambda name: met[name].level.rank, default=None)  # of equals the first: the service's liking
    fitting = (name for name, context in met.items() if context.level is reached.told)
    return next(fitting, _name_of(reached.told, known))


def _name_of(level: AssuranceLevel, asked: Iterable[str]) -> str:
    """In the spelling the service asked in."""
    is_like_kau = bool(names := list(asked)) and all(name.startswith(_KAU) for name in names)
    return f"{_KAU}{level.rank + 1}" if is_like_kau else acr_of(level)
