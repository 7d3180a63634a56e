"""Inviting agencies: who was asked and what they said, one, several or all that were not asked."""

from handlers.cycle.basics import basics_lines
from handlers.cycle.board import outdated
from handlers.cycle.forms import InviteForm
from handlers.cycle.place import OUTDATED, At
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View
from handlers.formkit.wording import cut
from storage.agency import Agency
from storage.cycle import CycleInvitation, participation
from storage.inviting import Asked, agencies, invitation_of, invite, never_asked, reach

PAGE = 6
AT_ONCE = 200
"""How many are asked in one unit: others wait for it."""

NAMED = 8
TITLE = "参评邀请"


def standing(one: Asked) -> str:
    if one.takes_part:
        return "已参加"
    if one.invitation is None:
        return "未邀请"
    if one.invitation.joins is None:
        return f"{one.invitation.invited_on}邀请，待答复"
    return f"{one.invitation.answered_on}答复不参加"


def list_(at: At, said: str = "") -> None:
    """All agencies, each with its answer."""
    found, total = agencies(at.store, at.cycle, at.page, PAGE)
    last = max(0, (total - 1) // PAGE)
    page = f"第{min(at.page, last) + 1}/{last + 1}页"
    lines = [said, at.cycle.name, f"自愿参加，每二年一次。机构{total}家，{page}", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found, 1):
        lines.append(f"{place}. {one.agency.name}：{standing(one)}")
        rows.append((at.choice(f"{place}. {cut(one.agency.name, 40)}", "asked", one.agency.id),))
    lines += [] if total else ["还没有登记机构，请先从菜单登记“安全生产技术服务机构”。"]
    rows += at.turning("invite", last)
    ways = (at.choice("邀请几家", "several"), at.choice("邀请全部未邀请的", "all"))
    rows += [ways] if total and not at.cycle.closed_on else []
    text = "\n".join(lines).strip()
    at.turn.say(View(text, (*rows, (at.back,)), TITLE, numbered=True))


def one(at: At, said: str = "") -> None:
    """One agency before it is asked: the basic conditions, and its answer."""
    agency = at.store.get(Agency, at.id)
    if agency is None or agency.withdrawn_at is not None:
        return outdated(at)
    part = participation(at.store, at.cycle.id, agency.id)
    asked = invitation_of(at.store, at.cycle, agency.id)
    text = [said, standing(Asked(agency, part is not None, asked)), ""]
    text += basics_lines(at.store, at.cycle, agency.id)
    rows: list[tuple[Choice, ...]] = []
    if part is not None:
        rows.append((at.choice("查看进度", "agency", part.id),))
    elif not at.cycle.closed_on:
        label = "再次邀请" if asked else "邀请参评"
        row = [at.choice(label, "ask", agency.id, asked.revision if asked else 0)]
        row += [at.choice("收回邀请", "unask", asked.id)] if asked else []
        rows.append(tuple(row))
    rows.append((at.choice("返回参评邀请", "invite"),))
    at.turn.say(View("\n".join(text).strip(), tuple(rows), agency.name, numbered=True))


def ask(at: At) -> None:
    """Ask one agency. The press carries the invitation's revision: a second tap asks nobody."""
    agency = at.store.get(Agency, at.id)
    if at.cycle.closed_on or agency is None or agency.withdrawn_at is not None:
        return outdated(at)
    asked = invitation_of(at.store, at.cycle, agency.id)
    if at.page != (asked.revision if asked else 0):
        return one(at, "已经邀请过了。" if asked else f"{OUTDATED}。")
    made = invite(at.store, at.cycle, agency)
    one(at, said_of(at, [made] if made else []))


def said_of(at: At, asked: list[CycleInvitation]) -> str:
    """What came of asking."""
    silent = reach(at.store, at.cycle, asked)
    said = f"已邀请{len(asked)}家。"
    if silent:
        names = "、".join(cut(name, 20) for name in silent[:NAMED])
        more = "等" if len(silent) > NAMED else ""
        said += f"{names}{more}{len(silent)}家的主要负责人还没有账号，请电话告知，或先邀请其使用。"
    return said


def unask(at: At) -> None:
    """Take an invitation back while nothing came of it."""
    asked = at.store.get(CycleInvitation, at.id)
    if asked is None or asked.cycle_id != at.cycle.id:
        return outdated(at)
    agency = At(at.turn, at.cycle, at.place, 0, asked.agency_id)
    if asked.withdrawn_at is not None:
        return one(agency, "邀请已经收回。")
    if participation(at.store, at.cycle.id, asked.agency_id):
        return one(agency, "机构已经参加，不能收回邀请。")
    at.store.withdraw(asked, reason="收回邀请")
    one(agency, "邀请已收回，机构那里的按钮不再有效。")


def several(at: At) -> None:
    if at.cycle.closed_on:
        return outdated(at)
    open_form(at.turn, InviteForm, preset={"cycle": at.cycle.id})


def all_(at: At) -> None:
    """Before all are asked: who that is."""
    found = never_asked(at.store, at.cycle)
    if at.cycle.closed_on or not found:
        return list_(at, "没有未邀请的机构。")
    names = "、".join(cut(agency.name, 20) for agency in found[:NAMED])
    more = "等" if len(found) > NAMED else ""
    text = f"将邀请{names}{more}{len(found)}家还没有邀请过的机构，通知发给主要负责人。"
    go = at.choice(f"邀请这{len(found)}家", "go")
    back = at.choice("返回参评邀请", "invite")
    at.turn.say(View(text, ((go,), (back,)), TITLE, numbered=True))


def go(at: At) -> None:
    """A second tap finds nobody left."""
    if at.cycle.closed_on:
        return outdated(at)
    found = never_asked(at.store, at.cycle)
    if not found:
        return list_(at, "没有未邀请的机构。")
    made = (invite(at.store, at.cycle, agency) for agency in found[:AT_ONCE])
    said = said_of(at, [each for each in made if each])
    if waiting := len(found) - AT_ONCE if len(found) > AT_ONCE else 0:
        said += f"还有{waiting}家，请再点一次“邀请全部未邀请的”。"
    list_(at, said)
