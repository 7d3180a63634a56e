"""全市失分: what the city's agencies lose most and who, and whose eyes it is not for."""

from datetime import date

import pytest

from handlers.formkit.events import Pressed
from storage.assignment import Assignment
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.store import Store
from tests.handlers.bureau import TODAY, Bureau, open_bureau


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await open_bureau(database)


async def test_a_supervisor_sees_the_items_and_then_who_lost_on_one(bureau: Bureau) -> None:
    zhou = bureau.supervisor
    await zhou.types("全市失分")
    zhou.sees("参评机构2家", "1. 第9项 培训与会议 共失4分，2家", "第13项 服务合同 共失3分，1家")
    await zhou.presses("第13项")
    zhou.sees("1家失分", "嘉兴安达安全技术有限公司 −3", "合同中未明确服务内容")
    await zhou.presses("嘉兴安达")
    zhou.sees("第13项 服务合同", "13.2")
    await zhou.types("全市失分")
    await zhou.presses("评定工作")
    zhou.sees("各机构进度")
    await bureau.inspector.types("全市失分")
    bureau.inspector.misses("评定工作")


async def test_pages_turn_and_what_is_outdated_or_forged_is_answered(bureau: Bureau) -> None:
    zhou = bureau.supervisor
    await zhou.types("/losses")
    await zhou.presses("下一页")
    zhou.sees("第2/2页")
    for data in ("city.item.26::0", "city.item.13.99::0", "city.menu.99::0", "city.x::0"):
        pressed = Pressed.parse(data)
        assert pressed is not None
        await zhou.do(pressed)
        zhou.sees("失分")


async def test_without_a_cycle_it_says_what_to_do(bureau: Bureau) -> None:
    zhou = bureau.supervisor

    def renew(store: Store) -> None:
        cycle = store.get(Cycle, bureau.joined.cycle_id)
        assert cycle is not None
        store.revise(cycle, start=date(2027, 1, 1))

    await zhou.writes(renew)
    await zhou.types("全市失分")
    zhou.sees("现在没有评定周期")


@pytest.mark.parametrize("word", ["全市失分", "/losses"])
async def test_an_agency_does_not_see_the_others(bureau: Bureau, word: str) -> None:
    await bureau.principal.types(word)
    bureau.principal.sees("您现在的身份不能用它")
    bureau.principal.misses("恒信")
    await bureau.principal.do(Pressed("pic.heat", bureau.joined.cycle_id))
    bureau.principal.sees("全市的图由应急管理部门的人员查看")


async def test_a_blind_second_inspector_sees_nothing_of_the_agency_they_score(
    bureau: Bureau,
) -> None:
    def assign(store: Store) -> None:
        store.add(
            Assignment(
                participation_id=bureau.joined.id,
                of_agency_id=bureau.agency.id,
                inspector_id=bureau.colleague.person.id,
                blind=True,
                since=TODAY,
            )
        )

    await bureau.supervisor.writes(assign)
    await bureau.colleague.types("全市失分")
    bureau.colleague.sees("参评机构1家")
    bureau.colleague.misses("第13项")
    await bureau.colleague.do(Pressed("city.item.13", ""))
    bureau.colleague.sees("没有机构在这一项失分")
    await bureau.colleague.do(Pressed("pic.sections", bureau.joined.id))
    bureau.colleague.misses("正在画图")
    await bureau.inspector.types("全市失分")
    bureau.inspector.sees("参评机构2家")


async def test_another_agency_s_picture_is_refused(bureau: Bureau) -> None:
    def theirs(store: Store) -> str:
        return store.find(Participation, agency_id=bureau.other.id)[0].id

    id = await bureau.supervisor.writes(theirs)
    for what in ("sections", "course", "quarters"):
        await bureau.principal.do(Pressed(f"pic.{what}", id))
        bureau.principal.sees("这不是本单位的得分")
    await bureau.principal.do(Pressed("pic.sections", "none"))
    bureau.principal.sees("没有找到要画的得分")
    await bureau.principal.do(Pressed("pic.sections", bureau.joined.id))
    bureau.principal.sees("正在画图")
