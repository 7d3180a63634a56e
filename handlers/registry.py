"""Every room of the conversation in its place: the one list of actions and words it knows."""

from handlers import (
    accounts,
    client_file,
    cycle,
    drawing,
    excel,
    hazards,
    inspection,
    jobs,
    losses,
    next_point,
    objection,
    papers,
    pictures,
    publication,
    satisfaction,
    scorecard,
    sign_off,
    site,
    talks,
    upload_ledger,
)
from handlers.dispatch import Tables
from handlers.due import WORDS as DUE_WORDS
from handlers.due import Reminders, Way
from handlers.formkit.runner import Conversations
from handlers.formkit.view import press
from handlers.forms import ELSEWHERE, FORMS
from handlers.front import ALL, OF_AGENCY, OF_CLIENT, Entry, Front
from handlers.records import Records
from handlers.room import EVERYBODY, Room
from storage.organisation import Role

INSPECTORS = frozenset({Role.INSPECTOR})
BUREAU = frozenset({Role.INSPECTOR, Role.SUPERVISOR})
RECORDS = ("/records", "查看记录")

WAYS = {
    "inspection": Way(
        lambda turn, notice: inspection.open_subject(turn, notice.record_id or ""),
        frozenset({Role.INSPECTOR}),
    ),
    "sheet": Way(sign_off.open_subject, OF_CLIENT),
    "score": Way(lambda turn, _notice: scorecard.ask(turn)),
    "result": Way(lambda turn, notice: objection.open_subject(turn, notice.record_id or ""), ALL),
    "talk": Way(talks.open_subject, talks.ROLES),
}
"""What a reminder opens that is no form."""


def tables(remind_hour: int = 9, alarm_hours: float = 2) -> Tables:
    rated = (inspection, site, cycle, drawing, objection, publication, talks)
    homes = (sign_off, satisfaction, *rated)
    within = tuple(form for room in homes for form in room.FORMS)
    conversations = Conversations((*FORMS, *within), scorecard.Receipts())
    records = Records((*FORMS, site.SiteCheckForm))
    reminders = Reminders(FORMS, WAYS, remind_hour)
    alarms = hazards.Alarms(alarm_hours)
    daily, looking = _daily(reminders, alarms), (*_looking(records), *_rated())
    rooms = (*daily, *looking)
    lines = (_entries(daily), _entries(looking))
    front = Front(conversations, FORMS, *lines, records.found, excel.unpack, ELSEWHERE)
    words = {
        word: room.guarded(conversations.beside(room.ask)) for room in rooms for word in room.words
    }
    words |= dict.fromkeys(("/menu", "菜单"), conversations.beside(front.menu))
    words |= dict.fromkeys(("/help", "帮助", "?", "？"), conversations.beside(front.help))
    words[hazards.RECEIVED] = alarms.received(talks.received(front.otherwise))
    words |= dict.fromkeys(("/start", "开始"), front.start)
    words |= dict.fromkeys(("/cancel", "取消"), front.cancel)
    words |= dict.fromkeys(("/continue", "继续"), conversations.go_on)
    actions = {room.name: room.guarded(room.handler) for room in rooms}
    actions |= {"form": conversations.handle, "menu": front.handle}
    return Tables(actions, words, front.otherwise)


