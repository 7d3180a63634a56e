"""Star bands, publication and corrections by typing; what anybody may read of it afterwards."""

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.view import press
from handlers.inspection.opening import begin
from storage.agency import Agency
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.inspection import Decision
from storage.outbox import unsent
from storage.person import Person
from storage.publication import Publication, StarBands
from storage.store import Store
from storage.visit import Hazard
from tests import rated
from tests.handlers.bureau import Bureau, Phone, open_bureau

TABLE = "五星 90-100；四星 80-89.99；三星 70-79.99；不授星 0-69.99"
GROUNDS = "嘉应急〔2026〕12号"


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def heard(bureau: Bureau) -> None:
    """The survey of both agencies is over."""

    def work(store: Store) -> None:
        (cycle,) = store.find(Cycle)
        rated.hear(store, cycle, store.find(Participation))

    await bureau.inspector.writes(work)


async def ready(bureau: Bureau, agency: Agency, **other: object) -> None:
    def work(store: Store) -> None:
        (part,) = store.find(Participation, agency_id=agency.id)
        rated.rated(store, part, bureau.inspector.person, **other)

    await bureau.inspector.writes(work)


async def sets_bands(phone: Phone, *tables: str) -> Phone:
    await phone.types("星级与公布")
    await phone.picks("修改星级标准" if "修改星级标准" in phone.screen else "设定星级标准")
    await phone.picks("一次写完")
    await phone.types(*tables)
    return phone


async def publishes(phone: Phone, name: str) -> Phone:
    await phone.types("星级与公布")
    await phone.picks("各机构公布情况")
    await phone.picks(name)
    await phone.picks("公布")
    await phone.picks("确认公布")
    return phone


async def of(phone: Phone, kind: type) -> list:  # type: ignore[type-arg]
    return list(await phone.writes(lambda store: store.find(kind)))


async def test_bands_are_tried_before_they_are_set(database: Database) -> None:
    bureau = await open_bureau(database)
    await heard(bureau)
    await ready(bureau, bureau.agency)
    phone = bureau.supervisor
    await phone.types("星级与公布")
    phone.sees("还没有设定星级标准", "参评2家")
    await bureau.principal.types("得分")
    bureau.principal.sees("暂不显示星级")
    await sets_bands(phone, "五星 90-100；四星 80-89；不授星 0-79.99")
    phone.sees("89.01到89.99分没有星级")
    await phone.types("五星 90-100；四星 80-95；不授星 0-79.99")
    phone.sees("90到95分")
    await phone.types(TABLE, GROUNDS)
    phone.sees("核对", "四星 1家：嘉兴安达", "星级未定 1家：嘉兴恒信")
    assert await of(phone, StarBands) == []
    await phone.picks("提交")
    phone.sees("第1版星级标准已设定")
    await phone.picks("星级与公布")
    phone.sees("「四星」80–89.99分", "四星1家", GROUNDS)
    await phone.picks("谁得几星")
    phone.sees("嘉兴安达安全技术有限公司", "四星", "至五星")
    await bureau.principal.types("得分")
    bureau.principal.sees("按第1版星级标准为四星，最终以应急管理部门公布的为准")


async def test_bands_can_be_written_one_by_one(bureau: Bureau) -> None:
    phone = bureau.supervisor
    await phone.types("/publish")
    await phone.picks("设定星级标准")
    await phone.picks("逐档填写")
    for name, least, most in (("达标", "60", "100"), ("不达标", "0", "60")):
        await phone.picks("再添加" if "再添加" in phone.screen else "添加")
        await phone.types(name, least, most)
    await phone.picks("完成")
    await phone.types(GROUNDS)
    phone.sees("重叠", "60到60分")
    assert await of(phone, StarBands) == []


async def test_a_whole_publication_and_a_correction(database: Database) -> None:
    bureau = await open_bureau(database)
    await heard(bureau)
    phone = await sets_bands(bureau.supervisor, TABLE, GROUNDS)
    await phone.picks("提交")
    await bureau.principal.types("菜单")
    await phone.types("星级与公布")
    await phone.picks("各机构公布情况")
    phone.sees("还不能公布：评定人员还没有提交评定结果")
    await ready(bureau, bureau.agency)
    await publishes(phone, "1. 嘉兴安达")
    phone.sees("已公布，公告编号GB-2026-0001", "第1版")
    await phone.picks("评定结果")
    await phone.picks("第1版")
    phone.sees("已公布：", "GB-2026-0001", "按第1版星级标准为四星")
    await phone.types("星级与公布")
    await phone.picks("各机构公布情况")
    await phone.picks("1. 嘉兴安达")
    letters = await phone.database.read(unsent)
    told = [one for one in letters if "评定结果已公布" in str(one.payload)]
    assert [one.account for one in told] == [bureau.principal.person.id]
    assert "res.of:GB-2026-0001:0" in str(told[0].payload)
    await phone.do(Pressed("pub.go", (await of(phone, Participation))[0].id, 1))
    phone.sees("这个结果已经公布")
    assert len(await of(phone, Publication)) == 1
    await corrected(bureau, phone)


