"""A card that was issued stays; whoever changes what it rested on is told so."""

from storage.card import Card, recompute
from storage.database import Connection
from storage.organisation import Role
from storage.store import Store
from tests.bot.test_excel_in_chat import book
from tests.stories.stage import Stage
from tests.stories.talker import Talker
from tests.stories.test_agency_day import calls_back, trains
from tests.stories.test_inspection_day import opens_the_inspection

CHANGED = "已经固定，不随这次登记改变；它第5项所依据的记录现在不同了。"


async def issued(stage: Stage) -> Card:
    gu = await stage.enters("顾晓燕", Role.INSPECTOR)
    await opens_the_inspection(gu)
    await gu.taps("开始评定")
    await gu.taps("核对")
    await gu.taps("提交（未评完）")
    await gu.sees("已提交", "JG-2026-0001（第1版）")
    return await card_of(stage)


async def card_of(stage: Stage) -> Card:
    def only(connection: Connection) -> Card:
        (card,) = Store(connection, stage.clock()).find(Card)
        return card

    return await stage.app.database.read(only)


async def withdraws(wang: Talker) -> None:
    await wang.taps("作废")
    await wang.says("登错了")
    await wang.taps("确认作废")


async def test_a_new_record_and_its_withdrawal_leave_an_issued_card_and_say_so(
    messenger: Stage,
) -> None:
    wang = await messenger.enters("王晓芳", Role.AGENCY)
    card = await issued(messenger)
    await calls_back(wang)
    await wang.sees("评定结果 JG-2026-0001 第1版", CHANGED)
    await withdraws(wang)
    await wang.sees("已作废", CHANGED)
    await trains(wang)
    await wang.sees_nothing_of("已经固定")
    after = await card_of(messenger)
    assert after == card
    assert recompute(after) == card.result


async def test_an_import_says_so_too(messenger: Stage) -> None:
    wang = await messenger.enters("王晓芳", Role.AGENCY)
    card = await issued(messenger)
    call = ["平湖永泰塑业有限公司", "2026-11-19", "电话", "满意"]
    called = book("服务回访", [["委托单位", "回访日期", "回访方式", "回访情况"], call])
    await wang.sends_file("回访.xlsx", called)
    await messenger.long_work_ends()
    await wang.taps("导入")
    await messenger.long_work_ends()
    await wang.sees("已导入", "得分：", CHANGED)
    assert await card_of(messenger) == card


async def test_what_was_there_before_the_card_is_not_spoken_of(messenger: Stage) -> None:
    wang = await messenger.enters("王晓芳", Role.AGENCY)
    await calls_back(wang)
    await wang.sees_nothing_of("已经固定")
    await issued(messenger)
    await withdraws(wang)
    await wang.sees("已作废", CHANGED)
