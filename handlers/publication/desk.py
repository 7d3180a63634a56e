"""A supervisor's desk of publication: the bands, who would get what, what hinders, publishing."""

import re
from collections.abc import Callable

from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.publication import views
from handlers.publication.forms import FRESH, BandsForm, CorrectionForm
from handlers.publication.telling import make_public, mark
from handlers.turn import Turn
from storage.agency import Agency
from storage.board import Stage, stages
from storage.cycle import Cycle, Participation, cycle_at
from storage.publishing import NotReady, Prospect, prospect
from storage.snapshot import Order, ranking, refresh
from storage.star_table import bands_of, spread, table_of, versions
from storage.store import Store

OUTDATED = "这个按钮已过期，下面是现在的情况"
AT_ONCE = 20
"""How many are looked at and published in one unit: others wait for it."""

NEAR = (Stage.READY, Stage.INSPECTED)
_PRESS = re.compile(r"pub\.([a-z]+)(?:\.([0-9]{1,4}))?")


def handle(turn: Turn) -> None:
    """Presses on pub.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return ask(turn)
    VERBS.get(found[1], menu)(turn, event, int(found[2] or 0))


def ask(turn: Turn) -> None:
    """星级与公布, /publish"""
    menu(turn, Pressed("pub.menu"))


def cycle_of(turn: Turn, id: str) -> Cycle | None:
    """The cycle of a press, else today's; where there is none, what to do about it is said."""
    found = turn.store.get(Cycle, id) if id else None
    if found is None or found.withdrawn_at is not None:
        found = cycle_at(turn.store)
    if found is None:
        turn.say(views.NO_CYCLE)
    return found


def menu(turn: Turn, event: Pressed, page: int = 0, said: str = "") -> None:
    cycle = cycle_of(turn, event.id)
    if cycle is None:
        return
    store = turn.store
    bands = bands_of(store, cycle.id)
    refresh(store, cycle, FRESH)
    counted = spread(store, cycle, table_of(bands)) if bands else None
    where = list(stages(store, cycle).values())
    several = len(store.find(Cycle, limit=2)) > 1
    turn.say(views.menu_view(cycle, bands, counted, where, said, several=several))


def cycles(turn: Turn, event: Pressed, page: int) -> None:
    turn.say(views.cycles_view(turn.store.find(Cycle, order="-start", limit=8)))


def bands(turn: Turn, event: Pressed, page: int) -> None:
    if cycle := cycle_of(turn, event.id):
        turn.say(views.bands_view(turn.store, cycle, versions(turn.store, cycle.id)))


def set_(turn: Turn, event: Pressed, page: int) -> None:
    if cycle := cycle_of(turn, event.id):
        open_form(turn, BandsForm, preset={"cycle": cycle.id})


def tries(turn: Turn, event: Pressed, page: int) -> None:
    """Who would get what today."""
    cycle = cycle_of(turn, event.id)
    if cycle is None:
        return
    refresh(turn.store, cycle, FRESH)
    found = ranking(turn.store, cycle, Order.BEST, page, views.PAGE)
    turn.say(views.tries_view(cycle, bands_of(turn.store, cycle.id), found, page))


def list_(turn: Turn, event: Pressed, page: int) -> None:
    """Every agency with what hinders it."""
    cycle = cycle_of(turn, event.id)
    if cycle is None:
        return
    found = ranking(turn.store, cycle, Order.NAME, page, views.PAGE)
    parts = [turn.store.get(Participation, one.participation_id) for one in found.rows]
    lines = [
        (one.name, prospect(turn.store, part, hasty=True))
        for one, part in zip(found.rows, parts, strict=True)
        if part
    ]
    turn.say(views.list_view(cycle, lines, page, found.total))


def one(turn: Turn, event: Pressed, page: int = 0, said: str = "") -> None:
    part = turn.store.get(Participation, event.id)
    agency = turn.store.get(Agency, part.agency_id) if part else None
    if part is None or agency is None:
        return outdated(turn, event)
    turn.say(views.one_view(agency, prospect(turn.store, part), said))


def outdated(turn: Turn, event: Pressed) -> None:
    turn.toast(OUTDATED)
    menu(turn, Pressed("pub.menu", event.id), said=f"{OUTDATED}。")


def sure(turn: Turn, event: Pressed, page: int) -> None:
    """Asked once more before it is done."""
    part = turn.store.get(Participation, event.id)
    agency = turn.store.get(Agency, part.agency_id) if part else None
    found = prospect(turn.store, part) if part else None
    if agency is None or found is None or not found.ready or found.before:
        return one(turn, event)
    turn.say(views.sure_view(agency, found, mark([found])))


def go(turn: Turn, event: Pressed, page: int) -> None:
    part = turn.store.get(Participation, event.id)
    if part is None:
        return outdated(turn, event)
    found = prospect(turn.store, part)
    if found.same:
        return one(turn, event, said="这个结果已经公布。")
    if not found.ready or found.before or mark([found]) != event.revision:
        turn.toast(OUTDATED)
        return one(turn, event, said=f"{OUTDATED}。")
    made = make_public(turn.store, part)
    one(turn, event, said=f"已公布，公告编号{made.number}，已告知机构。")


def fix(turn: Turn, event: Pressed, page: int) -> None:
    """更正: a new version with its reason."""
    part = turn.store.get(Participation, event.id)
    found = prospect(turn.store, part) if part else None
    if part is None or found is None or found.before is None or not found.ready:
        return one(turn, event)
    open_form(turn, CorrectionForm, preset={"part": part.id, "seen": str(mark([found]))})


def ready(store: Store, cycle: Cycle) -> tuple[list[Prospect], bool]:
    """The first that may be published and never were, and whether more are waiting. The board goes
    by snapshots, which may be a little old: whom it calls 核查中 is looked at, too."""
    found: list[Prospect] = []
    for id, stage in stages(store, cycle).items():
        part = store.get(Participation, id) if stage in NEAR else None
        if part is None:
            continue
        looked = prospect(store, part, hasty=True)
        if looked.ready and looked.before is None:
            if len(found) == AT_ONCE:
                return found, True
            found.append(looked)
    return found, False


def all_(turn: Turn, event: Pressed, page: int) -> None:
    if cycle := cycle_of(turn, event.id):
        found, more = ready(turn.store, cycle)
        turn.say(views.all_view(turn.store, cycle, found, more, mark(found)))


def publish_all(turn: Turn, event: Pressed, page: int) -> None:
    cycle = cycle_of(turn, event.id)
    if cycle is None:
        return
    found, more = ready(turn.store, cycle)
    if not found or mark(found) != event.revision:
        return outdated(turn, event)
    try:
        made = [make_public(turn.store, each.participation) for each in found]
    except NotReady:
        return outdated(turn, event)
    rest = "还有可以公布的，请再按一次。" if more else ""
    menu(turn, event, said=f"已公布{len(made)}家，已分别告知机构。{rest}")


VERBS: dict[str, Callable[[Turn, Pressed, int], None]] = {
    "menu": menu,
    "cycles": cycles,
    "bands": bands,
    "set": set_,
    "tries": tries,
    "list": list_,
    "one": one,
    "sure": sure,
    "go": go,
    "fix": fix,
    "all": all_,
    "publish": publish_all,
}
