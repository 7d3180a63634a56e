"""The page of a 重大隐患快报, on the real storage."""

from bot.channels.webchat.guests import Alarm, Visitor
from bot.guests.desk import Desk, staff_of
from storage.alarm_link import OwnStaff, acknowledge_by_link, alarm_sheet, open_alarm
from storage.store import Store
from storage.webchat import CHANNEL

STAFF_LOOKS = (
    "这个浏览器登录过这家服务机构的人员，不能在这里代委托单位确认，打开也不算对方已看到。"
    "请把链接发给对方，在对方自己的手机上打开。"
)


class Alarms(Desk):
    """The part of ``Guests`` that is about alarms."""

    async def alarm(self, code: str) -> Alarm:
        def work(store: Store) -> Alarm:
            sheet = alarm_sheet(store, code)
            return Alarm(
                number=sheet.alarm.number,
                lines=sheet.lines,
                photos=sheet.hazard.photos,
                told_at=sheet.alarm.entered_at or sheet.alarm.answer_by,
                answer_by=sheet.alarm.answer_by,
                name=sheet.contact.name,
                acknowledged_at=sheet.acknowledged_at,
                gone=sheet.gone,
            )

        return await self.read(work)

    async def alarm_opened(self, code: str, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            if staff_of(store, visitor, alarm_sheet(store, code).call.agency_id):
                return STAFF_LOOKS
            open_alarm(store, code)
            return ""

        await self.act(work)

    async def acknowledge(self, code: str, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            person = staff_of(store, visitor, alarm_sheet(store, code).call.agency_id)
            try:
                acknowledge_by_link(store, code, CHANNEL, visitor.address, person)
            except OwnStaff as refusal:
                return str(refusal)
            return ""

        await self.act(work)
