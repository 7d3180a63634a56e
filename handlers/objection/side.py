"""The three ledgers side by side: what records suggest, what was decided, what was published."""

import re

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.objection import differences
from handlers.scorecard.item import made_at, origin, say_decision
from handlers.scorecard.load import issued, live
from handlers.scorecard.objected import objection_lines
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.survey import for_agency
from handlers.scorecard.wording import heading, say_value
from handlers.turn import Refused, Turn
from scoring.scorecard import Scorecard, score
from scoring.summary import between
from storage.card import Card
from storage.cycle import Participation, joined
from storage.decided import same
from storage.evidence import labels
from storage.inspecting import BLIND, blinded
from storage.inspection import Inspection
from storage.publication import Publication
from storage.store import Store

TITLE = "三本账对照"
NOT_YOURS = "这不是本单位的评定，不能查看。"
MENU = Choice("菜单", press("menu"))
NOTHING = "还没有参加评定，没有可以对照的。"
_PRESS = re.compile(r"side\.([a-z]+)(?:\.([0-9]{1,2}))?")


class Ledgers:
    """Of one agency: the live sheet with its records and decisions, and the published card."""

    def __init__(self, turn: Turn, part: Participation) -> None:
        own = turn.actor.agency_id is not None
        now, card = live(turn.store, part), published(turn.store, part)
        then = issued(turn.store, card) if card else None
        self.part, self.card = part, card
        self.now = for_agency(now) if own else now
        self.then = for_agency(then) if own and then else then
        self.records: Scorecard = score(self.now.records, self.now.edition)

    def points(self, number: int) -> tuple[str, str, str]:
        """An item in each of the ledgers."""
        suggested, decided = self.records.item(number), self.now.card.item(number)
        out = self.then.card.item(number) if self.then else None
        return (
            between(suggested.worst, suggested.best),
            between(decided.worst, decided.best),
            between(out.worst, out.best) if out else "—",
        )

    def differ(self, number: int) -> bool:
        """Whether what one ledger knows another contradicts; not yet known contradicts nothing."""
        ledgers = [self.now.records, self.now.facts, *([self.then.facts] if self.then else [])]
        for name in self.now.edition.item(number).facts:
            stated = [facts[name] for facts in ledgers if name in facts]
            if any(not same(stated[0], value) for value in stated):
                return True
        return False


def published(store: Store, part: Participation) -> Card | None:
    """The card that is public now."""
    of = {"cycle_id": part.cycle_id, "agency_id": part.agency_id}
    found = store.find(Publication, order="-version", limit=1, **of)  # type: ignore[arg-type]
    return store.get(Card, found[0].card_id) if found else None


def handle(turn: Turn) -> None:
    """Presses on side.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return mine(turn)
    part = part_of(turn, event.id)
    if part is None:
        return mine(turn)
    number = int(found[2] or 0)
    if found[1] == "blind":
        return differences.show(turn, part)
    ledgers = Ledgers(turn, part)
    if found[1] == "item" and number in {row.number for row in ledgers.now.edition.items}:
        return turn.say(item_view(turn, ledgers, number))
    turn.say(whole_view(ledgers))


def mine(turn: Turn) -> None:
    """Without an agency named: one's own, where there is one."""
    part = joined(turn.store, turn.actor.agency_id) if turn.actor.agency_id else None
    if part is not None:
        return turn.say(whole_view(Ledgers(turn, part)))
    rows = ((Choice("查看得分", press("score.mine")), MENU),)
    text = NOTHING if turn.actor.agency_id else "请先从得分里选一家机构，再看三本账对照。"
    turn.say(View(text, rows, TITLE, numbered=True))


def part_of(turn: Turn, id: str) -> Participation | None:
    """The participation, or that of an issued card; only what this person may see."""
    part = turn.store.get(Participation, id)
    card = None if part else turn.store.get(Card, id)
    if card is not None:
        made = turn.store.get(Inspection, card.inspection_id)
        part = turn.store.get(Participation, made.participation_id) if made else None
    if part is None or part.withdrawn_at is not None:
        return None
    if not turn.actor.may_see(part.agency_id):
        raise Refused(NOT_YOURS)
    if blinded(turn.store, part.id, turn.actor.id):
        raise Refused(BLIND)
    return part


def whole_view(found: Ledgers) -> View:
    """Every item in one line; ≠ where the ledgers differ."""
    now, then = found.now, found.then
    lines = [
        "系统记录（含机构自报）｜评定认定｜公布",
        f"合计 {total(found.records)}｜{total(now.card)}｜{total(then.card) if then else '—'}",
        "",
    ]
    buttons = []
    for item in now.edition.items:
        mark = "≠" if found.differ(item.number) else "　"
        said = "｜".join(found.points(item.number))
        lines.append(f"{mark}{heading(item)} {said}")
        label = f"{'≠' if found.differ(item.number) else ''}{item.number}"
        buttons.append(Choice(label, press(f"side.item.{item.number}", found.part.id)))
    lines += ["", "≠ 三本账不一致：点一项看是哪个事实、谁认定的、为什么。记录里还不知道的为区间。"]
    lines += [] if then else ["还没有公布评定结果。"]
    rows = [tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5)]
    rows.append((Choice("返回得分", press("score.card", found.part.id)),))
    return View("\n".join(lines), tuple(rows), f"{now.agency} · {TITLE}", numbered=True)


def total(card: Scorecard) -> str:
    return between(card.worst, card.best)


def item_view(turn: Turn, found: Ledgers, number: int) -> View:
    """The facts of an item in each ledger, who decided, and what was objected."""
    now, then = found.now, found.then
    item = now.edition.item(number)
    suggested, decided, out = found.points(number)
    lines = [f"得分：系统记录 {suggested}｜评定认定 {decided}｜公布 {out}", ""]
    for name in item.facts:
        fact = now.edition.facts[name]
        values = [now.records.get(name), now.facts.get(name)]
        said = [say_value(fact, value) for value in values]
        if then is not None:
            values.append(then.facts.get(name))
            said.append(say_value(fact, then.facts.get(name)))
        stated = [value for value in values if value is not None]
        mark = "" if all(same(stated[0], value) for value in stated) else "≠ "
        lines.append(f"{mark}{fact.label}：{'｜'.join(said)}（{origin(now, fact)}）")
    lines += decisions(turn.store, now, number)
    lines += objection_lines(now.objections, now.names, number)
    ways = [Choice("评定认定的明细", press(f"score.item.{number}", found.part.id))]
    if found.card is not None:
        ways.append(Choice("公布的明细", press(f"score.item.{number}", found.card.id)))
    back = Choice("返回对照", press("side.show", found.part.id))
    title = f"{heading(item)} · {TITLE}"
    return View("\n".join(lines), (tuple(ways), (back,)), title, numbered=True)


def decisions(store: Store, sheet: Sheet, number: int) -> list[str]:
    made = sorted(sheet.decisions_on(number), key=made_at)
    named = labels(store, dict.fromkeys(d.case_ref for d in made if d.case_ref))
    said = [say_decision(sheet, one, named) for one in made[-12:]]
    return ["", "认定：", *said] if said else []
