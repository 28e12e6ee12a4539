"""The list of states a clerk chooses from has every state, once, in the order of the language."""

import pytest

from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.states import STATELESS, choices, codes, name_of
from ugyfelkapu.gate.domain.registration import EEA_AND_SWITZERLAND


@pytest.mark.parametrize("language", Language)
def test_hungary_is_first_and_the_stateless_last(language: Language) -> None:
    listed = [code for code, _ in choices(language, "-")]
    assert (listed[0], listed[-1]) == ("HUN", STATELESS)
    assert len(listed) == len(set(listed)) == len(codes())


@pytest.mark.parametrize("language", Language)
def test_no_two_citizenships_share_a_name(language: Language) -> None:
    names = [name for _, name in choices(language, "-")]
    assert len(names) == len(set(names))


def test_every_state_of_the_area_can_be_chosen() -> None:
    assert codes() >= EEA_AND_SWITZERLAND | {"HUN", "USA", "VNM", "XKX"}


def test_a_code_nobody_knows_is_shown_as_it_is() -> None:
    assert name_of("QQQ", Language.HU, "-") == "QQQ"
    assert name_of("DEU", Language.HU, "-") == "Németország"
