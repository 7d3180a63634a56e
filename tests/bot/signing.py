"""A visit with two hazards, its client's contact, and the link the agency passes on to them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.scorecard.load import standing
from storage.contact import Contact
from storage.hand_over import HandOver
from storage.organisation import Role
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit
from tests.bot.office import Office
from tests.bot.talk import Person
from tests.storage.registers import register

PAGE = "https://anxing.example/i/{code}"
FORWARDED = re.compile(r"https://anxing\.example/s/([A-Za-z0-9_-]{24})")


@dataclass
class Signing:
    """The agency's ``staff`` have handed nothing over yet."""

    office: Office
    staff: Person
    visit: Visit
    contact: Contact

    async def hands_over(self) -> str:
        """From the visit to the message that is passed on; gives the link's code."""
        await self.staff.presses(f"sign.give:{self.visit.id}:0")
        await self.staff.taps("王建国")
        return self.passed_on()

    def passed_on(self) -> str:
        found = [FORWARDED.search(message.text) for message in self.staff.messages]
        return [one[1] for one in found if one][-1]

    async def client(self, code: str) -> Person:
        """Somebody who opens a link in the messenger."""
        visitor = self.office.stranger("王建国")
        await visitor.says(f"/start s-{code}")
        return visitor

    async def hears(self, *people: Person) -> None:
        """What was told in passing is on its way: the sender looks for it every few seconds."""
        await self.office.app.sender.look()
        for person in people or (self.staff,):
            await person.settled()

    async def item_14(self) -> Decimal:
        def look(store: Store) -> Decimal:
            sheet = standing(store, self.office.agency.id)
            assert sheet is not None
            return Decimal(sheet.card.items[13].best)

        found: Decimal = await self.office.read(look)
        return found

    async def found(self, kind: type[Any], **equal: Any) -> list[Any]:
        rows: list[Any] = await self.office.read(lambda store: store.find(kind, **equal))
        return rows

    async def signed(self) -> list[SignedList]:
        return await self.found(SignedList)

    async def handed(self) -> list[HandOver]:
        return await self.found(HandOver)


async def set_up(office: Office, days_ago: int = 20) -> Signing:
    """Served by a page, too; a visit long enough ago that its list costs a point."""
    office.channel.invitations = ("网页", PAGE)
    staff = await office.person("陈敏", Role.AGENCY)
    return Signing(office, staff, *await visited(office, days_ago))


async def visited(office: Office, days_ago: int = 20) -> tuple[Visit, Contact]:
    """A visit that found two hazards, and who signs for its client."""

    def write(store: Store) -> tuple[Visit, Contact]:
        books = register(store, agency=office.agency)
        visit = books.visit(-days_ago)
        books.hazard(visit, advice="清理杂物", deadline=books.day(5))
        books.hazard(visit)
        contact = Contact(
            agency_id=office.agency.id, client_id=visit.client_id, name="王建国", post="安全员"
        )
        return visit, store.add(contact)

    made: tuple[Visit, Contact] = await office.write(write)
    return made


async def hazards_of(signing: Signing) -> list[Hazard]:
    return await signing.found(Hazard, visit_id=signing.visit.id)


async def amend(staff: Person, visit: Visit, reason: str) -> None:
    """One hazard more on the list, in the form of its visit."""
    await staff.presses(f"form.amend.visit:{visit.id}:0")
    await staff.taps("发现的隐患")
    await staff.taps("再添加")
    for said in ("电梯机房", "门没有锁", "一般", "跳过", "跳过", "跳过"):
        await staff.says(said)
    await finish(staff, reason)


async def correct(staff: Person, visit: Visit, label: str, said: str) -> None:
    """Another answer in the visit's form."""
    await staff.presses(f"form.amend.visit:{visit.id}:0")
    await staff.taps(label)
    await staff.says(said)
    await finish(staff, "补写")


async def finish(staff: Person, reason: str) -> None:
    """From wherever the form stands to its receipt."""
    for _step in range(8):
        for label in ("返回", "完成", "提交"):
            if f"[{label}]" in staff.screen:
                await staff.taps(label)
                break
        else:
            await staff.says(reason)
        if any("已更正 · " in message.text for message in staff.messages[-3:]):
            return
    raise AssertionError(staff.screen)


def handed_id(store: Store) -> str:
    (handed,) = store.find(HandOver)
    return handed.id
