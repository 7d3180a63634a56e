"""Item 25 opened: how far each party has answered, and what of it its reader may know."""

from dataclasses import replace

from handlers.scorecard.sheet import Sheet
from scoring.values import hundredths, plain
from storage.satisfaction import ENOUGH, PartyStanding
from storage.survey import PARTY_NAMES, Party

RUNNING = "满意度测评进行中"


def for_agency(sheet: Sheet) -> Sheet:
    """As the agency itself may see it. While the survey runs it sees no answer and no score made
    of them: whoever watches a mean move with each answer knows each answer. Afterwards it sees
    the item's score, and of the parties' means only the clients', where enough have answered."""
    parties = tuple(
        one if sheet.survey_closed and one.telling else replace(one, mean=None)
        for one in sheet.parties
    )
    if sheet.survey_closed:
        return replace(sheet, parties=parties, hidden=True)
    return replace(
        sheet,
        facts={name: value for name, value in sheet.facts.items() if name != "satisfaction"},
        records={name: value for name, value in sheet.records.items() if name != "satisfaction"},
        parties=parties,
        hidden=True,
    )


def survey_lines(sheet: Sheet, number: int) -> list[str]:
    """For the item that is measured, where a survey was opened."""
    if not sheet.edition.item(number).measured or not sheet.parties:
        return []
    state = "满意度测评已结束" if sheet.survey_closed else RUNNING
    if sheet.hidden and not sheet.survey_closed:
        state += "，结束后才显示得分；谁打了多少分，机构始终看不到"
    return ["", f"{state}：", *(f"· {party_line(sheet, one)}" for one in sheet.parties)]


def unanswered(sheet: Sheet) -> str:
    """Why there is nothing to count yet."""
    return "没有答复" if sheet.survey_closed else RUNNING


def party_line(sheet: Sheet, one: PartyStanding) -> str:
    """A mean never stands without its response rate."""
    name = PARTY_NAMES[one.party]
    if not one.asked:
        return f"{name}：还没有请其评价"
    said = f"{name}：答复{one.answered}/{one.asked}（{one.rate}%）"
    if one.mean is not None:
        return f"{said}，平均{plain(hundredths(one.mean))}分"
    if sheet.hidden and sheet.survey_closed and one.party is Party.CLIENT and one.answered:
        return f"{said}，不足{ENOUGH}家，不显示平均分"
    return said
