"""A day of an agency's clerk: a contract, a visit with three hazards, a follow-up, a training."""

from storage.organisation import Role
from tests.bot.webchat.pictures import picture
from tests.stories.stage import Stage
from tests.stories.talker import Talker


async def test_an_agency_reports_its_day(stage: Stage) -> None:
    wang = await stage.enters("王晓芳", Role.AGENCY)
    await wang.sees("王晓芳，您好", "嘉兴安正技术服务有限公司 · 机构人员")
    await registers_a_client(wang)
    await agrees_a_contract(wang)
    await visits_and_finds_three_hazards(wang)
    await calls_back(wang)
    await trains(wang)


async def registers_a_client(wang: Talker) -> None:
    await wang.says("菜单")
    await wang.taps("委托单位")
    await wang.says("海盐恒通紧固件有限公司")
    for _optional in range(9):
        await wang.says("跳过")
    await wang.taps("提交")
    await wang.sees("已提交 · 委托单位", "编号：KH-2026-0006", "时间：2026-11-20 10:00")


async def agrees_a_contract(wang: Talker) -> None:
    """One answer is put right on the way, one in the review."""
    await wang.says("菜单")
    await wang.taps("服务合同")
    await wang.says("恒通")
    await wang.taps("海盐恒通紧固件有限公司")
    await wang.sees("签订日期", "[今天][昨天]")
    await wang.taps("今天")
    await wang.says("隐患排查治理，安全培训")
    await wang.sees("服务期起")
    await wang.taps("上一步")
    await wang.sees("隐患排查治理，安全培训")
    await wang.says("隐患排查治理，应急演练")
    await wang.says("2026-11-20")
    await wang.says("2027-11-19")
    await wang.says("六次")
    await wang.says("8600")
    await wang.sends_photo(picture(1))
    await wang.taps("完成上传")
    await wang.taps("已上传")
    await wang.taps("今天")
    await wang.sees("核对 · 服务合同", "隐患排查治理，应急演练", "约定服务次数：6次")
    await wang.taps("约定服务次数")
    await wang.says("4")
    await wang.sees("核对 · 服务合同", "约定服务次数：4次")
    await wang.taps("提交")
    await wang.sees("编号：HT-2026-0006", "第4项、第6项、第12项、第13项", "约定服务4次")


async def visits_and_finds_three_hazards(wang: Talker) -> None:
    """With a photo, and a call in between that has nothing to do with it."""
    await wang.says("菜单")
    await wang.taps("服务记录")
    await wang.says("恒通")
    await wang.taps("海盐恒通紧固件有限公司")
    await wang.taps("今天")
    await wang.sees("服务人员")
    await wang.taps("☐ 沈建明")
    await wang.taps("☐ 吴丽萍")
    await wang.taps("完成选择")
    await wang.says("检查冷镦车间和热处理车间")
    await wang.says("/menu")
    await wang.sees("您可以")
    await wang.says("开始")
    await wang.sees("没填完：服务记录")
    await wang.taps("继续：服务记录")
    await wang.sees("服务起止时间")
    await wang.says("9点到11点30")
    await finds(wang, "冷镦车间", "冲床双手按钮失效", "重大")
    await finds(wang, "热处理车间", "灭火器压力不足", "一般")
    await finds(wang, "原料堆场", "安全出口被堵", "一般")
    await wang.taps("完成")
    await wang.taps("未上传")
    await wang.sends_photo(picture(3))
    await wang.taps("完成上传")
    await wang.sees("核对 · 服务记录", "【重大】冷镦车间：冲床双手按钮失效", "隐患未上传")
    await wang.taps("提交")
    await wang.sees("编号：FW-2026-0006", "第4项、第13项、第14项", "隐患清单签收", "服务回访")


async def finds(wang: Talker, place: str, what: str, grade: str) -> None:
    await wang.taps("再添加" if "再添加" in wang.choices else "添加")
    await wang.says(place)
    await wang.says(what)
    await wang.taps(grade)
    await wang.says("立即整改")
    await wang.says("12月5日")
    await wang.sends_photo(picture(2))
    await wang.taps("完成上传")


async def calls_back(wang: Talker) -> None:
    await wang.says("菜单")
    await wang.taps("服务回访")
    await wang.taps("平湖永泰塑业有限公司")
    await wang.taps("今天")
    await wang.taps("电话")
    await wang.says("对服务满意，希望讲讲有限空间作业")
    await wang.taps("跳过")
    await wang.taps("提交")
    await wang.sees("已提交 · 服务回访", "回应了1次服务：2026-10-15", "第5项")


async def trains(wang: Talker) -> None:
    await wang.says("菜单")
    await wang.taps("培训与会议")
    await wang.taps("安全教育培训")
    await wang.taps("昨天")
    await wang.says("有限空间作业安全")
    await wang.says("8人")
    await wang.taps("跳过")
    await wang.taps("提交")
    await wang.sees("已提交 · 培训与会议", "2026年第4季度已有", "第9项")
