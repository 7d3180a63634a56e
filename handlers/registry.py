"""Every handler in its place: the one list of actions and words that a conversation knows."""

from collections.abc import Mapping

from handlers import (
    client_file,
    excel,
    hazards,
    inspection,
    jobs,
    satisfaction,
    scorecard,
    sign_off,
    upload_ledger,
)
from handlers.dispatch import Handler, Only, Tables
from handlers.due import WORDS as DUE_WORDS
from handlers.due import Reminders, Way
from handlers.formkit.runner import Conversations
from handlers.formkit.view import press
from handlers.forms import FORMS
from handlers.front import ALL, OF_AGENCY, OF_CLIENT, Entry, Front
from handlers.records import Records
from storage.organisation import Role

ENTRIES: tuple[Entry, ...] = (
    Entry(sign_off.WORD, press("sheet.list"), OF_CLIENT),
    Entry("得分", press("score.mine"), ALL),
    Entry("现场评定", press("insp.list"), frozenset({Role.INSPECTOR})),
    Entry("满意度测评", press("sat"), satisfaction.ROLES),
    Entry("待办提醒", press("due.list"), ALL),
    Entry("隐患台账", press("haz.menu"), frozenset(Role)),
    Entry("重大隐患快报", press("alarm.list"), frozenset(Role)),
    Entry("清单签收情况", press("sign.list"), OF_AGENCY),
    Entry("一企一档", press("doc.list"), OF_AGENCY),
    Entry("查看记录", press("rec.menu"), frozenset(Role)),
    Entry("监管平台上传台账", press("led.menu"), OF_AGENCY),
    Entry("Excel导入导出", press("xl.menu"), OF_AGENCY),
)
"""What the menu offers before the forms, in display order."""


WAYS = {
    "inspection": Way(
        lambda turn, notice: inspection.open_subject(turn, notice.record_id or ""),
        frozenset({Role.INSPECTOR}),
    ),
    "sheet": Way(sign_off.open_subject, OF_CLIENT),
    "score": Way(lambda turn, _notice: scorecard.ask(turn)),
}
"""What a reminder opens that is no form."""


Handlers = dict[str, Handler]
Spoken = tuple[tuple[Handler, tuple[str, ...]], ...]


def _only(handlers: Mapping[str, Handler], roles: frozenset[Role], *said: str) -> Handlers:
    return {name: Only(roles, handler, *said) for name, handler in handlers.items()}


def _inspectors(handlers: Mapping[str, Handler]) -> Handlers:
    return _only(handlers, frozenset({Role.INSPECTOR}), inspection.ONLY_INSPECTORS)


def _beside(conversations: Conversations, spoken: Spoken) -> Handlers:
    """The words that work in the midst of a form, too."""
    words = {word: handler for handler, said in spoken for word in said}
    words |= inspection.WORDS | scorecard.WORDS | satisfaction.WORDS | client_file.WORDS
    words |= dict.fromkeys(upload_ledger.WORDS, upload_ledger.menu)
    words |= dict.fromkeys(excel.WORDS, excel.menu)
    words[sign_off.WORD] = sign_off.sheets
    words = {word: conversations.beside(handler) for word, handler in words.items()}
    words |= _inspectors({word: words[word] for word in inspection.WORDS})
    for said, roles in (
        ((*scorecard.WORDS, *client_file.WORDS), ALL),
        (tuple(satisfaction.WORDS), satisfaction.ROLES),
        ((*upload_ledger.WORDS, *excel.WORDS), OF_AGENCY),
        ((sign_off.WORD,), OF_CLIENT),
    ):
        words |= _only({word: words[word] for word in said}, roles)
    return words


def tables(remind_hour: int = 9, alarm_hours: float = 2) -> Tables:
    within = (*inspection.FORMS, *sign_off.FORMS, *satisfaction.FORMS)
    conversations = Conversations((*FORMS, *within), scorecard.Receipts())
    records = Records(FORMS)
    front = Front(conversations, FORMS, ENTRIES, records.found, excel.unpack)
    due = Reminders(FORMS, WAYS, remind_hour)
    alarms = hazards.Alarms(alarm_hours)
    actions: dict[str, Handler] = {
        "form": conversations.handle,
        "menu": front.handle,
        "due": due.handle,
        "job": Only(ALL, jobs.handle),
        "led": Only(OF_AGENCY, upload_ledger.handle),
        "xl": Only(OF_AGENCY, excel.handle),
        "rec": records.handle,
        "sign": Only(ALL, sign_off.giving),
        "sheet": Only(OF_CLIENT, sign_off.sheets),
        "haz": hazards.ledger,
        "alarm": alarms.handle,
        **_only(client_file.HANDLERS, ALL),
        **_inspectors(inspection.HANDLERS),
        **_only(scorecard.HANDLERS, ALL),
        **_only(satisfaction.HANDLERS, satisfaction.ROLES),
    }
    spoken: Spoken = (
        (front.menu, ("/menu", "菜单")),
        (front.help, ("/help", "帮助", "?", "？")),
        (due.mine, DUE_WORDS),
        (records.menu, ("/records", "查看记录")),
        (records.search, ("/find", "查找")),
        (hazards.ledger, hazards.LEDGER_WORDS),
        (alarms.list, hazards.ALARM_WORDS),
    )
    words = _beside(conversations, spoken)
    words[hazards.RECEIVED] = alarms.received(front.otherwise)
    words |= dict.fromkeys(("/start", "开始"), front.start)
    words |= dict.fromkeys(("/cancel", "取消"), front.cancel)
    words |= dict.fromkeys(("/continue", "继续"), conversations.go_on)
    return Tables(actions, words, front.otherwise)
