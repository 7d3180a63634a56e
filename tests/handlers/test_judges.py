"""Who may rule on an objection: nobody with a hand in the inspection, and each objection once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from storage.assignment import Assignment
from storage.card import Card
from storage.client import Client
from storage.conflict import Conflict
from storage.database import Database
from storage.inspection import Decision, Inspection
from storage.objection import Disclosure, Objection, Ruling
from storage.objections import why_no_judge
from storage.site_check import SiteCheck
from storage.store import Store
from tests.handlers.bureau import Bureau, Phone, open_bureau
from tests.handlers.test_objection import judge, objects, submitted, told

DAY = date(2026, 11, 1)
Deed = Callable[[Store, Bureau], object]


def assigned(store: Store, bureau: Bureau) -> None:
    given = Assignment(
        participation_id=bureau.joined.id,
        of_agency_id=bureau.agency.id,
        inspector_id=bureau.colleague.person.id,
        since=DAY,
    )
    store.add(given)


def in_conflict(store: Store, bureau: Bureau) -> None:
    declared = Conflict(
        person_id=bureau.colleague.person.id,
        of_agency_id=bureau.agency.id,
        grounds="亲属在该机构任职",
        declared_on=DAY,
    )
    store.add(declared)


def decided_and_was_overruled(store: Store, bureau: Bureau) -> None:
    (one,) = store.find(Decision, fact="board")
    mine = store.at(store.now, bureau.colleague.person.id).revise(
        one, decided_by=bureau.colleague.person.id, note="看过"
    )
    hers = bureau.inspector.person.id
    store.at(store.now, hers).revise(mine, decided_by=hers, note="再看过")


def checked_a_client(store: Store, bureau: Bureau) -> None:
    client = store.find(Client, agency_id=bureau.agency.id)[0]
    check = SiteCheck(
        agency_id=bureau.agency.id,
        participation_id=bureau.joined.id,
        client_id=client.id,
        inspector_id=bureau.colleague.person.id,
        on=DAY,
    )
    store.at(store.now, bureau.colleague.person.id).add(check)


def began_a_blind_one(store: Store, bureau: Bureau) -> None:
    own = Inspection(
        participation_id=bureau.joined.id,
        agency_id=bureau.agency.id,
        cycle_id=bureau.joined.cycle_id,
        inspector_id=bureau.colleague.person.id,
        opened_on=DAY,
        blind=True,
    )
    store.add(own)


async def waiting(database: Database) -> tuple[Bureau, Objection]:
    bureau = await submitted(await open_bureau(database))
    await told(bureau)
    await objects(bureau.principal, "1.1", "面积应为260平方米")
    (one,) = await bureau.supervisor.writes(lambda store: store.find(Objection))
    return bureau, one


@pytest.mark.parametrize(
    "deed",
    [assigned, in_conflict, decided_and_was_overruled, checked_a_client, began_a_blind_one],
    ids=lambda deed: deed.__name__,
)
async def test_whoever_had_a_hand_in_it_or_a_conflict_is_no_judge(
    sqlite_database: Database, deed: Deed
) -> None:
    bureau, one = await waiting(sqlite_database)
    phone = bureau.colleague
    assert await phone.writes(lambda store: why_no_judge(store, one, phone.person.id)) is None
    await bureau.supervisor.writes(lambda store: deed(store, bureau))
    assert await phone.writes(lambda store: why_no_judge(store, one, phone.person.id))
    await phone.do(Pressed("obj.dismiss", one.id))
    assert "理由" not in phone.view.text
    (still,) = await phone.writes(lambda store: store.find(Objection))
    assert still.ruling is None


@pytest.mark.parametrize(
    ("ruling", "answers"),
    [("成立", ("260", "按产权证", "跳过")), ("不成立", ("产权证写明180平方米",))],
)
async def test_a_ruling_handed_in_twice_is_made_once(
    database: Database, ruling: str, answers: tuple[str, ...]
) -> None:
    bureau, one = await waiting(database)
    first, second = bureau.supervisor, bureau.colleague
    for phone in (first, second):
        await judge(phone)
        await phone.picks(ruling)
        await phone.types(*answers)
        phone.sees("核对")
    once = first.button("提交")
    await first.do(once)
    first.sees("已提交")
    await first.do(once)
    await second.types("提交")
    second.sees("已经处理")

    def kept(store: Store) -> tuple[list[Any], ...]:
        return store.find(Objection), store.find(Card), store.find(Disclosure)

    (settled,), cards, shown = await first.writes(kept)
    assert settled.ruled_by == first.person.id
    assert len(cards) == (2 if settled.ruling is Ruling.UPHELD else 1)
    assert [told.card_id for told in shown] == [max(cards, key=lambda c: c.version).id]
    await second.do(Pressed("obj.uphold", one.id))
    second.sees("异议成立" if settled.ruling is Ruling.UPHELD else "异议不成立")


async def test_a_form_that_nobody_opened_on_an_objection_writes_nothing(
    sqlite_database: Database,
) -> None:
    bureau, _one = await waiting(sqlite_database)
    phone: Phone = bureau.colleague
    for form in ("uphold", "dismiss"):
        await phone.do(Pressed("form.open", form))
        await phone.types("强行认定", "跳过", "提交", "取消")
    await bureau.principal.do(Pressed("form.open", "objection"))
    await bureau.principal.types("强行异议", "跳过", "提交")
    found = await phone.writes(lambda store: store.find(Objection))
    assert [one.ruling for one in found] == [None]
