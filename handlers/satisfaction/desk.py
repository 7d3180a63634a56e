"""A supervisor's desk: opening a survey, asking in a campaign, watching it, closing it."""

from dataclasses import dataclass, replace

from handlers.formkit.view import Choice, View, press
from handlers.inspection.opening import taking_part
from handlers.satisfaction import campaign, views
from handlers.satisfaction.forward import (
    PASS_ON,
    ask_again,
    known_as,
    letter_lines,
    list_lines,
)
from handlers.scorecard.load import live
from handlers.scorecard.wording import gained
from handlers.turn import Turn
from storage import satisfaction
from storage.agency import Agency
from storage.cycle import Cycle, Participation, cycle_at
from storage.satisfaction import everybody, reachable
from storage.store import Store
from storage.survey import Ballot, Survey

NO_CYCLE = "现在没有评定周期。请先从菜单建立“评定周期”，再开始满意度测评。"
OUTDATED = "这个按钮已过期，下面是现在的情况"
ALL_OF_THEM = "每人的链接不同，请分别转给本人（不要经过被评价的机构）："
MINE = Choice("我的测评", press("sat.mine"))
ENDED = "满意度测评已经结束。"


@dataclass(frozen=True)
class Running:
    """The cycle's survey, open or closed."""

    cycle: Cycle
    survey: Survey

    @property
    def closed(self) -> bool:
        return self.survey.closed_at is not None


def at(turn: Turn) -> Running | None:
    """The survey; where there is none, what to do about it is said."""
    cycle = cycle_at(turn.store)
    if cycle is None:
        turn.say(View(NO_CYCLE, ((views.MENU,),), title=views.TITLE))
        return None
    survey = satisfaction.survey_of(turn.store, cycle.id)
    if survey is None:
        turn.say(views.not_open(cycle))
        return None
    return Running(cycle, survey)


def home(turn: Turn, _id: str = "", _page: int = 0, said: str = "") -> None:
    if now := at(turn):
        found = everybody(turn.store, now.cycle.id)
        view = views.home(now.cycle, now.survey, taking_part(turn.store), found, said)
        # Who works at a department may be one of those who are asked.
        own = ((MINE,),) if satisfaction.mine(turn.store, turn.actor.id) else ()
        turn.say(replace(view, rows=(*own, *view.rows)))


def open_(turn: Turn, _id: str, _page: int) -> None:
    cycle = cycle_at(turn.store)
    if cycle is None:
        return home(turn)
    satisfaction.open_survey(turn.store, cycle)
    home(turn, said="测评已开始。请先请三方评价。")


def list_(turn: Turn, _id: str, page: int) -> None:
    if now := at(turn):
        found = everybody(turn.store, now.cycle.id)
        turn.say(views.list_view(taking_part(turn.store), found, page))


def agency(turn: Turn, id: str, _page: int = 0, said: str = "") -> None:
    if now := at(turn):
        part, whose = _one(turn.store, now, id)
        if part is None or whose is None:
            return _outdated(turn)
        found = satisfaction.standing(turn.store, now.cycle.id, whose.id)
        score = gained(live(turn.store, part).card.item(25))
        turn.say(views.agency_view(part, whose, found, now.closed, score, said))


def clients(turn: Turn, id: str, _page: int) -> None:
    """Before a campaign: whom it would ask."""
    if (now := at(turn)) and not _over(turn, now):
        parts = _parts(turn.store, now, id)
        turn.say(campaign.plan_view(campaign.plan(turn.store, now.cycle, parts), id))


def go(turn: Turn, id: str, _page: int) -> None:
    """Ask those who are to be asked now; a second press finds nobody left."""
    if (now := at(turn)) and not _over(turn, now):
        found = campaign.plan(turn.store, now.cycle, _parts(turn.store, now, id))
        said = campaign.carry_out(turn.store, now.cycle, found)
        if id:
            return agency(turn, id, said=said)
        home(turn, said=said)


