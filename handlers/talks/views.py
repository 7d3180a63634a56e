"""What is seen of a talk: by the bureau, and by the agency that it is held with."""

from collections.abc import Iterator

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.talks.candidates import HOME, PAGE, pages
from handlers.talks.wording import SHORT, agency_name, candidate_line, standing, talk_line
from handlers.turn import Turn
from storage.candidates import counted
from storage.organisation import Role
from storage.person import Person
from storage.store import Store
from storage.talk import Talk
from storage.talk_record import confirmed, version
from storage.talks import about, called, listed, moment

MENU = Choice("菜单", press("menu"))
BOARD = Choice("评定工作", press("cyc.board"))


def home(turn: Turn, page: int = 0) -> View:
    """A supervisor's: what is to be done, then the talks under way."""
    waiting, unplanned = counted(turn.store)
    lines = [f"待决定的情形：{waiting}个。决定约谈、还没有安排的：{unplanned}个。"]
    rows = _talks(turn, lines, page, closed=False)
    lines.append("" if rows else "没有进行中的约谈。")
    todo = [Choice(f"待决定的情形（{waiting}）", press("talk.cands"))]
    todo += [Choice(f"安排约谈（{unplanned}）", press("talk.ready"))] if unplanned else []
    find = (
        Choice("按记录查找", press("talk.look")),
        Choice("人工提出", press("talk.raise")),
    )
    past = (
        Choice("已决定的情形", press("talk.decided")),
        Choice("已办结的约谈", press("talk.past")),
    )
    text = "\n".join(line for line in lines if line)
    return View(text, (*rows, tuple(todo), find, past, (BOARD, MENU)), "警示约谈", numbered=True)


def mine(turn: Turn, page: int = 0) -> View:
    """An agency's own."""
    lines: list[str] = []
    rows = _talks(turn, lines, page, closed=False)
    text = "\n".join(lines) if rows else "现在没有需要参加的约谈。"
    past = Choice("已办结的约谈", press("talk.past"))
    return View(text, (*rows, (past, MENU)), "约谈", numbered=True)


def past(turn: Turn, page: int) -> View:
    lines: list[str] = []
    rows = _talks(turn, lines, page, closed=True)
    text = "\n".join(lines) if rows else "还没有办结的约谈。"
    return View(text, (*rows, (_home(turn),)), "已办结的约谈", numbered=True)


def _talks(
    turn: Turn, lines: list[str], page: int, closed: bool
) -> list[tuple[Choice, ...]]:
    whose, bureau = turn.actor.agency_id, turn.actor.agency_id is None
    found = listed(turn.store, whose, PAGE + 1, page * PAGE, closed)
    rows: list[tuple[Choice, ...]] = []
    for number, talk in enumerate(found[:PAGE], 1):
        lines.append(f"{number}. {talk_line(turn.store, talk, bureau)}")
        name = agency_name(turn.store, talk.agency_id) if bureau else called(talk)
        label = f"{number}. {talk.number} {name}"
        rows.append((Choice(cut(label, 40), press("talk.show", talk.id)),))
    turning = pages("talk.past" if closed else "talk.list", "", page, len(found) > PAGE)
    return [*rows, *([tuple(turning)] if turning else [])]


def _home(turn: Turn) -> Choice:
    return HOME if turn.actor.role is Role.SUPERVISOR else Choice("约谈", press("talk.list"))


def talk_view(turn: Turn, talk: Talk, said: str = "") -> View:
    bureau = turn.actor.role is Role.SUPERVISOR
    lines = [
        *([said, ""] if said else []),
        f"机构：{agency_name(turn.store, talk.agency_id)}",
        f"类型：{called(talk)}",
        f"时间：{moment(talk.planned_at)}",
        f"地点：{talk.place}",
        f"事由：{talk.grounds}",
        f"进展：{standing(talk)}",
        *_steps(turn.store, talk),
    ]
    if bureau:
        lines += ["", "依据的情形（机构看不到）："]
        lines += [f"· {candidate_line(turn.store, one)}" for one in about(turn.store, talk)]
    ways = list(_bureaus(talk) if bureau else _agencys(turn, talk))
    rows = [tuple(ways[at : at + 2]) for at in range(0, len(ways), 2)]
    seen = []
    if talk.withdrawn_at is None:
        seen.append(Choice("约谈通知书（PDF）", press("talk.notice", talk.id)))
    if talk.minutes is not None:
        seen.append(Choice("纪要", press("talk.minutes", talk.id)))
    if talk.rectified_files:
        seen.append(Choice("整改的照片和文件", press("talk.files", talk.id)))
    title = f"{called(talk)} {talk.number}"
    shown = filter(None, (*rows, tuple(seen)))
    return View("\n".join(lines), (*shown, (_home(turn),)), title, numbered=True)


