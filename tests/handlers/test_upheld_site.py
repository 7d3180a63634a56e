"""An objection to what site checks show: upheld, the fact is as ruled, and the result stands."""

from datetime import timedelta
from typing import Any

import pytest

from storage.card import Card
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.evidence.site import FLAGS
from storage.inspection import Decision
from storage.publishing import obstacles, publish
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade
from tests import rated
from tests.handlers.bureau import Bureau, open_bureau
from tests.handlers.test_objection import GROUNDS, WORDS, all_of, judge, objects, told

SITE = range(15, 23)


def checked(bureau: Bureau, store: Store) -> None:
    """One client, bad in all, with eleven hazards nobody advised on, one of them major."""
    who, on = bureau.inspector.person.id, store.today - timedelta(days=3)
    client = store.add(Client(agency_id=bureau.agency.id, name="嘉兴8号机械厂"))
    signed = store.today - timedelta(days=9)
    store.add(
        Contract(agency_id=bureau.agency.id, client_id=client.id, signed_on=signed, visits=4)
    )
    whose: dict[str, Any] = {"agency_id": bureau.agency.id, "client_id": client.id}
    bad: dict[str, Any] = dict.fromkeys(FLAGS, True)
    check = SiteCheck(
        **whose,
        participation_id=bureau.joined.id,
        inspector_id=who,
        on=on,
        **bad,
    )
    check = store.add(check)
    for n in range(11):
        grade = Grade.GENERAL if n else Grade.MAJOR
        store.add(
            SiteFinding(
                **whose,
                site_check_id=check.id,
                place=f"{n}号车间",
                description="配电箱无盖",
                grade=grade,
                advised=False,
                compared_by=who,
            )
        )
    part = store.get(Participation, bureau.joined.id)
    assert part is not None
    store.revise(part, reason="现场核查结束", sample_closed_on=store.today)


def inspected(bureau: Bureau, store: Store) -> None:
    """What the checks show stands without a further word: nobody decides on it."""
    (cycle,) = store.find(Cycle)
    checked(bureau, store)
    rated.hear(store, cycle, store.find(Participation))
    rated.bands(store, cycle)
    made = rated.decide_all(store, bureau.joined, bureau.inspector.person)
    for one in store.find(Decision, inspection_id=made.id):
        if one.item in SITE:
            store.withdraw(one, reason="现场核查已说明")
    card = rated.issue(store, made, bureau.inspector.person)
    lost = [x["rule"] for i in card.result["items"] if i["number"] in SITE for x in i["deductions"]]
    assert {"15.1", "21.1", "22.1"} <= set(lost)


@pytest.mark.parametrize(
    ("rule", "answers"),
    [("15.1", ()), ("20.1", ()), ("21.1", ()), ("22.1", ("1、2",)), ("22.2", ())],
)
async def test_it_is_ruled_on_and_published(
    database: Database, rule: str, answers: tuple[str, ...]
) -> None:
    bureau = await open_bureau(database)
    await bureau.inspector.writes(lambda store: inspected(bureau, store))
    boss = await told(bureau)
    many = ("全部",) if answers else ()
    await objects(bureau.principal, rule, *many, WORDS)
    await judge(boss)
    await boss.picks("成立")
    await boss.types(*answers, GROUNDS, "跳过")
    await boss.types("提交")
    boss.sees("已提交")
    new = (await all_of(boss, Card, order="version"))[-1]
    rules = [lost["rule"] for item in new.result["items"] for lost in item["deductions"]]
    assert rule not in rules
    boss.now += timedelta(days=6)

    def ready(store: Store) -> tuple[list[str], str]:
        found = obstacles(store, bureau.joined)
        return found, "" if found else publish(store, bureau.joined).shown["total"]

    assert await boss.writes(ready) == ([], new.result["total"])
