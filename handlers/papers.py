"""Presses on pap.*: the papers and pictures of a rating, each asked for from one page."""

from handlers import jobs
from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.scorecard.handle import sheet_of
from handlers.scorecard.sheet import Sheet
from handlers.turn import Refused, Turn
from storage.card import Card
from storage.cycle import Participation, joined
from storage.publication import Publication
from storage.published import newest_of
from storage.store import Store

WORDS = ("评定表", "/table")
LABEL = "空白评定表"
MENU = Choice("菜单", press("menu"))
SETTING = "正在排版，做好了会发给您。"
FILLING = "正在填表，做好了会发给您。"
GONE = "没有找到这次参评，可能已经作废。"
NO_RESULT = "没有找到这次公布的评定结果，可能已经作废。"
NOT_YOURS = "这不是本单位的文件，不能查看。"

BLANK_TEXT = (
    "附录A的《安全生产技术服务机构星级评定表》，按标准原样，评定得分留空，可以打印出来带到现场。"
)
OPEN_TEXT = "评定表按标准原样填好得分；还没有评定的项目写“待评”和可能的区间，不写0分。"
ISSUED_TEXT = "评定表按标准原样填好得分，内容与提交的这一版相同。"
TABLES = (("评定表（PDF）", "pap.table_pdf"), ("评定表（Excel）", "pap.table_xlsx"))
PICTURES = (
    ("各部分得分图", "pic.sections"),
    ("得分走势图", "pic.course"),
    ("培训会议图", "pic.quarters"),
)


def handle(turn: Turn) -> None:
    """pap.menu, pap.table_pdf, pap.table_xlsx with the id of a participation (and a day) or of an
    issued card, without one: blank; pap.blank; pap.result_notice:PUBLICATION."""
    event = turn.event
    if not isinstance(event, Pressed):
        return ask(turn)
    match event.action:
        case "pap.result_notice":
            return _result(turn, event.id)
        case "pap.table_pdf" | "pap.table_xlsx" if not event.id:
            return _begin(turn, event.action, {"blank": True})
        case "pap.menu" | "pap.table_pdf" | "pap.table_xlsx":
            sheet = sheet_of(turn, event.id, event.revision)
            if sheet is None:
                return turn.say(View(GONE, ((MENU,),)))
            if event.action == "pap.menu":
                return turn.say(page(turn.store, sheet))
            return _begin(turn, event.action, {"of": sheet.id, "day": sheet.press_day})
    return ask(turn)


def ask(turn: Turn) -> None:
    """评定表: the blank one, and for an agency the way to its own."""
    rows = [tuple(Choice(f"空白{label}", press(data)) for label, data in TABLES)]
    agency = turn.actor.agency_id
    part = joined(turn.store, agency) if agency else None
    if part is not None:
        rows.append((Choice("本单位的图表与文件", press("pap.menu", part.id)),))
    rows.append((MENU,))
    turn.say(View(BLANK_TEXT, tuple(rows), title="评定表", numbered=True))


def page(store: Store, sheet: Sheet) -> View:
    """What can be had of one score; pictures and what lies beside it only of a live one."""
    day = sheet.press_day
    rows = [tuple(Choice(label, press(data, sheet.id, day)) for label, data in TABLES)]
    text = ISSUED_TEXT if sheet.issue else OPEN_TEXT
    if not sheet.issue:
        drawn = [Choice(label, press(data, sheet.id)) for label, data in PICTURES]
        rows += [tuple(drawn[:2]), (drawn[2], Choice("三本账对照", press("side.show", sheet.id)))]
    published = newest_result(store, sheet)
    if published is not None:
        rows.append((Choice("评定结果通知书", press("pap.result_notice", published.id)),))
    rows.append((Choice("返回得分", press("score.card", sheet.id, day)),))
    of = f" · {sheet.issue}" if sheet.issue else ""
    return View(text, tuple(rows), title=f"{sheet.agency}{of} · 图表与文件", numbered=True)


def newest_result(store: Store, sheet: Sheet) -> Publication | None:
    """The result that was published of a participation, or of an issued card's cycle."""
    found = store.get(Participation, sheet.id) or store.get(Card, sheet.id)
    return newest_of(store, found.cycle_id, found.agency_id) if found else None


def _begin(turn: Turn, action: str, asked: dict[str, object]) -> None:
    words = FILLING if action.endswith("xlsx") else SETTING
    jobs.begin(turn, action.removeprefix("pap."), asked, words)


def _result(turn: Turn, id: str) -> None:
    found = turn.store.get(Publication, id)
    if found is not None and not turn.actor.may_see(found.agency_id):
        raise Refused(NOT_YOURS)
    if found is None or found.withdrawn_at is not None:
        return turn.say(View(NO_RESULT, ((MENU,),)))
    jobs.begin(turn, "result_notice", {"publication": found.id}, SETTING)
