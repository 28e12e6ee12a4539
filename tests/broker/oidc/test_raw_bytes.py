"""Whatever bytes come as a form or as JSON: read, or refused, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from ugyfelkapu.broker.domain.refused_request import LONGEST_NAME, LONGEST_VALUE, kept_parameters
from ugyfelkapu.broker.oidc.strict_json import json_object
from ugyfelkapu.foundation.page.form import parse

PIECES = st.sampled_from(
    [b"%", b"=", b"&", b"+", b"%ff", b"%00", b"%c3%a9", b"scope", b"{", b"}", b'"', b":", b"[", b"\\u", b"1e999"]
)
NASTY = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=60).map(b"".join))
BOUNDED = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@BOUNDED
@given(NASTY)
def test_bytes_are_a_form_or_are_refused(body: bytes) -> None:
    assert len(read(body)) <= 100


def read(body: bytes) -> dict[str, str]:
    """The fields; none where the form is refused. Any other exception is a failure."""
    try:
        return parse(body)
    except HTTPException:
        return {}


@BOUNDED
@given(NASTY)
def test_bytes_are_an_object_or_nothing(body: bytes) -> None:
    found = json_object(body)
    assert found is None or all(isinstance(name, str) for name in found)


@BOUNDED
@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=900)), max_size=60))
def test_what_is_kept_of_parameters_is_short_whatever_came(sent: list[tuple[str, str]]) -> None:
    for name, value in kept_parameters(sent):
        assert len(name) <= LONGEST_NAME
        assert len(value) <= LONGEST_VALUE
