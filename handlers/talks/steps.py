"""The steps of a talk, each by whom it is for; what can't be done now changes nothing."""

from collections.abc import Callable

from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.jobs import begin
from handlers.talks import recording, views
from handlers.talks.arranging import CallOffForm, MoveForm
from handlers.talks.recording import HoldForm
from handlers.talks.rectifying import CheckForm, RectifyForm
from handlers.turn import Refused, Turn
from storage import talk_record, talks
from storage.organisation import Role
from storage.store import ZONE
from storage.talk import Talk
from storage.talks import NotNow

ONLY_SUPERVISORS = "警示约谈由监管人员办理，您现在的身份不能操作。"
ONLY_PRINCIPALS = "请由机构主要负责人本人用自己的账号办理。"
OUTDATED = "这个按钮已过期，下面是现在的情况"


def open_beside(turn: Turn, form: type[Form], preset: dict[str, object]) -> None:
    """A form begins below what it was opened from, which may be a pushed letter."""
    turn.pressed = False
    open_form(turn, form, preset=preset)


def received(otherwise: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """收到, typed by a principal who was sent a notice; where none waits, something else."""

    def handle(turn: Turn) -> None:
        waiting = []
        if turn.actor.role is Role.PRINCIPAL and turn.actor.agency_id is not None:
            waiting = talks.unacknowledged(turn.store, turn.actor.agency_id)
        if not waiting:
            return otherwise(turn)
        for talk in waiting:
            _ack(turn, talk, 0)

    return handle


def _for_supervisor(do: Callable[[Turn, Talk], None]) -> Callable[[Turn, Talk, int], None]:
    def handler(turn: Turn, talk: Talk, _number: int) -> None:
        if turn.actor.role is not Role.SUPERVISOR:
            raise Refused(ONLY_SUPERVISORS)
        try:
            do(turn, talk)
        except NotNow as no:
            turn.toast(str(no))
            turn.say(views.talk_view(turn, talk, str(no)))

    return handler


def _move(turn: Turn, talk: Talk) -> None:
    talks.require_planned(talk)
    at = talk.planned_at.astimezone(ZONE)
    known = {"kind": talk.kind, "on": at.date(), "at": f"{at:%H:%M}", "place": talk.place}
    open_beside(turn, MoveForm, {"talk": talk.id, **known})


def _off(turn: Turn, talk: Talk) -> None:
    talks.require_planned(talk)
    open_beside(turn, CallOffForm, {"talk": talk.id})


def _hold(turn: Turn, talk: Talk) -> None:
    if talk.withdrawn_at is not None or talk_record.confirmed(talk):
        raise NotNow(OUTDATED)
    open_beside(turn, HoldForm, recording.known(talk))


def _check(turn: Turn, talk: Talk) -> None:
    talk_record.require_checking(talk)
    open_beside(turn, CheckForm, {"talk": talk.id, "seen": str(talk.revision)})


def _rectify(turn: Turn, talk: Talk, _number: int) -> None:
    if turn.actor.agency_id is None:
        raise Refused("整改情况由机构报告。")
    try:
        talk_record.require_rectifying(talk)
    except NotNow as no:
        turn.toast(str(no))
        return turn.say(views.talk_view(turn, talk, str(no)))
    open_beside(turn, RectifyForm, {"talk": talk.id})


def _ack(turn: Turn, talk: Talk, _number: int) -> None:
    if turn.actor.role is not Role.PRINCIPAL:
        raise Refused(ONLY_PRINCIPALS)
    before = talk.acknowledged_at is not None
    try:
        talk = talks.acknowledge(turn.store, talk)
        turn.toast("您已经确认过了" if before else "已确认收到")
    except NotNow as no:
        turn.toast(str(no))
    turn.say(views.talk_view(turn, talk))


def _confirm(turn: Turn, talk: Talk, seen: int) -> None:
    if turn.actor.role is Role.AGENCY:
        raise Refused(ONLY_PRINCIPALS)
    agency = turn.actor.role is Role.PRINCIPAL
    try:
        talk = talk_record.confirm(turn.store, talk, agency, seen)
    except NotNow as no:
        turn.toast(str(no))
        return turn.say(views.minutes_view(turn, talk, str(no)))
    turn.toast("已确认纪要")
    turn.say(views.talk_view(turn, talk))


def _files(turn: Turn, talk: Talk, _number: int) -> None:
    back = Choice("返回约谈", press("talk.show", talk.id))
    turn.say(View("机构报告整改时提交的：", ((back,),), files=talk.rectified_files), fresh=True)


def _paper(kind: str, what: str) -> Callable[[Turn, Talk, int], None]:
    def handler(turn: Turn, talk: Talk, _number: int) -> None:
        if kind == "talk_minutes" and talk.minutes is None:
            return turn.say(views.talk_view(turn, talk, "还没有纪要。"))
        begin(turn, kind, {"talk": talk.id}, f"正在排版{what}，做好了就发给您。")

    return handler


OF_TALK: dict[str, Callable[[Turn, Talk, int], None]] = {
    "show": lambda turn, talk, _number: turn.say(views.talk_view(turn, talk)),
    "minutes": lambda turn, talk, _number: turn.say(views.minutes_view(turn, talk)),
    "files": _files,
    "notice": _paper("talk_notice", "约谈通知书"),
    "paper": _paper("talk_minutes", "约谈纪要"),
    "move": _for_supervisor(_move),
    "off": _for_supervisor(_off),
    "hold": _for_supervisor(_hold),
    "check": _for_supervisor(_check),
    "rectify": _rectify,
    "ack": _ack,
    "confirm": _confirm,
}
