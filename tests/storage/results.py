"""A submitted card, told to its agency and objected to, for what asks about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.card import Card
from storage.inspection import Inspection
from storage.objection import Disclosure, Objection
from storage.organisation import Role

if TYPE_CHECKING:
    from tests.storage.registers import Register


def disclosed(books: Register, inspection: Inspection, until: int, **more: Any) -> Disclosure:
    """``until``: days from today."""
    whose: dict[str, Any] = {"agency_id": books.agency.id, "inspection_id": inspection.id}
    card = Card(
        **whose,
        cycle_id=books.cycle.id,
        version=1,
        day=books.day(-2),
        edition=CURRENT.code,
        readings=Readings().as_dict(),
        facts={"office_area": 180},
        records_facts={},
        confirmed=(),
        survey_closed=False,
        decisions={"list": []},
        result={},
    )
    told = Disclosure(
        **whose,
        card_id=books.store.add(card).id,
        opened_on=books.day(-2),
        until=books.day(until),
        **more,
    )
    return books.store.add(told)


def objected(books: Register, told: Disclosure) -> Objection:
    return books.store.add(
        Objection(
            agency_id=told.agency_id,
            inspection_id=told.inspection_id,
            disclosure_id=told.id,
            card_id=told.card_id,
            item=1,
            rule="1.1",
            words="面积应为260平方米",
            raised_by=books.person("周卫东", Role.PRINCIPAL).id,
            raised_on=books.day(0),
        )
    )
