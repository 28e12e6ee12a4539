"""What no request changes is put into a page once."""

import pytest
from jinja2 import Environment, StrictUndefined

from ugyfelkapu.foundation.page.fixed_words import FixedWords

TEXTS = {"a.name": 'Tom & "Co"', "a.other": "another"}


def environment(asked: list[str]) -> Environment:
    """As the pages have it, noting what is asked for."""

    def text(key: str, **values: object) -> str:
        asked.append(key)
        return TEXTS[key].format(**values)

    made = Environment(autoescape=True, undefined=StrictUndefined, extensions=[FixedWords])
    made.globals["t"] = made.filters["t"] = text
    return made


def test_a_text_without_values_is_asked_for_once_and_escaped_as_ever() -> None:
    asked: list[str] = []
    page = environment(asked).from_string(
        '<p title="{{ t("a.name") }}">{{ t("a.name") ~ "!" }}{% set x = t("a.other") %}{{ x }}</p>'
    )
    before = len(asked)
    shown = {page.render() for _ in range(3)}
    assert len(asked) == before > 0
    assert shown == {'<p title="Tom &amp; &#34;Co&#34;">Tom &amp; &#34;Co&#34;!another</p>'}


def test_a_text_that_a_request_decides_is_asked_for_each_time() -> None:
    asked: list[str] = []
    page = environment(asked).from_string('{{ t("a." ~ which) }}')
    assert not asked
    assert [page.render(which=which) for which in ("other", "name")] == ["another", "Tom &amp; &#34;Co&#34;"]


def test_a_text_that_is_missing_is_missed_when_the_page_is_shown() -> None:
    page = environment([]).from_string('{% if wanted %}{{ t("a.missing") }}{% endif %}')
    assert page.render(wanted=False) == ""
    with pytest.raises(KeyError, match=r"a\.missing"):
        page.render(wanted=True)
