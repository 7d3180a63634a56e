"""Two inspectors' scores of one agency, made apart: only where they differ, once both are in."""

from dataclasses import dataclass

from handlers.formkit.view import Choice, View, press
from handlers.scorecard.load import issued
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import gained, heading, say_value
from handlers.turn import Refused, Turn
from scoring.values import Cases
from storage.assignment import assigned
from storage.card import versions
from storage.cycle import Participation
from storage.decided import same
from storage.inspecting import blind_ones
from storage.inspection import Inspection, latest_inspection
from storage.organisation import Role
from storage.person import Person
from storage.store import Store

TITLE = "两份评定的不同"
NOT_FOR = "两份评定的不同只给参加评定的人和监管人员看。"
ITEMS = 20


@dataclass(frozen=True)
class Apart:
    """An item on which a blind inspector's card says otherwise than the shared one."""

    number: int
    lines: tuple[str, ...]


def show(turn: Turn, part: Participation) -> None:
    """Raises ``Refused`` for whoever did not take part."""
    if not may(turn, part):
        raise Refused(NOT_FOR)
    shared = latest_inspection(turn.store, part.id)
    first = card_of(turn.store, shared) if shared else None
    others = [(one, card_of(turn.store, one)) for one in blind_ones(turn.store, part.id)]
    back = Choice("返回", press("insp.list.0"))
    if turn.actor.role is Role.SUPERVISOR:
        back = Choice("返回", press("obj.agency", part.id))
    if first is None or not others:
        text = "要等两份评定都提交后，才能看到不同的地方。"
        return turn.say(View(text, ((back,),), TITLE, numbered=True))
    lines: list[str] = []
    numbers: list[int] = []
    for inspection, second in others:
        if second is None:
            continue
        found = apart(first, second)
        who = name(turn.store, inspection.inspector_id)
        lines += [f"评定 {first.issue}，独立评定 {who}：{len(found)}项不同。", ""]
        for one in found[:ITEMS]:
            lines += one.lines
        lines += [f"…其余{len(found) - ITEMS}项略"] if len(found) > ITEMS else []
        numbers += [one.number for one in found]
    lines += [] if numbers else ["两份评定没有不同。"]
    rows = ways(turn, shared, sorted(set(numbers)))
    turn.say(View("\n".join(lines), (*rows, (back,)), f"{first.agency} · {TITLE}", numbered=True))


def may(turn: Turn, part: Participation) -> bool:
    """Supervisors, and the inspectors of the one or the other; of an agency that was assigned to
    nobody, those who inspected it."""
    if turn.actor.role is Role.SUPERVISOR:
        return True
    if turn.actor.role is not Role.INSPECTOR:
        return False
    given = {one.inspector_id for one in assigned(turn.store, part.id)}
    made = turn.store.find(Inspection, participation_id=part.id)
    return turn.actor.id in given | {one.inspector_id for one in made}


def ways(
    turn: Turn, shared: Inspection | None, numbers: list[int]
) -> list[tuple[Choice, ...]]:
    """To the items, for those who can still decide them."""
    if shared is None or turn.actor.role is not Role.INSPECTOR:
        return []
    given = assigned(turn.store, shared.participation_id)
    if any(one.blind and one.inspector_id == turn.actor.id for one in given):
        return []
    buttons = [Choice(f"第{n}项", press(f"insp.item.{n}", shared.id)) for n in numbers]
    return [tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5)]


def card_of(store: Store, inspection: Inspection) -> Sheet | None:
    found = versions(store, inspection.id)
    return issued(store, found[0]) if found else None


def apart(first: Sheet, second: Sheet) -> list[Apart]:
    """The items whose facts differ: the points of either, and the facts."""
    found = []
    for item in first.edition.items:
        if item.measured:
            continue
        names = [n for n in item.facts if not same(first.facts.get(n), second.facts.get(n))]
        if not names:
            continue
        one, two = (gained(sheet.card.item(item.number)) for sheet in (first, second))
        lines = [f"{heading(item)}：{one}｜{two}"]
        lines += [fact_line(first, second, name) for name in names]
        found.append(Apart(item.number, tuple(lines)))
    return found


def fact_line(first: Sheet, second: Sheet, name: str) -> str:
    fact = first.edition.facts[name]
    one, two = first.facts.get(name), second.facts.get(name)
    said = f"　{fact.label}：{say_value(fact, one)}｜{say_value(fact, two)}"
    if isinstance(one, Cases) and isinstance(two, Cases):
        if only := len(set(one.refs) - set(two.refs)):
            said += f"（只在前一份{only}例）"
        if only := len(set(two.refs) - set(one.refs)):
            said += f"（只在后一份{only}例）"
    return said


def name(store: Store, person_id: str) -> str:
    found = store.get(Person, person_id)
    return found.name if found else ""