def _entries(rooms: tuple[Room, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(one.label, press(one.opens), one.listed or one.roles) for one in rooms if one.label
    )


def _daily(due: Reminders, alarms: hazards.Alarms) -> tuple[Room, ...]:
    """What somebody comes for, in the order of the menu, where it stands before the forms."""
    sheets, score = sign_off.sheets, scorecard.handle
    return (
        Room("sheet", sheets, sheets, OF_CLIENT, (sign_off.WORD,), sign_off.WORD, "sheet.list"),
        Room("score", score, scorecard.ask, ALL, scorecard.WORDS, "得分", "score.mine"),
        Room(
            *("tip", next_point.handle, next_point.ask, OF_AGENCY, next_point.WORDS),
            *(next_point.TITLE, "tip.home"),
        ),
        Room(
            *("insp", inspection.handle, inspection.ask, INSPECTORS, inspection.WORDS),
            *("现场评定", "insp.list", inspection.ONLY_INSPECTORS),
        ),
        Room(
            *("site", site.handle, site.ask, ALL, site.WORDS, "现场核查", "site.list"),
            listed=INSPECTORS,
        ),
        Room(
            *("cyc", cycle.handle, cycle.ask, frozenset({Role.SUPERVISOR}), cycle.WORDS),
            *("评定工作", "cyc.board"),
        ),
        Room(
            *("join", cycle.join, cycle.my_invitations, frozenset({Role.PRINCIPAL})),
            *(cycle.JOIN_WORDS,),
            refusal=cycle.ONLY_PRINCIPALS,
        ),
        Room(
            *("obj", objection.handle, objection.ask, ALL, objection.WORDS, "评定结果", "obj.mine"),
            listed=OF_AGENCY,
        ),
        Room("side", objection.side, objection.side_mine, ALL),
        Room("due", due.handle, due.mine, EVERYBODY, DUE_WORDS, "待办提醒", "due.list"),
        Room(
            *("sat", satisfaction.handle, satisfaction.ask, satisfaction.ROLES),
            *(satisfaction.WORDS, "满意度测评", "sat"),
        ),
        Room(
            *("alarm", alarms.handle, alarms.list, EVERYBODY, hazards.ALARM_WORDS),
            *("重大隐患快报", "alarm.list"),
        ),
    )


def _looking(records: Records) -> tuple[Room, ...]:
    """Where somebody looks something up, or moves much at once: after the forms."""
    files, given, seek = client_file.handle, sign_off.giving, records.search
    return (
        Room(
            *("haz", hazards.ledger, hazards.ledger, EVERYBODY, hazards.LEDGER_WORDS),
            *("隐患台账", "haz.menu"),
        ),
        Room(
            *("sign", given, given, ALL, ("清单签收情况",), "清单签收情况", "sign.list"),
            listed=OF_AGENCY,
        ),
        Room(
            *("doc", files, files, ALL, ("一企一档",), "一企一档", "doc.list"), listed=OF_AGENCY
        ),
        Room("rec", records.handle, records.menu, EVERYBODY, RECORDS, "查看记录", "rec.menu"),
        Room("find", seek, seek, EVERYBODY, ("/find", "查找")),
        Room(
            *("led", upload_ledger.handle, upload_ledger.menu, OF_AGENCY, upload_ledger.WORDS),
            *(upload_ledger.TITLE, "led.menu"),
        ),
        Room("xl", excel.handle, excel.menu, OF_AGENCY, excel.WORDS, excel.TITLE, "xl.menu"),
        Room("job", jobs.handle, jobs.handle, ALL),
    )


def _rated() -> tuple[Room, ...]:
    """What goes with a rating and is opened from its board, its score or its letters."""
    return (
        Room(
            *("pap", papers.handle, papers.ask, ALL, papers.WORDS, papers.LABEL, "pap.blank"),
            listed=BUREAU,
        ),
        Room(
            *("draw", drawing.handle, drawing.ask, drawing.ROLES, drawing.WORDS),
            *(drawing.LABEL, "draw.list"),
            listed=INSPECTORS,
        ),
        Room(
            *("pub", publication.handle, publication.ask, frozenset({Role.SUPERVISOR})),
            *(publication.WORDS,),
        ),
        Room(
            *("res", publication.notice.handle, publication.notice.ask, EVERYBODY),
            *(publication.PUBLIC_WORDS, publication.notice.TITLE, "res.list"),
        ),
        Room(
            *("talk", talks.handle, talks.ask, talks.ROLES, talks.WORDS, "约谈", "talk.list"),
            listed=frozenset({Role.PRINCIPAL}),
        ),
        Room(
            *("city", losses.handle, losses.ask, losses.ROLES, losses.WORDS),
            *(losses.TITLE, "city.menu"),
            listed=INSPECTORS,
        ),
        Room("pic", pictures.handle, pictures.handle, ALL),
        Room(
            *("bind", accounts.handle, accounts.ask, EVERYBODY, accounts.WORDS),
            *(accounts.TITLE, "bind.list"),
        ),
    )
