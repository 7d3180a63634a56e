"""``anxing score``: an agency's card on a day, as ``python -m scoring`` prints cards."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from bot.operator.agencies import agency_argument, agency_named, day_said
from bot.operator.office import Failure, Office, Order
from scoring.interchange import card_as_json
from scoring.summary import between, line
from scoring.values import plain
from storage.assessment import Assessment, assess
from storage.cycle import Cycle, joined
from storage.database import Connection
from storage.evidence.labels import labels
from storage.store import Store


def arguments(parser: ArgumentParser) -> None:
    agency_argument(parser)
    parser.add_argument("--on", metavar="日期", help="哪一天的得分，如 2026-12-20，缺省为今天")
    parser.add_argument(
        "--known-on", metavar="日期", help="不算这一天以后才录入的记录，缺省为全部算"
    )
    parser.add_argument("--json", action="store_true", help="按 python -m scoring 的格式")


async def run(office: Office, asked: Namespace) -> str:
    day, known_on = day_said(asked.on), day_said(asked.known_on)

    def look(connection: Connection) -> str:
        store = Store(connection, office.clock())
        agency = agency_named(store, asked.agency)
        part = joined(store, agency.id, day)
        cycle = store.get(Cycle, part.cycle_id) if part else None
        if part is None or cycle is None:
            raise Failure(f"{agency.name}那一天没有参评。")
        found = assess(store, cycle, part, day, known_on)
        if asked.json:
            return json.dumps(card_as_json(found.card), ensure_ascii=False)
        return "\n".join(_lines(store, found))

    return await office.database.read(look)


def _lines(store: Store, found: Assessment) -> Iterator[str]:
    yield f"{found.agency.name} {found.day}"
    yield line(found.summary)
    for item in found.card.items:
        state = found.states[item.item.number].label
        points = f"{between(item.worst, item.best)}/{plain(item.points)}"
        yield f"{item.number:>2} {item.item.title}  {points}  {state}"
        for lost in item.deductions:
            yield f"   {lost.rule} −{plain(lost.points)} {lost.why}"
            named = labels(store, lost.cases)
            yield from (f"      {named[ref]}（{ref}）" for ref in lost.cases)


SCORE = Order("score", "一家机构某一天的得分，每项扣分及其记录", run, arguments)
