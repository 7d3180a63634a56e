"""Presses on city.*: which items a cycle's agencies lose most, and who lost how much on each."""

import re

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.item import page_row
from handlers.scorecard.wording import heading
from handlers.turn import Turn
from scoring.editions import edition
from scoring.scheme import Edition
from scoring.values import plain
from storage.cycle import Cycle, cycle_at
from storage.inspecting import hidden_from
from storage.losses import ItemLoss, Loser, by_item, losers
from storage.organisation import Role
from storage.snapshot import refresh

ROLES = frozenset({Role.SUPERVISOR, Role.INSPECTOR})
TITLE = "全市失分"
WORDS = ("/losses", TITLE)
PAGE = 6
FRESH = 40
"""How many stale snapshots one look makes anew: a unit stays short."""
MENU = Choice("菜单", press("menu"))
BOARD = Choice("评定工作", press("cyc.board"))
BACK = Choice("返回全市失分", press("city.menu"))
NO_CYCLE = "现在没有评定周期，所以没有失分可看。监管人员可以从菜单建立评定周期。"
NO_AGENCY = "还没有参评机构。监管人员可以从“评定工作”邀请机构参加。"
NOTHING = "参评机构目前没有已确定的失分。"
NOTE = "只算已经确定失去的分，还没评的不算。"
_PRESS = re.compile(r"city\.(menu|item)(?:\.([0-9]{1,3}))?(?:\.([0-9]{1,4}))?")


def handle(turn: Turn) -> None:
    """city.menu.PAGE, city.item.NUMBER.PAGE"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    cycle = cycle_at(turn.store)
    if cycle is None:
        return turn.say(View(NO_CYCLE, ((MENU,),), title=TITLE))
    refresh(turn.store, cycle, FRESH)
    standard = edition(cycle.edition)
    who = losers(turn.store, cycle, standard, hidden(turn))
    number = int(found[2] or 0) if found else 0
    if found and found[1] == "item" and number in {item.number for item in standard.items}:
        return turn.say(item_view(standard, who, number, int(found[3] or 0)))
    home = BOARD if turn.actor.role is Role.SUPERVISOR else MENU
    return turn.say(menu_view(cycle, standard, who, number if found else 0, home))


def ask(turn: Turn) -> None:
    """全市失分, /losses"""
    handle(turn)


def hidden(turn: Turn) -> frozenset[str]:
    """A blind second inspector sees nothing of the agency they score."""
    return hidden_from(turn.store, turn.actor.id)


def menu_view(
    cycle: Cycle, standard: Edition, who: list[Loser], page: int, home: Choice
) -> View:
    """A page of the items, those that cost most first; ``home`` is where its reader came from."""
    if not who:
        return View(NO_AGENCY, ((home,),), title=TITLE)
    found = by_item(who, standard)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    lines = [f"{cycle.name}：参评机构{len(who)}家。{NOTE}第{page + 1}/{last + 1}页", ""]
    lines += [NOTHING] if not found else []
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(shown, 1):
        item = standard.item(one.item)
        lines.append(f"{place}. {heading(item)} {_costs(one)}")
        label = f"{place}. 第{one.item}项 −{plain(one.lost)}（{one.agencies}家）"
        rows.append((Choice(label, press(f"city.item.{one.item}")),))
    rows += page_row("city.menu", page, last)
    rows.append((Choice("失分热力图", press("pic.heat", cycle.id)), home))
    return View("\n".join(lines), tuple(rows), title=TITLE, numbered=True)


def _costs(one: ItemLoss) -> str:
    still = f"，{one.open}家待评" if one.open else ""
    return f"共失{plain(one.lost)}分，{one.agencies}家{still}"


def item_view(standard: Edition, who: list[Loser], number: int, page: int) -> View:
    """Who lost points on an item, each to be opened at that item."""
    item = standard.item(number)
    losing = [one for one in who if number in one.items and one.items[number].lost]
    losing.sort(key=lambda one: (-one.items[number].lost, one.name))
    last = max(0, (len(losing) - 1) // PAGE)
    page = min(page, last)
    head = f"标准得分{plain(item.points)}分，{len(losing)}家失分。第{page + 1}/{last + 1}页"
    lines = [head if losing else "没有机构在这一项失分。", f"评定标准：{item.text}", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(losing[page * PAGE : (page + 1) * PAGE], 1):
        lost = plain(one.items[number].lost)
        lines.append(f"{place}. {one.name} −{lost}")
        to = press(f"score.item.{number}", one.participation_id)
        rows.append((Choice(f"{place}. {cut(one.name, 30)} −{lost}", to),))
    rows += page_row(f"city.item.{number}", page, last)
    rows.append((BACK, MENU))
    return View("\n".join(lines).strip(), tuple(rows), title=heading(item), numbered=True)
