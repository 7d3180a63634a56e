"""Presses and words of a survey: a supervisor's desk, and everybody's own ballots."""

import re
from collections.abc import Callable

from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.satisfaction import desk
from handlers.satisfaction.forms import BallotForm, ballot_of
from handlers.turn import Refused, Turn
from storage import satisfaction
from storage.agency import Agency
from storage.organisation import Role
from storage.survey import Ballot

ROLES = frozenset({Role.SUPERVISOR, Role.INSPECTOR, Role.CLIENT})
MENU = Choice("菜单", press("menu"))
ONLY_SUPERVISORS = "满意度测评由监管人员组织，您现在的身份不能操作。"
SHOWN = 6
_PRESS = re.compile(r"sat(?:\.([a-z]+))?(?:\.([0-9]{1,4}))?")

DESK: dict[str, Callable[[Turn, str, int], None]] = {
    "home": desk.home,
    "open": desk.open_,
    "list": desk.list_,
    "agency": desk.agency,
    "clients": desk.clients,
    "go": desk.go,
    "again": desk.again,
    "links": desk.links,
    "link": desk.link,
    "all": desk.all_,
    "words": desk.words,
    "close": desk.close,
    "closed": desk.closed,
    "reopen": desk.reopen,
}


def handle(turn: Turn) -> None:
    """Presses on sat.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None or found[1] is None:
        return ask(turn)
    verb, page = found[1], int(found[2] or 0)
    if verb == "rate":
        return rate(turn, event.id)
    if verb == "mine" or verb not in DESK:
        return mine(turn, page)
    if turn.actor.role is not Role.SUPERVISOR:
        raise Refused(ONLY_SUPERVISORS)
    DESK[verb](turn, event.id, page)


def ask(turn: Turn) -> None:
    """满意度, 满意度测评, /survey"""
    if turn.actor.role is Role.SUPERVISOR:
        return desk.home(turn)
    mine(turn)


def mine(turn: Turn, page: int = 0) -> None:
    """The agencies that one is asked to judge, those not yet judged first."""
    found = satisfaction.mine(turn.store, turn.actor.id)
    waiting = sorted(found, key=lambda ballot: (ballot.answered_at is not None, ballot.id))
    if not waiting:
        text = "现在没有请您评价的机构。测评开始后会发消息告诉您。"
        return turn.say(View(text, ((MENU,),), title="满意度测评"))
    left = sum(ballot.answered_at is None for ballot in waiting)
    said = f"还有{left}家没有评价，点一家开始。" if left else "都评价过了，谢谢！点一家可以修改。"
    last = (len(waiting) - 1) // SHOWN
    shown = waiting[min(page, last) * SHOWN :][:SHOWN]
    rows = tuple((Choice(label(turn, one), press("sat.rate", one.id)),) for one in shown)
    more: tuple[Choice, ...] = ()
    if last:
        following = (min(page, last) + 1) % (last + 1)
        more = (Choice("下一页", press(f"sat.mine.{following}")),)
    text = f"{said}\n四个问题，每题0到10分；机构看不到是谁打的分，测评结束前可以修改。"
    turn.say(View(text, (*rows, (*more, MENU)), title="满意度测评", numbered=True))


def label(turn: Turn, ballot: Ballot) -> str:
    agency = turn.store.get(Agency, ballot.agency_id)
    name = cut(agency.name if agency else "", 40)
    return f"修改：{name}" if ballot.answered_at else name


def rate(turn: Turn, id: str) -> None:
    """Open a ballot, with what was answered before: one's own account shows one's own answer."""
    ballot = ballot_of(turn.store, turn.actor.id, id)
    before = {**(ballot.marks or {}), "words": ballot.words} if ballot.answered_at else {}
    # A pushed question keeps its place: the form begins below it.
    turn.pressed = False
    open_form(turn, BallotForm, preset={"ballot": ballot.id, **before})
