"""评定公告: what was published, for everybody; nothing here depends on who asks."""

import re

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.publication.telling import say_result
from handlers.scorecard.item import page_row
from handlers.turn import Turn
from storage.cycle import Cycle
from storage.publication import Publication
from storage.published import by_number, cycles_with_results, of_agency, results
from storage.store import Store
from storage.ways import public_page

TITLE = "评定公告"
PAGE = 6
MENU = Choice("菜单", press("menu"))
LIST = Choice("返回公告", press("res.list.0"))
NOTHING = "还没有公布评定结果。公布后，这里可以看到各机构的星级和得分。"
GONE = "没有找到这份公告，下面是已经公布的结果。"
_PRESS = re.compile(r"res\.([a-z]+)(?:\.([0-9]{1,4}))?")


def handle(turn: Turn) -> None:
    """Presses on res.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return ask(turn)
    verb, page = found[1], int(found[2] or 0)
    if verb in ("of", "items", "old"):
        made = by_number(turn.store, event.id)
        if made is None:
            turn.toast(GONE)
            return turn.say(list_view(turn.store, "", 0, said=GONE))
        show = {"of": of_view, "items": items_view, "old": old_view}[verb]
        return turn.say(show(turn.store, made))
    if verb == "cycles":
        return turn.say(cycles_view(turn.store))
    return turn.say(list_view(turn.store, event.id, page))


def ask(turn: Turn) -> None:
    """评定公告, /results"""
    turn.say(list_view(turn.store, "", 0))


def list_view(store: Store, cycle_id: str, page: int, said: str = "") -> View:
    """A cycle's results, the newest version of each, the highest first."""
    known = cycles_with_results(store)
    if not known:
        return View(NOTHING, ((MENU,),), title=TITLE, numbered=True)
    cycle = next((one for one in known if one.id == cycle_id), known[0])
    shown, total = results(store, cycle.id, page, PAGE)
    last = max(0, (total - 1) // PAGE)
    if page > last:
        return list_view(store, cycle.id, last, said)
    lines = [said, f"{cycle.name}：已公布{total}家。第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, made in enumerate(shown, 1):
        lines.append(f"{place}. {made.shown['agency']} {say_result(made)}")
        label = f"{place}. {cut(made.shown['agency'], 40)}"
        rows.append((Choice(label, press("res.of", made.number)),))
    if address := public_page():
        lines += ["", f"公开网页：{address}"]
    rows += page_row("res.list", page, last, cycle.id)
    others = (Choice("其他周期", press("res.cycles")),) if len(known) > 1 else ()
    return View("\n".join(lines).strip(), (*rows, (*others, MENU)), title=TITLE, numbered=True)


def cycles_view(store: Store) -> View:
    known: list[Cycle] = cycles_with_results(store)[:PAGE]
    rows = [(Choice(cut(one.name, 40), press("res.list.0", one.id)),) for one in known]
    return View("选一个周期查看：", (*rows, (LIST,)), title=TITLE, numbered=True)


def of_view(store: Store, made: Publication) -> View:
    """One result, in the words that were frozen."""
    page = made.shown
    newest = of_agency(store, made.cycle_id, made.agency_id)
    later = [f"已有更正：请看第{newest[0].version}版。"] if newest[0].id != made.id else []
    lines = [*later, *result_lines(made)]
    if address := public_page(made.number):
        lines += ["", f"公开网页：{address}"]
    rows: list[tuple[Choice, ...]] = [(Choice("各项得分", press("res.items", made.number)),)]
    if len(newest) > 1:
        rows.append((Choice("全部版本", press("res.old", made.number)),))
    return View("\n".join(lines), (*rows, (LIST, MENU)), title=page["agency"], numbered=True)


def result_lines(made: Publication) -> list[str]:
    page = made.shown
    lines = [f"{page['stars']}　{page['total']}/{page['possible']}分", page["cycle"], ""]
    lines += [f"{one['name']} {one['points']}/{one['possible']}" for one in page["sections"]]
    lines += ["", f"评定标准：{page['edition']}"]
    table = "，".join(f"{b['name']}{b['least']}–{b['most']}" for b in page["bands"])
    lines.append(f"星级标准：{table}")
    lines.append(f"公告编号{made.number}（第{made.version}版），{page['published_on']}公布")
    if before := page["before"]:
        lines.append(f"原公布{before['total']}分 {before['stars']}，更正理由：{page['reason']}")
    return lines


def items_view(store: Store, made: Publication) -> View:
    lines = [f"{say_result(made)}（第{made.version}版）"]
    section = ""
    for one in made.shown["items"]:
        if one["section"] != section:
            section = one["section"]
            lines += ["", section]
        lines.append(f"{one['number']}. {one['title']} {one['points']}/{one['possible']}")
    back = Choice("返回这份公告", press("res.of", made.number))
    title = f"{made.shown['agency']} · 各项得分"
    return View("\n".join(lines), ((back, LIST),), title=title, numbered=True)


def old_view(store: Store, made: Publication) -> View:
    """Every version of an agency's result; an old one stays as it was."""
    found = of_agency(store, made.cycle_id, made.agency_id)[:PAGE]
    lines, rows = ["每次更正都是新的一版，原来的仍可查看。", ""], []
    for place, one in enumerate(found, 1):
        said = f"第{one.version}版 {one.published_on.isoformat()} {say_result(one)}"
        lines.append(f"{place}. {said}")
        rows.append((Choice(f"{place}. 第{one.version}版", press("res.of", one.number)),))
    title = f"{made.shown['agency']} · 全部版本"
    return View("\n".join(lines), (*rows, (LIST,)), title=title, numbered=True)
