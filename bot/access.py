"""Who somebody is: an account's person with the membership they act in, or a kind refusal."""

import re
from dataclasses import dataclass

from handlers.formkit.events import Event, Pressed, Typed
from handlers.turn import Actor
from storage.account import Account, account_of
from storage.admission import NotAdmitted, person_of, use_invitation, was_used
from storage.client_door import enter
from storage.link import Purpose
from storage.organisation import memberships
from storage.person import Person
from storage.store import Store
from storage.ways import LETTERS

STRANGER = (
    "您好，这里是安星，安全生产技术服务机构星级评定助手。\n"
    "使用前需要邀请：请向本单位主要负责人或监管人员索取邀请链接，点开即可。"
)
ENDED = "您的任职已结束或还未开始，暂时不能使用。请联系本单位主要负责人或监管人员。"
_LINK = re.compile(r"/start(?:@\w+)?\s+([a-z])-([A-Za-z0-9_-]{24})\s*")
_PURPOSES = {letter: purpose for purpose, letter in LETTERS.items()}
OPENS = {Purpose.SIGN: "sheet.open", Purpose.SURVEY: "sat.mine", Purpose.ALARM: "alarm.open"}
"""The action that shows what a link is for."""

_WITH_CODE = re.compile(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{8,64})\s*")
_CODE = re.compile(r"\s*([A-Za-z0-9_-]{24})\s*")
_START = Typed("/start")


@dataclass(frozen=True)
class Admitted:
    """``event`` is what is left to handle: a code that was used greets."""

    account: Account
    actor: Actor
    event: Event


def admit(store: Store, channel: str, external_id: str, event: Event) -> Admitted:
    """Using the invitation that the event brings, if it brings one. Raises ``NotAdmitted``."""
    account = account_of(store, channel, external_id)
    person = person_of(store, account)
    if link := _link(event):
        person, event = _by_link(store, *link, channel, external_id, person)
        account = account_of(store, channel, external_id)
    elif code := _code(event, stranger=person is None):
        event = _START
        if person is None or not was_used(store, code):
            person = use_invitation(store, code, channel, external_id)
            account = account_of(store, channel, external_id)
    if account is None or person is None:
        raise NotAdmitted(STRANGER)
    held = memberships(store, person.id)
    if not held:
        raise NotAdmitted(ENDED)
    acting = next((one for one in held if one.id == person.acting_id), held[0])
    actor = Actor(person, acting, tuple(one for one in held if one is not acting))
    return Admitted(account, actor, event)


def _link(event: Event) -> tuple[Purpose, str] | None:
    """The purpose and the code of ``/start s-CODE``."""
    found = _LINK.fullmatch(event.text) if isinstance(event, Typed) else None
    return (_PURPOSES[found[1]], found[2]) if found and found[1] in _PURPOSES else None


def _by_link(
    store: Store,
    purpose: Purpose,
    code: str,
    channel: str,
    external_id: str,
    known: Person | None,
) -> tuple[Person, Event]:
    """A client's contact comes in by the link they were sent, straight to what it is for."""
    visitor = enter(store, purpose, code, channel, external_id, known)
    return visitor.person, Pressed(OPENS[visitor.purpose], visitor.subject)


def _code(event: Event, *, stranger: bool) -> str | None:
    """The code of ``/start CODE``; of a stranger also the code alone, as it was copied."""
    if not isinstance(event, Typed):
        return None
    found = _WITH_CODE.fullmatch(event.text) or (stranger and _CODE.fullmatch(event.text))
    return found[1] if found else None
