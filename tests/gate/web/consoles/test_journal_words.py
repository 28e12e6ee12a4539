"""The consoles say in words whatever the journal and the policy may hold, in every language."""

import ast

import pytest

from tests.architecture.source import modules
from ugyfelkapu.foundation.page import Language
from ugyfelkapu.foundation.page.catalogue import catalogues
from ugyfelkapu.gate.actions.consoles.propose import policy_names
from ugyfelkapu.gate.actions.consoles.vocabulary import ACTIVITIES, ONLINE
from ugyfelkapu.gate.domain.counter_service import ServiceReason
from ugyfelkapu.gate.domain.fee import FeeReason
from ugyfelkapu.gate.domain.registration import ClerksReason, RefusalReason, RegistrationWay
from ugyfelkapu.gate.domain.suspension import SuspensionCause
from ugyfelkapu.site import ROOMS

TEXTS = catalogues(ROOMS)
KEYS = [
    *(f"own.activity.{activity}" for activity in sorted(ACTIVITIES)),
    *(f"counter.refusal.{reason}.title" for reason in RefusalReason),
    *(f"counter.clerks_reason.{reason}" for reason in ClerksReason),
    *(f"console.refusal.{reason}" for reason in sorted(ONLINE - set(RefusalReason))),
    *(f"console.policy.{name}" for name in policy_names()),
    *(f"own.reason.{reason}" for kind in (FeeReason, ServiceReason, SuspensionCause, RegistrationWay) for reason in kind),
    *(f"own.reason.{word}" for word in ("appointment", "duty", "sign_in", "sign_out")),
]


@pytest.mark.parametrize("language", Language)
def test_every_purpose_of_the_code_has_its_text(language: Language) -> None:
    purposes = {
        str(value.value)
        for module in modules()
        if module.is_in("gate.actions")
        for node in module.nodes
        for value in _purposes(node)
    }
    assert len(purposes) > 10
    said = {purpose: TEXTS[language].text(f"own.purpose.{purpose}") for purpose in purposes}
    assert not {purpose: text for purpose, text in said.items() if "_" in text or not text.strip()}


def _purposes(node: ast.AST) -> list[ast.Constant]:
    """What a journal's module calls its purpose, and what a call gives as one."""
    if isinstance(node, ast.Assign):
        found = [node.value for target in node.targets if isinstance(target, ast.Name) and target.id in {"PURPOSE", "SERVICE"}]
    elif isinstance(node, ast.Call):
        found = [keyword.value for keyword in node.keywords if keyword.arg == "purpose"]
    else:
        found = []
    return [value for value in found if isinstance(value, ast.Constant)]


@pytest.mark.parametrize("language", Language)
def test_every_activity_refusal_and_rule_has_its_text(language: Language) -> None:
    said = {key: TEXTS[language].text(key) for key in KEYS}
    assert not {key: text for key, text in said.items() if "_" in text or not text.strip()}


@pytest.mark.parametrize("language", Language)
def test_no_two_activities_are_called_the_same(language: Language) -> None:
    said = [TEXTS[language].text(f"own.activity.{activity}").casefold() for activity in ACTIVITIES]
    assert not sorted({text for text in said if said.count(text) > 1})


def test_every_activity_of_the_code_is_among_them() -> None:
    """Members of the journals' enumerations, and words that a call gives as `activity`."""
    written = {
        str(value.value): module.label
        for module in modules()
        if module.is_in("gate.actions")
        for node in module.nodes
        for value in _activities(node)
    }
    assert len(written) > 100
    assert not {word: label for word, label in written.items() if word not in ACTIVITIES}


def _activities(node: ast.AST) -> list[ast.Constant]:
    if isinstance(node, ast.ClassDef) and node.name in {"Activity", "Passage"}:
        found: list[ast.expr] = [each.value for each in node.body if isinstance(each, ast.Assign)]
    elif isinstance(node, ast.Call):
        found = [keyword.value for keyword in node.keywords if keyword.arg == "activity"]
    else:
        found = []
    return [value for value in found if isinstance(value, ast.Constant)]
