"""Levels and methods as SAML spells them (`protocols.md`, AuthnContext; SAML 2.0 Core section 3.3.2.2.1)."""

from ugyfelkapu.broker.domain.assurance import ANY_LEVEL, LevelWish, acr_of, level_of
from ugyfelkapu.broker.domain.authn_request import AuthnRequest, Comparison
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod


def level_wish_of(request: AuthnRequest) -> LevelWish | None:
    """The levels a request will have; `None`: none of ours can be what it asks for."""
    if not request.contexts:
        return ANY_LEVEL
    asked = [level for context in request.contexts if (level := level_of(context)) is not None]
    levels = _fitting(asked, request.comparison) if asked else ()
    return (
        LevelWish(levels=levels, is_essential=request.comparison in (Comparison.EXACT, Comparison.MAXIMUM)) if levels else None
    )


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


def told_context(asked: tuple[str, ...], *, level: AssuranceLevel, method: IdentificationMethod) -> str:
    """The `AuthnContextClassRef` of an assertion: one of those asked for where it fits, else the level's."""
    _ = method
    return next((context for context in asked if level_of(context) is level), acr_of(level))
