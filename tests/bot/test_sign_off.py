"""A hazard list from the agency's hand to the client's and back, through a messenger."""

from decimal import Decimal

import pytest

from storage.audit import history
from storage.hand_over import Outcome
from storage.organisation import Role
from storage.store import ZONE
from tests.bot.office import EVERYWHERE, IN_WECOM_TOO, Office
from tests.bot.signing import Signing, amend, correct, handed_id, hazards_of, set_up


@pytest.fixture
async def signing(office: Office) -> Signing:
    return await set_up(office)


@EVERYWHERE
async def test_a_list_is_handed_over_signed_and_item_14_moves_by_one(signing: Signing) -> None:
    staff, before = signing.staff, await signing.item_14()
    client = await signing.client(await signing.hands_over())
    await client.sees("堆放杂物", "整改意见：清理杂物", "[签收]", "[不是我]")
    await staff.says("清单签收情况")
    await client.taps("签收")
    await client.sees("签收人：王建国（安全员），未核实")
    await client.taps("确认签收")
    await client.sees("已签收，服务机构会收到通知", "未核实")
    (signed,) = await signing.signed()
    (handed,) = await signing.handed()
    assert (signed.signer, signed.content_hash) == ("王建国", handed.content_hash)
    assert (signed.confirmed, signed.signed_at) == (None, signing.office.clock())
    await signing.hears()
    await staff.sees("委托单位签收", "隐患清单已签收")
    assert await signing.item_14() == before + Decimal(1)

@IN_WECOM_TOO
async def test_objections_are_kept_beside_and_the_rest_is_signed(signing: Signing) -> None:
    before = await signing.item_14()
    client = await signing.client(await signing.hands_over())
    await client.taps("逐条有异议")
    await client.taps("添加")
    for said in ("2", "这个配电间不是我单位的"):
        await client.says(said)
    for label in ("返回", "完成", "提交"):
        if f"[{label}]" in client.screen:
            await client.taps(label)
    await client.sees("已签收，对1处写了异议", "[回到清单]")
    (signed,) = await signing.signed()
    second = (await hazards_of(signing))[1]
    assert signed.disputes == {second.id: "这个配电间不是我单位的"}
    assert await signing.item_14() == before + Decimal(1)
    await signing.hears()
    await signing.staff.sees("对1条有异议")
    await signing.staff.taps("查看签收情况")
    await signing.staff.sees("异议 第2条（配电间）：这个配电间不是我单位的")


@IN_WECOM_TOO
async def test_a_refusal_with_its_reason_counts_as_handed_over(signing: Signing) -> None:
    before = await signing.item_14()
    client = await signing.client(await signing.hands_over())
    await client.taps("拒签")
    await client.says("负责人不在厂里")
    await client.taps("提交")
    (signed,) = await signing.signed()
    assert signed.refusal == "负责人不在厂里"
    assert signed.witness is not None
    assert "本人" in signed.witness
    assert await signing.item_14() == before + Decimal(1)
    await signing.hears()
    await signing.staff.sees("拒签，原因：负责人不在厂里")


@IN_WECOM_TOO
async def test_who_says_not_me_signs_nothing_and_is_let_out(signing: Signing) -> None:
    code = await signing.hands_over()
    client = await signing.client(code)
    await client.taps("不是我")
    await client.taps("我不是本人")
    await client.sees("已告知服务机构")
    assert await signing.signed() == []
    assert (await signing.handed())[0].outcome is Outcome.NOT_ME
    await client.says("菜单")
    await client.sees("使用前需要邀请")
    other = await signing.client(code)
    await other.sees("已被收回")
    await signing.hears()
    await signing.staff.sees("说自己不是王建国")


@IN_WECOM_TOO
async def test_the_agencys_own_staff_cannot_sign_and_trying_is_kept(signing: Signing) -> None:
    code = await signing.hands_over()
    await signing.staff.says(f"/start s-{code}")
    await signing.staff.sees("不能代委托单位签收", "已记录")
    assert await signing.signed() == []
    assert (await signing.handed())[0].opened_at is None
    noted = await signing.office.read(lambda s: history(s.connection, handed_id(s)))
    assert [entry.act for entry in noted] == ["add", "refused_signature"]
    assert noted[-1].payload["person"] == noted[-1].actor


