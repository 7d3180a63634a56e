"""A bureau with a talk at some step, reached through the chat: what tests of 约谈 begin from."""

from datetime import timedelta
from typing import Any, TypeVar

from storage import outbox
from storage.account import open_account
from storage.database import Database
from storage.entity import Record
from storage.store import Store
from storage.talk import Talk
from tests.handlers.bureau import Bureau, Phone, open_bureau

R = TypeVar("R", bound=Record)
DAY = timedelta(days=1)


async def settled(database: Database) -> Bureau:
    bureau = await open_bureau(database)

    def accounts(store: Store) -> None:
        for phone in (bureau.principal, bureau.supervisor):
            open_account(store, "test", phone.person.id, phone.person.id)

    await bureau.supervisor.writes(accounts)
    return bureau


async def find(phone: Phone, kind: type[R], **equal: Any) -> list[R]:
    found: list[R] = await phone.writes(lambda store: store.find(kind, **equal))
    return found


async def the_talk(phone: Phone) -> Talk:
    (talk,) = await find(phone, Talk)
    return talk


async def letters_to(phone: Phone) -> list[str]:
    """The titles of what this person was sent, the first first."""
    waiting = await phone.writes(lambda store: outbox.waiting(store.connection))
    mine = [one for one in waiting if one.account == phone.person.id]
    return [one.payload["views"][0]["title"] for one in mine]


async def decided(at: Bureau) -> Phone:
    """The records' two circumstances are found, and both are to be talked about."""
    phone = at.supervisor
    await phone.types("警示约谈")
    phone.sees("待决定的情形：0个", "没有进行中的约谈")
    await phone.picks("按记录查找")
    phone.sees(f"{at.agency.name}：2个情形待决定", f"{at.other.name}：没有新的情形", "2/2家")
    for _ in range(2):
        await phone.types("约谈")
        await phone.picks("待决定的情形（", "1. A", "决定")
        await phone.types("否", "是", "是", "约谈", "情节轻微，但应当提醒", "提交")
        phone.sees("已提交 · 决定是否约谈", "安排约谈")
    return phone


async def planned(at: Bureau) -> Phone:
    phone = await decided(at)
    await phone.picks("安排约谈")
    phone.sees("约谈类型")
    await phone.types("提醒", "11月25日", "14:30", "市局3楼会议室")
    phone.sees("一次谈2个情形：合同未明确内容、期限、次数；服务无记录或清单未签收")
    await phone.types("提交")
    phone.sees("通知已发给机构主要负责人")
    return phone


async def held(at: Bureau, demands: tuple[str, ...] = ("补齐记录", "12月20日")) -> Phone:
    phone = await planned(at)
    await at.principal.types("收到")
    phone.now += 5 * DAY
    at.principal.now = phone.now
    await phone.types("约谈")
    await phone.picks("1. YT", "登记约谈记录")
    await phone.types("今天", "周科长、陈评定", "沈经理", "属实，正在补签", "漏了签收")
    await phone.types(*demands, "跳过", "提交")
    phone.sees("纪要写好了")
    return phone
