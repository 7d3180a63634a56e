"""Which cycle a supervisor's press is about: every button of the board carries its place."""

from dataclasses import dataclass

from handlers.formkit.view import Choice, View, press
from handlers.turn import Turn
from storage.agency import Agency
from storage.cycle import Cycle, Participation, cycle_at
from storage.store import Store

TITLE = "评定工作"
OUTDATED = "这个按钮已过期，下面是现在的情况"
MENU = Choice("菜单", press("menu"))
NEW = Choice("建立评定周期", press("form.open", "cycle"))


@dataclass(frozen=True)
class At:
    """``place`` is the cycle's among all there ever were, by which it fits beside an id."""

    turn: Turn
    cycle: Cycle
    place: int
    page: int = 0
    id: str = ""

    @property
    def store(self) -> Store:
        return self.turn.store

    def choice(self, label: str, verb: str, id: str = "", page: int = 0) -> Choice:
        return Choice(label, press(f"cyc.{verb}.{self.place}.{page}", id))

    @property
    def back(self) -> Choice:
        return self.choice("返回评定工作", "board")

    def taking_part(self) -> tuple[Participation, Agency] | None:
        """The participation of the press and its agency; None: not of this cycle (any more)."""
        part = self.store.get(Participation, self.id)
        if part is None or part.withdrawn_at is not None or part.cycle_id != self.cycle.id:
            return None
        agency = self.store.get(Agency, part.agency_id)
        return (part, agency) if agency else None

    def turning(self, verb: str, last: int, id: str = "") -> list[tuple[Choice, ...]]:
        """The row of buttons that turns pages, where there are several."""
        ways = (("上一页", self.page - 1), ("下一页", self.page + 1))
        row = tuple(self.choice(label, verb, id, to) for label, to in ways if 0 <= to <= last)
        return [row] if row else []


def all_cycles(store: Store) -> list[Cycle]:
    """In an order that nothing changes: a place stays the same cycle's."""
    return store.find(Cycle, withdrawn=True)


def chosen(store: Store) -> Cycle | None:
    """The cycle of today, else the one that ended last, else the first to come."""
    coming = store.find(Cycle, order="start", limit=1)
    return cycle_at(store) or next(iter(coming), None)


def at_place(turn: Turn, place: int | None, page: int, id: str) -> At | None:
    """None where there is no cycle at all."""
    known = all_cycles(turn.store)
    cycle = known[place] if place is not None and place < len(known) else None
    if cycle is None or cycle.withdrawn_at is not None:
        cycle = chosen(turn.store)
    if cycle is None:
        return None
    return At(turn, cycle, [one.id for one in known].index(cycle.id), page, id)


def at_cycle(turn: Turn, cycle_id: str, page: int = 0, id: str = "") -> At | None:
    places = [one.id for one in all_cycles(turn.store)]
    place = places.index(cycle_id) if cycle_id in places else None
    return at_place(turn, place, page, id)


def no_cycle() -> View:
    text = "还没有评定周期。每二年评定一次，请先建立评定周期，再邀请机构参加。"
    return View(text, ((NEW, MENU),), title=TITLE, numbered=True)