def again(turn: Turn, id: str, _page: int) -> None:
    """A second word to who kept silent, once a day at most."""
    if (now := at(turn)) and not _over(turn, now):
        part, whose = _one(turn.store, now, id)
        if part is None or whose is None:
            return _outdated(turn)
        asked = turn.store.find(Ballot, cycle_id=now.cycle.id, agency_id=whose.id)
        told = ask_again(turn.store, asked)
        none = "没有可以提醒的人：都答复了、今天提醒过，或者没有账号。"
        agency(turn, id, said=f"又提醒了{told}人。" if told else none)


def links(turn: Turn, id: str, page: int) -> None:
    """Who is to be given a link by hand."""
    if (now := at(turn)) and not _over(turn, now):
        part, whose = _one(turn.store, now, id)
        if part is None or whose is None:
            return _outdated(turn)
        found = _waiting(turn.store, now, whose)
        people = [(one.id, known_as(turn.store, one)) for one in found]
        turn.say(views.links_view(part, people, page))


def all_(turn: Turn, id: str, page: int) -> None:
    """The links of a page at once."""
    if (now := at(turn)) and not _over(turn, now):
        _part, whose = _one(turn.store, now, id)
        found = _waiting(turn.store, now, whose) if whose else []
        shown = found[page * views.PAGE : (page + 1) * views.PAGE]
        if not shown:
            return _outdated(turn)
        lines = [ALL_OF_THEM, "", *list_lines(turn.store, shown)]
        turn.say(View("\n".join(lines).strip(), keep=True), fresh=True)


def _waiting(store: Store, now: Running, agency: Agency) -> list[Ballot]:
    """Who has neither answered nor an account."""
    asked = store.find(Ballot, cycle_id=now.cycle.id, agency_id=agency.id)
    return [one for one in asked if one.answered_at is None and not reachable(store, one)]


def link(turn: Turn, id: str, _page: int) -> None:
    """A respondent's link, in words that can be passed on as they are."""
    if (now := at(turn)) and not _over(turn, now):
        ballot = turn.store.get(Ballot, id)
        if ballot is None or ballot.withdrawn_at or ballot.cycle_id != now.cycle.id:
            return _outdated(turn)
        turn.say(View(PASS_ON, keep=True), fresh=True)
        turn.say(View("\n".join(letter_lines(turn.store, ballot)), keep=True), fresh=True)


def words(turn: Turn, id: str, page: int) -> None:
    if now := at(turn):
        part, whose = _one(turn.store, now, id)
        if part is None or whose is None:
            return _outdated(turn)
        at_page = (views.PAGE, page * views.PAGE)
        found, total = satisfaction.words_of(turn.store, now.cycle.id, whose.id, *at_page)
        turn.say(views.words_view(part, whose, found, total, page))


def close(turn: Turn, _id: str, _page: int) -> None:
    """Asked once more before it is done."""
    if (now := at(turn)) and not _over(turn, now):
        found = everybody(turn.store, now.cycle.id)
        turn.say(views.closing(taking_part(turn.store), found))


def closed(turn: Turn, _id: str, _page: int) -> None:
    if now := at(turn):
        satisfaction.close(turn.store, now.survey)
        home(turn, said="测评已结束，第25项按已有答复计分。")


def reopen(turn: Turn, _id: str, _page: int) -> None:
    if now := at(turn):
        satisfaction.reopen(turn.store, now.survey, "监管人员重新开放测评")
        home(turn, said="测评已重新开放，可以继续答复和修改。")


def _over(turn: Turn, now: Running) -> bool:
    if now.closed:
        turn.toast(ENDED)
        home(turn, said=ENDED)
    return now.closed


def _outdated(turn: Turn) -> None:
    turn.toast(OUTDATED)
    home(turn)


def _one(store: Store, now: Running, id: str) -> tuple[Participation | None, Agency | None]:
    part = store.get(Participation, id)
    if part is None or part.withdrawn_at is not None or part.cycle_id != now.cycle.id:
        return None, None
    return part, store.get(Agency, part.agency_id)


def _parts(store: Store, now: Running, id: str) -> list[Participation]:
    """One agency's, or (no id) all that take part."""
    found = store.find(Participation, cycle_id=now.cycle.id)
    return [part for part in found if not id or part.id == id]
