"""Letting people in, the front door, and a form from end to end on the in-process channel."""

from storage.account import Invitation, accounts_of
from storage.client import Client
from storage.drafts import drafts_of
from storage.organisation import Membership, Role
from storage.person import Person as Somebody
from tests.bot.office import Office
from tests.bot.talk import Person
from tests.pictures import photo


async def test_a_stranger_is_told_whom_to_ask(office: Office) -> None:
    stranger = office.stranger()
    await stranger.says("你好")
    await stranger.sees("索取邀请")
    assert await office.read(lambda store: store.find(Somebody)) == []


async def test_an_invitation_lets_one_person_in_once(office: Office) -> None:
    code = await office.invitation("王建国", Role.AGENCY)
    wang, other = office.stranger("王建国"), office.stranger()
    await wang.says(f"/start {code}")
    await wang.sees("王建国，您好", "嘉兴安正技术服务有限公司 · 机构人员", "[帮助]")
    await other.says(f"/start {code}")
    await other.sees("已经用过")
    used = (await office.read(lambda store: store.find(Invitation)))[0]
    assert used.used_at == office.clock()


async def test_a_code_alone_is_enough_for_a_stranger(office: Office) -> None:
    code = await office.invitation("王建国", Role.AGENCY)
    wang = office.stranger()
    await wang.says(f" {code} ")
    await wang.sees("王建国，您好")


async def test_an_expired_code_says_so(office: Office) -> None:
    code = await office.invitation("王建国", Role.AGENCY)
    office.clock.passes(days=8)
    wang = office.stranger()
    await wang.says(f"/start {code}")
    await wang.sees("过期")


async def test_ended_memberships_end_access(office: Office, wang: Person) -> None:
    def end(store: object) -> None:
        (held,) = store.find(Membership)  # type: ignore[attr-defined]
        store.revise(held, until=store.today)  # type: ignore[attr-defined]

    await office.write(end)
    office.clock.passes(days=1)
    await wang.says("菜单")
    await wang.sees("任职已结束")


async def test_words_and_commands_work_everywhere(wang: Person) -> None:
    for said, seen in (
        ("/menu", "您可以"),
        ("菜单", "您可以"),
        ("/help", "昨天"),
        ("帮助", "昨天"),
        ("/start", "您好"),
        ("开始", "您好"),
        ("/cancel", "没有正在填的表"),
        ("取消", "没有正在填的表"),
        ("继续", "没有正在填的表"),
        ("/MENU@anxing_bot", "您可以"),
    ):
        await wang.says(said)
        await wang.sees(seen)


async def test_what_was_not_understood_is_answered_with_the_menu(wang: Person) -> None:
    await wang.says("今天天气不错")
    await wang.sees("没看懂", "[帮助]")
    await wang.sends_sticker()
    await wang.sees("贴纸", "[帮助]")
    await wang.sends_photo(photo())
    await wang.sees("没有要传文件的表")


async def test_a_second_role_is_chosen_in_the_menu(office: Office, wang: Person) -> None:
    code = await office.invitation("王建国", Role.INSPECTOR)
    await wang.says(f"/start {code}")
    await wang.sees("嘉兴市应急管理局 · 评定人员")
    people = await office.read(lambda store: store.find(Somebody))
    assert [person.name for person in people] == ["王建国"]
    await wang.says("菜单")
    await wang.taps("切换身份")
    await wang.sees("现在用的是第1个")
    await wang.says("2")
    await wang.sees("嘉兴安正技术服务有限公司 · 机构人员")


async def test_a_form_is_filled_left_and_taken_up_again(office: Office, wang: Person) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says("嘉兴恒丰纺织有限公司")
    before = wang.screen
    await wang.says("开始")
    await wang.sees("没填完：委托单位", "[继续：委托单位]", "[放弃：委托单位]")
    await wang.taps("继续：委托单位")
    assert wang.screen == before
    kept = await office.read(lambda s: drafts_of(s, s.find(Somebody)[0].id))
    assert len(kept) == 1


async def test_a_word_in_the_midst_of_a_form_leads_back_and_is_no_answer(
    office: Office, wang: Person
) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says("嘉兴恒丰纺织有限公司")
    asked = wang.screen
    for word in ("得分", "菜单", "帮助", "待办", "查看记录", "/score", "/menu", "/help"):
        await wang.says(word)
        await wang.sees("[继续：委托单位]")
        await wang.taps("继续：委托单位")
        assert wang.screen == asked
        await wang.says(word)
        await wang.says("继续")
        assert wang.screen == asked
    await wang.says("取消")
    await wang.says("继续")
    assert wang.screen == asked
    kept = await office.read(lambda s: drafts_of(s, s.find(Somebody)[0].id))
    assert kept[0].state["answers"] == {"name": "嘉兴恒丰纺织有限公司"}
    await wang.says("取消")
    await wang.says("稍后再填")
    await wang.says("继续")
    assert wang.screen == asked


async def test_where_there_is_nothing_to_choose_one_reads_what_to_do_first(wang: Person) -> None:
    for form in ("服务记录", "服务合同", "服务回访"):
        await wang.says("菜单")
        await wang.taps(form)
        await wang.sees("还没有委托单位，请先从菜单登记“委托单位”。")


async def test_a_record_is_made_with_its_receipt(office: Office, wang: Person) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says("嘉兴恒丰纺织有限公司")
    while "[提交]" not in wang.screen:
        await wang.says("跳过")
    await wang.taps("提交")
    await wang.sees("已提交 · 委托单位")
    (client,) = await office.read(lambda store: store.find(Client))
    assert client.name == "嘉兴恒丰纺织有限公司"
    assert client.agency_id == office.agency.id
    assert client.number in wang.screen


async def test_a_last_view_is_kept_with_the_account(office: Office, wang: Person) -> None:
    await wang.says("菜单")

    def view(store: object) -> object:
        (person,) = store.find(Somebody)  # type: ignore[attr-defined]
        return accounts_of(store, person.id)[0].view  # type: ignore[arg-type]

    kept = await office.read(view)
    assert kept["numbered"]
    assert ["帮助", "menu.help:0"] not in kept["choices"]
    assert ["帮助", "menu.help::0"] in kept["choices"]


async def test_a_form_opens_by_its_name(office: Office, wang: Person) -> None:
    await wang.says("服务回访")
    await wang.sees("服务回访 · 第1/")
    await wang.says("取消")
    await wang.taps("放弃")
    await wang.says("评定周期")
    await wang.sees("没看懂")
