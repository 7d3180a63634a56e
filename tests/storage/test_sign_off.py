"""What is shown is what is signed: who may answer, what voids it, and what a paper copy proves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from storage.contact import Confirmation, Contact, confirm_by_supervisor
from storage.database import Database
from storage.hand_over import HandOver, Outcome
from storage.list_content import content_hash
from storage.organisation import Role
from storage.proof import verify
from storage.sign_off import (
    Answer,
    Closed,
    OwnStaff,
    answer,
    content_of,
    hand_over,
    open_sheet,
    sheet,
    signature_of,
    state_now,
    void_changed,
)
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit
from tests.storage.registers import Register, register


def handed(store: Store) -> tuple[Register, Visit, HandOver, str]:
    """A list of two hazards in a contact's hands, with the code of its link."""
    books = register(store)
    visit = books.visit(-20)
    books.hazard(visit, advice="清理")
    books.hazard(visit)
    known = Contact(agency_id=books.agency.id, client_id=visit.client_id, name="王建国")
    contact = store.add(known)
    return (books, visit, *hand_over(store, visit, contact, 14))


def signed(made: HandOver, **more: Any) -> Answer:
    return Answer(more.pop("outcome", Outcome.SIGNED), made.content_hash, "王建国", **more)


async def run(database: Database, now: datetime, story: Callable[[Store], None]) -> None:
    await database.write(lambda connection: story(Store(connection, now)))


