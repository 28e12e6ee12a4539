"""Devices without a browser: a code typed elsewhere, a word that one began it, an answer fetched once (RFC 8628)."""

from asyncio import gather

import pytest

from tests.broker.oidc.devices import Device, helps, signs_in, typed
from tests.broker.oidc.refreshing import refreshed
from tests.broker.town import Town, claims_of, press
from ugyfelkapu.broker.actions.check_invariants import check_invariants
from ugyfelkapu.broker.actions.enter_user_code import FREE_WRONG_CODES
from ugyfelkapu.broker.actions.follow_standing_changes import follow_standing_changes
from ugyfelkapu.broker.actions.purge_expired import purge_expired
from ugyfelkapu.broker.domain.authorization import DEVICE
from ugyfelkapu.broker.domain.device import shown, typed_user_code, user_code_from
from ugyfelkapu.identification import AssuranceLevel, StandingEvent


async def test_a_device_gets_tokens_once_somebody_said_yes_elsewhere(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv, "openid profile")
        assert await device.error(tv) == "authorization_pending"
        page = await helps(phone, device)
        assert 'data-page="device-done"' in page.text
        assert "result=approved" in str(page.url)
        tokens = (await device.polls(tv)).json()
        told = (await town.userinfo(tv, tokens["access_token"])).json()
        renewed = await refreshed(tv, device.service, tokens["refresh_token"])
    assert told["name"] == "Kovács-Szűcsné Ágota Ilona"
    assert "email" not in told
    assert "nonce" not in claims_of(tokens["id_token"])
    assert renewed.status_code == 200
    assert not [finding for finding in await check_invariants(town.world) if finding.weight == "broken"]


async def test_the_codes_say_where_and_how_often(town: Town) -> None:
    async with town.browser() as tv:
        codes = (await Device.of(town, tv)).codes
    where = f"{town.world.issuer}/device"
    assert codes["verification_uri"] == where
    assert codes["verification_uri_complete"] == f"{where}?user_code={codes['user_code']}"
    assert [int(codes[name]) for name in ("expires_in", "interval")] == [600, 5]
    assert len(codes["user_code"]) == 9


async def test_the_page_says_who_asks_and_warns_before_anything_is_done(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv, organisation_name="Adóhivatal")
        filled = await phone.get(device.codes["verification_uri_complete"])
        assert f'value="{device.codes["user_code"]}"' in filled.text
        assert not await town.world.database.reader.all("SELECT lane FROM throttle WHERE tries > 100")
        page = await press(phone, filled, user_code=device.codes["user_code"])
        assert 'data-page="device-confirm"' in page.text
        for said in ("Adószámla", "Adóhivatal", device.codes["user_code"], "Nem én kezdtem, elutasítom"):
            assert said in page.text
        assert not await town.world.database.reader.all("SELECT pending_id FROM pending_request")
        assert await device.error(tv) == "authorization_pending"


@pytest.mark.parametrize("change", ["{}", " {} ", "lower", "spaced", "joined"])
async def test_a_code_is_understood_however_it_is_typed(town: Town, change: str) -> None:
    async with town.browser() as tv, town.browser() as phone:
        code = (await Device.of(town, tv)).codes["user_code"]
        forms = {"lower": code.lower(), "spaced": " ".join(code), "joined": code.replace("-", "")}
        page = await typed(phone, forms.get(change) or change.format(code))
    assert 'data-page="device-confirm"' in page.text


