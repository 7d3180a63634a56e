"""Who somebody is: an account's person with the membership they act in, or a kind refusal."""

from dataclasses import dataclass

from bot.codes import invitation_in, link_in
from handlers.formkit.events import Event, Pressed, Typed
from handlers.turn import Actor
from storage.account import Account, account_of
from storage.admission import NotAdmitted, person_of, use_invitation, was_used
from storage.binding import NotBound, bind, by_code, code_in
from storage.client_door import enter
from storage.link import Purpose
from storage.organisation import memberships
from storage.person import Person
from storage.store import Store
from storage.telling import PULLED

STRANGER = (
    "您好，这里是安星，安全生产技术服务机构星级评定助手。\n"
    "使用前需要邀请：请向本单位主要负责人或监管人员索取邀请，点开其中的链接，"
    "或者把邀请码发到这里。\n"
    "已经在别的账号里用安星的：请在那里发“绑定”，再把绑定码发到这里。"
)
ENDED = "您的任职已结束或还未开始，暂时不能使用。请联系本单位主要负责人或监管人员。"
OPENS = {Purpose.SIGN: "sheet.open", Purpose.SURVEY: "sat.mine", Purpose.ALARM: "alarm.open"}
"""The action that shows what a link is for."""

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
    if code := _binding(store, event, channel, person):
        person = _bind(store, code, channel, external_id, person)
        event = Pressed("bind.bound")
        account = account_of(store, channel, external_id)
    elif link := link_in(store, event, person):
        person, event = _by_link(store, *link, channel, external_id, person)
        account = account_of(store, channel, external_id)
    elif code := invitation_in(store, event, person):
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
    others = tuple(one for one in held if one is not acting)
    actor = Actor(person, acting, others, account)
    return Admitted(account, actor, event)


def _binding(store: Store, event: Event, channel: str, known: Person | None) -> str | None:
    """A stranger may type a short code alone, as it was read off another screen; and so may
    somebody whose work ended, who is nobody here any more: they may have come in anew elsewhere."""
    code = code_in(event.text, alone=True) if isinstance(event, Typed) else None
    if code is None or known is None:
        return code
    return None if channel in PULLED or memberships(store, known.id) else code


def _bind(
    store: Store, code: str, channel: str, external_id: str, known: Person | None
) -> Person:
    """Somebody known on another account brings this one along."""
    try:
        found = by_code(store, code, channel, external_id, known)
    except NotBound as why:
        raise NotAdmitted(str(why)) from why
    opened = bind(store, found, channel, external_id)
    person = person_of(store, opened)
    assert person is not None
    return person


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

