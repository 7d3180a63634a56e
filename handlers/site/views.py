"""What the room shows: an agency's checks, one check, and what is still to be done."""

from collections.abc import Sequence

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.site import item_lines, said_of, say_flag
from handlers.scorecard.wording import heading
from handlers.site.place import MENU, PAGE, TITLE, At, turning
from scoring.editions import CURRENT
from storage.agency import Agency
from storage.checking import drawn, findings, picked
from storage.cycle import Participation
from storage.evidence.site import FLAGS
from storage.site_check import SiteCheck, SiteFinding
from storage.visit import Grade

Rows = list[tuple[Choice, ...]]
ITEMS = range(15, 23)
FILES = 9


def agencies_view(found: Sequence[tuple[Participation, Agency]], page: int, search: str) -> View:
    """The agencies of the cycle, by name."""
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows: Rows = [
        (Choice(f"{n}. {cut(agency.name, 40)}", press("site.of", part.id)),)
        for n, (part, agency) in enumerate(shown, 1)
    ]
    rows += [] if search else turning("site.list", "", page, last)
    text = f"参评机构{len(found)}家，请选择要核查哪一家的委托单位。"
    if last:
        text += f"\n第{page + 1}/{last + 1}页；也可以发“/site 名称的一部分”查找。"
    if not found:
        text = "没有可以核查的参评机构。请核对名称，或请监管人员登记参评机构并分工。"
    return View(text, (*rows, (MENU,)), TITLE, numbered=True)


