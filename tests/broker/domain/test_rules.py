"""The broker's rules as plain functions, at the moments where they turn."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import START
from ugyfelkapu.broker.domain.answer import address_of, granted, parameters_of
from ugyfelkapu.broker.domain.assurance import ANY_LEVEL, LevelWish
from ugyfelkapu.broker.domain.authorization import (
    AuthorizationCode,
    AuthorizationRequest,
    CodeFault,
    FamilyId,
    Prompt,
    Redemption,
    fault_of,
    s256,
)
from ugyfelkapu.broker.domain.connection_code import ConnectionCode
from ugyfelkapu.broker.domain.consent import Consent, is_consent_missing
from ugyfelkapu.broker.domain.redirect import is_acceptable
from ugyfelkapu.broker.domain.release import data_set_of
from ugyfelkapu.broker.domain.relying_party import ClientId, Scope
from ugyfelkapu.broker.domain.secret import SecretKind, digest_of, minted
from ugyfelkapu.broker.domain.session import BrokerSession, SessionId, is_live, sid_of
from ugyfelkapu.broker.domain.sign_on import Standing, demand_of, standing_of
from ugyfelkapu.broker.domain.token import at_hash
from ugyfelkapu.identification import AssuranceLevel, IdentificationMethod, SessionHandle, SubjectCode

REQUEST = AuthorizationRequest(
    client_id=ClientId("tax"),
    redirect_uri="https://tax.example.test/cb",
    state=None,
    nonce=None,
    code_challenge=s256("v" * 43),
    scopes=(Scope.OPENID,),
    prompts=(),
    max_age_seconds=None,
    level_wish=ANY_LEVEL,
    language=None,
)
SESSION = BrokerSession(
    session_id=SessionId("s"),
    subject_code=SubjectCode("p"),
    session_handle=SessionHandle("h"),
    level=AssuranceLevel.LOW,
    method=IdentificationMethod.PASSWORD,
    identified_at=START,
    last_used_at=START,
    family_name="Őry",
    given_name="Ádám",
    email="a@example.test",
)
CODE = AuthorizationCode(
    digest=minted(SecretKind.CODE, b"c" * 32).digest,
    client_id=REQUEST.client_id,
    redirect_uri=REQUEST.redirect_uri,
    code_challenge=REQUEST.code_challenge,
    nonce=None,
    scopes=REQUEST.scopes,
    connection_code=ConnectionCode("x"),
    session_id=SESSION.session_id,
    family_id=FamilyId("f"),
    told_level=None,
    behalf=None,
    expires_at=START,
)


def test_the_challenge_of_the_standard_is_met() -> None:
    assert s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_at_hash_is_the_left_half_as_the_standard_shows() -> None:
    # OpenID Connect Core appendix A.4
    assert at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y") == "77QmUPtjPfzWtF2AnpK9RQ"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"now": START - timedelta(microseconds=1)}, None),
        ({"now": START}, CodeFault.EXPIRED),
        ({"redirect_uri": "https://tax.example.test/CB"}, CodeFault.OTHER_REDIRECT),
        ({"code_verifier": "w" * 43}, CodeFault.BAD_VERIFIER),
        ({"code_verifier": "ő" * 43}, CodeFault.BAD_VERIFIER),
    ],
)
def test_a_code_says_the_first_rule_it_breaks(changes: dict[str, object], fault: CodeFault | None) -> None:
    good = {
        "redirect_uri": REQUEST.redirect_uri,
        "code_verifier": "v" * 43,
        "confirmation": None,
        "now": START - timedelta(seconds=1),
    }
    assert fault_of(CODE, Redemption(**{**good, **changes})) is fault  # type: ignore[arg-type]  # a mixed dict of named arguments


@pytest.mark.parametrize(
    ("age", "live"),
    [(timedelta(minutes=20) - timedelta(microseconds=1), True), (timedelta(minutes=20), False)],
)
def test_a_session_is_idle_from_the_twentieth_minute(age: timedelta, live: bool) -> None:  # noqa: FBT001 - a table
    assert is_live(SESSION, now=START + age) is live


def test_the_gravest_lack_is_named_first() -> None:
    wish = LevelWish(levels=(AssuranceLevel.HIGH,), is_essential=False)
    demand = demand_of(replace(REQUEST, level_wish=wish, max_age_seconds=0), asked_at=START)
    later = START + timedelta(minutes=3)
    assert standing_of(None, demand, heard_at=START, now=START) is Standing.NO_SESSION
    assert standing_of(SESSION, demand, heard_at=START, now=later) is Standing.GATE_SILENT
    assert standing_of(SESSION, replace(demand, not_before=later), heard_at=later, now=later) is Standing.NOT_FRESH
    assert standing_of(SESSION, demand, heard_at=START, now=START) is Standing.LEVEL_TOO_LOW
    assert standing_of(SESSION, demand_of(REQUEST, asked_at=START), heard_at=START, now=START) is Standing.GOOD


@pytest.mark.parametrize("prompt", [Prompt.LOGIN, Prompt.SELECT_ACCOUNT])
def test_a_wish_for_a_new_sign_in_is_met_by_no_session_however_young(prompt: Prompt) -> None:
    demand = demand_of(replace(REQUEST, prompts=(prompt,)), asked_at=START)
    assert standing_of(SESSION, demand, heard_at=START, now=START) is Standing.NOT_FRESH


def test_consent_is_missing_when_the_set_or_the_law_changes() -> None:
    request = replace(REQUEST, scopes=(Scope.OPENID, Scope.IDENTITY))
    given = Consent(data_set=data_set_of(request.scopes), legal_basis="law", given_at=START)
    wider = replace(request, scopes=(*request.scopes, Scope.EMAIL))
    assert not is_consent_missing(request, given, legal_basis="law", is_consented=False)
    assert is_consent_missing(request, given, legal_basis="another law", is_consented=False)
    assert is_consent_missing(wider, given, legal_basis="law", is_consented=False)
    assert is_consent_missing(request, None, legal_basis="law", is_consented=False)
    assert not is_consent_missing(REQUEST, None, legal_basis="", is_consented=False)


def test_a_secret_of_one_kind_opens_nothing_of_another() -> None:
    code = minted(SecretKind.CODE, b"c" * 32)
    assert digest_of(SecretKind.CODE, code.secret) == code.digest
    assert digest_of(SecretKind.SESSION, code.secret) is None
    assert digest_of(SecretKind.SESSION, "bs_" + code.secret.removeprefix("ac_")) != code.digest


@given(st.text())
def test_no_text_breaks_the_reading_of_a_secret(text: str) -> None:
    assert digest_of(SecretKind.CODE, text) is None or text.startswith("ac_")
    assert digest_of(SecretKind.CODE, "ac_" + text) is None or len(text) == 43


@given(st.text())
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    for uri in (text, f"https://{text}", f"http://{text}", f"https://a.test/{text}"):
        if is_acceptable(uri, native=False, loopback_allowed=False):
            assert uri.startswith("https://")
            assert uri.isascii()
            assert "#" not in uri


@given(st.text(max_size=50), st.text(max_size=50))
def test_two_services_never_share_a_session_name(first: str, second: str) -> None:
    same = sid_of(SESSION.session_id, ClientId(first)) == sid_of(SESSION.session_id, ClientId(second))
    assert same == (first == second)


def test_an_address_with_a_query_keeps_it() -> None:
    answer = granted(replace(REQUEST, redirect_uri="https://t.test/cb?a=1").reply_to, code="ac_x")
    url = address_of(answer, parameters_of(answer, issuer="https://i.test"))
    assert url == "https://t.test/cb?a=1&code=ac_x&iss=https%3A%2F%2Fi.test"
