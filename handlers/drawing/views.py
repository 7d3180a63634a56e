"""What people see of draws: each agency's, one draw before and after it, the list it is from."""

from collections.abc import Mapping, Sequence
from datetime import date

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.wording import say_time
from handlers.turn import Turn
from scoring.sampling import RULE, weights
from storage.cycle import Participation
from storage.draw import Draw
from storage.drawing import picked_clients
from storage.organisation import Role

MENU = Choice("菜单", press("menu"))
PAGE, LINES = 6, 15
NAMED = 20
OUTDATED = "这个按钮已过期，下面是现在的情况"

Rows = list[tuple[Choice, ...]]


def draw_press(verb: str, draw: Draw, page: int = 0) -> str:
    return press(f"draw.{verb}", draw.id, page)


def names_of(draw: Draw) -> str:
    found = picked_clients(draw)
    named = "、".join(cut(row["name"], 40) for row in found[:NAMED])
    return f"{named}等" if len(found) > NAMED else named


def state(draw: Draw | None, visited: int = 0) -> str:
    if draw is None:
        return "没有抽样"
    if draw.picked is None:
        return "准备好了，还没有抽取"
    held = f"，已核查{visited}家" if visited else ""
    return f"已抽{draw.wanted}家{held}"


def turning(action: str, id: str, page: int, last: int) -> tuple[Choice, ...]:
    back = (Choice("上一页", press(action, id, page - 1)),) if page else ()
    on = (Choice("下一页", press(action, id, page + 1)),) if page < last else ()
    return (*back, *on)


