"""Presses and words of draws: the bureau prepares and draws, an agency reads what was published."""

from collections.abc import Callable

from handlers import jobs
from handlers.drawing import telling, views
from handlers.drawing.forms import PrepareDraw, running
from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.front import ALL
from handlers.inspection.opening import taking_part
from handlers.turn import Refused, Turn
from storage.agency import Agency
from storage.cycle import Participation, cycle_at
from storage.draw import Draw
from storage.drawing import changed_since, checked_since, draws_of, make, told_to_agency
from storage.organisation import Role

ROLES = ALL
NO_CYCLE = "现在没有评定周期，还不能抽样。"
ONLY_SUPERVISORS = "抽样由监管人员进行，您现在的身份不能抽取。"
NOT_YOURS = "这是部门内部的工作，抽中的单位都核查以后，本单位的可以查看。"
ALTERED = "这次抽样的记录与准备时不一致，不能抽取，请联系管理员检查审计记录："


def ask(turn: Turn) -> None:
    """抽样, 现场核查抽样, /draw"""
    list_(turn, "", 0)


def handle(turn: Turn) -> None:
    """draw.list, draw.of:PARTICIPATION, draw.new:PARTICIPATION, and the rest on one draw."""
    event = turn.event
    verb = event.action.partition(".")[2] if isinstance(event, Pressed) else ""
    if not isinstance(event, Pressed) or verb not in VERBS:
        return ask(turn)
    VERBS[verb](turn, event.id, event.revision)


def list_(turn: Turn, _id: str, page: int, said: str = "") -> None:
    own = turn.actor.agency_id
    if own is not None:
        found = turn.store.find(Draw, of_agency_id=own, order="-id")
        told = [draw for draw in found if told_to_agency(turn.store, draw)]
        agency = turn.store.get(Agency, own)
        name = agency.name if agency else ""
        return turn.say(views.draws_view(turn, told, name, "", page, said))
    if cycle_at(turn.store) is None:
        return turn.say(View(NO_CYCLE, ((views.MENU,),), "现场核查抽样"))
    pairs = taking_part(turn.store)
    last = max(0, (len(pairs) - 1) // views.PAGE)
    page = min(page, last)
    shown = [
        (part, agency.name, _standing(turn, part))
        for part, agency in pairs[page * views.PAGE : (page + 1) * views.PAGE]
    ]
    supervises = turn.actor.role is Role.SUPERVISOR
    board = Choice("评定工作", press("cyc.board")) if supervises else None
    turn.say(views.agencies_view(shown, page, last, board))


def _standing(turn: Turn, part: Participation) -> str:
    latest = next(iter(draws_of(turn.store, part.id)), None)
    if latest is None:
        return views.state(None)
    picked = (latest.picked or {}).get("clients", ())
    return views.state(latest, len(checked_since(turn.store, latest, picked)))


def of(turn: Turn, id: str, page: int, said: str = "") -> None:
    """One agency's draws, for the bureau."""
    if turn.actor.agency_id is not None:
        raise Refused(NOT_YOURS)
    part = turn.store.get(Participation, id)
    agency = turn.store.get(Agency, part.agency_id) if part else None
    if part is None or agency is None or part.withdrawn_at is not None:
        return _outdated(turn)
    draws = draws_of(turn.store, part.id)
    turn.say(views.draws_view(turn, draws, agency.name, part.id, page, said))


def new(turn: Turn, id: str, _page: int) -> None:
    _supervising(turn)
    if turn.store.get(Participation, id) is None:
        return _outdated(turn)
    part, _cycle = running(turn.store, id)
    latest = next(iter(draws_of(turn.store, part.id)), None)
    before = latest.id if latest else ""
    open_form(turn, PrepareDraw, preset={"participation": part.id, "before": before})


def open_(turn: Turn, id: str, page: int) -> None:
    if draw := _seen(turn, id):
        agency = turn.store.get(Agency, draw.of_agency_id)
        latest = draws_of(turn.store, draw.participation_id)[0].id == draw.id
        picked = (draw.picked or {}).get("clients", ())
        bureau = turn.actor.agency_id is None
        visited = checked_since(turn.store, draw, picked) if bureau else {}
        name = agency.name if agency else ""
        turn.say(views.draw_view(turn, draw, name, visited, page, latest))


def go(turn: Turn, id: str, _page: int) -> None:
    """Draw, once, and of an agency's draws only the latest."""
    _supervising(turn)
    draw = _seen(turn, id)
    if draw is None:
        return None
    latest = draws_of(turn.store, draw.participation_id)[0].id == draw.id
    if draw.picked is not None or not latest:
        turn.toast(views.OUTDATED)
        return open_(turn, id, 0)
    running(turn.store, draw.participation_id)
    if wrong := changed_since(turn.store, draw):
        raise Refused(f"{ALTERED}{'；'.join(wrong)}。")
    telling.made(turn.store, make(turn.store, draw))
    open_(turn, id, 0)


def population(turn: Turn, id: str, page: int) -> None:
    if draw := _seen(turn, id):
        turn.say(views.population_view(draw, page))


def how(turn: Turn, id: str, _page: int) -> None:
    if draw := _seen(turn, id):
        turn.say(views.how_view(draw))


def file(turn: Turn, id: str, _page: int) -> None:
    draw = _seen(turn, id)
    if draw is None:
        return None
    if draw.drawn_at is None:
        turn.toast(views.OUTDATED)
        return open_(turn, id, 0)
    jobs.begin(turn, "draw_file", {"draw": draw.id}, "正在准备抽样文件……")


def _seen(turn: Turn, id: str) -> Draw | None:
    """A draw that this person may see: the bureau's people any, an agency's own once told."""
    draw = turn.store.get(Draw, id)
    own = turn.actor.agency_id
    theirs = draw is not None and draw.of_agency_id == own and told_to_agency(turn.store, draw)
    if own is not None and not theirs:
        raise Refused(NOT_YOURS)
    if draw is None or draw.withdrawn_at is not None:
        _outdated(turn)
        return None
    return draw


def _supervising(turn: Turn) -> None:
    if turn.actor.role is not Role.SUPERVISOR:
        raise Refused(ONLY_SUPERVISORS)


def _outdated(turn: Turn) -> None:
    turn.toast(views.OUTDATED)
    list_(turn, "", 0)


VERBS: dict[str, Callable[[Turn, str, int], None]] = {
    "list": list_,
    "of": of,
    "new": new,
    "open": open_,
    "go": go,
    "pop": population,
    "how": how,
    "file": file,
}