async def test_looking_changes_nothing_and_opening_is_kept_once(
    database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, _visit, made, code = handed(store)
        assert sheet(store, code).state == "未打开"
        assert (store.get(HandOver, made.id) or made).revision == 1
        assert open_sheet(store, code).state == "已打开"
        later = store.at(now + timedelta(hours=1), None)
        assert open_sheet(later, code).hand_over.opened_at == now

    await run(database, now, story)


async def test_one_answer_is_taken_once_and_another_not_at_all(
    database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, _visit, made, _code = handed(store)
        first = answer(store, made, signed(made), "web", "1.2.3.4")
        assert answer(store, made, signed(made), "web", "1.2.3.4") == first
        assert len(store.find(SignedList)) == 1
        with pytest.raises(Closed, match="不能再改"):
            answer(store, made, signed(made, outcome=Outcome.REFUSED, reason="不认"), "web")

    await run(database, now, story)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"signer": " "}, "姓名"),
        ({"outcome": Outcome.REFUSED}, "原因"),
        ({"outcome": Outcome.DISPUTED, "disputes": {"elsewhere": "不对"}}, "哪一条有异议"),
        ({"outcome": Outcome.DISPUTED, "disputes": {}}, "哪一条有异议"),
        ({"seen": "0" * 64}, "有改动"),
    ],
)
async def test_an_answer_that_says_too_little_is_not_taken(
    wrong: dict[str, Any], said: str, sqlite_database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, _visit, made, _code = handed(store)
        with pytest.raises(Closed, match=said):
            answer(store, made, replace(signed(made), **wrong), "web")
        assert store.find(SignedList) == []

    await run(sqlite_database, now, story)


async def test_what_was_changed_behind_its_back_is_not_signed(
    sqlite_database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, visit, made, _code = handed(store)
        store.revise(store.find(Hazard, visit_id=visit.id)[0], advice="改了")
        with pytest.raises(Closed, match="有改动"):
            answer(store, made, signed(made), "web")

    await run(sqlite_database, now, story)


@pytest.mark.parametrize("role", [Role.AGENCY, Role.PRINCIPAL])
async def test_an_answer_of_the_agencys_own_people_is_refused_and_noted(
    role: Role, sqlite_database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        books, _visit, made, _code = handed(store)
        own = books.person("陈敏", role)
        with pytest.raises(OwnStaff):
            answer(store, made, signed(made), "web", by_person=own.id)
        assert [entry.act for entry in store.history(made)] == ["add", "refused_signature"]
        assert store.find(SignedList) == []

    await run(sqlite_database, now, story)


def add_one(books: Register, visit: Visit) -> None:
    books.hazard(visit)


def take_one(books: Register, visit: Visit) -> None:
    books.store.withdraw(books.store.find(Hazard, visit_id=visit.id)[0], "登错")


def word_one(books: Register, visit: Visit) -> None:
    books.store.revise(books.store.find(Hazard, visit_id=visit.id)[0], description="别的")


def move_visit(books: Register, visit: Visit) -> None:
    books.store.revise(visit, on=books.day(-19))


def to_another_client(books: Register, visit: Visit) -> None:
    books.store.revise(visit, client_id=books.another_client("另一家").id)


def rename_client(books: Register, visit: Visit) -> None:
    books.store.revise(books.client, name="改了名的厂")


def rectify(books: Register, visit: Visit) -> None:
    hazard = books.store.find(Hazard, visit_id=visit.id)[0]
    books.store.revise(hazard, rectified_on=books.day(0), uploaded_on=books.day(0))


@pytest.mark.parametrize(
    ("change", "voids"),
    [
        (add_one, True),
        (take_one, True),
        (word_one, True),
        (move_visit, True),
        (to_another_client, True),
        (rename_client, False),
        (rectify, False),
    ],
)
async def test_a_signature_is_void_exactly_when_the_list_reads_differently(
    change: Callable[[Register, Visit], None],
    voids: bool,
    sqlite_database: Database,
    now: datetime,
) -> None:
    def story(store: Store) -> None:
        books, visit, made, code = handed(store)
        answer(store, made, signed(made), "web")
        change(books, visit)
        void_changed(store, store.get(Visit, visit.id) or visit, "更正")
        kept = signature_of(store, made)
        assert kept is not None
        assert kept.voided_on == (store.today if voids else None)
        assert sheet(store, code).state.startswith("已失效" if voids else "已签收")
        assert sheet(store, code).hand_over.content == made.content

    await run(sqlite_database, now, story)


async def test_a_paper_copy_proves_what_was_signed_and_nothing_of_the_hazards(
    database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        books, visit, made, _code = handed(store)
        mark = made.content_hash
        assert verify(store, mark[:15]) is None
        assert verify(store, "0" * 64) is None
        assert verify(store, f"{mark[:16]}%") is None
        unsigned = verify(store, mark[:16])
        assert unsigned is not None
        assert (unsigned.outcome, unsigned.signer) == (None, "")
        contact = store.get(Contact, made.contact_id)
        assert contact is not None
        confirm_by_supervisor(store, contact)
        answer(store, made, signed(made), "web")
        proof = verify(store, mark.upper())
        assert proof is not None
        assert (proof.signer, proof.signed_at, proof.voided_on) == ("王建国", now, None)
        assert "监管人员核实" in proof.confirmed
        assert [s.confirmed for s in store.find(SignedList)] == [Confirmation.SUPERVISOR]
        books.hazard(visit)
        void_changed(store, visit, "更正")
        changed = verify(store, mark)
        assert changed is not None
        assert changed.voided_on == store.today
        assert "堆放杂物" not in repr(changed)
        assert verify(store, content_hash(content_of(store, visit))) is None

    await run(database, now, story)


async def test_a_list_handed_over_anew_closes_the_link_before_it(
    sqlite_database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, visit, made, code = handed(store)
        contact = store.get(Contact, made.contact_id)
        assert contact is not None
        again, other = hand_over(store, visit, contact, 14)
        with pytest.raises(Closed, match="已被收回"):
            sheet(store, code)
        assert sheet(store, other).open
        assert state_now(store, store.get(HandOver, made.id) or made).startswith("已失效")
        assert again.content_hash == made.content_hash

    await run(sqlite_database, now, story)


async def test_a_link_holds_to_the_end_of_its_days(
    sqlite_database: Database, now: datetime
) -> None:
    def story(store: Store) -> None:
        _books, _visit, _made, code = handed(store)
        before = store.at(now + timedelta(days=14, seconds=-1), None)
        assert sheet(before, code).state == "未打开"
        with pytest.raises(Closed, match="已过期"):
            sheet(store.at(now + timedelta(days=14), None), code)
        assert store.today == date(2026, 11, 20)

    await run(sqlite_database, now, story)