async def test_whoever_did_not_begin_it_refuses_and_the_device_is_told(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        page = await helps(phone, device, decision="no")
        assert 'data-page="device-done"' in page.text
        assert 'role="alert"' in page.text
        assert await device.error(tv) == "access_denied"
        assert "nem jó" in (await typed(phone, device.codes["user_code"])).text
    assert not await town.world.database.reader.all("SELECT digest FROM code")


async def test_whoever_turns_back_at_the_sign_in_refuses_too(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        page = await press(phone, await typed(phone, device.codes["user_code"]), decision="yes")
        page = await press(phone, page, form=1)
        assert "result=refused" in str(page.url)
        assert await device.error(tv) == "access_denied"


async def test_a_device_that_asks_too_fast_waits_five_seconds_longer_from_then_on(town: Town) -> None:
    async with town.browser() as tv:
        device = await Device.of(town, tv)
        assert await device.error(tv) == "authorization_pending"
        town.clock.advance(seconds=3)
        assert await device.error(tv) == "slow_down"
        town.clock.advance(seconds=5)
        assert await device.error(tv) == "slow_down"
        town.clock.advance(seconds=15)
        assert await device.error(tv) == "authorization_pending"


async def test_a_code_is_good_for_ten_minutes_whatever_was_decided(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device, other = await Device.of(town, tv), await Device.of(town, tv)
        town.clock.advance(minutes=9, seconds=59)
        await follow_standing_changes(town.world)
        assert "result=approved" in str((await helps(phone, device)).url)
        assert (await device.polls(tv)).status_code == 200
        page = await press(phone, await typed(phone, other.codes["user_code"]), decision="yes")
        town.clock.advance(seconds=1)
        assert await other.error(tv) == "expired_token"
        assert "nem jó" in (await typed(phone, other.codes["user_code"])).text
        await purge_expired(town.world)
        assert await other.error(tv) == "expired_token"
        town.clock.advance(minutes=60)
        await purge_expired(town.world)
        assert await other.error(tv) == "invalid_grant"
    assert page.status_code == 200


async def test_somebody_who_is_too_late_is_told_so(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        page = await press(phone, await typed(phone, device.codes["user_code"]), decision="yes")
        town.clock.advance(minutes=10)
        page = await signs_in(phone, page)
        assert "result=late" in str(page.url)
        assert "Lejárt az idő" in page.text
    assert not await town.world.database.reader.all("SELECT digest FROM code")


async def test_of_twenty_fetches_one_gets_the_tokens_and_a_second_ends_them(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        await helps(phone, device)
        answers = await gather(*(device.polls(tv) for _ in range(20)))
        won = [answer for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert (await town.userinfo(tv, won[0].json()["access_token"])).status_code == 401


async def test_two_browsers_with_one_code_decide_once(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone, town.browser() as laptop:
        device = await Device.of(town, tv)
        first = await press(phone, await typed(phone, device.codes["user_code"]), decision="yes")
        second = await press(laptop, await typed(laptop, device.codes["user_code"]), decision="yes")
        assert "result=late" in str((await signs_in(phone, first)).url), "the one who went on last decides"
        assert "result=approved" in str((await signs_in(laptop, second)).url)
    assert len(await town.world.database.reader.all("SELECT digest FROM code")) == 1


async def test_nothing_is_fetched_once_the_person_signed_out_or_was_suspended(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        await helps(phone, device)
        town.gate.tell(StandingEvent.GATE_SUSPENDED)
        await follow_standing_changes(town.world)
        assert await device.error(tv) == "invalid_grant"


async def test_guesses_of_a_code_are_counted_and_right_ones_cost_nothing(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        device = await Device.of(town, tv)
        for _ in range(FREE_WRONG_CODES + 1):
            assert 'data-page="device-confirm"' in (await typed(phone, device.codes["user_code"])).text
        for _ in range(FREE_WRONG_CODES + 1):
            await typed(phone, "BBBB-BBBB")
        page = await typed(phone, device.codes["user_code"])
        assert page.status_code == 429
        assert "Túl sok hibás kód" in page.text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"ui_locales": "hu"}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid identity"}, "invalid_scope"),
        ({"scope": "openid", "max_age": "x"}, "invalid_request"),
    ],
    ids=str,
)
async def test_what_a_device_asks_keeps_to_the_rules_of_all_requests(town: Town, form: dict[str, str], error: str) -> None:
    service = await town.service(grant_types=[DEVICE])
    async with town.browser() as tv:
        answer = await tv.post("/device-authorization", data=form, headers=service.basic())
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not await town.world.database.reader.all("SELECT digest FROM device_code")


async def test_only_a_service_with_the_grant_has_devices(town: Town) -> None:
    tax = await town.service()
    async with town.browser() as tv:
        answer = await tv.post("/device-authorization", data={"scope": "openid"}, headers=tax.basic())
    assert answer.json()["error"] == "unauthorized_client"


async def test_a_level_is_asked_for_by_a_device_too(town: Town) -> None:
    async with town.browser() as tv, town.browser() as phone:
        service = await town.service(grant_types=Device.GRANTS)
        form = {"scope": "openid", "acr_values": "http://eidas.europa.eu/LoA/substantial"}
        answer = await tv.post("/device-authorization", data=form, headers=service.basic())
        device = Device(town=town, service=service, codes=answer.json())
        town.gate.level = AssuranceLevel.SUBSTANTIAL
        await helps(phone, device)
        assert claims_of((await device.polls(tv)).json()["id_token"])["acr"] == form["acr_values"]
    assert [asked.level for asked in town.gate.questions.values()] == [AssuranceLevel.SUBSTANTIAL]


def test_a_user_code_has_eight_consonants_and_survives_typing() -> None:
    code = user_code_from(bytes(range(16)))
    assert len(code) == 8
    assert typed_user_code(shown(code).lower()) == code
    assert [typed_user_code(wrong) for wrong in ("", "AAAA-AAAA", code[:7], code + "B", "B" * 100, "1234-5678")] == [None] * 6
