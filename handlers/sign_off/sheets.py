"""The contact's side: the lists that wait for them, and signing, disputing, refusing, not me."""

from handlers.formkit.events import Pressed
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.sign_off.answers import (
    DONE_ALREADY,
    CodeForm,
    DisputeForm,
    RefuseForm,
    given,
    may_answer,
    of_reader,
)
from handlers.sign_off.reading import answer_lines, called, content_lines, known_by, shortly
from handlers.turn import Turn
from storage.client_door import shut
from storage.contact import Contact
from storage.hand_over import HandOver, Outcome
from storage.notices import Notice
from storage.sign_off import Answer, Closed, OwnStaff, Sheet, opened, sheet_of, state_now

PAGE = 6
MENU = Choice("菜单", press("menu"))
LIST = Choice("待签清单", press("sheet.list"))


def sheets(turn: Turn) -> None:
    """Presses on sheet.*"""
    event = turn.event
    if not isinstance(event, Pressed) or event.action == "sheet.list":
        page = event.revision if isinstance(event, Pressed) else 0
        return turn.say(_list(turn, page))
    try:
        shown = of_reader(turn, event.id)
    except OwnStaff as own:
        return turn.say(View(str(own), ((MENU,),)), fresh=True)
    if event.action == "sheet.open":
        return turn.say(_view(turn, shown))
    if event.action == "sheet.photos":
        photos = tuple(p for one in shown.hand_over.content["hazards"] for p in one["photos"])
        return turn.say(View(f"共{len(photos)}张照片：", files=photos, keep=True), fresh=True)
    if not may_answer(shown):
        turn.toast(DONE_ALREADY.format(state=shown.state))
        return turn.say(_view(turn, shown))
    return _answer(turn, shown, event.action.removeprefix("sheet."))


def open_subject(turn: Turn, notice: Notice) -> None:
    """From a reminder to its list."""
    turn.event = Pressed("sheet.open", notice.subject.partition(":")[2])
    sheets(turn)


def _answer(turn: Turn, shown: Sheet, what: str) -> None:
    handed = shown.hand_over
    match what:
        case "dispute":
            return open_form(turn, DisputeForm, preset={"hand_over_id": handed.id})
        case "refuse":
            return open_form(turn, RefuseForm, preset={"hand_over_id": handed.id})
        case "code":
            return open_form(turn, CodeForm, preset={"hand_over_id": handed.id})
        case "yes":
            return _give(turn, shown, Outcome.SIGNED)
        case "notme_yes":
            return _give(turn, shown, Outcome.NOT_ME)
        case "notme":
            return turn.say(_not_me(shown))
        case _:
            return turn.say(_sure(shown))


def _give(turn: Turn, shown: Sheet, outcome: Outcome) -> None:
    contact = shown.contact
    answered = Answer(outcome, shown.hand_over.content_hash, contact.name, contact.post)
    try:
        made = given(turn, shown, answered)
    except Closed as closed:
        turn.toast(str(closed))
        return turn.say(_view(turn, of_reader(turn, shown.hand_over.id)))
    if outcome is Outcome.NOT_ME:
        shut(turn.store, contact, "对方说不是本人")
        return turn.say(View("已告知服务机构，链接已关闭。谢谢您。", title="不是本人"))
    lines = ["已签收，服务机构会收到通知。", *answer_lines(turn.store, made)]
    return turn.say(View("\n".join(lines), ((LIST, MENU),), "隐患清单已签收"))


def _view(turn: Turn, shown: Sheet) -> View:
    handed = opened(turn.store, shown.hand_over) if shown.open else shown.hand_over
    lines = content_lines(handed.content)
    if not may_answer(shown):
        lines += ["", *answer_lines(turn.store, handed)]
    rows: list[tuple[Choice, ...]] = []
    if may_answer(shown):
        rows = [
            (
                Choice("签收", press("sheet.sign", handed.id)),
                Choice("逐条有异议", press("sheet.dispute", handed.id)),
            ),
            (
                Choice("拒签", press("sheet.refuse", handed.id)),
                Choice("不是我", press("sheet.notme", handed.id)),
            ),
        ]
    photos = sum(len(one["photos"]) for one in handed.content["hazards"])
    looks = (Choice(f"看照片（{photos}）", press("sheet.photos", handed.id)),) if photos else ()
    ways = (*looks, LIST) if rows else (*looks, LIST, MENU)
    return View("\n".join(lines), (*rows, ways), "事故隐患清单")


def _sure(shown: Sheet) -> View:
    """One more tap: who signs, and as how well known."""
    handed, contact = shown.hand_over, shown.contact
    lines = [
        f"确认签收这份清单（{len(handed.content['hazards'])}条隐患）？",
        f"签收人：{called(contact)}，{known_by(contact)}",
    ]
    ways = [Choice("确认签收", press("sheet.yes", handed.id))]
    if contact.confirmed is None:
        lines.append("监管人员给过您确认码的，请先填确认码；没有也可以签收。")
        ways.append(Choice("填确认码", press("sheet.code", handed.id)))
    back = Choice("返回清单", press("sheet.open", handed.id))
    return View("\n".join(lines), (tuple(ways), (back,)), "签收")


def _not_me(shown: Sheet) -> View:
    handed = shown.hand_over
    text = f"这份清单是发给{called(shown.contact)}的。您不是本人吗？确认后不再能从这里打开。"
    yes = Choice("我不是本人", press("sheet.notme_yes", handed.id))
    return View(text, ((yes, Choice("返回清单", press("sheet.open", handed.id))),), "不是我")


def _list(turn: Turn, page: int) -> View:
    """The lists that were handed to this person for the client they act for, waiting ones first."""
    contacts = turn.store.find(
        Contact, person_id=turn.actor.id, client_id=turn.actor.membership.client_id
    )
    handed = [h for one in contacts for h in turn.store.find(HandOver, contact_id=one.id)]
    handed.sort(key=lambda one: (one.outcome is None and one.superseded_at is None, one.id))
    handed.reverse()
    shown = handed[page * PAGE : (page + 1) * PAGE]
    rows = [(Choice(_line(turn, one), press("sheet.open", one.id)),) for one in shown]
    turning = [Choice("上一页", press("sheet.list", "", page - 1))] if page else []
    if len(handed) > (page + 1) * PAGE:
        turning.append(Choice("下一页", press("sheet.list", "", page + 1)))
    waiting = sum(may_answer(sheet_of(turn.store, one)) for one in handed)
    text = f"有{waiting}份清单等您签收。" if waiting else "没有等您签收的清单。"
    return View(text, (*rows, (*turning, MENU)), "待签清单", numbered=True)


def _line(turn: Turn, handed: HandOver) -> str:
    content = handed.content
    count = len(content["hazards"])
    waits = may_answer(sheet_of(turn.store, handed))
    state = "待签收" if waits else shortly(state_now(turn.store, handed))
    return cut(f"{state} {content['on']} 隐患{count}条", 40)
