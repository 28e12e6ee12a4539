"""The SAML benchmark reads what any provider answers, and says what was measured and what was not."""

from base64 import b64encode

import pytest

from bench.sso.asker import answer_in, metadata
from bench.sso.results import Measurement, Result, rows, section
from tests.world import START
from ugyfelkapu.broker.domain.relying_party import RelyingParty
from ugyfelkapu.broker.saml.metadata.admission import Admission
from ugyfelkapu.broker.saml.metadata_of_service import service_from

DOCUMENT = b"<samlp:Response>\xc5\x91</samlp:Response>"
TEXT = b64encode(DOCUMENT)


@pytest.mark.parametrize(
    "page",
    [
        b'<input type="hidden" name="SAMLResponse" value="%s">' % TEXT,
        b'<input type="hidden" name="SAMLResponse" id="x"\n value="%s" />' % TEXT,
        b'<input name="SAMLResponse" value="%s"/>' % TEXT.replace(b"=", b"&#61;").replace(b"+", b"&#x2b;"),
    ],
)
def test_an_answer_is_found_however_a_provider_writes_its_form(page: bytes) -> None:
    assert answer_in(page) == DOCUMENT


def test_a_page_without_an_answer_is_none() -> None:
    assert answer_in(b'<form><input name="username" value="x"></form>') is None


def test_the_services_metadata_are_good() -> None:
    document = metadata("https://service.example/x").encode()
    assert isinstance(service_from(document, Admission(now=START, loopback_allowed=False)), RelyingParty)


def _result(name: str, speed: float, *, is_verifying: bool = True) -> Result:
    return Result(
        name=name,
        version="1",
        store="memory",
        otherwise="",
        is_verifying=is_verifying,
        rounds=[speed, speed * 1.1, speed * 0.9],
        cpu_ms=[1.0, 1.1, 1.2],
        p50_ms=[10.0, 11.0, 12.0],
        p99_ms=[20.0, 21.0, 22.0],
    )


def _measured(*peers: Result) -> Measurement:
    ours = [_result("Ügyfélkapu, RS256", 500.0), _result("Ügyfélkapu, ES256", 700.0)]
    return Measurement(
        machine={"cores": 2}, rounds=3, seconds=4.0, at_once=32, results=[*ours, *peers], missing={"other": "not installed"}
    )


def test_goals_are_met_or_not_by_the_clock() -> None:
    slow, fast = _result("slow", 50.0), _result("fast", 250.0)
    assert [row.is_met for row in rows(_measured(slow, fast))] == [True, False, True, False]


def test_the_report_says_who_answers_forged_requests_and_who_is_missing() -> None:
    text = "\n".join(section(_measured(_result("careless", 50.0, is_verifying=False))))
    assert "| careless | 1 | memory | 50 | 1.10 | 11.0 | 21.0 | 20% | **answered** | – |" in text
    assert "Not measured: other (not installed)." in text
    assert "10.0 times | met" in text
    assert "cores 2" in text
