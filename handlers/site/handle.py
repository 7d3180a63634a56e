"""The way in and every press: agencies, an agency's checks, one check, one finding compared."""

import re

from handlers.formkit.events import Pressed, Typed
from handlers.formkit.runner import open_form
from handlers.formkit.view import View
from handlers.inspection.opening import taking_part
from handlers.site import views
from handlers.site.compare import decide, finding_view
from handlers.site.forms import ListedForm, ReopenForm, SiteCheckForm
from handlers.site.place import (
    MENU,
    ONLY_INSPECTORS,
    OUTDATED,
    TITLE,
    At,
    at_check,
    at_finding,
    at_part,
)
from handlers.turn import Refused, Turn
from storage.checking import close_sample, next_uncompared, why_no_check, why_not_close
from storage.client import Client
from storage.cycle import joined
from storage.inspecting import not_for
from storage.organisation import Role

_PRESS = re.compile(r"site\.([a-z]+)(?:\.([0-9]{1,4}))?")
WRITING = frozenset("new at picked next yes no listed close closed reopen".split())
NOT_JOINED = "本单位还没有参加评定，所以没有现场核查。"


def ask(turn: Turn) -> None:
    """现场核查, /site, and /site with a part of a name."""
    said = turn.event.text.split(maxsplit=1) if isinstance(turn.event, Typed) else []
    home(turn, search=said[1].strip() if len(said) > 1 else "")


def home(turn: Turn, page: int = 0, search: str = "") -> None:
    """An agency's own checks; for the bureau's people the agencies."""
    if turn.actor.agency_id is not None:
        part = joined(turn.store, turn.actor.agency_id)
        if part is None:
            return turn.say(View(NOT_JOINED, ((MENU,),), TITLE))
        return turn.say(views.sample_view(At(turn, part)))
    found = taking_part(turn.store, search)
    if turn.actor.role is Role.INSPECTOR:
        others, barred = not_for(turn.store, turn.actor.id)
        found = [(p, a) for p, a in found if p.id not in others and a.id not in barred]
    turn.say(views.agencies_view(found, page, search))


def handle(turn: Turn) -> None:
    """Presses on site.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return home(turn)
    verb, number = found[1], int(found[2] or 0)
    if verb in WRITING and turn.actor.role is not Role.INSPECTOR:
        raise Refused(ONLY_INSPECTORS)
    match verb:
        case "check":
            return one_check(turn, event, number)
        case "finding" | "yes" | "no" | "listed":
            return one_finding(turn, event, verb, number)
        case "at":
            return at_client(turn, event.id)
        case "list":
            return home(turn, number)
    at = at_part(turn, event.id)
    if at is None:
        return outdated(turn)
    of_agency(at, verb, number)


def outdated(turn: Turn) -> None:
    turn.toast(OUTDATED)
    home(turn)


def of_agency(at: At, verb: str, number: int) -> None:
    """Presses that are about an agency's checks as a whole."""
    turn = at.turn
    if verb == "reopen":
        return open_form(turn, ReopenForm, preset={"participation": at.part.id})
    if verb in WRITING and at.why_not:
        if not at.sample.closed:
            raise Refused(at.why_not)
        turn.toast(OUTDATED)
        return turn.say(views.sample_view(at, said=at.why_not))
    match verb:
        case "new":
            open_form(turn, SiteCheckForm, preset=preset(at))
        case "next":
            go_on(at)
        case "picked":
            turn.say(views.picked_view(at, number))
        case "close" | "closed":
            close(at, sure=verb == "closed")
        case _:
            turn.say(views.sample_view(at, number))


def preset(at: At) -> dict[str, str]:
    return {"participation": at.part.id, "agency": at.part.agency_id}


def at_client(turn: Turn, id: str) -> None:
    """From a draw: a check at this very client."""
    client = turn.store.get(Client, id)
    part = joined(turn.store, client.agency_id) if client else None
    if client is None or client.withdrawn_at is not None or part is None:
        return outdated(turn)
    if wrong := why_no_check(turn.store, part, turn.actor.id, client.id):
        raise Refused(wrong)
    open_form(turn, SiteCheckForm, preset={**preset(At(turn, part)), "client_id": client.id})


def one_check(turn: Turn, event: Pressed, page: int) -> None:
    found = at_check(turn, event.id)
    if found is None:
        return outdated(turn)
    turn.say(views.check_view(*found, page), fresh=event.revision > 0)


def one_finding(turn: Turn, event: Pressed, verb: str, number: int) -> None:
    """A finding, or an inspector's word on it. What was on screen is what is answered."""
    found = at_finding(turn, event.id)
    if found is None:
        return outdated(turn)
    at, check, finding = found
    if verb == "finding":
        fresh = event.revision > 0
        return turn.say(finding_view(at, check, finding, number), fresh=fresh)
    wrong = why_no_check(turn.store, at.part, turn.actor.id, check.client_id)
    if wrong and not at.sample.closed:
        raise Refused(wrong)
    if wrong:
        turn.toast(OUTDATED)
        return turn.say(finding_view(at, check, finding, said=wrong))
    if verb == "listed":
        seen = str(finding.revision)
        return open_form(turn, ListedForm, preset={"finding": finding.id, "seen": seen})
    if not decide(at, check, finding, number if verb == "yes" else None, event.revision):
        turn.toast(OUTDATED)
        return turn.say(finding_view(at, check, finding, said=f"{OUTDATED}。"))
    turn.toast("已提出" if verb == "yes" else "未提出")
    go_on(At(turn, at.part), f"{finding.number}：{'已提出' if verb == 'yes' else '未提出'}。")


def go_on(at: At, said: str = "") -> None:
    """The next that is to be compared; where there is none, the whole."""
    following = next_uncompared(at.store, at.sample)
    found = at_finding(at.turn, following.id) if following else None
    if found is None:
        done = "现场发现的隐患都已比对。" if at.sample.seen else ""
        return at.turn.say(views.sample_view(at, said=f"{said}{done}"))
    at.turn.say(finding_view(*found, said=said))


def close(at: At, sure: bool) -> None:
    """Asked once more before it is done; refused while it could not be known."""
    if wrong := why_not_close(at.sample):
        return at.turn.say(views.sample_view(at, said=wrong))
    if not sure:
        return at.turn.say(views.closing_view(at))
    part = close_sample(at.store, at.sample)
    at.turn.say(views.sample_view(At(at.turn, part), said="现场核查已结束。"))
