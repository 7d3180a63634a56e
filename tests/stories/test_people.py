"""People come and go: a colleague by a link, for as long as it holds; an agency into a cycle."""

import re

from storage.organisation import Role
from tests.stories.stage import Stage
from tests.stories.talker import Talker

CODE = re.compile(r"邀请码：(\S+)")


async def code_shown_to(someone: Talker) -> str:
    await someone.sees("邀请码只显示这一次，7天内有效")
    found = CODE.search(someone.screen)
    assert found
    return found[1]


async def test_a_colleague_comes_in_by_a_link_reports_and_leaves(chat: Stage) -> None:
    zhou = await chat.enters("周卫东", Role.PRINCIPAL)
    await zhou.says("菜单")
    await zhou.taps("邀请本单位人员")
    await zhou.says("陈敏")
    await zhou.taps("机构人员")
    await zhou.taps("提交")
    code = await code_shown_to(zhou)
    chen = await chat.comes_in(code, "陈敏")
    await chen.sees("陈敏，您好", "嘉兴安正技术服务有限公司 · 机构人员")
    assert "用过" in await chat.knocks(code)
    await reports_a_meeting(chen)
    await ends(zhou, "陈敏")
    await tries_again(chen)


async def reports_a_meeting(chen: Talker) -> None:
    await chen.says("菜单")
    await chen.taps("培训与会议")
    await chen.taps("安全工作会议")
    await chen.taps("今天")
    await chen.says("年底重点企业隐患通报")
    await chen.taps("跳过")
    await chen.taps("跳过")
    await chen.taps("提交")
    await chen.sees("已提交 · 培训与会议", "2026年第4季度已有安全工作会议")


async def ends(zhou: Talker, name: str) -> None:
    await zhou.says("菜单")
    await zhou.taps("停用人员")
    await zhou.says(name)
    await zhou.taps(f"1. {name}")
    await zhou.taps("昨天")
    await zhou.sees("最后一天是哪天：2026年11月19日")
    await zhou.taps("提交")
    await zhou.sees("已经停用，这个人的登录都已结束")


async def tries_again(chen: Talker) -> None:
    """The door is closed, and says so: nothing of the agency is shown any more."""
    await chen.says("得分")
    await chen.sees_nothing_of("预评")
    await chen.sees_nothing_of("安全工作会议")


async def test_a_new_agency_joins_a_new_cycle_and_sees_its_score(chat: Stage) -> None:
    lu = await chat.enters("陆文斌", Role.SUPERVISOR)
    wang = await chat.enters("王晓芳", Role.AGENCY)
    await opens_a_cycle(lu)
    code = await adds_an_agency(lu)
    await joins(lu)
    shen = await chat.comes_in(code, "沈志强")
    await shen.sees("沈志强，您好", "海宁新安安全技术有限公司 · 机构主要负责人")
    await shen.says("得分")
    await shen.sees("海宁新安安全技术有限公司 · 得分", "预评 2/4 · 待评 96分 → 2–98", "不显示星级")
    await lu.says("得分")
    await lu.sees("2026年下半年专项评定：参评机构1家", "1. 海宁新安安全技术有限公司 2–98")
    await lu.taps("1. 海宁新安")
    await lu.sees("海宁新安安全技术有限公司 · 得分", "[返回列表]")
    await wang.says("得分")
    await wang.sees("嘉兴安正技术服务有限公司 · 得分", "预评 27/35")


async def opens_a_cycle(lu: Talker) -> None:
    await lu.says("菜单")
    await lu.taps("评定周期")
    await lu.says("2026年下半年专项评定")
    await lu.says("2026-07-01")
    await lu.taps("跳过")
    await lu.taps("5天")
    await lu.sees("与“2026—2027年度星级评定”（2026-01-01—2027-12-31）的日期重叠")
    await lu.taps("提交")
    await lu.sees("编号：ZQ-2026-0002", "2026-07-01—2028-06-30")


async def adds_an_agency(lu: Talker) -> str:
    await lu.says("菜单")
    await lu.taps("新增机构")
    await lu.says("海宁新安安全技术有限公司")
    await lu.says("91330402MA2BC1D23X")
    await lu.sees("校验位不对", "最后一位应是“T”")
    await lu.says("91330402MA2BC1D23T")
    await lu.says("沈志强")
    await lu.taps("提交")
    await lu.sees("已提交 · 新增机构", "给沈志强的邀请")
    return await code_shown_to(lu)


async def joins(lu: Talker) -> None:
    await lu.says("菜单")
    await lu.taps("参加评定")
    await lu.taps("海宁新安")
    await lu.taps("1. 2026年下半年")
    await lu.taps("今天")
    await lu.taps("提交")
    await lu.sees("已提交 · 参加评定", "计入 2026-11-20—2028-06-30 的记录")
