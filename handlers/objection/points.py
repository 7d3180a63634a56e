"""The single deductions of a card: what an agency may object to, one at a time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from handlers.formkit import Invalid
from handlers.scorecard.load import issued
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from handlers.scorecard.wording import case_label
from scoring.values import plain
from storage.card import Card
from storage.objection import Disclosure, Objection
from storage.store import Store

ALL = "全部"
_NUMBER = re.compile(r"[0-9]+")
_WIDE = {ord(wide): str(n) for n, wide in enumerate("０１２３４５６７８９")}


@dataclass(frozen=True)
class Point:
    """A deduction of a card; ``at`` is its place among the card's."""

    at: int
    item: int
    rule: str
    points: Decimal
    why: str
    cases: tuple[str, ...]

    @property
    def head(self) -> str:
        return f"{self.rule} 扣{plain(self.points)}分：{self.why}"


def points_of(sheet: Sheet) -> tuple[Point, ...]:
    """Every deduction that stands on a card, in the order of the rules."""
    found = [(score.number, taken) for score in sheet.card.items for taken in score.deductions]
    return tuple(
        Point(at, number, taken.rule, taken.points, taken.why, taken.cases)
        for at, (number, taken) in enumerate(found)
    )


def shown(store: Store, disclosure: Disclosure) -> Sheet:
    """The disclosed card, as its agency sees it."""
    return for_agency(card_sheet(store, disclosure.card_id))


def card_sheet(store: Store, card_id: str) -> Sheet:
    card = store.get(Card, card_id)
    assert card is not None
    return issued(store, card)


def point_on(sheet: Sheet, rule: str) -> Point | None:
    return next((point for point in points_of(sheet) if point.rule == rule), None)


def meant(point: Point | None, objection: Objection) -> tuple[str, ...]:
    """The cases that an objection is about, as the deduction stands now."""
    standing = point.cases if point else ()
    return tuple(ref for ref in standing if not objection.cases or ref in objection.cases)


def chosen(said: str, cases: tuple[str, ...], field: str) -> tuple[str, ...]:
    """1、3 or 全部, of cases that were shown with these numbers."""
    text = said.translate(_WIDE).strip()
    if text.rstrip("。") in (ALL, "全部都是", "都是"):
        return cases
    places = [int(found) for found in _NUMBER.findall(text)]
    wrong = [place for place in places if not 1 <= place <= len(cases)]
    if wrong or not places or _NUMBER.sub("", text).strip("、，,. ;；第例和及"):
        raise Invalid(f"请打第几例的数字（1到{len(cases)}，如 1、3），或“{ALL}”。", field=field)
    return tuple(cases[place - 1] for place in sorted(set(places)))


def case_lines(
    cases: tuple[str, ...], labels: Mapping[str, str], start: int = 0, most: int = 8
) -> list[str]:
    """第1例 …: the numbers are those that a form then asks for."""
    return [
        f"第{place}例 {case_label(ref, labels)}"
        for place, ref in enumerate(cases[start : start + most], start + 1)
    ]
