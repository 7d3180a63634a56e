"""Presses on tip.*: an agency's next point, and the ways that lead to where it is gained."""

import re

from handlers.belonging import agency_of
from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.formkit.view import View
from handlers.forms.follow_up import FollowUpForm
from handlers.forms.gathering import GatheringForm
from handlers.forms.signed_list import SignedListForm
from handlers.next_point import at_once, slowly, views
from handlers.next_point.look import Look, Promise, look
from handlers.next_point.lost import everything, lost, risks
from handlers.next_point.promising import promised
from handlers.turn import Turn
from scoring.scorecard import score
from storage.cycle import joined
from storage.evidence import labels
from storage.mending import visits_made
from storage.published import newest_of

WORDS = ("/next", views.TITLE, "提分")
NOT_JOINED = "本单位没有参加当前周期的评定，暂不计分。星级评定自愿申请，请与监管人员联系登记。"
CLOSED = "这个周期的评定已经结束，得分不再变化。"
PUBLISHED = "本单位的评定结果已经公布，以后登记的不再改变它。发“评定结果”可以看公布的结果。"
OUTDATED = "这件事已经做完，或者现在不加分了，下面是现在的情况"
_NAME = r"[a-z_]+[0-9]{0,2}(?:\.[a-z_]+[0-9]{0,2})?"
_PRESS = re.compile(rf"tip\.([a-z]+)(?:\.({_NAME}))?(?:\.([0-9]{{1,4}}))?")
FORMS: dict[str, type[Form]] = {
    form.spec.name: form for form in (SignedListForm, FollowUpForm, GatheringForm)
}


def handle(turn: Turn) -> None:
    """tip.home.PAGE, tip.lost.PAGE, tip.ahead.PAGE, tip.way.NAME.PAGE, tip.some.NAME, and to one
    record tip.do.NAME:ID and tip.soon.FORM:ABOUT"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    seen = _look(turn)
    if seen is None:
        return
    if not isinstance(event, Pressed) or found is None:
        return home(turn, seen)
    verb, name, page = found[1], found[2] or "", int(found[3] or 0)
    promises = offered(seen)
    one = next((each for each in promises if each.way.name == name), None)
    match verb:
        case "lost":
            turn.say(views.lost_view(lost(seen, promises), page))
        case "ahead":
            turn.say(views.ahead_view(risks(seen), page))
        case "soon":
            _soon(turn, seen, name, event.id)
        case "home":
            home(turn, seen, page)
        case "way" if one:
            turn.say(views.way_view(seen, one, named(seen, one), page))
        case "some" if one and one.offer.several:
            subjects = [fix.subject for fix in one.way.fixes[: views.SEVERAL]]
            one.offer.open(turn, " ".join(subjects))
        case "do" if one and _about(one, event.id):
            one.offer.open(turn, _about(one, event.id))
        case _:
            turn.toast(OUTDATED)
            home(turn, seen)


def ask(turn: Turn) -> None:
    """怎么提分, /next"""
    if (seen := _look(turn)) is not None:
        home(turn, seen)


def home(turn: Turn, seen: Look, page: int = 0) -> None:
    promises = offered(seen)
    whole = score(everything(seen, promises), seen.sheet.edition)
    gone, ahead = lost(seen, promises), risks(seen)
    turn.say(views.home_view(seen, promises, gone, ahead, whole, page))


def offered(seen: Look) -> list[Promise]:
    """Everything that brings points today."""
    return promised(seen, [*at_once.offers(seen), *slowly.offers(seen)])


def _look(turn: Turn) -> Look | None:
    """One's own agency's score; where there is none to better, why not is said."""
    part = joined(turn.store, agency_of(turn.actor))
    seen = look(turn.store, part) if part else None
    public = seen and newest_of(turn.store, seen.cycle.id, seen.part.agency_id)
    if seen is not None and seen.cycle.closed_on is None and not public:
        return seen
    text = PUBLISHED if public else CLOSED if seen else NOT_JOINED
    turn.say(View(text, ((views.MENU,),), title=views.TITLE))
    return None


def named(seen: Look, one: Promise) -> dict[str, str]:
    """A line for each record that a way is about; a person still to be hired has none."""
    subjects = [fix.subject for fix in one.way.fixes]
    lines = {s: said for s, said in labels(seen.store, subjects).items() if said != s}
    if one.way.name == "visits":
        for visit in visits_made(seen.store, at_once.ids(" ".join(subjects))):
            lacks = ["没有写服务内容"] if visit.undone else []
            lacks += ["清单没有签收"] if visit.unsigned else []
            lines[f"visit:{visit.id}"] += f"（{'，'.join(lacks)}）"
    return lines


def _about(one: Promise, id: str) -> str:
    """The subject that a button means, if it is still to be done."""
    subjects = (fix.subject for fix in one.way.fixes)
    return next((each for each in subjects if each.partition(":")[2] == id), "")


def _soon(turn: Turn, seen: Look, form: str, about: str) -> None:
    for one in risks(seen):
        if (one.form, one.about) == (form, about):
            return open_form(turn, FORMS[form], preset=one.preset)
    turn.toast(OUTDATED)
    return home(turn, seen)
