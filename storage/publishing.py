"""Publishing an agency's result: what still hinders it, and the frozen page that comes of it."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from scoring.stars import star_of
from storage.agency import Agency
from storage.card import Card, open_items, versions
from storage.cycle import Cycle, Participation
from storage.drift import Drift, drift
from storage.inspection import latest_inspection
from storage.objection import Ruling
from storage.objections import disclosure_of, may_object, objections_on
from storage.publication import Publication, StarBands
from storage.published import newest_of, shown
from storage.star_table import bands_of, table_of
from storage.store import Store

NO_BANDS = "还没有设定星级标准。"
ONLY_EXAMPLE = "现有的星级标准只是示例，请先正式设定。"
UNCHANGED = "最新的评定结果和星级标准都已经公布过，没有要更正的。"


class NotReady(Exception):
    """The result can't be published; ``reasons`` are sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Prospect:
    """What would be published of an agency just now, and what hinders it (nothing: it may be).
    ``before`` is the version that is public already; ``theirs`` are the items of which the agency's
    own records say something else since."""

    participation: Participation
    card: Card | None
    bands: StarBands | None
    before: Publication | None
    obstacles: tuple[str, ...]
    theirs: tuple[int, ...] = ()

    @cached_property
    def total(self) -> Decimal | None:
        printed = self.card.result["total"] if self.card else None
        return None if printed is None else Decimal(printed)

    @property
    def stars(self) -> str:
        if self.bands is None or self.total is None:
            return ""
        return star_of(table_of(self.bands), self.total)

    @property
    def same(self) -> bool:
        """Whether exactly this is public already."""
        if self.before is None or self.card is None or self.bands is None:
            return False
        return (self.before.card_id, self.before.bands_id) == (self.card.id, self.bands.id)

    @property
    def ready(self) -> bool:
        return not self.obstacles and not self.same


def prospect(store: Store, part: Participation, *, hasty: bool = False) -> Prospect:
    """``hasty``: where something hinders already, the card is not worked out again to see whether
    it still holds."""
    inspection = latest_inspection(store, part.id)
    cards = versions(store, inspection.id) if inspection else []
    card, bands = cards[0] if cards else None, bands_of(store, part.cycle_id)
    before = newest_of(store, part.cycle_id, part.agency_id)
    found = [*_of_the_card(store, part, card), *_of_the_bands(bands)]
    moved = Drift()
    if card is not None and not (hasty and found):
        moved = drift(store, part, card)
    if card is not None and moved.ours:
        words = "提交后，部门的认定、核查、登记或设置有变动，请评定人员核对后重新提交。"
        found.append(f"评定结果第{card.version}版{words}")
    return Prospect(part, card, bands, before, tuple(found), moved.theirs)


def obstacles(store: Store, part: Participation) -> list[str]:
    """Why an agency's result can't be published yet, in sentences; empty: it may be."""
    return list(prospect(store, part).obstacles)


def publish(store: Store, part: Participation, grounds: str | None = None) -> Publication:
    """Freeze the result as the next version; a correction needs its reason (``grounds``). Raises
    ``NotReady``; what is public already exactly so is not published twice."""
    found = prospect(store, part)
    if found.obstacles:
        raise NotReady(list(found.obstacles))
    card, bands, total = found.card, found.bands, found.total
    assert card is not None
    assert bands is not None
    assert total is not None
    if found.same:
        raise NotReady([UNCHANGED])
    if found.before and not (grounds and grounds.strip()):
        raise NotReady(["更正已经公布的结果，请写明理由。"])
    year = store.today.year
    made = Publication(
        # One series for the city: the number is the address of a public page.
        number=f"GB-{year}-{store.draw(f'GB-{year}'):04d}",
        agency_id=part.agency_id,
        cycle_id=part.cycle_id,
        card_id=card.id,
        bands_id=bands.id,
        version=found.before.version + 1 if found.before else 1,
        total=total,
        stars=found.stars,
        shown={},
        published_on=store.today,
        grounds=grounds if found.before else None,
    )
    cycle, agency = store.get(Cycle, part.cycle_id), store.get(Agency, part.agency_id)
    assert cycle is not None
    assert agency is not None
    return store.add(replace(made, shown=shown(made, agency, cycle, card, bands, found.before)))


def _of_the_bands(bands: StarBands | None) -> list[str]:
    if bands is None:
        return [NO_BANDS]
    return [ONLY_EXAMPLE] if bands.example else []


def _of_the_card(store: Store, part: Participation, card: Card | None) -> list[str]:
    if part.withdrawn_at is not None:
        return ["这家机构已不参加本次评定。"]
    if card is None:
        return ["评定人员还没有提交评定结果。"]
    found = []
    if open_ := open_items(card):
        numbers = "、".join(map(str, open_))
        found.append(f"第{numbers}项还没有核定。")
    return [*found, *_of_the_disclosure(store, card), *_of_objections(store, card)]


def _of_the_disclosure(store: Store, card: Card) -> list[str]:
    told = disclosure_of(store, card.inspection_id)
    if told is None:
        return ["评定结果还没有告知机构。"]
    if told.card_id != card.id:
        return [f"告知机构的不是最新的第{card.version}版，请重新告知。"]
    if may_object(told, store.today):
        return [f"异议期到{told.until.isoformat()}（含当日），机构还没有表示无异议。"]
    return []


def _of_objections(store: Store, card: Card) -> list[str]:
    made = objections_on(store, card.inspection_id)
    waiting = sum(one.ruling is None for one in made)
    upheld = (one for one in made if one.ruling is Ruling.UPHELD)
    unsettled = sum(one.settled_card_id is None for one in upheld)
    found = [f"还有{waiting}条异议没有处理。"] if waiting else []
    if unsettled:
        found.append(f"还有{unsettled}条成立的异议没有提交更正后的评定结果。")
    return found