@IN_WECOM_TOO
async def test_who_joins_the_agency_later_cannot_sign_for_the_client_either(
    signing: Signing,
) -> None:
    client = await signing.client(await signing.hands_over())
    client_view = client.button("签收")
    invited = await signing.office.invitation("王建国", Role.AGENCY)
    await client.says(f"/start {invited}")
    await client.says("菜单")
    await client.taps("切换身份")
    await client.says("2")
    await client.deliver(client_view)
    await client.sees("不能代委托单位签收")
    assert await signing.signed() == []


@IN_WECOM_TOO
async def test_a_link_used_is_read_again_and_a_double_tap_signs_once(signing: Signing) -> None:
    code = await signing.hands_over()
    client = await signing.client(code)
    await client.taps("签收")
    twice = [client.button("确认签收") for _ in range(2)]
    await client.deliver(*twice)
    assert len(await signing.signed()) == 1
    await client.says(f"/start s-{code}")
    await client.sees("状态：已签收", "签收人：王建国")
    await client.sees_nothing_of("[拒签]")


async def test_two_taps_hand_over_once(signing: Signing) -> None:
    await signing.staff.presses(f"sign.give:{signing.visit.id}:0")
    await signing.staff.deliver(*[signing.staff.button("王建国") for _ in range(2)])
    assert len(await signing.handed()) == 1


@EVERYWHERE
async def test_a_changed_list_voids_the_signature_and_both_versions_are_read(
    signing: Signing,
) -> None:
    before = await signing.item_14()
    client = await signing.client(await signing.hands_over())
    await client.taps("签收")
    await client.taps("确认签收")
    assert await signing.item_14() == before + 1
    await amend(signing.staff, signing.visit, "隐患清单里漏了一条")
    (signed,) = await signing.signed()
    assert signed.voided_on == signing.office.clock().astimezone(ZONE).date()
    assert await signing.item_14() == before
    await signing.hears()
    await signing.staff.sees("隐患清单已变更", "原来的签收不再有效")
    await signing.staff.taps("重新交给委托单位签收")
    await signing.staff.taps("王建国")
    await signing.hears(client)
    await client.taps("查看并签收")
    await client.sees("电梯机房")
    await client.taps("签收")
    await client.taps("确认签收")
    assert await signing.item_14() == before + 1
    await signing.hears()
    old, new = await signing.handed()
    for handed, seen in ((old, "不再有效"), (new, "电梯机房")):
        await signing.staff.presses(f"sign.text:{handed.id}:0")
        await signing.staff.sees(seen, "堆放杂物")
    await client.presses(f"sheet.open:{old.id}:0")
    await client.sees("已失效")


async def test_a_correction_that_leaves_the_list_alone_keeps_the_signature(
    signing: Signing,
) -> None:
    client = await signing.client(await signing.hands_over())
    await client.taps("签收")
    await client.taps("确认签收")
    await correct(signing.staff, signing.visit, "服务内容", "巡查了全厂")
    assert [one.voided_on for one in await signing.signed()] == [None]


async def test_a_record_shows_how_it_was_signed_and_leads_to_what_was_shown(
    signing: Signing,
) -> None:
    client = await signing.client(await signing.hands_over())
    await client.taps("签收")
    await client.taps("确认签收")
    (signed,) = await signing.signed()
    await signing.hears()
    zhou = await signing.office.person("周科长", Role.SUPERVISOR)
    for reader in (signing.staff, zhou):
        await reader.presses(f"rec.open:signed_list:{signed.id}:1")
        await reader.sees("签收人：王建国（安全员），未核实", "内容校验码", "来自：talk")
        await reader.sees_nothing_of("[更正]")
        await reader.taps("签收的清单")
        await reader.sees("整改意见：清理杂物", "状态：已签收")
    await zhou.presses(f"sign.back:{(await signing.handed())[0].id}:0")
    await zhou.sees("由服务机构的人员办理")
    await signing.staff.presses(f"rec.open:visit:{signing.visit.id}:1")
    await signing.staff.taps("清单签收情况")
    await signing.staff.sees("交给：王建国（安全员）")
    await signing.staff.presses(f"rec.open:contact:{signing.contact.id}:1")
    await signing.staff.sees("核实：未核实，有自己的账号")
