"""Who asks for which score: an agency for its own, the bureau's people for any of the cycle."""

import re
from datetime import date

from handlers.formkit.events import Pressed, Typed
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import plain
from handlers.scorecard import card, item, ranking
from handlers.scorecard.basics import basics_view
from handlers.scorecard.evidence import evidence, whole_record
from handlers.scorecard.load import issued, live
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.site import beside
from handlers.scorecard.survey import for_agency
from handlers.scorecard.wording import case_label, heading, say_date
from handlers.turn import Refused, Turn
from scoring.conditions import check
from storage import snapshot
from storage.agency import Agency
from storage.card import Card, versions
from storage.cycle import Participation, cycle_at, joined
from storage.evidence import conditions, labels, open_ref
from storage.inspecting import BLIND, blinded, hidden_from
from storage.inspection import Inspection, latest_inspection
from storage.organisation import Role
from storage.snapshot import refresh

OUTDATED = "这个按钮已过期，下面是现在的得分"
NOT_YOURS = "这不是本单位的得分，不能查看。"
FRESH = 40
"""How many stale snapshots one look at the list makes anew: a unit stays short."""

MENU = Choice("菜单", press("menu"))
_PRESS = re.compile(r"score\.([a-z]+)((?:\.[0-9]{1,4}){0,2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def handle(turn: Turn) -> None:
    """Presses on score.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return first(turn)
    verb, args = found[1], tuple(int(part) for part in found[2].split(".")[1:])
    if verb == "mine":
        return first(turn)
    if verb == "list" and turn.actor.agency_id is None:
        page, order = (*args, 0, 0)[:2]
        return show_list(turn, page, order, past(turn, event.revision))
    if hidden(turn, event.id):
        return turn.say(blind_view())
    if verb == "issued":
        return show_issued(turn, event.id)
    sheet = sheet_of(turn, event.id, event.revision)
    if sheet is None:
        turn.toast(OUTDATED)
        return first(turn)
    show(turn, sheet, verb, args)


def ask(turn: Turn) -> None:
    """得分, /score, and either with a day: the score as of that day."""
    said = plain(turn.event.text).split() if isinstance(turn.event, Typed) else []
    day = None
    if len(said) > 1:
        day = read_day(said[1])
        if day is None or day > turn.today:
            text = "没看懂要看哪一天的得分，应为今天或以前的日期，例如：得分 2026-06-30"
            return turn.say(View(text, ((MENU,),), title="得分"))
    first(turn, day)


def read_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def first(turn: Turn, day: date | None = None) -> None:
    """An agency's own score; for the bureau's people the list."""
    if turn.actor.agency_id is None:
        return show_list(turn, 0, 0, day.toordinal() if day and day < turn.today else 0)
    cycle = cycle_at(turn.store, day)
    if cycle is None:
        when = f"{say_date(day)}那天" if day else "现在"
        return sorry(turn, f"{when}没有评定周期，所以没有得分。评定周期由应急管理部门建立。")
    found = joined(turn.store, turn.actor.agency_id, day)
    if found is None:
        text = f"本单位还没有参加{cycle.name}的评定。星级评定自愿申请，请与监管人员联系登记。"
        return sorry(turn, text)
    turn.say(card.card_view(seen(turn, live(turn.store, found, day))))


def sorry(turn: Turn, text: str) -> None:
    turn.say(View(text, ((MENU,),), title="得分"))


def sheet_of(turn: Turn, id: str, day: int) -> Sheet | None:
    """The live score of a participation, or an issued card; only what this person may see."""
    part = turn.store.get(Participation, id)
    kept = None if part else turn.store.get(Card, id)
    found = part or kept
    if found is None or found.withdrawn_at is not None:
        return None
    if not turn.actor.may_see(found.agency_id):
        raise Refused(NOT_YOURS)
    if hidden(turn, id):
        raise Refused(BLIND)
    if kept is not None and private(turn, kept):
        raise Refused(NOT_YOURS)
    if kept is not None:
        return seen(turn, issued(turn.store, kept))
    assert part is not None
    then = past(turn, day)
    return seen(turn, live(turn.store, part, date.fromordinal(then) if then else None))


def hidden(turn: Turn, id: str) -> bool:
    """Whether this is the score, or a card, of an agency that this person scores blind."""
    kept = turn.store.get(Card, id)
    made = turn.store.get(Inspection, kept.inspection_id) if kept else None
    return blinded(turn.store, made.participation_id if made else id, turn.actor.id)


def blind_view() -> View:
    rows = ((Choice("现场评定", press("insp.list.0")), MENU),)
    return View(BLIND, rows, title="独立评定", numbered=True)


def private(turn: Turn, kept: Card) -> bool:
    """A card of a blind inspection: of those who inspect only its maker reads it."""
    made = turn.store.get(Inspection, kept.inspection_id)
    others = turn.actor.role is not Role.SUPERVISOR
    return made is not None and made.blind and made.inspector_id != turn.actor.id and others


def seen(turn: Turn, sheet: Sheet) -> Sheet:
    """An agency's people see no more of item 25 than they may."""
    return sheet if turn.actor.agency_id is None else for_agency(sheet)


def past(turn: Turn, day: int) -> int:
    """The day that a press carries if it is over, else 0: today."""
    return day if 0 < day < turn.today.toordinal() else 0


def show(turn: Turn, sheet: Sheet, verb: str, args: tuple[int, ...]) -> None:
    """One of the views of a sheet; an item that doesn't exist shows the whole."""
    known = bool(args) and args[0] in {row.number for row in sheet.edition.items}
    match verb, args:
        case "item", (number,) if known:
            refs = item.cases_of(sheet, number)[: item.PAGE * 2]
            decided = [d.case_ref for d in sheet.decisions_on(number) if d.case_ref]
            view = item.item_view(sheet, number, labels(turn.store, [*refs, *decided]))
            turn.say(beside(turn.store, sheet, number, view))
        case "cases", (number, page) if known:
            named = labels(turn.store, item.cases_of(sheet, number))
            turn.say(item.cases_view(sheet, number, page, named))
        case "case", (number, at) if known and at < len(item.cases_of(sheet, number)):
            show_case(turn, sheet, number, at)
        case "all", ():
            turn.say(card.all_items_view(sheet))
        case "basics", () if not sheet.issue:
            show_basics(turn, sheet)
        case _:
            back = Choice("返回列表", press("score.list.0.0"))
            turn.say(card.card_view(sheet, back=None if turn.actor.agency_id else back))


def show_case(turn: Turn, sheet: Sheet, number: int, at: int) -> None:
    """The record behind a case, and the way back."""
    ref = item.cases_of(sheet, number)[at]
    found = evidence(turn.store, open_ref(turn.store, ref))
    text = "\n".join([case_label(ref, labels(turn.store, (ref,))), "", *found.lines]).strip()
    page = press(f"score.cases.{number}.{at // item.PAGE}", sheet.id, sheet.press_day)
    whole = press(f"score.item.{number}", sheet.id, sheet.press_day)
    rows: tuple[tuple[Choice, ...], ...] = (
        (Choice("返回记录", page), Choice(f"返回第{number}项", whole)),
    )
    if found.lines:
        rows = ((whole_record(ref),), *rows)
    title = heading(sheet.edition.item(number))
    turn.say(View(text, rows, title, numbered=True, files=found.files))


def show_basics(turn: Turn, sheet: Sheet) -> None:
    part = turn.store.get(Participation, sheet.id)
    assert part is not None
    known = conditions(turn.store, part.agency_id, sheet.day, sheet.readings)
    turn.say(basics_view(sheet, check(known)))


def show_issued(turn: Turn, id: str) -> None:
    """The submitted versions of an agency's card, the newest first."""
    part = turn.store.get(Participation, id)
    if part is None:
        return first(turn)
    if not turn.actor.may_see(part.agency_id):
        raise Refused(NOT_YOURS)
    inspection = latest_inspection(turn.store, part.id)
    cards = versions(turn.store, inspection.id) if inspection else []
    rows = [
        (Choice(f"第{one.version}版 {say_date(one.day)}", press("score.version", one.id)),)
        for one in cards[: item.PAGE]
    ]
    rows.append((Choice("返回得分", press("score.card", part.id)),))
    agency = turn.store.get(Agency, part.agency_id)
    text = f"评定结果共{len(cards)}版，每一版提交后都不再改动。" if cards else (
        "还没有提交的评定结果。评定人员提交后，每一版都可以在这里查看。"
    )
    title = f"{agency.name if agency else ''} · 评定结果"
    turn.say(View(text, tuple(rows), title=title, numbered=True))


def show_list(turn: Turn, page: int, order: int, day: int = 0) -> None:
    cycle = cycle_at(turn.store)
    if cycle is None:
        text = "现在没有评定周期，所以没有得分。监管人员可以从菜单建立评定周期。"
        return sorry(turn, text)
    found = turn.store.find(Participation, cycle_id=cycle.id)
    if not found:
        return sorry(turn, f"{cycle.name}还没有参评机构。监管人员可以从菜单登记机构参加评定。")
    unseen = hidden_from(turn.store, turn.actor.id)
    # Its place among the others would tell the score.
    order = 0 if unseen else min(order, len(ranking.ORDERS) - 1)
    page = min(page, (len(found) - 1) // item.PAGE)
    refresh(turn.store, cycle, FRESH)
    listed = snapshot.ranking(turn.store, cycle, ranking.ORDERS[order][0], page, item.PAGE)
    turn.say(ranking.ranking_view(cycle.name, listed, page, order, day, unseen))
