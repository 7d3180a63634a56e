"""Circumstances: what records and signals show, each opened once for the same evidence."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from scheduler.circumstances import look_into
from storage.agency import Agency
from storage.alarm import AlarmCall
from storage.alarm_link import note_staff
from storage.alarms import raise_alarm
from storage.candidates import decide, follow, open_candidate, pieces
from storage.contact import Contact
from storage.cycle import Cycle
from storage.database import Database
from storage.files import keep as keep_file
from storage.hand_over import HandOver, Outcome
from storage.organisation import Role
from storage.sign_off import Answer, OwnStaff, answer, hand_over
from storage.signals import look
from storage.store import Store
from storage.talk import Candidate, Origin
from storage.talk import Outcome as Decided
from storage.visit import Grade, SignedList, Visit
from storage.writer import writing_engine
from tests.conftest import NOW
from tests.storage.registers import Register, register

TEXT = (
    "检查车间用电线路、配电箱、消防器材和仓库堆放情况，逐一核对安全标识是否齐全，现场向班组长讲解"
    "动火作业审批、有限空间作业和检维修作业的要求，并查看上次隐患的整改情况"
)
PHOTO, PAPER = "a" * 64, "b" * 64
Write = Callable[[Register], object]


def shown(books: Register) -> dict[str, list[str]]:
    """The lines of evidence by circumstance, of what there is any."""
    found = look(books.store, books.cycle, books.taking_part)
    return {code: [said for _ref, said in held] for (code, _o), held in found.items() if held}


def visited(books: Register, offset: int, **more: Any) -> Visit:
    """At a client of its own unless one is named."""
    client = more.pop("client", None) or books.another_client(f"第{offset}厂")
    whose = {"agency_id": books.agency.id, "client_id": client.id, "on": books.day(offset)}
    return books.store.add(Visit(**{"done": "巡查", **whose, **more}))


def vague(books: Register) -> None:
    books.contract(-50, content="检查", starts_on=books.day(-50), ends_on=books.day(9), visits=4)
    books.contract(-40, content="检查", starts_on=books.day(-40), ends_on=books.day(9))


def unproven(books: Register) -> None:
    visited(books, -3, done=None)
    books.hazard(visited(books, -8))
    books.hazard(visited(books, -7))
    visited(books, -20)


def fewer_visits_than_agreed(books: Register) -> None:
    ends = {"starts_on": books.day(-90), "ends_on": books.day(-9)}
    books.contract(-90, content="检查", visits=4, **ends)


def same_photo(books: Register) -> None:
    one = visited(books, -30, photos=(PHOTO,))
    books.hazard(one, photos=(PHOTO,), rectified_on=one.on)
    books.store.add(SignedList(**_of(one), signed_on=one.on, signer="许厂长"))
    visited(books, -20, photos=(PHOTO, "d" * 64))


def same_photo_of_one_visit(books: Register) -> None:
    one = visited(books, -5, photos=(PHOTO,))
    books.hazard(one, photos=(PHOTO,))


def _of(visit: Visit) -> dict[str, Any]:
    whose = {"agency_id": visit.agency_id, "client_id": visit.client_id}
    return {**whose, "visit_id": visit.id}


def same_paper(books: Register) -> None:
    keep_file(books.store, PAPER, "应急预案.pdf", "application/pdf", 9)
    for offset in (-30, -20):
        visited(books, offset, photos=(PAPER,))


def same_paper_of_one_client(books: Register) -> None:
    keep_file(books.store, PAPER, "应急预案.pdf", "application/pdf", 9)
    for offset in (-30, -20):
        visited(books, offset, photos=(PAPER,), client=books.client)


def _two_places(books: Register, ended: time, began: time) -> None:
    who = (books.staff().id,)
    visited(books, -9, staff=who, started=time(9), ended=ended)
    visited(books, -9, staff=who, started=began, ended=time(16), client=books.client)


def two_places(books: Register) -> None:
    _two_places(books, time(11), time(10, 30))


def one_place_after_the_other(books: Register) -> None:
    _two_places(books, time(11), time(11))


def copied(books: Register) -> None:
    for offset in (-30, -20):
        client = books.another_client(f"海宁第{-offset}皮革厂")
        visited(books, offset, done=f"{client.name}：{TEXT}（{offset}）", client=client)


def copied_at_one_client(books: Register) -> None:
    for offset in (-30, -20):
        visited(books, offset, done=TEXT, client=books.client)


def copied_papers(books: Register) -> None:
    for offset in (-30, -20):
        visited(books, offset, done=f"修订应急预案和操作规程。{TEXT}")


def late_in_bulk(books: Register, many: int = 10) -> None:
    for n in range(many):
        visited(books, -60 - n)


def late_but_few(books: Register) -> None:
    late_in_bulk(books, 9)


def signed_from_one_place(books: Register, address: str = "8.8.4.4") -> None:
    for n, where in enumerate((address, address, "1.1.1.1", address)):
        visit = visited(books, -6 - n)
        made = books.handed(visit)
        signed = SignedList(**_of(visit), signed_on=books.day(0), signer="许厂长")
        books.store.add(replace(signed, hand_over_id=made.id, address=where))


def signed_where_staff_had_tried(books: Register) -> None:
    """Refused in one window of the browser, signed in another."""
    clerk = books.person("王内勤", Role.AGENCY)
    made = books.handed(visited(books, -6))
    given = Answer(Outcome.SIGNED, made.content_hash, "许厂长")
    with pytest.raises(OwnStaff):
        answer(books.store, made, given, "web", "8.8.4.4", by_person=clerk.id)
    answer(books.store, made, given, "web", "8.8.4.4")


def signed_behind_a_proxy(books: Register) -> None:
    signed_from_one_place(books, "10.0.0.7")


ROWS: tuple[tuple[Write, dict[str, str]], ...] = (
    (vague, {"A1": "HT-2026-0002 · 嘉善宏达机械有限公司 · 2026-10-11签订，没有写明服务次数"}),
    (signed_from_one_place, {"A6": "3家委托单位的清单从同一个网络地址（8.8.4.4）签收"}),
    (signed_where_staff_had_tried, {"A6": "王内勤 2026-11-20 10:00 试图|签收和本机构人员试图代签"}),
    (signed_behind_a_proxy, {}),
    (unproven, {"A2": "没有服务记录|隐患清单没有签收"}),
    (fewer_visits_than_agreed, {}),
    (same_photo, {"A6": "同一张照片用在2次服务：FW-2026-0001"}),
    (same_photo_of_one_visit, {}),
    (same_paper, {"A3": "同一份文件用在2次服务"}),
    (same_paper_of_one_client, {}),
    (two_places, {"A6": "沈志强 2026-11-11 09:00–11:00 在第-9厂"}),
    (one_place_after_the_other, {}),
    (copied, {"A6": "2家文字相同"}),
    (copied_at_one_client, {}),
    (copied_papers, {"A3": "2家文字相同"}),
    (late_in_bulk, {"A6": "一天补录了10次服务，服务日期从 2026-09-12 到 2026-09-21"}),
    (late_but_few, {}),
)


async def run(database: Database, story: Callable[[Store], None]) -> None:
    await database.write(lambda connection: story(Store(connection, NOW)))


@pytest.mark.parametrize(("write", "expected"), ROWS, ids=lambda one: getattr(one, "__name__", ""))
async def test_what_the_records_show(
    sqlite_database: Database, write: Write, expected: dict[str, str]
) -> None:
    def story(store: Store) -> None:
        books = register(store)
        write(books)
        found = shown(books)
        assert set(found) == set(expected)
        for code, words in expected.items():
            assert len(found[code]) == len(words.split("|"))
            for said in words.split("|"):
                assert any(said in line for line in found[code]), found

    await run(sqlite_database, story)


async def test_everything_at_once_on_either_database_is_looked_through_once_a_day(
    database: Database,
) -> None:
    def story(store: Store) -> None:
        books = register(store)
        for write in (vague, unproven, same_photo, two_places, copied, late_in_bulk):
            write(books)
        register(store, name="别家", start=-900, end=-700)

    await run(database, story)
    counts = [await look_into(database, NOW + timedelta(days=n)) for n in range(2)]
    assert counts == [3, 3]

    def kept(store: Store) -> None:
        found = store.find(Candidate, order="code")
        assert [(one.code, one.origin) for one in found] == [
            ("A1", Origin.RECORDS),
            ("A2", Origin.RECORDS),
            ("A6", Origin.SIGNALS),
        ]
        assert [len(pieces(one)) for one in found] == [1, 3, 4]
        assert {one.revision for one in found} == {1, 2}
        cycle = store.find(Cycle, order="-start")[0]
        store.revise(cycle, closed_on=store.today)
        for one in found:
            store.withdraw(one, reason="重来")

    await run(database, kept)
    assert await look_into(database, NOW) == 0


async def test_staff_who_sign_for_a_client_are_seen(database: Database) -> None:
    def story(store: Store) -> None:
        books = register(store)
        visit = books.visit(-5)
        major = books.hazard(visit, grade=Grade.MAJOR)
        clerk = books.person("王内勤", Role.AGENCY)
        contact = store.add(
            Contact(agency_id=books.agency.id, client_id=visit.client_id, name="王建国")
        )
        made, _code = hand_over(store, visit, contact, 14)
        given = Answer(Outcome.SIGNED, made.content_hash, "王建国")
        for _ in range(2):
            with pytest.raises(OwnStaff):
                answer(store, made, given, "web", by_person=clerk.id)
        alarm = raise_alarm(store, major, 2)
        _calls(store, alarm.id, books.agency.id, clerk.id)
        found = shown(books)["A6"]
        assert len(found) == 2
        assert "本机构人员王内勤 2026-11-20 10:00 试图代委托单位签收" in found[0]
        assert "试图代委托单位确认重大隐患快报" in found[1]
        _signed_all_the_same(books, made, clerk.id)
        assert "用自己的账号签收了清单：FW-2026-0001" in shown(books)["A6"][2]

    await run(database, story)


def _calls(store: Store, alarm_id: str, agency_id: str, person_id: str) -> None:
    call = store.find(AlarmCall, alarm_id=alarm_id)[0]
    note_staff(store, call.id, agency_id, person_id, "web")


def _signed_all_the_same(books: Register, made: HandOver, person_id: str) -> None:
    """By somebody who became staff only afterwards, with an earlier day."""
    visit = books.store.get(Visit, made.visit_id)
    assert visit is not None
    signed = SignedList(**_of(visit), signed_on=books.day(0), signer="王建国")
    theirs = books.store.at(NOW, person_id)
    theirs.add(replace(signed, hand_over_id=made.id))


async def test_what_was_decided_is_not_opened_again_and_what_is_new_is(
    sqlite_database: Database,
) -> None:
    def story(store: Store) -> None:
        books = register(store)
        vague(books)
        whose = (store, books.cycle, books.agency.id, "A1", Origin.RECORDS)
        first = look(store, books.cycle, books.taking_part)["A1", Origin.RECORDS]
        one = follow(*whose, first)
        assert one is not None
        decide(store, one, Decided.NONE, {}, "已补签")
        assert follow(*whose, first) is None
        books.contract(-10, content="检查")
        more = look(store, books.cycle, books.taking_part)["A1", Origin.RECORDS]
        two = follow(*whose, more)
        assert two is not None
        assert (len(more), len(pieces(two))) == (2, 1)
        assert open_candidate(store, books.agency.id, "A1", Origin.PERSON, "", more) is None

    await run(sqlite_database, story)


@pytest.fixture(scope="module")
def engine(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("candidates") / "anxing.db"
    shutil.copy(migrated, path)
    made = writing_engine(str(path))
    yield made
    made.dispose()


REFS = st.sets(st.sampled_from("abcdef"))
DAYS = st.lists(st.tuples(REFS, st.sampled_from([None, *Decided])), min_size=1, max_size=6)


@settings(max_examples=60)
@given(DAYS)
def test_evidence_stands_in_one_candidate_and_the_open_one_says_what_is_so_now(
    engine: Engine, days: list[tuple[set[str], Decided | None]]
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        store = Store(connection, datetime(2026, 11, 20, 2, tzinfo=UTC))
        agency = store.add(Agency(name="嘉安", credit_code="嘉安"))
        known = {"name": "一", "start": date(2026, 1, 1), "end": date(2027, 12, 31)}
        cycle = store.add(Cycle(edition="jiaxing-1", readings={}, **known))  # type: ignore[arg-type]
        settled: set[str] = set()
        for held, outcome in days:
            evidence = [(ref, ref) for ref in sorted(held)]
            kept = follow(store, cycle, agency.id, "A6", Origin.SIGNALS, evidence)
            refs = {ref for ref, _said in pieces(kept)} if kept else set()
            assert refs == held - settled
            if kept is not None and outcome is not None:
                decide(store, kept, outcome, {}, "理由")
                settled |= refs
            everywhere = [ref for one in store.find(Candidate) for ref, _said in pieces(one)]
            assert len(everywhere) == len(set(everywhere))
            assert len(store.find(Candidate, outcome=None)) <= 1
        transaction.rollback()
