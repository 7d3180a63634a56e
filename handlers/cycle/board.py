"""The board: a cycle on one screen, its agencies by what is checked, and the ways to all work."""

from collections import Counter
from collections.abc import Sequence

from handlers.cycle.basics import basics_lines
from handlers.cycle.place import MENU, NEW, OUTDATED, TITLE, At, at_cycle
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.load import live
from scoring.editions import edition
from scoring.states import State
from storage.board import STAGE_NAMES, Assigned, Stage, inspectors_of, item_states, outside, stages
from storage.conflict import Conflict
from storage.cycle import Cycle
from storage.person import Person
from storage.snapshot import Order, Ranked, ranking, refresh

PAGE = 6
FRESH = 40
"""How many stale snapshots one look makes anew: a unit stays short."""

GRID = {State.ASSESSED: "●", State.DERIVED: "◐", State.PENDING: "○"}
"""Marks of one width, told apart by their shape."""

HALF = 13
NOBODY = "还没有分工"


def board(at: At, said: str = "") -> None:
    """How the cycle stands, and the ways on."""
    refresh(at.store, at.cycle, FRESH)
    counted = Counter(stages(at.store, at.cycle).values())
    lines = [said, span(at.cycle), *_invited(at, sum(counted.values())), ""]
    shown = [f"{STAGE_NAMES[stage]} {counted[stage]}家" for stage in Stage if counted[stage]]
    lines += ["　".join(shown[n : n + 3]) for n in range(0, len(shown), 3)]
    if at.cycle.closed_on:
        lines.append(f"本周期已在{at.cycle.closed_on}结束，不再参评、分工和评定。")
    text = "\n".join(lines).strip()
    at.turn.say(View(text, _ways(at), title=TITLE, numbered=True))


def span(cycle: Cycle) -> str:
    return f"{cycle.name}\n{cycle.start} 至 {cycle.end}"


def _invited(at: At, taking_part: int) -> list[str]:
    asked = outside(at.store, at.cycle)
    waiting = sum(one.joins is None for one in asked)
    refused = sum(one.joins is False for one in asked)
    more = [f"待答复{waiting}家"] * bool(waiting) + [f"不参加{refused}家"] * bool(refused)
    lines = [f"参评{taking_part}家" + (f"（{'，'.join(more)}）" if more else "")]
    if not taking_part:
        lines.append("还没有参评机构，请从“参评邀请”邀请。")
    return lines


def _ways(at: At) -> tuple[tuple[Choice, ...], ...]:
    closing = at.choice("重新开放周期" if at.cycle.closed_on else "结束周期", "close")
    return (
        (at.choice("各机构进度", "list"), at.choice("逐项进度", "items")),
        (at.choice("参评邀请", "invite"), at.choice("评定分工", "assign")),
        (
            Choice("现场核查抽样", press("draw.list")),
            Choice("结果告知与异议", press("obj.list")),
        ),
        (Choice("星级与公布", press("pub.menu")), Choice("警示约谈", press("talk.list"))),
        (Choice("全市失分", press("city.menu")), at.choice("评定设置", "settings")),
        (closing, at.choice("其他周期", "cycles"), MENU),
    )


