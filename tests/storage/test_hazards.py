"""Hazards over time: counted as they stand, and each with its course, who and when."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.contact import Confirmation
from storage.database import Database
from storage.due import scope_of
from storage.due.rechecks import RECHECKS
from storage.hazard_course import FAILED, course
from storage.hazards import Only, State, counted, days_late, listed, state_of
from storage.organisation import Role
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.storage.registers import Register, register

DAY = date(2026, 11, 10)
TALE = st.tuples(st.sampled_from(Grade), st.booleans(), st.booleans(), st.booleans())


def signed(made: Register, visit: Visit, **values: Any) -> SignedList:
    return made.store.add(
        SignedList(
            **{
                "agency_id": made.agency.id,
                "client_id": visit.client_id,
                "visit_id": visit.id,
                "signed_on": DAY,
                "signer": "王厂长",
                **values,
            }
        )
    )


async def steps(database: Database, now: Any, write: Callable[[Register], Hazard]) -> list[str]:
    def ask(store: Store) -> list[str]:
        made = register(store)
        actor = made.person("小陆", Role.AGENCY)
        hazard = write(register_of(made, store.at(now, actor.id)))
        return [f"{s.name} {s.day or '—'} {s.who} {s.words}".strip() for s in course(store, hazard)]

    found: list[str] = await database.write(lambda connection: ask(Store(connection, now)))
    return found


def register_of(made: Register, store: Store) -> Register:
    return Register(store, made.cycle, made.agency, made.taking_part, made.client)


def only_found(made: Register) -> Hazard:
    return made.hazard(made.visit(-10), deadline=date(2026, 12, 1))


def on_paper(made: Register) -> Hazard:
    visit = made.visit(-10)
    signed(made, visit, post="厂长")
    return made.hazard(visit, advice="清走")


def online_with_an_objection(made: Register) -> Hazard:
    visit = made.visit(-10)
    hazard = made.hazard(visit)
    more = {"content_hash": "0" * 64, "confirmed": Confirmation.CODE}
    signed(made, visit, **more, disputes={hazard.id: "不是我们的箱子"})
    return hazard


def voided(made: Register) -> Hazard:
    visit = made.visit(-10)
    signed(made, visit, voided_on=date(2026, 11, 15))
    return made.hazard(visit)


def refused(made: Register) -> Hazard:
    visit = made.visit(-10)
    signed(made, visit, refusal="负责人不在", witness="李明")
    return made.hazard(visit)


def closed(made: Register) -> Hazard:
    store, hazard = made.store, made.hazard(made.visit(-10))
    hazard = store.revise(hazard, rectified_on=DAY, rectification="已清", rectified_photos=("a",))
    hazard = store.revise(
        hazard, reason=f"{FAILED}：还有杂物", rectified_on=None, rectified_photos=()
    )
    hazard = store.revise(hazard, rectified_on=date(2026, 11, 12), rectification="又清")
    return store.revise(hazard, rechecked_on=date(2026, 11, 13), recheck="干净了")


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (only_found, ["发现 2026-11-10 小陆", "整改意见 —  还没有整改意见"]),
        (only_found, ["整改 —  还没有整改，期限 2026-12-01", "销号 —  还没有销号"]),
        (on_paper, ["整改意见 2026-11-20 小陆 清走", "签收 2026-11-10 王厂长（厂长）"]),
        (
            online_with_an_objection,
            [
                "签收 2026-11-10 王厂长 本人在线签收，联系人已凭确认码核实；"
                "对这一条有异议：不是我们的箱子"
            ],
        ),
        (voided, ["签收 —  2026-11-10 的签收因清单改动已失效，等待重新签收"]),
        (refused, ["签收 2026-11-10 王厂长 拒签：负责人不在"]),
        (
            closed,
            [
                "复查 2026-11-20 小陆 复查未到位：还有杂物（原登记 2026-11-10 整改）",
                "整改 2026-11-12 小陆 又清（没有照片）",
                "复查 2026-11-13 小陆 干净了",
                "销号 2026-11-13",
            ],
        ),
    ],
)
async def test_a_course_tells_each_step_with_who_and_when(
    sqlite_database: Database, now: Any, write: Callable[[Register], Hazard], expected: list[str]
) -> None:
    told = await steps(sqlite_database, now, write)
    assert [line for line in told if line in expected] == expected


async def test_counts_are_those_of_the_list_for_a_client_an_agency_and_all(
    database: Database, now: Any
) -> None:
    """Each hazard in one state; what is withdrawn, or whose visit is, counts nowhere."""

    def ask(store: Store) -> None:
        made, other = register(store), register(store, name="别家")
        for books in (made, made, other):
            visit = books.visit(-10)
            books.hazard(visit, grade=Grade.MAJOR)
            books.hazard(visit, rectified_on=DAY)
            books.hazard(visit, rectified_on=DAY, rechecked_on=DAY)
            store.withdraw(books.hazard(visit), reason="记错")
        store.withdraw(made.visit(-3), reason="记错")
        for agency, client, n in (
            (made.agency.id, None, 2),
            (None, made.client.id, 2),
            (other.agency.id, other.client.id, 1),
            (None, None, 3),
            (made.agency.id, other.client.id, 0),
        ):
            counts = counted(store, agency, client)
            assert counts == {
                Only.ALL: 3 * n,
                Only.OPEN: n,
                Only.RECTIFIED: n,
                Only.CLOSED: n,
                Only.MAJOR: n,
            }
            for only in Only:
                assert len(listed(store, agency, client, only, 100)) == counts[only]

    await database.write(lambda connection: ask(Store(connection, now)))


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"rectified_on": DAY}, [-3]),
        ({"rectified_on": date(2026, 11, 20)}, [7]),
        ({"rectified_on": None}, []),
        ({"rectified_on": DAY, "rechecked_on": date(2026, 11, 12)}, []),
        ({"rectified_on": DAY, "grade": Grade.GENERAL}, []),
    ],
)
async def test_a_major_hazard_waits_for_its_recheck(
    sqlite_database: Database, now: Any, values: dict[str, Any], left: list[int]
) -> None:
    def ask(store: Store) -> list[int]:
        made = register(store)
        made.hazard(made.visit(-40), **{"grade": Grade.MAJOR, **values})
        dues = RECHECKS.find(store, scope_of(store, made.agency.id))
        return [(due.due - store.today).days for due in dues]

    found = await sqlite_database.write(lambda connection: ask(Store(connection, now)))
    assert found == left


async def test_pages_show_each_hazard_once_the_last_found_first(
    sqlite_database: Database, now: Any
) -> None:
    def ask(store: Store) -> None:
        made = register(store)
        for offset in (-3, -30, -9, -30, -1):
            made.hazard(made.visit(offset))
        pages = [listed(store, made.agency.id, None, Only.ALL, 2, at) for at in (0, 2, 4, 6)]
        assert [len(page) for page in pages] == [2, 2, 1, 0]
        shown = [one for page in pages for one in page]
        assert [one.on for one in shown] == sorted((one.on for one in shown), reverse=True)
        assert len({one.hazard.id for one in shown}) == 5

    await sqlite_database.write(lambda connection: ask(Store(connection, now)))


@settings(max_examples=50)
@given(TALE, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_hazard_is_late_only_while_it_is_open(
    tale: tuple[Grade, bool, bool, bool], deadline: date
) -> None:
    grade, rectified, rechecked, dated = tale
    hazard = Hazard(
        agency_id="a",
        client_id="c",
        visit_id="v",
        place="配电间",
        description="杂物",
        grade=grade,
        deadline=deadline if dated else None,
        rectified_on=DAY if rectified else None,
        rechecked_on=DAY if rechecked else None,
    )
    late = days_late(hazard, date(2026, 6, 30))
    assert (late > 0) == (
        state_of(hazard) is State.OPEN and dated and deadline < date(2026, 6, 30)
    )
    assert (state_of(hazard) is State.CLOSED) == rechecked
