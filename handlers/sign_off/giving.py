"""The agency's side: whom a list is handed to, the link to pass on, and what came of it."""

from datetime import timedelta

from handlers import lookups
from handlers.belonging import agency_of
from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.forms.contact import ContactForm
from handlers.front import OF_AGENCY
from handlers.sign_off.reading import (
    answer_lines,
    called,
    content_lines,
    known_by,
    moment,
    shortly,
)
from handlers.turn import Refused, Turn
from storage.contact import Contact
from storage.hand_over import HandOver, Outcome
from storage.link import Purpose
from storage.passing_on import forwarding, push
from storage.sign_off import hand_over, send_again, signature_of, state_now, take_back
from storage.telling import CHANNEL_NAMES
from storage.visit import Hazard, SignedList, Visit
from storage.ways import link_days, page_of

PAGE = 6
AT_ONCE = timedelta(seconds=10)
"""Two taps this close together are one: the first link stays good."""

READ = ("handed", "text")
"""What the bureau's people look at, too; the rest is the agency's to do."""

MENU = Choice("菜单", press("menu"))
LIST = Choice("清单签收情况", press("sign.list"))
GONE = View("没有找到，可能已经作废。", ((LIST, MENU),))
TAKEN_BACK = "链接已收回，打不开了。要再交给对方，点“重发链接”。"


def giving(turn: Turn) -> None:
    """Presses on sign.*"""
    event = turn.event
    action, id, page = ("sign.list", "", 0)
    if isinstance(event, Pressed):
        action, id, page = event.action, event.id, event.revision
    name, _, argument = action.removeprefix("sign.").partition(".")
    if name not in READ and turn.actor.role not in OF_AGENCY:
        raise Refused("交付清单由服务机构的人员办理。")
    match name:
        case "give" | "to" | "contact":
            _with_visit(turn, name, argument, id)
        case "handed" | "again" | "back" | "text":
            _with_hand_over(turn, name, id)
        case "waiting":
            turn.say(_waiting(turn, id, page))
        case _:
            turn.say(_list(turn, page))


def _with_visit(turn: Turn, name: str, argument: str, id: str) -> None:
    visit = turn.store.get(Visit, id)
    if visit is not None and visit.agency_id != turn.actor.agency_id:
        raise Refused("这不是本单位的服务记录，不能交付。")
    if visit is None or visit.withdrawn_at is not None:
        return turn.say(GONE)
    if name == "contact":
        return open_form(turn, ContactForm, preset={"client_id": visit.client_id})
    if not turn.store.find(Hazard, visit_id=visit.id):
        return turn.say(View("这次服务没有隐患，不用签收清单。", ((LIST, MENU),)))
    if name == "give":
        return turn.say(_choose(turn, visit))
    found = turn.store.find(Contact, agency_id=visit.agency_id, number=argument)
    contact = found[0] if found and found[0].client_id == visit.client_id else None
    if contact is None:
        turn.toast("这位联系人已经作废")
        return turn.say(_choose(turn, visit))
    return _give(turn, visit, contact)


def _choose(turn: Turn, visit: Visit) -> View:
    """Whom to hand the list to."""
    contacts = turn.store.find(Contact, client_id=visit.client_id, agency_id=visit.agency_id)
    rows = [
        (Choice(_named(one), press(f"sign.to.{one.number}", visit.id)),)
        for one in contacts[:12]
    ]
    lines = [f"{visit.on} 服务的隐患清单，交给谁签收？"]
    signed = turn.store.find(SignedList, visit_id=visit.id, voided_on=None)
    if signed:
        lines.append(f"（已有签收 {signed[0].number}，还可以再交一次。）")
    if not contacts:
        lines.append("这家单位还没有登记联系人，请先添加。")
    else:
        lines.append("对方会收到一个专用链接，不用安装软件；改了清单要重新交。")
    ways = (Choice("添加联系人", press("sign.contact", visit.id)), MENU)
    return View("\n".join(lines), (*rows, ways), "交给委托单位签收", numbered=True)


def _named(contact: Contact) -> str:
    """Two of one name are told apart by their telephone."""
    return cut(" ".join(filter(None, [called(contact), contact.phone, known_by(contact)])), 40)


def _give(turn: Turn, visit: Visit, contact: Contact) -> None:
    waiting = turn.store.find(
        HandOver, visit_id=visit.id, contact_id=contact.id, outcome=None, superseded_at=None
    )
    if any(one.entered_at and turn.now - one.entered_at < AT_ONCE for one in waiting):
        turn.toast("刚刚已经交付过了")
        return turn.say(_status(turn, waiting[0]))
    made, code = hand_over(turn.store, visit, contact, link_days())
    return _pass_on(turn, made, contact, code)