def sample_view(at: At, page: int = 0, said: str = "") -> View:
    """What the checks say of items 15 to 22, and each of them to be opened."""
    of, checks = at.sample, at.sample.checks
    last = max(0, (len(checks) - 1) // PAGE)
    page = min(page, last)
    state = f"已于{of.part.sample_closed_on}结束" if of.closed else "进行中"
    lines = [said, f"现场核查{state}：在合同期内核查了{len(of.seen)}家委托单位。", ""]
    lines += [line for n in ITEMS for line in item_lines(at.store, at.part, n, short=True)]
    rows: Rows = []
    if checks:
        lines += ["", "核查记录（近的在前）："]
    for n, check in enumerate(checks[page * PAGE : (page + 1) * PAGE], 1):
        line = check_line(at, check)
        lines.append(f"{n}. {line}")
        rows.append((Choice(f"{n}. {cut(line, 40)}", press("site.check", check.id)),))
    rows += turning("site.of", at.part.id, page, last)
    rows += writing_rows(at)
    if at.turn.actor.agency_id is None:
        rows.append((Choice("返回机构列表", press("site.list")), MENU))
    else:
        rows.append((Choice("现场核查抽样", press("draw.list")),))
        rows.append((Choice("返回得分", press("score.card", at.part.id)), MENU))
    title = f"{TITLE} · {at.agency}"
    return View("\n".join(lines).strip(), tuple(rows), title, numbered=True)


def check_line(at: At, check: SiteCheck) -> str:
    line = f"{at.client(check.client_id)} {check.on}"
    if not at.sample.counts(check.id):
        return f"{line}（不计入）"
    open_ = sum(one.uncompared for one in at.sample.seen if one.check == check.id)
    return f"{line}（{open_}处待比对）" if open_ else line


def writing_rows(at: At) -> Rows:
    """What an inspector may do next; for everybody else nothing."""
    id, of = at.part.id, at.sample
    if at.may_reopen:
        return [(Choice("重新开放现场核查", press("site.reopen", id)),)]
    if at.why_not is not None:
        return []
    rows: Rows = [(Choice("登记现场核查", press("site.new", id)),)]
    if picked(drawn(at.store, at.part)):
        rows[0] = (*rows[0], Choice("抽中的单位", press("site.picked", id)))
    if of.uncompared:
        rows.append((Choice(f"逐条比对（{of.uncompared}处）", press("site.next", id)),))
    if of.seen:
        rows.append((Choice("结束现场核查", press("site.close", id)),))
    return rows


def check_view(at: At, check: SiteCheck, page: int = 0, said: str = "") -> View:
    """One client: what each question was answered, and what was found."""
    found = findings(at.store, check)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    lines = [said, f"{at.client(check.client_id)} · {check.on} · {at.inspector(check)}"]
    if not at.sample.counts(check.id):
        lines.append("不计入第15—22项：不在合同期内，或者同一单位之后又核查过。")
    for name in FLAGS:
        item, fact = CURRENT.item_of(name), CURRENT.facts[name]
        lines.append(f"第{item.number}项 {fact.label}：{say_flag(getattr(check, name))}")
    lines += [f"情况说明：{check.note}"] if check.note else []
    lines += ["", f"现场发现{len(found)}处隐患：" if found else "现场未发现隐患。"]
    rows: Rows = []
    for n, one in enumerate(found[page * PAGE : (page + 1) * PAGE], 1):
        line = finding_line(one)
        lines.append(f"{n}. {line}")
        rows.append((Choice(f"{n}. {cut(line, 40)}", press("site.finding", one.id)),))
    rows += turning("site.check", check.id, page, last)
    rows += check_ways(at, check, any(one.advised is None for one in found))
    title = f"{TITLE} {check.number}"
    text = "\n".join(lines).strip()
    return View(text, tuple(rows), title, numbered=True, files=check.photos[:FILES])


def check_ways(at: At, check: SiteCheck, waiting: bool) -> Rows:
    rows: Rows = []
    if at.why_not_at(check.client_id) is None:
        if waiting and at.sample.counts(check.id):
            rows.append((Choice("逐条比对", press("site.next", at.part.id)),))
        rows.append(
            (
                Choice("更正", press("form.amend.site_check", check.id)),
                Choice("作废", press("form.withdraw.site_check", check.id)),
            )
        )
    ref = f"site_check:{check.id}"
    return [*rows, (Choice("更正历史", press("rec.history", ref)), at.back)]


def finding_line(finding: SiteFinding) -> str:
    mark = "【重大】" if finding.grade is Grade.MAJOR else ""
    return f"{said_of(finding)}{mark}{cut(f'{finding.place}：{finding.description}', 60)}"


def picked_view(at: At, page: int) -> View:
    """The clients that were drawn, those still to be checked first."""
    ids = picked(drawn(at.store, at.part))
    done = {check.client_id: check for check in reversed(at.sample.checks)}
    ordered = [*(id for id in ids if id not in done), *(id for id in ids if id in done)]
    last = max(0, (len(ordered) - 1) // PAGE)
    page = min(page, last)
    rows: Rows = []
    for n, id in enumerate(ordered[page * PAGE : (page + 1) * PAGE], 1):
        name = cut(at.client(id), 30)
        label = f"{n}. {name}（{done[id].on}已核查）" if id in done else f"{n}. {name}"
        data = press("site.check", done[id].id) if id in done else press("site.at", id)
        rows.append((Choice(label, data),))
    rows += turning("site.picked", at.part.id, page, last)
    left = sum(id not in done for id in ids)
    text = f"抽中{len(ids)}家，还有{left}家没有核查。点一家登记核查结果。"
    return View(text, (*rows, (at.back,)), f"抽中的单位 · {at.agency}", numbered=True)


def outside_lines(at: At) -> list[str]:
    """Clients that were checked and don't count: a contract may have been changed since."""
    counted = {one.client for one in at.sample.seen}
    found = [one for one in at.sample.checks if one.client_id not in counted]
    if not found:
        return []
    named = "、".join(f"{at.client(one.client_id)}{one.on}" for one in found[:PAGE])
    named += "等" if len(found) > PAGE else ""
    said = "不在合同期内或评定期内，不计入：{}。合同在核查以后改过的，请先查看它的更正历史。"
    return [f"有{len(found)}次核查{said.format(named)}"]


def closing_view(at: At) -> View:
    """Before the sample is closed: what that settles, and what stays open."""
    ids = picked(drawn(at.store, at.part))
    left = [id for id in ids if id not in {one.client for one in at.sample.seen}]
    lines = [
        f"结束后，{len(at.sample.seen)}家核查过的单位里没有发现问题的事项即认定合格，"
        "第22项按比对结果计分，不再核查其他单位。",
    ]
    if left:
        named = "、".join(at.client(id) for id in left[:PAGE])
        named += "等" if len(left) > PAGE else ""
        lines.append(f"抽中的还有{len(left)}家没有核查：{named}。")
    lines += outside_lines(at)
    for name in FLAGS:
        if all(one.flags[name] is None for one in at.sample.seen):
            item = CURRENT.item_of(name)
            lines.append(f"{heading(item)}在哪家都没有查看，结束后仍然待评。")
    rows = ((Choice("结束现场核查", press("site.closed", at.part.id)), at.back),)
    return View("\n".join(lines), rows, f"结束现场核查 · {at.agency}", numbered=True)
