"""The bureau's side: which cards are shown to their agencies, and the objections to rule on."""

from dataclasses import dataclass

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.inspection.opening import taking_part
from handlers.objection import letters
from handlers.objection.forms import unseen
from handlers.scorecard.item import page_row
from handlers.scorecard.load import issued
from handlers.scorecard.objected import state
from handlers.scorecard.wording import say_date
from handlers.turn import Turn
from storage.agency import Agency
from storage.card import Card, open_items, versions
from storage.cycle import Cycle, Participation, cycle_at
from storage.inspecting import blind_ones
from storage.inspection import Inspection, latest_inspection
from storage.objection import Disclosure, Objection
from storage.objections import (
    NotNow,
    disclose,
    disclosure_of,
    may_object,
    objections_on,
    undisclosed,
    why_undisclosed,
)
from storage.store import Store

PAGE = 6
AT_ONCE = 40
"""How many agencies are told in one unit, and at how many cards it looks for them."""
LOOKED_AT = 200
TITLE = "结果告知与异议"
MENU = Choice("菜单", press("menu"))
BOARD = Choice("评定工作", press("cyc.board"))
BACK = Choice("返回列表", press("obj.list.0"))
OUTDATED = "这个按钮已过期，下面是现在的情况"
NO_CYCLE = "现在没有评定周期。"


@dataclass(frozen=True)
class Standing:
    """How far an agency is between its card and its publication."""

    inspection: Inspection | None
    card: Card | None
    shown: Disclosure | None
    objections: tuple[Objection, ...]

    def words(self, store: Store) -> str:
        if self.card is None:
            return "还没有提交评定结果"
        waiting = sum(one.ruling is None for one in self.objections)
        if waiting:
            return f"异议待处理{waiting}条"
        version = f"第{self.card.version}版"
        if open_items(self.card):
            return f"{version}未评完"
        if self.shown is None or self.shown.card_id != self.card.id:
            return f"{version}可以告知"
        if self.shown.accepted_at is not None:
            return "机构无异议"
        if may_object(self.shown, store.today):
            return f"已告知，异议期到{say_date(self.shown.until)}"
        return "异议期已过"


def standing(store: Store, part: Participation) -> Standing:
    inspection = latest_inspection(store, part.id)
    if inspection is None:
        return Standing(None, None, None, ())
    cards = versions(store, inspection.id)
    made = tuple(objections_on(store, inspection.id))
    return Standing(
        inspection, cards[0] if cards else None, disclosure_of(store, inspection.id), made
    )


