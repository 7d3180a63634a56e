"""The links to a hazard list: how long they hold, whom they confirm, who is reminded of them."""

import re

import pytest

from scheduler.sweep import sweep
from storage.contact import Confirmation, Contact, WrongCode, confirm_by_code, give_code
from storage.link import Purpose
from storage.organisation import Role
from storage.store import Store
from storage.ways import addresses, configure, page_of
from tests.bot.office import Office
from tests.bot.signing import Signing, set_up


@pytest.fixture
async def signing(office: Office) -> Signing:
    return await set_up(office)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("expired", "已过期"),
        ("revoked", "已被收回"),
        ("mistyped", "链接不对"),
    ],
)
async def test_a_link_that_holds_no_longer_says_why(
    spoil: str, said: str, signing: Signing
) -> None:
    code = await signing.hands_over()
    if spoil == "expired":
        signing.office.clock.passes(days=15)
    elif spoil == "revoked":
        await signing.staff.taps("收回链接")
        assert any("链接已收回" in message.text for message in signing.staff.messages)
    else:
        code = code[::-1]
    client = await signing.client(code)
    await client.sees(said)
    assert await signing.signed() == []


async def test_sent_again_the_new_link_works_and_the_old_one_does_not(signing: Signing) -> None:
    old = await signing.hands_over()
    await signing.staff.taps("重发链接")
    new = signing.passed_on()
    assert new != old
    await (await signing.client(old)).sees("已被收回")
    await (await signing.client(new)).sees("[签收]")


async def test_a_link_passed_on_to_a_second_account_lets_nobody_else_in(signing: Signing) -> None:
    code = await signing.hands_over()
    first, second = await signing.client(code), await signing.client(code)
    await first.sees("[签收]")
    await second.sees("已由另一个账号打开过")
    await signing.staff.taps("重发链接")
    third = await signing.client(signing.passed_on())
    await third.sees("王建国已有自己的账号")


@pytest.mark.parametrize("ending", ["taken back", "expired"])
async def test_a_form_that_was_open_when_the_link_ended_signs_nothing(
    ending: str, signing: Signing
) -> None:
    client = await signing.client(await signing.hands_over())
    await client.taps("拒签")
    if ending == "expired":
        signing.office.clock.passes(days=15)
    else:
        await signing.staff.taps("收回链接")
    await client.says("负责人不在")
    await client.taps("提交")
    await client.sees("现在不能再签收")
    assert await signing.signed() == []


async def test_a_code_from_the_supervisor_confirms_and_the_signature_says_so(
    signing: Signing,
) -> None:
    zhou = await signing.office.person("周科长", Role.SUPERVISOR)
    await zhou.says("联系人核实")
    await zhou.says("1")
    await zhou.says("1")
    await zhou.says("1")
    await zhou.taps("提交")
    found = re.search(r"确认码：(\d{8})", zhou.screen)
    assert found is not None
    client = await signing.client(await signing.hands_over())
    for typed, seen in (("00000000", "确认码不对"), (found[1], "已凭确认码核实")):
        await client.taps("签收")
        await client.taps("填确认码")
        await client.says(typed)
        await client.taps("提交")
        await client.sees(seen)
        await client.taps("回到清单")
    await client.taps("签收")
    await client.taps("确认签收")
    assert [one.confirmed for one in await signing.signed()] == [Confirmation.CODE]
    assert found[1] not in signing.staff.screen


async def test_a_code_tried_wrongly_five_times_confirms_nobody(signing: Signing) -> None:
    def guess(store: Store) -> list[str]:
        contact = give_code(store, signing.contact, "12345678")
        said = []
        for typed in ("1", "2", "3", "4", "5", "12345678"):
            try:
                confirm_by_code(store, contact, typed)
            except WrongCode as wrong:
                said.append(str(wrong))
            contact = store.get(Contact, contact.id) or contact
        return said

    said = await signing.office.write(guess)
    assert len(said) == 6
    assert "已经失效" in said[4]
    assert "没有可用的确认码" in said[5]


async def test_a_contact_is_reminded_three_times_and_then_left_alone(signing: Signing) -> None:
    client = await signing.client(await signing.hands_over())
    heard = []
    for day in range(1, 11):
        signing.office.clock.passes(days=1)
        for _twice in range(2):
            letters = await sweep(signing.office.app.database, signing.office.clock())
            mine = [one for one in letters if one.account == str(client.id)]
            heard += [day] * len(mine)
            await signing.office.app.sender.look()
    await client.settled()
    assert heard == [1, 3, 7]
    await client.taps("查看并签收")
    await client.sees("[签收]", "堆放杂物")


async def test_where_no_account_reaches_the_contact_the_agency_gets_a_text_to_forward(
    signing: Signing,
) -> None:
    first, forwarded = await signing.hands_over(), []
    for day in range(1, 11):
        signing.office.clock.passes(days=1)
        for _twice in range(2):
            letters = await sweep(signing.office.app.database, signing.office.clock())
            asked = [one for one in letters if one.key.startswith("forward:")]
            forwarded += [day] * len(asked)
            await signing.office.app.sender.look()
    await signing.staff.settled()
    assert forwarded == [1, 3, 7]
    assert signing.passed_on() != first
    client = await signing.client(signing.passed_on())
    await client.sees("[签收]")


async def test_what_the_client_signed_with_its_own_hand_the_agency_cannot_change(
    signing: Signing,
) -> None:
    client = await signing.client(await signing.hands_over())
    await client.taps("签收")
    await client.taps("确认签收")
    (signed,) = await signing.signed()
    await signing.staff.presses(f"form.withdraw.signed_list:{signed.id}:0")
    await signing.staff.says("不要了")
    await signing.staff.taps("确认作废")
    await signing.staff.sees("委托单位自己在线签的，不能更正或作废")


async def test_nobody_elses_list_is_opened_or_signed_by_a_forged_press(signing: Signing) -> None:
    client = await signing.client(await signing.hands_over())
    (handed,) = await signing.handed()
    li = await signing.office.person("李强", Role.AGENCY)
    for action in ("open", "yes", "notme_yes", "photos"):
        await li.presses(f"sheet.{action}:{handed.id}:0")
        await li.sees("不能用它")
        await client.presses(f"sign.{action}:{handed.id}:0")
        await client.sees("不能用它")
    assert await signing.signed() == []


async def test_the_link_comes_as_a_text_to_forward_and_as_a_qr_picture(signing: Signing) -> None:
    code = await signing.hands_over()
    picture, words = signing.staff.messages[-2:]
    assert (picture.files, words.files) == (1, 0)
    assert words.text.startswith("王建国您好")
    assert f"/s/{code}" in words.text
    assert code not in "".join(m.text for m in signing.staff.messages[:-2])


def test_one_code_leads_to_the_page_and_into_the_messenger() -> None:
    served = [("Telegram", "https://t.me/x?start={code}"), ("网页", "https://a.example/i/{code}")]
    configure(lambda: served)
    try:
        assert addresses(Purpose.SIGN, "abc") == [
            ("网页", "https://a.example/s/abc"),
            ("Telegram", "https://t.me/x?start=s-abc"),
        ]
        assert page_of(Purpose.ALARM, "abc") == "https://a.example/a/abc"
    finally:
        configure(list)
    assert page_of(Purpose.SIGN, "abc") == ""
