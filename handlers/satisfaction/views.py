"""What a supervisor sees of a survey: how far it is, by agency and party, and what was said."""

from collections.abc import Mapping, Sequence

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.item import page_row
from handlers.scorecard.wording import say_time
from scoring.values import hundredths, plain
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.satisfaction import PartyStanding
from storage.survey import PARTY_NAMES, Party, Survey

PAGE = 6
TITLE = "满意度测评"
SHORT = {Party.COUNTY: "县级", Party.TOWN: "镇级", Party.CLIENT: "委托单位"}
MENU = Choice("菜单", press("menu"))
HOME = Choice("返回测评", press("sat.home"))
Standings = Mapping[str, tuple[PartyStanding, ...]]
Taking = Sequence[tuple[Participation, Agency]]


def not_open(cycle: Cycle) -> View:
    text = (
        f"{cycle.name}还没有开始满意度测评（第25项，10分）。\n"
        "由县级、镇级应急管理部门和委托单位三方打分，每人每个周期一份，结束前可以修改。"
    )
    return View(text, ((Choice("开始测评", press("sat.open")), MENU),), TITLE, numbered=True)


def home(cycle: Cycle, survey: Survey, taking: Taking, found: Standings, said: str = "") -> View:
    """The whole cycle on one screen."""
    state = f"{say_time(survey.closed_at)}已结束" if survey.closed_at else "进行中"
    lines = [said, f"{cycle.name}：{state}", ""]
    for party in Party:
        asked, answered = totals(found, party)
        lines.append(f"{PARTY_NAMES[party]}：{say_rate(asked, answered)}")
    heard = sum(all_heard(found.get(agency.id, ())) for _part, agency in taking)
    lines.append(f"三方都有答复的机构：{heard}/{len(taking)}家")
    rows: tuple[tuple[Choice, ...], ...] = ((Choice("各机构进度", press("sat.list.0")),),)
    if survey.closed_at:
        rows = (*rows, (Choice("重新开放", press("sat.reopen")), MENU))
    else:
        ask = Choice("请委托单位评价", press("sat.clients"))
        officials = Choice("请部门评价", press("form.open", "survey_official"))
        rows = (*rows, (ask, officials), (Choice("结束测评", press("sat.close")), MENU))
    return View("\n".join(lines).strip(), rows, TITLE, numbered=True)


def totals(found: Standings, party: Party) -> tuple[int, int]:
    mine = [one for parties in found.values() for one in parties if one.party is party]
    return sum(one.asked for one in mine), sum(one.answered for one in mine)


def all_heard(parties: Sequence[PartyStanding]) -> bool:
    return bool(parties) and all(one.answered for one in parties)


def say_rate(asked: int, answered: int) -> str:
    return f"答复{answered}/{asked}（{answered * 100 // asked}%）" if asked else "还没有请其评价"


def list_view(taking: Taking, found: Standings, page: int) -> View:
    """The agencies, each with how many of each party have answered."""
    last = max(0, (len(taking) - 1) // PAGE)
    page = min(page, last)
    head = f"参评机构{len(taking)}家，各列已答复和请到的人数。"
    lines = [f"{head}第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, (part, agency) in enumerate(taking[page * PAGE : (page + 1) * PAGE], 1):
        parties = found.get(agency.id, ())
        asked = [f"{SHORT[one.party]}{one.answered}/{one.asked}" for one in parties if one.asked]
        lines += [f"{place}. {agency.name}", f"　{'，'.join(asked) or '还没有请人评价'}"]
        rows.append((Choice(f"{place}. {cut(agency.name, 40)}", press("sat.agency", part.id)),))
    rows += page_row("sat.list", page, last)
    return View("\n".join(lines), (*rows, (HOME,)), "各机构进度", numbered=True)


def agency_view(
    part: Participation,
    agency: Agency,
    parties: Sequence[PartyStanding],
    closed: bool,
    score: str,
    said: str = "",
) -> View:
    """One agency: its parties' means with their rates, and the ways to hear from more."""
    lines = [said, *(line(one) for one in parties), f"第25项：{score}"]
    rows: list[tuple[Choice, ...]] = []
    if not closed:
        rows.append(
            (
                Choice("请委托单位评价", press("sat.clients", part.id)),
                Choice("转发链接", press("sat.links.0", part.id)),
            )
        )
    words = Choice("意见建议", press("sat.words.0", part.id))
    again = Choice("再催一次", press("sat.again", part.id))
    rows.append((words,) if closed else (again, words))
    rows.append((Choice("各机构进度", press("sat.list.0")), HOME))
    return View("\n".join(lines).strip(), tuple(rows), f"{agency.name} · {TITLE}", numbered=True)


def line(one: PartyStanding) -> str:
    said = f"{PARTY_NAMES[one.party]}：{say_rate(one.asked, one.answered)}"
    return said if one.mean is None else f"{said}，平均{plain(hundredths(one.mean))}分"


def words_view(
    part: Participation, agency: Agency, found: Sequence[tuple[Party, str]], total: int, page: int
) -> View:
    """What was said, by party; never by name, whoever reads it."""
    last = max(0, (total - 1) // PAGE)
    lines = [f"共{total}条意见建议，不显示姓名。第{page + 1}/{last + 1}页", ""]
    lines += [f"· {PARTY_NAMES[party]}：{cut(said, 500)}" for party, said in found]
    if not total:
        lines = ["还没有人写意见建议。"]
    rows = page_row("sat.words", page, last, part.id)
    back = Choice("返回", press("sat.agency", part.id))
    return View("\n".join(lines), (*rows, (back,)), f"{agency.name} · 意见建议", numbered=True)


def links_view(part: Participation, people: Sequence[tuple[str, str]], page: int) -> View:
    """Who has no account and has not answered, as (ballot, name): a press makes one's link."""
    last = max(0, (len(people) - 1) // PAGE)
    page = min(page, last)
    text = (
        f"还有{len(people)}人没有账号、也还没有答复。点一个人，得到可以转给本人的话和链接。"
        f"第{page + 1}/{last + 1}页"
    )
    shown = people[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"{place}. {cut(name, 40)}", press("sat.link", id)),)
        for place, (id, name) in enumerate(shown, 1)
    ]
    rows += page_row("sat.links", page, last, part.id)
    back = Choice("返回", press("sat.agency", part.id))
    if len(shown) > 1:
        rows.append((Choice("这一页的链接都要", press(f"sat.all.{page}", part.id)),))
    text = text if people else "没有要转发链接的人：都有账号或已经答复，或者还没有请人评价。"
    return View(text, (*rows, (back,)), "转发链接", numbered=True)


def closing(taking: Taking, found: Standings) -> View:
    """What closing means, with what is still missing."""
    missing = [agency.name for _part, agency in taking if not all_heard(found.get(agency.id, ()))]
    lines = ["结束后不能再答复或修改，各机构第25项按已有答复计分，机构可以看到得分。"]
    if missing:
        names = "、".join(cut(name, 20) for name in missing[:PAGE])
        more = "等" if len(missing) > PAGE else ""
        lines.append(
            f"⚠ {names}{more}共{len(missing)}家还没有听齐三方，"
            "结束后第25项仍是待评，不能公布评定结果。"
        )
    rows = ((Choice("确认结束", press("sat.closed")), HOME),)
    return View("\n".join(lines), rows, "结束满意度测评", numbered=True)