def _steps(store: Store, talk: Talk) -> Iterator[str]:
    if talk.acknowledged_at is not None:
        yield f"● {moment(talk.acknowledged_at)} {_name(store, talk.acknowledged_by)}确认收到通知"
    if talk.held_on is not None:
        yield f"● {talk.held_on} 约谈，谈到：{'、'.join(SHORT[code] for code in talk.codes)}"
    sides = (
        ("监管部门", talk.bureau_confirmed_at, talk.bureau_confirmed_by),
        ("机构", talk.agency_confirmed_at, talk.agency_confirmed_by),
    )
    for side, at, who in sides:
        if at is not None:
            yield f"● {moment(at)} {side}{_name(store, who)}确认纪要"
        elif talk.minutes is not None:
            yield f"○ {side}还没有确认纪要"
    if talk.demands:
        yield f"要求：{talk.demands}（期限 {talk.rectify_by}）"
    if talk.rectification:
        done = f"● {talk.rectified_on} " if talk.rectified_on else "○ 上次报告的"
        yield f"{done}整改：{talk.rectification}"
    if talk.closing:
        yield f"{'● 办结：' if talk.closed_on else '○ 检查没有通过：'}{talk.closing}"


def _name(store: Store, person_id: str | None) -> str:
    person = store.get(Person, person_id) if person_id else None
    return person.name if person else ""


def _bureaus(talk: Talk) -> Iterator[Choice]:
    if talk.withdrawn_at is not None or talk.closed_on is not None:
        return
    if talk.held_on is None:
        yield Choice("登记约谈记录", press("talk.hold", talk.id))
        yield Choice("改时间地点", press("talk.move", talk.id))
        yield Choice("取消约谈", press("talk.off", talk.id))
    elif not confirmed(talk):
        yield Choice("修改约谈记录", press("talk.hold", talk.id))
    elif talk.rectified_on is not None:
        yield Choice("检查整改", press("talk.check", talk.id))


def _agencys(turn: Turn, talk: Talk) -> Iterator[Choice]:
    if talk.withdrawn_at is not None or talk.closed_on is not None:
        return
    principal = turn.actor.role is Role.PRINCIPAL
    if principal and talk.held_on is None and talk.acknowledged_at is None:
        yield Choice("收到", press("talk.ack", talk.id))
    if confirmed(talk) and talk.demands:
        again = talk.rectified_on is not None
        yield Choice("更改整改情况" if again else "报告整改情况", press("talk.rectify", talk.id))


def minutes_view(turn: Turn, talk: Talk, said: str = "") -> View:
    """The minutes as they stand, and one's own yes to exactly these."""
    lines = [*([said, ""] if said else []), talk.minutes or "还没有纪要。"]
    ways: list[Choice] = []
    side = {Role.SUPERVISOR: "bureau", Role.PRINCIPAL: "agency"}.get(turn.actor.role)
    open_ = talk.closed_on is None and talk.withdrawn_at is None
    if talk.minutes and side and open_ and getattr(talk, f"{side}_confirmed_at") is None:
        ways.append(Choice("确认纪要", press("talk.confirm", talk.id, version(talk))))
    if turn.actor.role is Role.SUPERVISOR and talk.minutes and open_ and not confirmed(talk):
        ways.append(Choice("修改约谈记录", press("talk.hold", talk.id)))
    ways.append(Choice("纪要（PDF）", press("talk.paper", talk.id)))
    back = Choice("返回约谈", press("talk.show", talk.id))
    return View("\n".join(lines), (tuple(ways), (back,)), f"约谈纪要 {talk.number}", numbered=True)
