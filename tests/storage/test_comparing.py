"""What counts as advice in time beside a finding on site, and which wordings come first."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage.comparing import (
    CHANGED_LATER,
    ENTERED_LATER,
    NO_ADVICE,
    NOT_GIVEN,
    OUTSIDE,
    TOO_LATE,
    Match,
    likeness,
    matches,
)
from storage.contact import Contact
from storage.database import Database
from storage.hand_over import HandOver
from storage.site_check import SiteFinding
from storage.store import Store
from storage.visit import Grade, Hazard, Visit
from tests.storage.books import Books, put

DAY = date(2026, 8, 9)
NOON = datetime(2026, 8, 9, 4, 0, tzinfo=UTC)
Fill = Callable[[Books, Visit], object]


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def signed(days: int, **values: Any) -> Fill:
    return lambda b, visit: b.signed(visit, ago(days), **values)


def linked(opened: int | None, superseded: int | None = None) -> Fill:
    """Handed over by link: opened so many days ago, replaced by another so many days ago."""

    def moment(days: int | None) -> datetime | None:
        return None if days is None else NOON - timedelta(days=days)

    def fill(b: Books, visit: Visit) -> None:
        whose: dict[str, Any] = {"agency_id": b.agency.id, "client_id": visit.client_id}
        contact = b.add(Contact(name="王某", **whose))
        b.add(
            HandOver(
                visit_id=visit.id,
                contact_id=contact.id,
                handed_on=ago(29),
                content={},
                content_hash="h",
                opened_at=moment(opened),
                superseded_at=moment(superseded),
                **whose,
            )
        )

    return fill


def nothing(_b: Books, _visit: Visit) -> None:
    return None


ROWS: list[tuple[str, Fill, dict[str, Any], str]] = [
    ("signed for the day before", signed(1), {}, ""),
    ("signed for on the day", signed(0), {}, TOO_LATE),
    ("signed for afterwards", signed(-1), {}, TOO_LATE),
    ("never given", nothing, {}, NOT_GIVEN),
    ("no advice", signed(1), {"advice": None}, NO_ADVICE),
    ("refused, with a witness", signed(1, refusal="不认可", witness="李某"), {}, ""),
    ("refused, nobody there", signed(1, refusal="不认可"), {}, NOT_GIVEN),
    ("changed before the check", signed(20, voided_on=ago(1)), {}, NOT_GIVEN),
    ("changed on the day", signed(20, voided_on=DAY), {}, NOT_GIVEN),
    ("changed after the check", signed(20, voided_on=ago(-1)), {}, ""),
    ("a link that was opened", linked(5), {}, ""),
    ("a link that was opened on the day", linked(0), {}, TOO_LATE),
    ("a link that nobody opened", linked(None), {}, NOT_GIVEN),
    ("a link replaced before the check", linked(5, 2), {}, NOT_GIVEN),
    ("a link replaced afterwards", linked(5, -2), {}, ""),
    ("on the contract's last day", signed(8), {"ends": 8}, ""),
    ("after the contract", signed(7), {"ends": 8}, OUTSIDE),
]


async def found(database: Database, fill: Fill, **known: Any) -> list[Match]:
    books = Books("m")
    client = books.client()
    books.contract(client, ago(90), ends_on=ago(known.pop("ends", 0)))
    visit = books.visit(client, ago(known.pop("listed", 30)))
    hazard = books.hazard(visit)
    whole = {"advice": "疏通", **known}
    at = books.records.index(hazard)
    books.records[at] = Hazard(**{**hazard.values(), **whole})
    fill(books, visit)
    check = books.site_check(client, DAY)
    finding = books.finding(check)

    def work(connection: Connection) -> list[Match]:
        put(connection, books.records)
        return matches(Store(connection, NOON), finding, check)

    return await database.write(work)


@pytest.mark.parametrize(("name", "fill", "known", "lacks"), ROWS, ids=[row[0] for row in ROWS])
async def test_a_row(
    sqlite_database: Database, name: str, fill: Fill, known: dict[str, Any], lacks: str
) -> None:
    (match,) = await found(sqlite_database, fill, **known)
    assert match.lacks == lacks


async def test_what_was_listed_after_the_check_is_not_set_beside_it(database: Database) -> None:
    assert await found(database, signed(-2), listed=-1) == []


async def test_of_the_same_words_those_that_were_handed_over_come_first(
    sqlite_database: Database,
) -> None:
    def fill(b: Books, visit: Visit) -> None:
        b.signed(visit, ago(1))
        again = Visit(agency_id=b.agency.id, client_id=visit.client_id, on=ago(2), done="排查")
        b.hazard(b.add(again))

    matches = await found(sqlite_database, fill)
    assert [(one.listed_on, one.lacks) for one in matches] == [
        (ago(30), ""),
        (ago(2), NO_ADVICE),
    ]
    assert matches[0].alike == matches[1].alike


@pytest.mark.parametrize(
    ("known", "mark"),
    [
        ({}, ""),
        ({"entered_at": NOON + timedelta(days=1)}, ENTERED_LATER),
        ({"changed_at": NOON + timedelta(days=1)}, CHANGED_LATER),
        ({"changed_at": NOON}, ""),
    ],
)
async def test_what_was_entered_or_changed_after_the_check_is_marked(
    sqlite_database: Database, known: dict[str, Any], mark: str
) -> None:
    (match,) = await found(sqlite_database, signed(1), **known)
    assert (match.lacks, match.mark) == ("", mark)


def finding(place: str, words: str) -> SiteFinding:
    return SiteFinding(
        agency_id="a",
        client_id="c",
        site_check_id="s",
        place=place,
        description=words,
        grade=Grade.GENERAL,
    )


def hazard(place: str, words: str) -> Hazard:
    return Hazard(
        agency_id="a",
        client_id="c",
        visit_id="v",
        place=place,
        description=words,
        grade=Grade.GENERAL,
    )


SEEN = finding("二楼配电间", "配电箱前堆放纸箱，箱门未关")
ALIKE = [
    hazard("二楼配电间", "配电箱前堆放纸箱，箱门未关"),
    hazard("配电间", "配电箱前堆有纸箱"),
    hazard("二楼配电间", "应急灯不亮"),
    hazard("焊接工位", "氧气瓶与乙炔瓶相距不足5米"),
]


def test_the_same_words_at_the_same_place_come_first() -> None:
    scores = [likeness(SEEN, one) for one in ALIKE]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 100
    assert scores[1] > 60 > scores[2] > scores[3]


words = st.text(alphabet="配电箱前堆放纸门未关灯不亮", min_size=1, max_size=20)


@given(words, words, words, words)
def test_nothing_is_more_alike_than_the_same(a: str, b: str, c: str, d: str) -> None:
    seen = finding(a, b)
    assert 0 <= likeness(seen, hazard(c, d)) <= likeness(seen, hazard(a, b)) == 100
