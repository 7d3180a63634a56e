"""Section 8 at its boundaries: the last day that counts, and the first that doesn't."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from scoring.conditions import Answer, check
from scoring.settings import POLICIES
from scoring.values import Cases
from storage.database import Database
from storage.evidence import conditions, labels, open_ref
from storage.gathering import Gathered
from storage.staff import Qualification, Title
from storage.store import Store
from tests.storage.books import END, START, Books, put
from tests.storage.test_evidence import NOW, counted, keep

D = date(2026, 8, 9)
Fill = Callable[[Books], object]


def ago(days: int) -> date:
    return D - timedelta(days=days)


def a_contract(**values: Any) -> Fill:
    signed: date = values.pop("signed_on", ago(100))
    return lambda b: b.contract(b.client(), signed, **values)


def a_visit(days_ago: int, *, hazards: int = 0, uploaded: int | None = 0, **more: Any) -> Fill:
    """A visit with a contract; ``signed`` and ``called`` are days ago, a refusal as given."""

    def fill(b: Books) -> None:
        client = b.client()
        b.contract(client, START)
        b.contract(client, date(2026, 1, 1))
        visit = b.visit(client, ago(days_ago))
        for _ in range(hazards):
            b.hazard(visit, None if uploaded is None else ago(uploaded))
        if "signed" in more:
            said = ("refusal", "witness", "photos")
            how: dict[str, Any] = {k: more[k] for k in said if k in more}
            if "voided" in more:
                how["voided_on"] = ago(more["voided"])
            b.signed(visit, ago(more["signed"]), **how)
        if "called" in more:
            b.follow_up(client, ago(more["called"]))

    return fill


def covered(first: int | None, last: int | None, visited: int, signed: int = 50) -> Fill:
    """A contract from ``first`` to ``last`` days ago, and a visit."""

    def fill(b: Books) -> None:
        client = b.client()
        b.contract(
            client,
            ago(signed),
            starts_on=None if first is None else ago(first),
            ends_on=None if last is None else ago(last),
        )
        b.visit(client, ago(visited))

    return fill


def an_accident(days_ago: int, until: int | None = 0, contract: bool = True) -> Fill:
    def fill(b: Books) -> None:
        client = b.client()
        if contract:
            b.contract(client, ago(100))
        b.accident(client, ago(days_ago))
        if until is not None:
            b.register(ago(until))

    return fill


REFUSED: dict[str, Any] = {"hazards": 1, "signed": 8, "refusal": "不认可"}

ROWS: list[tuple[str, Fill, str, object]] = [
    ("a list has 7 days", a_visit(7, hazards=1), "visits_unproven", 0),
    ("a list is late on the 8th", a_visit(8, hazards=1), "visits_unproven", 1),
    ("a list signed on D", a_visit(8, hazards=1, signed=0), "visits_unproven", 0),
    ("a list signed tomorrow", a_visit(8, hazards=1, signed=-1), "visits_unproven", 1),
    ("no hazards, no list", a_visit(40, called=0), "visits_unproven", 0),
    ("refused, nobody saw", a_visit(8, **REFUSED), "visits_unproven", 1),
    ("refused before a witness", a_visit(8, **REFUSED, witness="张某"), "visits_unproven", 0),
    ("refused, photographed", a_visit(8, **REFUSED, photos=("p",)), "visits_unproven", 0),
    ("uploaded on D", a_visit(1, hazards=2), "visits_not_uploaded", 0),
    ("uploaded tomorrow", a_visit(1, hazards=2, uploaded=-1), "visits_not_uploaded", 1),
    ("none uploaded", a_visit(1, hazards=2, uploaded=None), "no_hazard_uploaded", True),
    ("nothing found, nothing to upload", a_visit(1), "no_hazard_uploaded", False),
    ("no visit, no word of hazards", a_contract(), "no_hazard_uploaded", None),
    ("30 days for a follow-up", a_visit(30), "callbacks_missed", 0),
    ("31 are too many", a_visit(31), "callbacks_missed", 1),
    ("a late follow-up is one", a_visit(60, called=0), "callbacks_missed", 0),
    ("one on the same day", a_visit(60, called=60), "callbacks_missed", 0),
    ("one before the visit", a_visit(60, called=61), "callbacks_missed", 1),
    ("one tomorrow", a_visit(60, called=-1), "callbacks_missed", 1),
    ("the first day is covered", covered(50, 10, 50), "clients_without_contract", 0),
    ("the day before is not", covered(50, 10, 51), "clients_without_contract", 1),
    ("the last day is covered", covered(50, 10, 10), "clients_without_contract", 0),
    ("the day after is not", covered(50, 10, 9), "clients_without_contract", 1),
    ("no last day: for good", covered(50, None, 0), "clients_without_contract", 0),
    ("no first day: once signed", covered(None, 0, 50), "clients_without_contract", 0),
    ("no first day: not before", covered(None, 0, 51), "clients_without_contract", 1),
    ("signed late, but covering", covered(50, 10, 40, signed=1), "clients_without_contract", 0),
    ("uploaded by D", a_contract(uploaded_on=D), "contracts_not_uploaded", 0),
    ("a contract up tomorrow", a_contract(uploaded_on=ago(-1)), "contracts_not_uploaded", 1),
    ("no contract is up", a_contract(uploaded_on=None), "no_contract_uploaded", True),
    ("no contracts, no word of them", lambda b: b.client(), "contracts_not_uploaded", None),
    ("none signed is a number", lambda b: b.client(), "contracts_signed", Decimal(0)),
    ("signed on the first day", a_contract(signed_on=START), "contracts_signed", Decimal(1)),
    ("signed before", a_contract(signed_on=date(2024, 12, 31)), "contracts_signed", Decimal(0)),
    ("signed on D", a_contract(signed_on=D), "contracts_signed", Decimal(1)),
    ("signed tomorrow", a_contract(signed_on=ago(-1)), "contracts_signed", Decimal(0)),
    ("without visits", a_contract(visits=None), "contracts_vague", 1),
    ("without content", a_contract(content=None), "contracts_vague", 1),
    ("without a last day", a_contract(ends_on=None), "contracts_vague", 1),
    ("whole", a_contract(), "contracts_vague", 0),
    ("no page scanned", a_contract(scan=()), "files_incomplete", 1),
    ("no accident register", an_accident(1, until=None), "fatal_accidents", None),
    ("a register a day short", an_accident(1, until=1), "fatal_accidents", None),
    ("a register up to D", an_accident(1, until=0), "fatal_accidents", 1),
    ("an accident of today", an_accident(0, until=0), "fatal_accidents", 1),
    ("not at a client", an_accident(1, contract=False), "fatal_accidents", 0),
    ("no roster", lambda b: b.client(), "staff", None),
    ("insured as of D", lambda b: b.staff(insured_from=D), "staff", Decimal(1)),
    ("insured tomorrow", lambda b: b.staff(insured_from=ago(-1)), "staff", Decimal(0)),
    ("no labour contract", lambda b: b.staff(contract_from=None), "staff", Decimal(0)),
    ("leaving on D", lambda b: b.staff(contract_until=D), "staff", Decimal(1)),
    ("left yesterday", lambda b: b.staff(contract_until=ago(1)), "staff", Decimal(0)),
    (
        "a certificate up to D",
        lambda b: b.staff(qualification=Qualification.ASSESSOR, certificate_until=D),
        "engineers",
        Decimal(1),
    ),
    (
        "a certificate that ran out",
        lambda b: b.staff(qualification=Qualification.ASSESSOR, certificate_until=ago(1)),
        "engineers",
        Decimal(0),
    ),
    ("an area declared", lambda b: b.profile(D, office_area=Decimal(199)), "office_area", 199),
    ("declared for tomorrow", lambda b: b.profile(ago(-1), equipment=True), "equipment", None),
    ("no follow-up policy", lambda b: b.profile(D, policies=()), "callback_policy", False),
    ("silent about policies", lambda b: b.profile(D, equipment=True), "policies_missing", None),
    ("all seven", lambda b: b.profile(D, policies=POLICIES), "policies_missing", 0),
    ("none of them", lambda b: b.profile(D, policies=()), "policies_missing", 4),
]


VOIDED = [(-1, 0), (0, 1), (1, 1)]
"""Days before D on which a signature was voided by a change of its list, and visits unproven."""


@pytest.mark.parametrize(("voided", "unproven"), VOIDED)
@pytest.mark.parametrize("how", [{}, {"refusal": "不认可", "witness": "本人在线填写"}])
async def test_a_signature_counts_until_the_day_its_list_was_changed(
    database: Database, voided: int, unproven: int, how: dict[str, Any]
) -> None:
    books = Books("void")
    a_visit(20, hazards=1, signed=5, voided=voided, **how)(books)
    await keep(database, *books.records)
    found = (await counted(database, books, D))["visits_unproven"]
    assert isinstance(found, Cases)
    assert found.count == unproven


async def test_each_day_counts_as_section_8_says(sqlite_database: Database) -> None:
    for number, (name, fill, fact, value) in enumerate(ROWS):
        books = Books(f"row{number}")
        fill(books)
        await keep(sqlite_database, *books.records)
        found = (await counted(sqlite_database, books, D)).get(fact)
        shown = found.count if isinstance(found, Cases) else found
        assert shown == value, name


QUARTERS = [
    # joined, asked on, quarters without a training (of 2025 and 2026)
    (START, date(2025, 3, 31), []),
    (START, date(2025, 4, 1), ["2025Q1"]),
    (date(2025, 1, 2), date(2025, 6, 30), []),
    (date(2025, 1, 2), date(2025, 7, 1), ["2025Q2"]),
    (date(2025, 4, 1), date(2025, 7, 1), ["2025Q2"]),
    (date(2026, 4, 2), END, []),
    (date(2026, 4, 2), END + timedelta(days=1), ["2026Q4"]),
]


@pytest.mark.parametrize(("joined", "asked", "missing"), QUARTERS)
async def test_only_whole_quarters_that_have_ended_count(
    sqlite_database: Database, joined: date, asked: date, missing: list[str]
) -> None:
    books = Books("q", joined)
    books.gathering(Gathered.TRAINING, date(2026, 9, 30))
    books.gathering(Gathered.MEETING, date(2025, 1, 1))
    await keep(sqlite_database, *books.records)
    facts = await counted(sqlite_database, books, asked)
    assert facts["quarters_untrained"] == Cases.of(f"quarter:{name}" for name in missing)


async def test_a_case_is_named_in_one_line_and_opens(sqlite_database: Database) -> None:
    books = Books("l")
    client = books.client()
    contract, visit = books.contract(client, START), books.visit(client, D)
    hazard, accident = books.hazard(visit), books.accident(client, D)
    await keep(sqlite_database, *books.records)
    lines = {
        f"contract:{contract.id}": f"{contract.number} · 某公司 · 2025-01-01签订",
        f"visit:{visit.id}": f"{visit.number} · 某公司 · 2026-08-09服务",
        f"client:{client.id}": f"{client.number} · 某公司",
        f"hazard:{hazard.id}": f"{hazard.number} · 某公司 · 车间：通道堵塞",
        f"accident:{accident.id}": f"{accident.number} · 某公司 · 2026-08-09发生",
        "quarter:2026Q1": "2026年第1季度",
        "policy:保密管理": "保密管理制度",
        "policy:员工从业守则": "员工从业守则",
        "other:安全帽过期": "安全帽过期",
        "visit:gone": "visit:gone",
        "nonsense": "nonsense",
    }
    opened = [contract, visit, client, hazard, accident, None, None, None, None, None, None]
    assert await sqlite_database.read(lambda c: labels(Store(c, NOW), lines)) == lines
    found = await sqlite_database.read(lambda c: [open_ref(Store(c, NOW), ref) for ref in lines])
    assert found == opened


async def test_the_basic_conditions_are_answered_from_the_books(database: Database) -> None:
    books = Books("c")
    books.profile(START, legal_person=True, fixed_assets=Decimal(399_999), policies=POLICIES)
    for _ in range(8):
        books.staff(qualification=Qualification.ENGINEER, title=Title.SENIOR)
    await database.write(lambda connection: put(connection, books.records))
    known = await database.read(lambda c: conditions(Store(c, NOW), books.agency.id, D))
    answers = {line.condition.code: line.answer for line in check(known)}
    assert answers == {
        "legal_entity": Answer.MET,
        "fixed_assets": Answer.NOT_MET,
        "premises": Answer.UNKNOWN,
        "staff": Answer.MET,
        "staff_able": Answer.UNKNOWN,
        "policies": Answer.MET,
        "other_conditions": Answer.UNKNOWN,
    }
