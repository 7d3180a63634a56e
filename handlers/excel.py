"""Excel in chat: a workbook that is sent is looked at and then imported; others are made."""

from handlers.belonging import agency_of
from handlers.formkit.events import Pressed, Sent
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.front import OF_AGENCY
from handlers.jobs import begin
from handlers.turn import Refused, Turn
from storage.job import Job, JobState, get_job, used

PREVIEW, IMPORT, MAKE = "excel.preview", "excel.import", "excel.make"
TEMPLATE, RECORDS, LEDGER = "template", "records", "ledger"
MADE = {TEMPLATE: "模板", RECORDS: "全部记录", LEDGER: "上传台账"}

TITLE = "Excel导入导出"
WORDS = ("导入导出", "/excel")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_TYPE = "application/vnd.ms-excel"
MENU = Choice("菜单", press("menu"))
TEXT = (
    "导入：把填好的工作簿（.xlsx）直接发过来。先给您看会新增、更正哪些，点“导入”才写入；"
    "同一个文件导入两次不会重复。\n"
    "还没有工作簿，可以先下载模板；导出的文件改好了也能再导入。\n"
    "上传台账导出后填上传日期和回执编号，再发回来就登记好了。"
)
OLD_FORMAT = "这是旧格式的Excel文件，请另存为 .xlsx 再发来。"
NOT_YOURS = "这不是您发来的工作簿，不能导入。"
PASSED = "这次核对已经用过或者过期了，请把工作簿再发一次。"


def handle(turn: Turn) -> None:
    """xl.menu, xl.make.WHAT, and of a preview (its id) xl.import, xl.again and xl.drop"""
    event = turn.event
    if not isinstance(event, Pressed):
        return menu(turn)
    verb, _, what = event.action.removeprefix("xl.").partition(".")
    if verb == "make" and what in MADE:
        begin(turn, MAKE, {"what": what}, f"正在做{MADE[what]}，好了就发给您。")
        return None
    if verb in ("import", "again", "drop"):
        return _go_on(turn, verb, event.id)
    return menu(turn)


def menu(turn: Turn) -> None:
    rows = (
        (
            Choice("下载模板", press(f"xl.make.{TEMPLATE}")),
            Choice("导出全部记录", press(f"xl.make.{RECORDS}")),
        ),
        (Choice("导出上传台账", press(f"xl.make.{LEDGER}")), MENU),
    )
    turn.say(View(TEXT, rows, TITLE, numbered=True))


def unpack(turn: Turn) -> bool:
    """Take workbooks that no form asked for; whatever else was sent is somebody else's."""
    event = turn.event
    if not isinstance(event, Sent) or turn.actor.role not in OF_AGENCY:
        return False
    if any(file.type == OLD_TYPE for file in event.files):
        turn.say(View(OLD_FORMAT, ((MENU,),)))
        return True
    books = [file for file in event.files if file.type == XLSX]
    for file in books[:3]:
        _look(turn, {"sha256": file.sha256, "name": file.name})
    if books and event.refused:
        turn.say(View("\n".join(event.refused)), fresh=True)
    return bool(books)


def _look(turn: Turn, file: dict[str, object]) -> None:
    """Ask what an import would do. What is there already is not touched by that."""
    agency_of(turn.actor)
    words = f"收到“{cut(str(file['name']), 60)}”，正在和已有的记录核对，请稍候。"
    begin(turn, PREVIEW, file, words)


def _go_on(turn: Turn, verb: str, id: str) -> None:
    """From a preview: import it, once; look again; or let it be."""
    preview = get_job(turn.store, id)
    if preview is not None and not _mine(turn, preview):
        raise Refused(NOT_YOURS)
    if preview is None or preview.kind != PREVIEW or preview.state is not JobState.DONE:
        return turn.say(View(PASSED, ((MENU,),)))
    made, file = preview.made or {}, {name: preview.asked[name] for name in ("sha256", "name")}
    if verb == "again":
        return _look(turn, file)
    if made.get("used") or not made.get("ready"):
        turn.toast(PASSED)
        return None if turn.pressed else turn.say(View(PASSED, ((MENU,),)))
    used(turn.store, preview, used=verb)
    if verb == "drop":
        return turn.say(View("好的，没有导入，什么都没有写入。", ((MENU,),)))
    asked = {**file, "preview": preview.id, "promise": made["promise"]}
    begin(turn, IMPORT, asked, "正在导入，请稍候。")
    return None


def _mine(turn: Turn, preview: Job) -> bool:
    """A preview is its asker's, in the agency it was asked for."""
    return (preview.person_id, preview.agency_id) == (turn.actor.id, turn.actor.agency_id)


def ways(preview_id: str, ready: bool) -> tuple[tuple[Choice, ...], ...]:
    """The buttons of a preview."""
    if not ready:
        return ((MENU,),)
    go = Choice("导入", press("xl.import", preview_id))
    return ((go, Choice("不导入", press("xl.drop", preview_id))), (MENU,))


def again(preview_id: str) -> tuple[tuple[Choice, ...], ...]:
    """The buttons where the records moved on since the preview."""
    return ((Choice("重新核对", press("xl.again", preview_id)), MENU),)