def _pass_on(turn: Turn, handed: HandOver, contact: Contact, code: str) -> None:
    """The state with its ways on, and a message of its own that only needs to be forwarded."""
    told, qr = push(turn.store, handed, contact), page_of(Purpose.SIGN, code)
    said = f"已直接发到对方的{CHANNEL_NAMES.get(told.channel, '账号')}。也可以" if told else "请"
    scan = "，或者让对方扫二维码" if qr else ""
    say = f"{said}把下面这条消息转给{called(contact)}{scan}。链接请只发给本人。"
    turn.say(_status(turn, handed, say))
    words = forwarding(turn.store, handed, contact, code)
    turn.say(View(words, keep=True, qr=qr), fresh=True)


def _with_hand_over(turn: Turn, name: str, id: str) -> None:
    handed = turn.store.get(HandOver, id)
    if handed is not None and not turn.actor.may_see(handed.agency_id):
        raise Refused("这不是本单位的清单，不能查看。")
    if handed is None or handed.withdrawn_at is not None:
        return turn.say(GONE)
    contact = turn.store.get(Contact, handed.contact_id)
    assert contact is not None
    if name == "text":
        back = Choice("返回", press("sign.handed", handed.id))
        lines = [*content_lines(handed.content), "", *answer_lines(turn.store, handed)]
        photos = tuple(p for one in handed.content["hazards"] for p in one["photos"])
        return turn.say(
            View("\n".join(lines), ((back, MENU),), f"隐患清单 {handed.number}", files=photos),
            fresh=bool(photos),
        )
    if name == "handed" or not _open(handed):
        return turn.say(_status(turn, handed))
    if name == "back":
        take_back(turn.store, handed, "收回链接")
        turn.toast("已收回")
        return turn.say(_status(turn, handed, TAKEN_BACK))
    _link, code = send_again(turn.store, handed, link_days())
    return _pass_on(turn, handed, contact, code)


def _open(handed: HandOver) -> bool:
    return handed.outcome is None and handed.superseded_at is None


def _status(turn: Turn, handed: HandOver, said: str = "") -> View:
    contact = turn.store.get(Contact, handed.contact_id)
    assert contact is not None
    content = handed.content
    lines = [
        *([said, ""] if said else []),
        f"{content['client']} {content['on']} 服务，隐患{len(content['hazards'])}条",
        f"交给：{called(contact)}，{known_by(contact)}",
        f"交付：{moment(handed.entered_at)}" if handed.entered_at else "",
        *answer_lines(turn.store, handed),
    ]
    rows: list[tuple[Choice, ...]] = [(Choice("看清单内容", press("sign.text", handed.id)),)]
    if turn.actor.role not in OF_AGENCY:
        return View("\n".join(lines), (*rows, (MENU,)), f"清单签收 {handed.number}")
    if _open(handed):
        again = Choice("重发链接", press("sign.again", handed.id))
        rows.append((again, Choice("收回链接", press("sign.back", handed.id))))
    elif _to_give_again(turn, handed):
        rows.append((Choice("重新交给委托单位签收", press("sign.give", handed.visit_id)),))
    return View("\n".join(lines), (*rows, (LIST, MENU)), f"清单签收 {handed.number}")


def _to_give_again(turn: Turn, handed: HandOver) -> bool:
    visit = turn.store.get(Visit, handed.visit_id)
    if visit is None or visit.withdrawn_at is not None:
        return False
    signed = signature_of(turn.store, handed)
    valid = signed is not None and signed.voided_on is None
    return not valid or handed.outcome in (Outcome.REFUSED, Outcome.NOT_ME)


def _list(turn: Turn, page: int) -> View:
    """The agency's hand-overs, the last first."""
    found = turn.store.find(
        HandOver,
        agency_id=agency_of(turn.actor),
        order="-id",
        limit=PAGE + 1,
        offset=page * PAGE,
    )
    rows = [(Choice(_line(turn, one), press("sign.handed", one.id)),) for one in found[:PAGE]]
    turning = [Choice("上一页", press("sign.list", "", page - 1))] if page else []
    turning += [Choice("下一页", press("sign.list", "", page + 1))] if len(found) > PAGE else []
    waiting = Choice("还没签收的服务", press("sign.waiting"))
    text = "最近交付的在前：" if found else "还没有交付过清单。"
    return View(text, (*rows, (*turning, waiting, MENU)), "清单签收情况", numbered=True)


def _line(turn: Turn, handed: HandOver) -> str:
    content = handed.content
    return cut(f"{shortly(state_now(turn.store, handed))} {content['on']} {content['client']}", 40)


def _waiting(turn: Turn, client_id: str, page: int) -> View:
    """The visits whose list nobody signed for, of one client or of all."""
    found = lookups.page(
        turn.store, turn.actor, "visits_to_sign", page=page, within=client_id, size=PAGE
    )
    rows = [(Choice(cut(label, 40), press("sign.give", id)),) for id, label in found.options]
    turning = []
    if found.page > 0:
        turning.append(Choice("上一页", press("sign.waiting", client_id, found.page - 1)))
    if (found.page + 1) * PAGE < found.total:
        turning.append(Choice("下一页", press("sign.waiting", client_id, found.page + 1)))
    text = f"还有{found.total}次服务的清单没有签收，选一次：" if found.total else "清单都已签收。"
    return View(text, (*rows, (*turning, LIST, MENU)), "等待签收的清单", numbered=True)
