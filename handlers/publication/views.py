"""What a supervisor sees of publication: bands, agencies by what hinders them, and what is done."""

from collections.abc import Sequence

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.publication.telling import say_result
from handlers.scorecard.item import page_row
from handlers.scorecard.ranking import worth
from handlers.scorecard.wording import numbers, say_time
from scoring.values import plain
from storage.agency import Agency
from storage.board import Stage
from storage.cycle import Cycle
from storage.person import Person
from storage.publication import StarBands
from storage.publishing import Prospect
from storage.snapshot import Ranking
from storage.star_table import EXAMPLE_MARK, Spread, say_stars, table_of
from storage.store import Store

PAGE = 6
TITLE = "星级与公布"
BOARD = Choice("返回评定工作", press("cyc.board"))
NO_CYCLE = View(
    "还没有评定周期，请先建立评定周期。",
    ((Choice("建立评定周期", press("form.open", "cycle")), Choice("菜单", press("menu"))),),
    title=TITLE,
    numbered=True,
)
NO_BANDS = "还没有设定星级标准。标准没有规定星级怎么分，由应急管理部门设定；设定前不显示星级。"


THEIRS = (
    "提交以后机构的记录有变动，已经固定的评定结果不随之改变；需要时请评定人员核对后重新提交。"
)


def home(cycle_id: str) -> Choice:
    return Choice("返回星级与公布", press("pub.menu", cycle_id))


def menu_view(
    cycle: Cycle,
    bands: StarBands | None,
    counted: Spread | None,
    where: Sequence[Stage],
    said: str,
    *,
    several: bool,
) -> View:
    lines = [said, cycle.name, *band_lines(bands)]
    if counted is not None:
        lines.append(f"按今天的得分：{say_spread(counted)}")
    done = sum(stage is Stage.PUBLISHED for stage in where)
    near = sum(stage is Stage.READY for stage in where)
    lines.append(f"参评{len(where)}家：已公布{done}家，异议期已过或无异议{near}家")
    own = ("设定星级标准" if bands is None else "修改星级标准", "pub.set")
    rows = [
        (Choice(own[0], press(own[1], cycle.id)), Choice("谁得几星", press("pub.tries", cycle.id))),
        (
            Choice("各机构公布情况", press("pub.list", cycle.id)),
            Choice("公布全部可公布的", press("pub.all", cycle.id)),
        ),
        (
            Choice("看公告", press("res.list", cycle.id)),
            *((Choice("各版星级标准", press("pub.bands", cycle.id)),) if bands else ()),
        ),
        (*((Choice("其他周期", press("pub.cycles")),) if several else ()), BOARD),
    ]
    return View("\n".join(lines).strip(), tuple(rows), title=TITLE, numbered=True)


def band_lines(bands: StarBands | None) -> list[str]:
    if bands is None:
        return [NO_BANDS]
    mark = EXAMPLE_MARK if bands.example else ""
    grounds = f"，依据：{cut(bands.grounds, 60)}" if bands.grounds else ""
    head = f"星级标准第{bands.version}版{mark}{grounds}"
    if bands.example:
        head += "\n示例不能用来公布，请先正式设定。"
    return [head, *(f"　{band}" for band in table_of(bands))]


def say_spread(counted: Spread) -> str:
    said = [f"{star}{count}家" for star, count in counted.stars.items()]
    said += [f"星级未定{counted.open}家"] if counted.open else []
    said += [f"未算出{counted.unknown}家"] if counted.unknown else []
    return "，".join(said)


def cycles_view(known: Sequence[Cycle]) -> View:
    rows = [(Choice(cut(one.name, 40), press("pub.menu", one.id)),) for one in known]
    return View("选一个周期：", (*rows, (BOARD,)), title=TITLE, numbered=True)


def bands_view(store: Store, cycle: Cycle, found: Sequence[StarBands]) -> View:
    """Every version, with who set it and why."""
    lines = [] if found else [NO_BANDS]
    for bands in found[:PAGE]:
        person = store.get(Person, bands.entered_by) if bands.entered_by else None
        when = say_time(bands.entered_at) if bands.entered_at else ""
        lines += [*band_lines(bands), f"　{person.name if person else '系统'} {when}", ""]
    rows = ((Choice("修改星级标准", press("pub.set", cycle.id)), home(cycle.id)),)
    return View("\n".join(lines).strip(), rows, title="各版星级标准", numbered=True)


def tries_view(cycle: Cycle, bands: StarBands | None, found: Ranking, page: int) -> View:
    last = max(0, (found.total - 1) // PAGE)
    if bands is None:
        own = Choice("设定星级标准", press("pub.set", cycle.id))
        return View(NO_BANDS, ((own, home(cycle.id)),), title="谁得几星", numbered=True)
    lines = [
        f"按今天的得分和第{bands.version}版星级标准。第{min(page, last) + 1}/{last + 1}页",
        "",
    ]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found.rows, 1):
        open_ = one.worst is None or one.best is None
        said = "" if open_ else say_stars(bands, one.worst, one.best)  # type: ignore[arg-type]
        lines.append(f"{place}. {one.name} {worth(one)} {said}".rstrip())
        label = f"{place}. {cut(one.name, 40)}"
        rows.append((Choice(label, press("pub.one", one.participation_id)),))
    lines += [] if found.rows else ["还没有参评机构。"]
    rows += page_row("pub.tries", page, last, cycle.id)
    return View("\n".join(lines), (*rows, (home(cycle.id),)), title="谁得几星", numbered=True)


