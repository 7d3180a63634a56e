"""Items 15 to 22 from site checks, client by client: what stands behind each of their points."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers.formkit.view import Choice, View, press
from handlers.scorecard.load import names
from handlers.scorecard.sheet import Sheet
from handlers.scorecard.wording import heading
from scoring.editions import CURRENT
from storage.card import Card
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.evidence.asked import ask
from storage.evidence.site import FLAGS, MAJOR, UNADVISED, Seen, counting
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store

CLIENTS = 8
ABOUT = {CURRENT.item_of(name).number for name in (*FLAGS, UNADVISED)}


def say_flag(said: bool | None) -> str:
    """The answer at one client; not looked at is neither."""
    return "没有查看" if said is None else "是" if said else "否"


def said_of(finding: SiteFinding) -> str:
    return "[待比对]" if finding.advised is None else "[已提出]" if finding.advised else "[未提出]"


def item_lines(
    store: Store,
    part: Participation,
    number: int,
    day: date | None = None,
    known_on: date | None = None,
    short: bool = False,
) -> list[str]:
    """What the checks that count on a day say of an item, and (not ``short``) at which client."""
    cycle = store.get(Cycle, part.cycle_id)
    if cycle is None or number not in ABOUT:
        return []
    seen = counting(store, ask(cycle, part, day or store.today, known_on))
    if not seen:
        return []
    item = CURRENT.item(number)
    if UNADVISED in item.facts:
        total = [sum(len(one.unadvised) for one in seen), sum(len(one.major) for one in seen)]
        open_ = sum(one.uncompared for one in seen)
        waiting = f"，待比对{open_}处" if open_ else ""
        said = f"未提出整改意见{total[0]}处，其中重大{total[1]}处{waiting}"
    else:
        names_ = [name for name in item.facts if name in FLAGS]
        bad = sum(any(one.flags[name] for name in names_) for one in seen)
        looked = sum(any(one.flags[name] is not None for name in names_) for one in seen)
        said = f"查看{looked}家，{f'不符合{bad}家' if bad else '未见不符合'}"
    head = f"{heading(item)}：{said}"
    if short:
        return [head]
    return [f"现场核查（{len(seen)}家）{head}", *client_lines(store, seen, item.facts)]


def client_lines(store: Store, seen: Sequence[Seen], facts: Sequence[str]) -> list[str]:
    """One line for each client; those where something is wrong first."""
    wrong = [one for one in seen if _wrong(one, facts)]
    ordered = [*wrong, *(one for one in seen if one not in wrong)]
    lines = []
    for one in ordered[:CLIENTS]:
        check, client = store.get(SiteCheck, one.check), store.get(Client, one.client)
        assert check is not None
        who = names(store, [check.inspector_id]).get(check.inspector_id, "")
        head = f"　- {client.name if client else ''} {check.on} {who}："
        lines.append(head + "；".join(_said(one, name) for name in facts if name != MAJOR))
    more = len(ordered) - CLIENTS
    return [*lines, f"　…另有{more}家"] if more > 0 else lines


def _wrong(seen: Seen, facts: Sequence[str]) -> bool:
    return any(seen.flags[n] if n in FLAGS else bool(seen.unadvised) for n in facts)


def _said(seen: Seen, name: str) -> str:
    if name in FLAGS:
        return f"{CURRENT.facts[name].label}：{say_flag(seen.flags[name])}"
    waiting = f"，待比对{seen.uncompared}处" if seen.uncompared else ""
    return f"未提出{len(seen.unadvised)}处（重大{len(seen.major)}处）{waiting}"


def beside(store: Store, sheet: Sheet, number: int, view: View, always: bool = False) -> View:
    """The view of an item with the checks behind it, and the way to them; ``always`` offers the
    way where there are none yet."""
    kept = store.get(Card, sheet.id) if sheet.issue else None
    part = store.get(Participation, sheet.id) if kept is None else _part_of(store, kept)
    if part is None or number not in ABOUT:
        return view
    lines = item_lines(store, part, number, sheet.day, kept.day if kept else None)
    closed = part.sample_closed_on
    if lines and (closed is None or closed > sheet.day):
        lines.append("现场核查还没有结束：结束后，没有发现问题的才算合格。")
    if not lines and not always:
        return view
    way = Choice("现场核查记录" if lines else "现场核查", press("site.of", part.id))
    return replace(view, text="\n".join([view.text, "", *lines]).strip(), rows=(*view.rows, (way,)))


def _part_of(store: Store, card: Card) -> Participation | None:
    found = store.find(Participation, cycle_id=card.cycle_id, agency_id=card.agency_id)
    return found[0] if found else None
