"""The public pages on the real storage: what was published, the same for everybody."""

from bot.channels.webchat import Closed
from bot.channels.webchat.guests import Announced, Announcements, Result
from bot.guests.desk import Desk
from scoring.values import plain
from storage.published import by_number, cycles_with_results, of_agency, results
from storage.store import Store

PAGE = 50
UNKNOWN = "没有找到这份公告。请核对编号，或看全部公布的结果。"


class Results(Desk):
    """The part of ``Guests`` that is public."""

    async def results(self, cycle_id: str, page: int) -> Announcements:
        def work(store: Store) -> Announcements:
            known = cycles_with_results(store)
            if not known:
                return Announcements()
            cycle = next((one for one in known if one.id == cycle_id), known[0])
            shown, total = results(store, cycle.id, page, PAGE)
            rows = (
                Announced(one.number, one.shown["agency"], one.stars, plain(one.total))
                for one in shown
            )
            others = tuple((one.id, one.name) for one in known if one is not cycle)
            last = max(0, (total - 1) // PAGE)
            return Announcements(cycle.id, cycle.name, tuple(rows), total, page, last, others)

        return await self.read(work)

    async def result(self, number: str) -> Result:
        def work(store: Store) -> Result:
            made = by_number(store, number)
            if made is None:
                raise Closed(UNKNOWN)
            found = of_agency(store, made.cycle_id, made.agency_id)
            newest = "" if found[0].id == made.id else found[0].number
            return Result(made.shown, newest, tuple((one.number, one.version) for one in found))

        return await self.read(work)