def list_(at: At) -> None:
    """Agency × item: a page of agencies, each with its 25 marks."""
    refresh(at.store, at.cycle, FRESH)
    found = ranking(at.store, at.cycle, Order.NAME, at.page, PAGE)
    last = max(0, (found.total - 1) // PAGE)
    where, who = stages(at.store, at.cycle), inspectors_of(at.store, at.cycle)
    lines = [f"参评机构{found.total}家，第{min(at.page, last) + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found.rows, 1):
        stage = where.get(one.participation_id, Stage.WAITING)
        lines += row_lines(place, one, stage, who.get(one.participation_id, ()))
        label = f"{place}. {cut(one.name, 40)}"
        rows.append((at.choice(label, "agency", one.participation_id),))
    legend = ["", "每格一项，第一行第1—13项，第二行第14—25项。", "● 已核　◐ 预评　○ 待评"]
    lines += legend if rows else []
    lines += [] if found.total else ["还没有参评机构，请先从“参评邀请”邀请。"]
    rows += at.turning("list", last)
    at.turn.say(View("\n".join(lines), (*rows, (at.back,)), "各机构进度", numbered=True))


def row_lines(place: int, one: Ranked, stage: Stage, who: Sequence[Assigned]) -> list[str]:
    """The agency, where it stands, and its items in two short lines that fit a phone."""
    lines = [f"{place}. {one.name}", f"　{STAGE_NAMES[stage]} · {names(who)}"]
    if one.items is not None:
        marks = [State(one.items[n][2]) for n in sorted(one.items, key=int)]
        assessed = sum(mark is State.ASSESSED for mark in marks)
        drawn = "".join(GRID[mark] for mark in marks)
        lines[1] += f" · 已核{assessed}/{len(marks)}"
        lines += [f"　{drawn[at : at + HALF]}" for at in range(0, len(drawn), HALF)]
    return lines


def names(who: Sequence[Assigned]) -> str:
    """Who inspects; a blind second one is marked."""
    said = [f"{one.name}（独立）" if one.assignment.blind else one.name for one in who]
    return "、".join(said) or NOBODY


def items(at: At) -> None:
    """Which items lag: of each how many agencies have it checked, the fewest first."""
    refresh(at.store, at.cycle, FRESH)
    found = item_states(at.store, at.cycle)
    standard = edition(at.cycle.edition)
    done = {
        one.number: sum(states.get(one.number) is State.ASSESSED for states in found.values())
        for one in standard.items
    }
    ordered = sorted(standard.items, key=lambda one: (done[one.number], one.number))
    lines = [f"已算出{len(found)}家，已核家数少的在前：", ""]
    lines += [f"第{i.number}项 {i.title}：已核{done[i.number]}家" for i in ordered]
    whole = at.choice("各机构进度", "list")
    at.turn.say(View("\n".join(lines), ((whole, at.back),), "逐项进度", numbered=True))


def agency(at: At, said: str = "") -> None:
    """One agency: where it stands, who inspects it, whether it meets the basic conditions."""
    found = at.taking_part()
    if found is None:
        return outdated(at)
    part, whose = found
    stage = stages(at.store, at.cycle).get(part.id, Stage.WAITING)
    score = live(at.store, part).line
    lines = [said, f"{STAGE_NAMES[stage]}；{part.joined_on}参加", f"得分：{score}"]
    lines.append(f"评定人员：{names(inspectors_of(at.store, at.cycle).get(part.id, ()))}")
    lines += recused(at, part.agency_id)
    lines += ["", *basics_lines(at.store, at.cycle, part.agency_id)]
    rows = (
        (at.choice("评定分工", "who", part.id), Choice("得分", press("score.card", part.id))),
        (Choice("评定结果", press("score.issued", part.id)), at.choice("各机构进度", "list")),
        (at.back,),
    )
    at.turn.say(View("\n".join(lines).strip(), rows, whose.name, numbered=True))


def recused(at: At, agency_id: str) -> list[str]:
    """Who must keep away, from the agency or from one of its clients."""
    lines = []
    for one in at.store.find(Conflict, of_agency_id=agency_id):
        person = at.store.get(Person, one.person_id)
        what = "" if one.client_id is None else "（其中一家委托单位）"
        lines.append(f"回避：{person.name if person else ''}{what}，{cut(one.grounds, 40)}")
    return lines


def cycles(at: At) -> None:
    """The other cycles there are, the newest first, and the way to a new one."""
    rows = [(_opens(at, one),) for one in at.store.find(Cycle, order="-start", limit=PAGE)]
    text = "选一个周期查看："
    at.turn.say(View(text, (*rows, (NEW, at.back)), "评定周期", numbered=True))


def _opens(at: At, cycle: Cycle) -> Choice:
    there = at_cycle(at.turn, cycle.id)
    assert there is not None
    return there.choice(f"{cut(cycle.name, 30)} {cycle.start}—{cycle.end}", "board")


def outdated(at: At) -> None:
    at.turn.toast(OUTDATED)
    board(at, f"{OUTDATED}。")