def paged(rows: Rows, *ways: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    return tuple(row for row in (*rows, *ways) if row)


def agencies_view(
    shown: Sequence[tuple[Participation, str, str]], page: int, last: int, board: Choice | None
) -> View:
    """``shown``: each agency's participation, its name, and how its draw stands."""
    lines = ["看哪家机构的现场核查抽样？", ""] if shown else ["这个评定周期还没有参评机构。"]
    lines += [f"{n}. {cut(name, 40)}：{how}" for n, (_part, name, how) in enumerate(shown, 1)]
    rows: Rows = [
        (Choice(f"{n}. {cut(name, 30)}", press("draw.of", part.id)),)
        for n, (part, name, _how) in enumerate(shown, 1)
    ]
    ways = (*((board,) if board else ()), MENU)
    turns = turning("draw.list", "", page, last)
    return View("\n".join(lines), paged(rows, turns, ways), "现场核查抽样", numbered=True)


def draws_view(
    turn: Turn, draws: Sequence[Draw], name: str, part_id: str, page: int, said: str = ""
) -> View:
    """Of one agency, the latest first; to the agency itself those that were published."""
    last = max(0, (len(draws) - 1) // PAGE)
    page = min(page, last)
    shown = draws[page * PAGE : (page + 1) * PAGE]
    bureau = turn.actor.agency_id is None
    none = "还没有抽样。" if bureau else "还没有公布的现场核查抽样。"
    lines = [said] if said else []
    lines += [] if draws else [none]
    for n, draw in enumerate(shown, 1):
        lines.append(f"{n}. {draw.number} {draw.population['on']}：{state(draw)}")
        lines += [f"   再抽的原因：{cut(draw.grounds, 100)}"] if draw.grounds else []
    rows: Rows = [
        (Choice(f"{n}. {draw.number}", draw_press("open", draw)),)
        for n, draw in enumerate(shown, 1)
    ]
    ways: tuple[Choice, ...] = ()
    if turn.actor.role is Role.SUPERVISOR:
        label = "再准备一次抽样" if draws else "准备抽样"
        ways = (Choice(label, press("draw.new", part_id)),)
    action, id = ("draw.of", part_id) if bureau else ("draw.list", "")
    ends = (*((Choice("各机构抽样", press("draw.list")),) if bureau else ()), MENU)
    turns = turning(action, id, page, last)
    title = f"{name} · 现场核查抽样"
    return View("\n".join(lines), paged(rows, turns, ways, ends), title, numbered=True)


def draw_view(
    turn: Turn, draw: Draw, name: str, visited: Mapping[str, date], page: int, latest: bool
) -> View:
    """Before the draw what it is bound to; after it whom it picked, and the seed."""
    frozen = draw.population
    lines = [
        f"{name}，{frozen['cycle']}",
        f"名单：{frozen['on']}合同期内的{len(frozen['clients'])}家，"
        f"有回避不抽的{len(frozen['excluded'])}家，要抽{draw.wanted}家。",
    ]
    lines += [f"再抽的原因：{cut(draw.grounds, 300)}"] if draw.grounds else []
    rows: Rows = []
    ways = [Choice("看名单", draw_press("pop", draw))]
    if draw.drawn_at is None:
        lines += [_waiting(latest), ""]
        if latest and turn.actor.role is Role.SUPERVISOR:
            rows.append((Choice(f"抽取{draw.wanted}家", draw_press("go", draw)),))
    else:
        lines.append("")
        _drawn(turn, draw, visited, page, lines, rows)
        lines += ["", f"{say_time(draw.drawn_at)}抽取。种子：{draw.seed}"]
        ways.append(Choice("抽样文件", draw_press("file", draw)))
        ways.append(Choice("怎样检验", draw_press("how", draw)))
    lines += [f"名单的SHA-256：{draw.population_hash}", f"种子的SHA-256：{draw.commitment}"]
    own = turn.actor.agency_id is not None
    back = press("draw.list") if own else press("draw.of", draw.participation_id)
    shown = paged(rows, tuple(ways), (Choice("返回", back), MENU))
    # The clients are numbered: a number is theirs, or nobody's.
    numbered = draw.drawn_at is None or turn.actor.role is Role.INSPECTOR
    return View("\n".join(lines), shown, f"现场核查抽样 {draw.number}", numbered=numbered)


def _waiting(latest: bool) -> str:
    if not latest:
        return "后来又准备了新的抽样，这一次没有抽取。"
    return "名单和种子已经固定，还没有抽取；抽取后公布种子。"


def _drawn(
    turn: Turn, draw: Draw, visited: Mapping[str, date], page: int, lines: list[str], rows: Rows
) -> None:
    """The clients of a page; an inspector goes from here to the check of each."""
    found = picked_clients(draw)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    lines.append(f"抽中{len(found)}家" + (f"，第{page + 1}/{last + 1}页" if last else "") + "：")
    inspects = turn.actor.role is Role.INSPECTOR
    for n, row in enumerate(found[page * PAGE : (page + 1) * PAGE], 1):
        held = f"，{visited[row['id']]}已核查" if row["id"] in visited else ""
        lines.append(f"{n}. {cut(row['name'], 40)}：{cut(row['town'], 20)}，{row['risk']}{held}")
        if inspects:
            label = f"{n}. 核查{cut(row['name'], 24)}"
            rows.append((Choice(label, press("site.at", row["id"])),))
    rows.append(turning("draw.open", draw.id, page, last))


def population_view(draw: Draw, page: int) -> View:
    """The frozen list as it was hashed, with each one's weight, and who was left out and why."""
    frozen, weight = draw.population, weights(draw.population)
    picked = set((draw.picked or {}).get("clients", ()))
    lines = []
    for one in frozen["clients"]:
        last = f"上次核查{one['last_check']}" if one["last_check"] else "从未核查"
        mark = "✓ " if one["id"] in picked else "· "
        where = f"{cut(one['town'], 20)}，{one['risk']}，{last}，权数{weight[one['id']]}"
        lines.append(f"{mark}{cut(one['name'], 40)}：{where}")
    lines += [f"× {cut(one['name'], 40)}：{one['why']}，不抽" for one in frozen["excluded"]]
    last_page = max(0, (len(lines) - 1) // LINES)
    page = min(page, last_page)
    head = f"{frozen['on']}固定的名单，第{page + 1}/{last_page + 1}页。"
    head += "✓是抽中的。" if picked else ""
    text = "\n".join([head, "", *lines[page * LINES : (page + 1) * LINES]])
    turns = turning("draw.pop", draw.id, page, last_page)
    back = (Choice("返回", draw_press("open", draw)), MENU)
    return View(text, paged([], turns, back), f"抽样名单 {draw.number}")


def how_view(draw: Draw) -> View:
    parts = RULE.replace("。二、", "。\n二、").replace("。三、", "。\n三、")
    parts = parts.replace("。四、", "。\n四、").replace("。五、", "。\n五、")
    text = (
        "下载“抽样文件”，在装有安星的电脑上运行 anxing draw --verify 文件名，"
        "会按同样的办法重抽一遍，并比对名单、种子和抽中的单位。"
        "不用安星也可以照下面的办法自己算：\n\n" + parts
    )
    back = (Choice("返回", draw_press("open", draw)), MENU)
    return View(text, (back,), "怎样检验抽样")
