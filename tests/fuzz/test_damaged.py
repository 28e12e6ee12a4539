"""Good messages with random damage, read by whatever reads strangers' messages: a value or a typed fault, no exception."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS
from tests.fuzz.wrapped import damaged_input
from ugyfelkapu.broker.saml.xml.element import XmlElement
from ugyfelkapu.broker.saml.xml.parsing import parsed

CHANCES = st.integers(0, 2**32)
"""Of which the damage is made, so that a failing example is named by a number."""
SETTINGS = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize("name", TARGETS)
@SETTINGS
@given(data=st.data())
def test_damage_ends_in_a_value_or_a_typed_fault(name: str, data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(seeds(name)))
    TARGETS[name](damaged_input(name, good, Random(data.draw(CHANCES))))  # noqa: S311 - a test's chance


@SETTINGS
@given(st.binary(max_size=200), st.sampled_from(sorted(TARGETS)))
def test_any_octets_end_in_a_value_or_a_typed_fault(octets: bytes, name: str) -> None:
    TARGETS[name](octets)


@pytest.mark.parametrize("name", ["authn_request", "logout", "metadata"])
def test_most_damage_reaches_the_rules_behind_the_parser(name: str) -> None:
    """Else the tests above would show nothing but that broken XML is broken."""
    chance = Random(1)  # noqa: S311 - a test's chance
    made = [damaged_input(name, good, chance) for good in seeds(name) for _ in range(50)]
    assert sum(isinstance(parsed(each), XmlElement) for each in made) > len(made) / 3