def list_view(
    cycle: Cycle, lines_of: Sequence[tuple[str, Prospect]], page: int, total: int
) -> View:
    last = max(0, (total - 1) // PAGE)
    lines = [f"参评机构{total}家，第{min(page, last) + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, (name, found) in enumerate(lines_of, 1):
        lines += [f"{place}. {name}", f"　{state(found)}"]
        label = f"{place}. {cut(name, 40)}"
        rows.append((Choice(label, press("pub.one", found.participation.id)),))
    lines += [] if total else ["还没有参评机构，请先从“评定工作”邀请。"]
    rows += page_row("pub.list", page, last, cycle.id)
    return View("\n".join(lines), (*rows, (home(cycle.id),)), "各机构公布情况", numbered=True)


def state(found: Prospect) -> str:
    """In one line how far an agency is."""
    public = ""
    if found.before:
        public = f"已公布第{found.before.version}版 {say_result(found.before)}"
    if found.same:
        return public
    if found.ready:
        return f"{public}；可以更正为 {says(found)}" if public else f"可公布 {says(found)}"
    first, *others = found.obstacles
    more = f"，另有{len(others)}条原因" if others else ""
    return f"{public or '还不能公布'}：{cut(first.rstrip('。'), 60)}{more}"


def says(found: Prospect) -> str:
    return "还未评完" if found.total is None else f"{plain(found.total)}分 {found.stars}".strip()


def one_view(agency: Agency, found: Prospect, said: str = "") -> View:
    part = found.participation
    lines = [said]
    if found.before:
        on = found.before.published_on.isoformat()
        lines.append(f"已公布：第{found.before.version}版，{say_result(found.before)}（{on}）")
    if found.card and not found.same:
        lines.append(f"评定结果{found.card.number} 第{found.card.version}版：{says(found)}")
    ways: list[Choice] = []
    if found.ready:
        lines.append(f"没有未了的事项，可以{'更正' if found.before else ''}公布。")
        fix = ("更正公布", "pub.fix") if found.before else ("公布", "pub.sure")
        ways.append(Choice(fix[0], press(fix[1], part.id)))
    elif not found.same:
        lines += ["还不能公布：", *(f"· {each}" for each in found.obstacles)]
    elif found.obstacles:
        lines += ["公布以后：", *(f"· {each}" for each in found.obstacles)]
    if found.theirs:
        lines.append(f"{numbers(found.theirs)}：{THEIRS}")
    if found.before:
        ways.append(Choice("看公告", press("res.of", found.before.number)))
    rows = [
        tuple(ways),
        (
            Choice("评定结果", press("score.issued", part.id)),
            Choice("结果告知", press("obj.agency", part.id)),
        ),
        (Choice("各机构公布情况", press("pub.list", part.cycle_id)), home(part.cycle_id)),
    ]
    text = "\n".join(lines).strip()
    return View(text, tuple(row for row in rows if row), f"{agency.name} · 公布", numbered=True)


def sure_view(agency: Agency, found: Prospect, mark: int) -> View:
    text = (
        f"将公布：{agency.name}\n{says(found)}\n"
        "公布后任何人都能看到总分、星级和各项得分，不显示委托单位、隐患和人员。"
        "公布的结果不能修改，只能写明理由更正为新的一版。"
    )
    part = found.participation
    yes = Choice("确认公布", press("pub.go", part.id, mark))
    return View(text, ((yes, Choice("返回", press("pub.one", part.id))),), "公布", numbered=True)


def all_view(
    store: Store, cycle: Cycle, found: Sequence[Prospect], more: bool, mark: int
) -> View:
    title = "公布全部可公布的"
    if not found:
        text = "现在没有可以公布的。每家还差什么，请看“各机构公布情况”。"
        see = Choice("各机构公布情况", press("pub.list", cycle.id))
        return View(text, ((see, home(cycle.id)),), title, numbered=True)
    lines = [f"将公布{len(found)}家" + ("（其余的下一次公布）：" if more else "："), ""]
    for each in found:
        agency = store.get(Agency, each.participation.agency_id)
        name = cut(agency.name, 40) if agency else ""
        lines.append(f"· {name} {says(each)}")
    lines += ["", "公布后任何人都能看到，不能修改，只能写明理由更正为新的一版。"]
    yes = Choice("确认公布", press("pub.publish", cycle.id, mark))
    return View("\n".join(lines), ((yes, home(cycle.id)),), title, numbered=True)
