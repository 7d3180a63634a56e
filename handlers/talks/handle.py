"""Presses and words of 约谈: who may do which step, and what they see of it afterwards."""

import re
from collections.abc import Callable

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.talks import candidates, on_candidate, views
from handlers.talks.arranging import PlanForm
from handlers.talks.on_candidate import DecideForm, RaiseForm
from handlers.talks.steps import OF_TALK, ONLY_SUPERVISORS, OUTDATED, open_beside
from handlers.talks.wording import about_words
from handlers.turn import Refused, Turn
from storage.candidates import to_talk_about
from storage.notices import Notice
from storage.organisation import Role
from storage.talk import Candidate, Talk

ROLES = frozenset({Role.SUPERVISOR, Role.PRINCIPAL, Role.AGENCY})
_PRESS = re.compile(r"talk\.([a-z]+)")

Verb = Callable[[Turn, str, int], None]


def handle(turn: Turn) -> None:
    """Presses on talk.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return ask(turn)
    verb, number = found[1], max(0, event.revision)
    if verb in BUREAU:
        if turn.actor.role is not Role.SUPERVISOR:
            raise Refused(ONLY_SUPERVISORS)
        return BUREAU[verb](turn, event.id, number)
    if verb in OF_TALK:
        talk = _talk(turn, event.id)
        return OF_TALK[verb](turn, talk, number) if talk else ask(turn)
    if verb == "past":
        return turn.say(views.past(turn, number))
    ask(turn, number)


def ask(turn: Turn, page: int = 0) -> None:
    """约谈, 警示约谈, /talks"""
    home = views.home if turn.actor.role is Role.SUPERVISOR else views.mine
    turn.say(home(turn, page))


def open_subject(turn: Turn, notice: Notice) -> None:
    """From a reminder to what it is about."""
    kind, id = notice.subject.split(":")[:2]
    if kind == "candidate" and turn.actor.role is Role.SUPERVISOR:
        return _cand(turn, id, 0)
    talk = _talk(turn, id) if kind == "talk" else None
    turn.say(views.talk_view(turn, talk)) if talk else ask(turn)


def _talk(turn: Turn, id: str) -> Talk | None:
    """Refuses another agency's; a client or an inspector comes nowhere near."""
    talk = turn.store.get(Talk, id)
    if talk is not None and not turn.actor.may_see(talk.agency_id):
        raise Refused("这不是本单位的约谈，不能查看。")
    if talk is None:
        turn.toast(OUTDATED)
    return talk


def _candidate(turn: Turn, id: str) -> Candidate | None:
    found = turn.store.get(Candidate, id)
    if found is None:
        turn.toast(OUTDATED)
        turn.say(candidates.list_view(turn, False, 0))
    return found


def _cand(turn: Turn, id: str, page: int) -> None:
    if found := _candidate(turn, id):
        turn.say(candidates.view(turn, found, page))


def _ev(turn: Turn, id: str, number: int) -> None:
    if found := _candidate(turn, id):
        shown = candidates.evidence_view(turn, found, number)
        if shown is None:
            turn.toast(OUTDATED)
            return turn.say(candidates.view(turn, found))
        turn.say(shown, fresh=bool(shown.files))


def _photos(turn: Turn, id: str, _number: int) -> None:
    if found := _candidate(turn, id):
        back = Choice("返回情形", press("talk.cand", found.id))
        turn.say(View("随情形提交的：", ((back,),), files=found.photos), fresh=True)


def _decide(turn: Turn, id: str, _number: int) -> None:
    if found := _candidate(turn, id):
        if found.withdrawn_at is not None or found.talk_id is not None:
            turn.toast(OUTDATED)
            return turn.say(candidates.view(turn, found))
        open_beside(turn, DecideForm, on_candidate.known(found))


def _plan(turn: Turn, id: str, _number: int) -> None:
    about = to_talk_about(turn.store, id)
    if not about:
        turn.toast(OUTDATED)
        return turn.say(candidates.ready_view(turn))
    grounds = about_words(dict.fromkeys(one.code for one in about))
    seen = ",".join(one.id for one in about)
    open_beside(turn, PlanForm, {"agency": id, "about": seen, "grounds": grounds})


BUREAU: dict[str, Verb] = {
    "cands": lambda turn, _id, page: turn.say(candidates.list_view(turn, False, page)),
    "decided": lambda turn, _id, page: turn.say(candidates.list_view(turn, True, page)),
    "ready": lambda turn, _id, page: turn.say(candidates.ready_view(turn, page)),
    "look": lambda turn, _id, start: turn.say(candidates.look_through(turn, start)),
    "raise": lambda turn, _id, _page: open_beside(turn, RaiseForm, {}),
    "cand": _cand,
    "ev": _ev,
    "photos": _photos,
    "decide": _decide,
    "plan": _plan,
}
"""A supervisor's alone: circumstances are the bureau's own matter."""
