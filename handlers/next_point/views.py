"""The next point in chat: what brings points, how many, by when; what is lost, and what may be."""

from decimal import Decimal

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.next_point.look import WHEN_NAMES, Look, Promise, When, told_of
from handlers.next_point.lost import QUARTER_OVER, Lost, Risk
from handlers.scorecard.item import page_row
from handlers.scorecard.wording import heading, numbers
from scoring.next_point import Stage
from scoring.scorecard import Scorecard
from scoring.states import State
from scoring.summary import between
from scoring.values import plain

PAGE = 6
TITLE = "怎么提分"
MENU = Choice("菜单", press("menu"))
BACK = Choice("返回提分清单", press("tip.home"))
TOLD = (
    "评定结果已经告知本单位，按{}的记录评的。以后补的，要评定人员重新提交才会算进评定结果，"
    "请先与评定人员联系；对扣分有不同意见的，可以在告知期内提出异议。"
)
NOTHING = "现在没有能补上的失分。"


def says(stage: Stage) -> str:
    """+1.5 → 74.5; while something is open +1.5 → 61–88, or 最低分 +2 where only that rises."""
    card = between(stage.worst, stage.best)
    if stage.most == stage.least or stage.least == 0:
        return f"+{plain(stage.most)} → {card}"
    if stage.most == 0:
        return f"最低分 +{plain(stage.least)} → {card}"
    return f"+{plain(stage.most)}（最低分 +{plain(stage.least)}）→ {card}"