async def corrected(bureau: Bureau, phone: Phone) -> None:
    def change(store: Store) -> None:
        (pledge,) = store.find(Decision, agency_id=bureau.agency.id, fact="pledge")
        store.revise(pledge, value={"value": False})
        inspection = begin(store, bureau.joined, bureau.inspector.person.id)
        rated.disclose(store, rated.issue(store, inspection, bureau.inspector.person))

    bureau.inspector.now = phone.now
    await bureau.inspector.writes(change)
    await phone.types("星级与公布")
    await phone.picks("各机构公布情况")
    phone.sees("可以更正为")
    await phone.picks("1. 嘉兴安达")
    await meanwhile_others_bands(phone)
    await phone.picks("更正公布")
    await phone.types("委托单位嘉兴3号机械厂反映后更正")
    await phone.types("提交")
    phone.sees("请去掉其中的“嘉兴3号机械厂”")
    elsewhere = Client(agency_id=bureau.other.id, name="平湖兴旺箱包厂")
    await phone.writes(lambda store: store.add(elsewhere))
    await phone.types("平湖兴旺箱包厂也反映后更正", "提交")
    phone.sees("请去掉其中的“平湖兴旺箱包厂”")
    await phone.types("复核后更正第8项得分", "提交")
    phone.sees("已更正公布第2版")
    await phone.picks("看公告")
    phone.sees("更正理由：复核后更正第8项得分", "原公布", "第2版")
    client = bureau.principal
    await client.types("评定公告")
    client.sees("已公布1家")
    await client.picks("1. 嘉兴安达")
    await client.picks("全部版本")
    await client.picks("2. 第1版")
    client.sees("已有更正：请看第2版", "GB-2026-0001")


async def meanwhile_others_bands(phone: Phone) -> None:
    """What was looked over is what is published, though another supervisor sets bands."""
    fix = phone.button("更正公布")
    await phone.do(fix)
    await phone.types("复核后更正第8项得分")
    phone.sees("→ 第2版", "四星")

    def bands(store: Store) -> None:
        rated.bands(store, store.find(Cycle)[0], "甲级 60-100；乙级 0-59.99")

    await phone.writes(bands)
    await phone.types("提交")
    phone.sees("刚有变动，没有公布")
    assert len(await of(phone, Publication)) == 1
    await phone.types("取消", "星级与公布")
    await phone.picks("各机构公布情况", "1. 嘉兴安达")


async def test_all_that_are_ready_are_published_at_once_as_shown(bureau: Bureau) -> None:
    await heard(bureau)
    phone = await sets_bands(bureau.supervisor, TABLE, GROUNDS)
    await phone.picks("提交")
    await phone.types("星级与公布")
    await phone.picks("公布全部")
    phone.sees("现在没有可以公布的")
    await ready(bureau, bureau.agency)
    await phone.types("星级与公布")
    await phone.picks("公布全部")
    phone.sees("将公布1家", "嘉兴安达")
    stale = phone.button("确认公布")
    await ready(bureau, bureau.other)
    await phone.do(stale)
    phone.sees("按钮已过期")
    assert await of(phone, Publication) == []
    await phone.picks("公布全部")
    await phone.picks("确认公布")
    phone.sees("已公布2家")
    assert len(await of(phone, Publication)) == 2
    await phone.do(stale)
    phone.sees("按钮已过期")
    assert len(await of(phone, Publication)) == 2


async def test_an_example_can_be_seen_but_not_published(bureau: Bureau) -> None:
    await heard(bureau)
    await ready(bureau, bureau.agency)

    def example(store: Store) -> None:
        rated.bands(store, store.find(Cycle)[0], TABLE, example=True)

    await bureau.supervisor.writes(example)
    phone = bureau.supervisor
    await phone.types("星级与公布")
    phone.sees("（示例）", "示例不能用来公布")
    await phone.picks("谁得几星")
    phone.sees("四星（示例）")
    await phone.picks("2. 嘉兴安达")
    phone.sees("还不能公布", "星级标准只是示例")
    phone.misses("确认公布")


async def test_nobody_else_sets_or_publishes(bureau: Bureau) -> None:
    for phone in (bureau.inspector, bureau.principal):
        for verb in ("menu", "set", "go", "publish", "fix", "tries"):
            event = Pressed.parse(press(f"pub.{verb}", bureau.joined.id))
            assert event is not None
            await phone.do(event)
            phone.sees("身份不能用")
    assert await of(bureau.inspector, Publication) == []


async def test_what_is_public_names_no_client_person_or_hazard(bureau: Bureau) -> None:
    await heard(bureau)
    await ready(bureau, bureau.agency)
    phone = await sets_bands(bureau.supervisor, TABLE, GROUNDS)
    await phone.picks("提交")
    await publishes(phone, "1. 嘉兴安达")
    said = []
    reader = bureau.principal
    await reader.types("公告")
    said.append(reader.screen)
    await reader.picks("1. 嘉兴安达")
    said.append(reader.screen)
    await reader.picks("各项得分")
    said.append(reader.screen)
    reader.sees("1. 办公场所与设施 1/2", "25. ", "工作实绩")
    (made,) = await of(reader, Publication)
    said.append(str(made.shown))
    names = [one.name for kind in (Client, Person) for one in await of(reader, kind)]
    names += [one.description for one in await of(reader, Hazard)]
    assert len(names) > 10
    assert [name for name in names if any(name in text for text in said)] == []