def list_(turn: Turn, _id: str = "", args: tuple[int, ...] = (), said: str = "") -> None:
    """The agencies of the cycle."""
    cycle = cycle_at(turn.store)
    if cycle is None:
        return turn.say(View(NO_CYCLE, ((MENU,),), TITLE))
    found = taking_part(turn.store)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(args[0] if args else 0, last)
    waiting = len(_open(turn))
    lines = [said, f"{cycle.name}，参评机构{len(found)}家，待处理异议{waiting}条。", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, (part, agency) in enumerate(found[page * PAGE : (page + 1) * PAGE], 1):
        lines.append(f"{place}. {agency.name}：{standing(turn.store, part).words(turn.store)}")
        rows.append((Choice(f"{place}. {cut(agency.name, 40)}", press("obj.agency", part.id)),))
    lines += [f"第{page + 1}/{last + 1}页"] if last else []
    lines += [] if found else ["还没有机构参加评定。"]
    rows += page_row("obj.list", page, last)
    rows.append(
        (Choice("待处理的异议", press("obj.open.0")), Choice("告知全部可告知的", press("obj.all")))
    )
    rows.append((BOARD, MENU))
    turn.say(View("\n".join(lines).strip(), tuple(rows), TITLE, numbered=True))


def agency(turn: Turn, id: str, _args: tuple[int, ...] = (), said: str = "") -> None:
    """One agency: its newest card, the disclosure, the objections."""
    part = turn.store.get(Participation, id)
    whose = turn.store.get(Agency, part.agency_id) if part else None
    if part is None or whose is None or part.withdrawn_at is not None:
        return outdated(turn)
    now = standing(turn.store, part)
    lines = [said, now.words(turn.store)]
    rows: list[tuple[Choice, ...]] = []
    if now.card is not None:
        sheet = issued(turn.store, now.card)
        lines += [f"{sheet.issue}：{sheet.line}"]
        rows.append((Choice("查看评定结果", press("score.version", now.card.id)),))
        if why_undisclosed(turn.store, now.card.inspection_id) is None:
            told = press("obj.tell", part.id, now.card.version)
            rows.append((Choice("告知机构", told),))
    if now.shown is not None:
        until = say_date(now.shown.until)
        lines.append(f"最近一次告知：{say_date(now.shown.opened_on)}，异议期到{until}（含）。")
    for one in now.objections[-PAGE:]:
        rows.append((Choice(f"{one.rule} 异议{state(one)}", press("obj.one", one.id)),))
    if blind_ones(turn.store, part.id):
        rows.append((Choice("两份评定的不同", press("side.blind", part.id)),))
    rows.append((Choice("三本账对照", press("side.show", part.id)), BACK))
    turn.say(View("\n".join(lines).strip(), tuple(rows), whose.name, numbered=True))


def tell(turn: Turn, id: str, args: tuple[int, ...]) -> None:
    """Before an agency is told: what, and until when."""
    part, card, cycle = _newest(turn, id)
    if part is None or card is None or cycle is None:
        return outdated(turn)
    if wrong := why_undisclosed(turn.store, card.inspection_id):
        return agency(turn, id, said=wrong)
    sheet = issued(turn.store, card)
    text = (
        f"将把评定结果{sheet.issue}告知{sheet.agency}：{sheet.line}\n"
        f"机构可以在{cycle.objection_days}天内对单项扣分提出异议。"
    )
    go = Choice("确认告知", press(f"obj.told.{card.version}", id))
    rows = ((go, Choice("返回", press("obj.agency", id))),)
    turn.say(View(text, rows, "告知评定结果", numbered=True))


def told(turn: Turn, id: str, args: tuple[int, ...]) -> None:
    part, card, cycle = _newest(turn, id)
    if part is None or card is None or cycle is None:
        return outdated(turn)
    if not args or card.version != args[0]:
        return agency(turn, id, said="评定人员刚提交了新的一版，请看过再告知。")
    try:
        made = disclose(turn.store, card, cycle.objection_days)
    except NotNow as wrong:
        return agency(turn, id, said=str(wrong))
    heard = letters.disclosed(turn.store, made)
    agency(turn, id, said=f"已告知，发给机构{heard}人。" if heard else "已告知。")


def all_(turn: Turn, _id: str, _args: tuple[int, ...]) -> None:
    """Before all that can be told are."""
    cycle = cycle_at(turn.store)
    found = _ready(turn.store, cycle) if cycle else []
    if cycle is None or not found:
        said = "现在没有可以告知的评定结果：还没有提交、没有评完，或者都告知过了。"
        return list_(turn, said=said)
    names = "、".join(letters.name(turn.store, card.agency_id) for card in found[:10])
    more = f"等{len(found)}家" if len(found) > 10 else f"，共{len(found)}家"
    text = (
        f"将告知{names}{more}。机构可以在{cycle.objection_days}天内对单项扣分提出异议。"
    )
    rows = ((Choice("确认告知", press("obj.alltold")), BACK),)
    turn.say(View(text, rows, "告知评定结果", numbered=True))


def all_told(turn: Turn, _id: str, _args: tuple[int, ...]) -> None:
    cycle = cycle_at(turn.store)
    found = _ready(turn.store, cycle) if cycle else []
    for card in found:
        assert cycle is not None
        letters.disclosed(turn.store, disclose(turn.store, card, cycle.objection_days))
    more = "还有没告知的，请再发一次。" if cycle and _ready(turn.store, cycle) else ""
    list_(turn, said=f"已告知{len(found)}家机构。{more}")


def open_(turn: Turn, _id: str = "", args: tuple[int, ...] = ()) -> None:
    """The objections that nobody has ruled on."""
    found = _open(turn)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(args[0] if args else 0, last)
    lines = [f"待处理的异议{len(found)}条，由没有参加评定的人处理。", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found[page * PAGE : (page + 1) * PAGE], 1):
        whose = letters.name(turn.store, one.agency_id)
        lines.append(f"{place}. {say_date(one.raised_on)} {whose} {one.rule}：{cut(one.words, 40)}")
        rows.append((Choice(f"{place}. {one.rule} {cut(whose, 30)}", press("obj.one", one.id)),))
    text = "\n".join(lines) if found else "现在没有待处理的异议。"
    rows += page_row("obj.open", page, last)
    turn.say(View(text, (*rows, (MENU,)), "待处理的异议", numbered=True))


def outdated(turn: Turn) -> None:
    turn.toast(OUTDATED)
    list_(turn, said=f"{OUTDATED}。")


def _open(turn: Turn) -> list[Objection]:
    found = turn.store.find(Objection, ruling=None)
    return [one for one in found if not unseen(turn.store, one, turn.actor.id)]


def _newest(turn: Turn, id: str) -> tuple[Participation | None, Card | None, Cycle | None]:
    part = turn.store.get(Participation, id)
    if part is None or part.withdrawn_at is not None:
        return None, None, None
    return part, standing(turn.store, part).card, turn.store.get(Cycle, part.cycle_id)


def _ready(store: Store, cycle: Cycle) -> list[Card]:
    """The newest cards that can be shown to their agencies, as many as one unit tells."""
    found = []
    for id in undisclosed(store, cycle.id)[:LOOKED_AT]:
        card = store.get(Card, id)
        if card is not None and not open_items(card):
            found.append(card)
        if len(found) == AT_ONCE:
            break
    return found
