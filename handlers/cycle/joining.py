"""参评邀请 as the agency's principal sees it: yes or no, from their own account."""

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.turn import Refused, Turn
from storage.cycle import Cycle, CycleInvitation, participation
from storage.inviting import answer

WORDS = ("参评邀请", "/join")
ONLY_PRINCIPALS = "是否参加评定由机构主要负责人答复，您现在的身份不能答复。"
NOT_YOURS = "这份邀请不是发给贵机构的，不能答复。"
TITLE = "参评邀请"
MENU = Choice("菜单", press("menu"))
SCORE = Choice("得分", press("score.mine"))


def handle(turn: Turn) -> None:
    """join.yes:INVITATION, join.no:INVITATION"""
    event = turn.event
    verb = event.action.partition(".")[2] if isinstance(event, Pressed) else ""
    asked = turn.store.get(CycleInvitation, event.id) if isinstance(event, Pressed) else None
    if asked is not None and asked.agency_id != turn.actor.agency_id:
        raise Refused(NOT_YOURS)
    if asked is None or asked.withdrawn_at is not None or verb not in ("yes", "no"):
        said = "这份邀请已经收回。" if asked else ""
        return mine(turn, said)
    cycle = turn.store.get(Cycle, asked.cycle_id)
    assert cycle is not None
    turn.say(settle(turn, cycle, asked, verb == "yes"))


def settle(turn: Turn, cycle: Cycle, asked: CycleInvitation, joins: bool) -> View:
    """The answer is kept once; what was answered before is said, not written again."""
    part = participation(turn.store, cycle.id, asked.agency_id)
    if part is not None:
        text = f"贵机构已在{part.joined_on}参加{cycle.name}。"
        text += "" if joins else "要退出的，请与监管人员联系。"
        return View(text, ((SCORE, MENU),), TITLE, numbered=True)
    if over := ended(turn, cycle):
        return View(over, ((MENU,),), TITLE)
    if asked.joins is not joins:
        asked = answer(turn.store, asked, joins)
    if joins:
        text = (
            f"已参加{cycle.name}，谢谢！从今天（{turn.today}）起的记录计入评定，"
            f"服务数量从周期开始的{cycle.start}算起。"
        )
        return View(text, ((SCORE, MENU),), TITLE, numbered=True)
    text = f"已答复不参加{cycle.name}。本周期内改主意的，可以再点“参加”。"
    return View(text, ((Choice("参加", press("join.yes", asked.id)), MENU),), TITLE, numbered=True)


def ended(turn: Turn, cycle: Cycle) -> str:
    if cycle.closed_on is not None or turn.today > cycle.end:
        return f"{cycle.name}已在{cycle.closed_on or cycle.end}结束，不能再答复。"
    return ""


def mine(turn: Turn, said: str = "") -> None:
    """参评邀请, /join: the invitations of one's agency, the newest first."""
    found = turn.store.find(CycleInvitation, agency_id=turn.actor.agency_id, order="-id", limit=3)
    lines = [said] if said else []
    rows: list[tuple[Choice, ...]] = []
    for asked in found:
        cycle = turn.store.get(Cycle, asked.cycle_id)
        assert cycle is not None
        part = participation(turn.store, cycle.id, asked.agency_id)
        over = ended(turn, cycle)
        state = f"已在{part.joined_on}参加" if part else over or (
            "已答复不参加" if asked.joins is False else "等您答复"
        )
        lines.append(f"{cycle.name}（{cycle.start} 至 {cycle.end}）：{state}")
        if not part and not over and not rows:
            yes, no = press("join.yes", asked.id), press("join.no", asked.id)
            rows.append((Choice("参加", yes), Choice("不参加", no)))
    if not found:
        lines.append("贵机构现在没有参评邀请。星级评定自愿参加，要申请的请与监管人员联系。")
    turn.say(View("\n".join(lines), (*rows, (MENU,)), TITLE, numbered=True))