def home_view(
    seen: Look,
    promises: list[Promise],
    gone: list[Lost],
    ahead: list[Risk],
    whole: Scorecard,
    page: int,
) -> View:
    """A page of what can be gained, and the ways to what can't and what may yet be lost."""
    sheet = seen.sheet
    last = max(0, (len(promises) - 1) // PAGE)
    page = min(page, last)
    shown = promises[page * PAGE : (page + 1) * PAGE]
    lines = [sheet.line]
    if told := told_of(seen):
        lines += [TOLD.format(told.day), ""]
    if promises:
        total = between(whole.worst, whole.best)
        lines.append(f"下面{len(promises)}件事都做到 → {total}。点一件，直接去办。")
    else:
        lines.append(NOTHING)
    rows: list[tuple[Choice, ...]] = []
    for when in When:
        some = [(n, one) for n, one in enumerate(shown, 1) if one.offer.when is when]
        lines += ["", f"【{WHEN_NAMES[when]}】"] if some else []
        lines += [f"{n}. {line(one)}" for n, one in some]
        rows += [(_choice(n, one),) for n, one in some]
    lines += ["", *_rest(seen, gone, ahead)]
    ways = []
    if gone:
        ways.append(Choice("补不回来的", press("tip.lost")))
    if ahead:
        ways.append(Choice("别再失分", press("tip.ahead")))
    score = Choice("得分", press("score.mine"))
    rows += [*page_row("tip.home", page, last), (*ways, score), (MENU,)]
    return View("\n".join(lines), tuple(rows), title=f"{sheet.agency} · {TITLE}", numbered=True)


def line(one: Promise) -> str:
    """补传3份合同 +1.5 → 74.5（第4项）, and where fewer bring something already, how few."""
    first, whole = one.gain.first, one.gain.all
    said = f"{one.doing(whole.fixes)} {says(whole)}（第{one.offer.item}项）"
    if first.fixes < whole.fixes:
        said += f"；先做{first.fixes}{one.offer.effort}也有{says(first)}"
    return f"{said}，{one.offer.by}前" if one.offer.by and one.offer.when is When.TIME else said


def _choice(n: int, one: Promise) -> Choice:
    points, whole = plain(one.gain.all.points), one.doing(one.gain.all.fixes)
    return Choice(f"{n}. {cut(whole, 24)} +{points}", press(f"tip.way.{one.way.name}"))


def _rest(seen: Look, gone: list[Lost], ahead: list[Risk]) -> list[str]:
    lines = []
    if gone:
        points = plain(sum((one.points for one in gone), Decimal(0)))
        items = numbers(sorted({one.item for one in gone}))
        lines.append(f"这个周期补不回来的：{points}分（{items}）。")
    if ahead:
        lines.append(f"最近要做、不做就失分的：{len(ahead)}件，最早{ahead[0].by}前。")
    pending = [n for n, state in seen.sheet.states.items() if state is State.PENDING]
    if pending:
        lines.append(f"还没评的：{numbers(pending)}，评定人员看过或测评结束才知道，请先做好准备。")
    return lines


def way_view(seen: Look, one: Promise, labels: dict[str, str], page: int) -> View:
    """One way: the rule, what to do, what each step brings, and what it is about, each to open."""
    gain, offer = one.gain, one.offer
    item = seen.sheet.edition.item(offer.item)
    text = [f"{one.doing(gain.all.fixes)} {says(gain.all)}"]
    if gain.first.fixes < gain.all.fixes:
        text.append(f"先做{gain.first.fixes}{offer.effort}也有{says(gain.first)}")
    text += ["", offer.words, f"评定标准：{item.text}"]
    text.append(f"期限：{offer.by}前" if offer.by else "期限：评定结果公布以前，越早越好")
    named = [fix.subject for fix in one.way.fixes if fix.subject in labels]
    last = max(0, (len(named) - 1) // PAGE)
    page = min(page, last)
    rows: list[tuple[Choice, ...]] = []
    if named:
        one_of = f"共{len(named)}{offer.effort}，选一{offer.effort}去办"
        text += ["", f"{one_of}。第{page + 1}/{last + 1}页"]
        for n, subject in enumerate(named[page * PAGE : (page + 1) * PAGE], 1):
            text.append(f"{n}. {labels[subject]}")
            rows.append((Choice(f"{n}. {cut(labels[subject], 30)}", do_press(one, subject)),))
        if offer.several and len(named) > 1:
            count = f"一次登记{min(len(named), SEVERAL)}{offer.effort}"
            rows.append((Choice(count, press(f"tip.some.{one.way.name}")),))
    elif not offer.decided:
        rows.append((Choice("去填写", do_press(one, one.way.fixes[0].subject)),))
    rows += [*page_row(f"tip.way.{one.way.name}", page, last), (BACK,)]
    return View("\n".join(text), tuple(rows), title=heading(item), numbered=True)


SEVERAL = 50
"""Records that one form marks at once: a unit stays short."""


def do_press(one: Promise, subject: str) -> str:
    return press(f"tip.do.{one.way.name}", subject.partition(":")[2])


def lost_view(gone: list[Lost], page: int) -> View:
    """What can't be brought back in this cycle, each with the reason."""
    last = max(0, (len(gone) - 1) // PAGE)
    page = min(page, last)
    lines = [f"这些失分在本周期补不回来。第{page + 1}/{last + 1}页"]
    for one in gone[page * PAGE : (page + 1) * PAGE]:
        named = "、".join(one.cases[:3]) + ("等" if len(one.cases) > 3 else "")
        lines += ["", f"第{one.item}项 −{plain(one.points)}：{one.title}"]
        lines += [f"　{named}"] if named else []
        lines.append(f"　{one.why}")
    rows = page_row("tip.lost", page, last)
    if any(one.why == QUARTER_OVER for one in gone):
        rows.append((Choice("补登培训与会议", press("form.open", "gathering")),))
    rows.append((BACK,))
    return View("\n".join(lines), tuple(rows), title="补不回来的", numbered=True)


def ahead_view(ahead: list[Risk], page: int) -> View:
    """What costs points unless it is done in time."""
    last = max(0, (len(ahead) - 1) // PAGE)
    page = min(page, last)
    lines = [f"到期以前做了就不失分。第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for n, one in enumerate(ahead[page * PAGE : (page + 1) * PAGE], 1):
        lines.append(f"{n}. {one.by}前{one.words}，否则 −{plain(one.points)}")
        to = press(f"tip.soon.{one.form}", one.about)
        rows.append((Choice(f"{n}. {cut(one.words, 30)}", to),))
    rows += [*page_row("tip.ahead", page, last), (BACK,)]
    return View("\n".join(lines), tuple(rows), title="别再失分", numbered=True)
