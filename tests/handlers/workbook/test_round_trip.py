"""What is exported imports again to the same records, whatever stands in them."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import workbook
from handlers.formkit.wording import trim, visible
from handlers.forms.follow_up import WAYS
from handlers.workbook import Fate
from scoring.settings import POLICIES
from storage.agency import Agency, Profile
from storage.client import Client, Risk
from storage.contract import Contract
from storage.credit_code import check_character
from storage.entity import Record
from storage.follow_up import FollowUp
from storage.gathering import Gathered, Gathering
from storage.staff import Qualification, StaffMember, Title
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from storage.writer import writing_engine
from tests.conftest import NOW

T = TypeVar("T")
KINDS = (Profile, StaffMember, Client, Contract, Visit, Hazard, FollowUp, Gathering)
OWN = ("id", "entered_at", "entered_by", "changed_at", "revision", "submit_key", "agency_id")

NASTY = (
    "=1+1", "+86", "-3", "@甲", "'=1", "=HYPERLINK(\"x\")", "_x000B_", "_x005F_x0041_", "x005F_",
    "甲\r\n乙", "甲\x0b乙\ufffe", "\u202eabc\u202c", "Ａ１２３", "甲、乙/丙", "<b>&amp;</b>", "{0}",
    "KH-2026-0001", "乙（KH-2026-0001）", "2026-03-05", "　甲", "甲　", "1e309", "NaN", "是", "007",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "e\u0301", "%s",
)  # fmt: skip
TEXT = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=12)).map(trim)


def keepable(text: str) -> bool:
    return visible(text) and "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


WORDS = TEXT.filter(keepable)
DAYS = st.dates(date(2024, 1, 1), date(2026, 11, 20))
AMOUNTS = st.decimals(Decimal(0), Decimal(10) ** 11, places=2)
BODIES = st.integers(0, 10**9 - 1).map(lambda n: f"91330402{n:09d}")
CODES = BODIES.map(lambda body: body + check_character(body))
PHONES = st.sampled_from(("13800001234", "0573-82001234", "+86 573 82001234"))


def maybe(some: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | some


@st.composite
def books(draw: Callable[..., Any], store: Store) -> Agency:
    """An agency whose every record could have been entered in chat."""
    agency = store.add(Agency(name="甲机构", credit_code=""))

    def some(kind: type[Record], most: int, make: Callable[[], dict[str, Any]]) -> list[Any]:
        count = draw(st.integers(0, most))
        return [store.add(kind(**{"agency_id": agency.id, **make()})) for _ in range(count)]

    def days(first: date) -> date:
        last = (date(2026, 11, 20) - first).days
        return first + timedelta(days=draw(st.integers(0, last)))

    some(Profile, 2, lambda: {
        "since": draw(DAYS),
        "legal_person": draw(maybe(st.booleans())),
        "fixed_assets": draw(maybe(AMOUNTS)),
        "policies": draw(maybe(st.sets(st.sampled_from(POLICIES)).map(
            lambda chosen: tuple(p for p in POLICIES if p in chosen)
        ))),
        "phone": draw(maybe(PHONES)),
        "address": draw(maybe(WORDS)),
    })  # fmt: skip
    staff = some(StaffMember, 3, lambda: {
        "name": draw(WORDS),
        "contract_from": draw(maybe(DAYS)),
        "qualification": draw(maybe(st.sampled_from(Qualification))),
        "certificate_number": draw(maybe(WORDS)),
        "title": draw(maybe(st.sampled_from(Title))),
    })  # fmt: skip
    codes = draw(st.lists(CODES, unique=True, min_size=3, max_size=3))
    clients = some(Client, 3, lambda: {
        "name": draw(WORDS),
        "credit_code": codes.pop() if draw(st.booleans()) else None,
        "address": draw(maybe(WORDS)),
        "contact": draw(maybe(WORDS)),
        "shelf": draw(maybe(WORDS)),
        "risk": draw(maybe(st.sampled_from(Risk))),
    })  # fmt: skip
    some(Gathering, 2, lambda: {
        "kind": draw(st.sampled_from(Gathered)), "on": draw(DAYS), "topic": draw(WORDS),
        "attended": draw(maybe(st.integers(0, 10_000))),
    })  # fmt: skip
    for client in clients:
        its = {"client_id": client.id}
        uploads(draw, some, its, days)
        some(FollowUp, 2, partial(follow_up, draw, its))
        visits(draw, some, its, days, [member.id for member in staff])
    return agency


def uploads(draw: Any, some: Any, its: dict[str, Any], days: Any) -> None:
    def contract() -> dict[str, Any]:
        signed = draw(DAYS)
        uploaded = days(signed) if draw(st.booleans()) else None
        return {
            **its,
            "signed_on": signed,
            "content": draw(maybe(WORDS)),
            "ends_on": draw(maybe(st.just(signed + timedelta(days=364)))),
            "visits": draw(maybe(st.integers(1, 10_000))),
            "amount": draw(maybe(AMOUNTS)),
            "uploaded_on": uploaded,
            "upload_receipt": draw(maybe(WORDS)) if uploaded else None,
        }

    some(Contract, 2, contract)


def visits(draw: Any, some: Any, its: dict[str, Any], days: Any, staff: list[str]) -> None:
    for visit in some(Visit, 2, lambda: {
        **its,
        "on": draw(DAYS),
        "started": draw(maybe(st.just(time(9, 30)))),
        "ended": draw(maybe(st.just(time(23, 59)))),
        "staff": tuple(draw(st.lists(st.sampled_from(staff), unique=True)) if staff else ()),
        "done": draw(maybe(WORDS)),
    }):  # fmt: skip
        some(Hazard, 3, partial(hazard, draw, its, visit, days))


def follow_up(draw: Any, its: dict[str, Any]) -> dict[str, Any]:
    way = draw(st.sampled_from(WAYS))
    return {**its, "on": draw(DAYS), "way": way, "outcome": draw(WORDS)}


def hazard(draw: Any, its: dict[str, Any], visit: Visit, days: Any) -> dict[str, Any]:
    return {
        **its,
        "visit_id": visit.id,
        "place": draw(WORDS),
        "description": draw(WORDS),
        "grade": draw(st.sampled_from(Grade)),
        "advice": draw(maybe(WORDS)),
        "deadline": draw(maybe(st.just(visit.on))),
        "uploaded_on": draw(maybe(st.just(days(visit.on)))),
        "rectified_on": draw(maybe(st.just(days(visit.on)))),
    }


def told(store: Store, agency: Agency) -> list[tuple[Any, ...]]:
    """Every record by its number, and what it refers to by theirs."""
    found = [r for kind in KINDS for r in store.find(kind, agency_id=agency.id)]
    numbers = {record.id: record.number for record in found}

    def value(said: Any) -> Any:
        if isinstance(said, tuple):
            return tuple(numbers.get(one, one) for one in said)
        return numbers.get(said, said) if isinstance(said, str) else said

    return [
        (type(r), *(value(getattr(r, f.name)) for f in fields(r) if f.name not in OWN))
        for r in found
    ]


@settings(max_examples=20)
@given(data=st.data())
def test_an_export_imports_to_the_same_records(data: st.DataObject, scratch: Path) -> None:
    engine = writing_engine(str(scratch))
    with engine.connect() as connection:
        store = Store(connection, NOW)
        agency = data.draw(books(store))
        content = workbook.export(store, agency.id)
        read = workbook.read(content)
        at_home = workbook.plan(store, agency.id, read)
        assert [p.line() for p in at_home.problems] == []
        assert at_home.steps == ()

        other = store.add(Agency(name=agency.name, credit_code=""))
        plan = workbook.plan(store, other.id, read)
        assert [p.line() for p in plan.problems] == []
        outcome = workbook.apply(store, read, plan)
        assert told(store, other) == told(store, agency)
        assert outcome.total(Fate.NEW) == len(told(store, agency))
        assert workbook.read(workbook.export(store, other.id)).sheets == read.sheets
        connection.rollback()
    engine.dispose()
