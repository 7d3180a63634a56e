"""重大隐患快报 in conversation: raised with one tap, answered with 收到, shown who is silent."""

from collections.abc import Callable, Iterable

from handlers.formkit.events import Pressed
from handlers.formkit.opening import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.forms.contact import ContactForm
from handlers.front import OF_AGENCY
from handlers.hazards import telling
from handlers.turn import Refused, Turn
from storage.alarm import Alarm, AlarmCall
from storage.alarm_calls import calls_of, person_of, stands, subject_of
from storage.alarm_link import OwnStaff, alarm_link, refuse_staff
from storage.alarms import NotMajor, acknowledge, alarms_of, calls_to, raise_alarm
from storage.link import Closed
from storage.organisation import Role
from storage.visit import Grade, Hazard, Visit
from storage.ways import link_days

PAGE = 6
MENU = Choice("菜单", press("menu"))
GONE = "没有找到这份快报。"
WORDS = ("快报", "重大隐患快报", "/alarms")
RECEIVED = "收到"


class Alarms:
    """``handle`` for alarm.*: ``raise`` (a hazard), ``visit`` (all major ones of a visit),
    ``show``, ``open`` and ``ack`` (one's own call), ``link`` (for a contact without an account),
    ``list``.
    ``hours``: how long it may stay unanswered before the next rung hears."""

    def __init__(self, hours: float = 2) -> None:
        self._hours = hours

    def handle(self, turn: Turn) -> None:
        event = turn.event
        if not isinstance(event, Pressed):
            return self.list(turn)
        match event.action:
            case "alarm.raise":
                return self._raise(turn, _hazards(turn, turn.store.get(Hazard, event.id)))
            case "alarm.visit":
                return self._raise(turn, _majors(turn, turn.store.get(Visit, event.id)))
            case "alarm.ack":
                return _acknowledge(turn, turn.store.get(AlarmCall, event.id))
            case "alarm.link":
                return _link(turn, turn.store.get(AlarmCall, event.id))
            case "alarm.open":
                return _open(turn, turn.store.get(AlarmCall, event.id))
            case "alarm.contact":
                return _contact(turn, turn.store.get(Alarm, event.id))
            case "alarm.show":
                return _show(turn, turn.store.get(Alarm, event.id), event.revision)
            case _:
                return _list(turn, event.revision)

    def list(self, turn: Turn) -> None:
        _list(turn, 0)

    def received(self, otherwise: Callable[[Turn], None]) -> Callable[[Turn], None]:
        """收到, typed: an answer to all that one was told of; where there is nothing, just text."""

        def handle(turn: Turn) -> None:
            waiting = calls_to(turn.store, turn.actor.id)
            if not waiting:
                return otherwise(turn)
            for call in waiting:
                _acknowledge(turn, call)

        return handle

    def _raise(self, turn: Turn, hazards: Iterable[Hazard]) -> None:
        made = []
        for hazard in hazards:
            try:
                made.append(raise_alarm(turn.store, hazard, self._hours))
            except NotMajor as no:
                return turn.say(View(str(no), ((MENU,),)), fresh=True)
        if not made:
            return turn.say(View("这次服务没有要快报的重大隐患。", ((MENU,),)), fresh=True)
        for alarm in made:
            turn.say(_raised(turn, alarm), fresh=True)


def _hazards(turn: Turn, hazard: Hazard | None) -> list[Hazard]:
    if hazard is not None:
        _own(turn, hazard.agency_id)
    return [hazard] if hazard is not None else []


def _majors(turn: Turn, visit: Visit | None) -> list[Hazard]:
    if visit is None:
        return []
    _own(turn, visit.agency_id)
    return turn.store.find(Hazard, visit_id=visit.id, grade=Grade.MAJOR, rechecked_on=None)


def _own(turn: Turn, agency_id: str) -> None:
    if turn.actor.role not in OF_AGENCY or turn.actor.agency_id != agency_id:
        raise Refused("快报由查出隐患的机构发出。")


def _raised(turn: Turn, alarm: Alarm) -> View:
    view = telling.overview(turn, alarm)
    hours = telling.spoken_hours(alarm)
    said = f"快报已发出。{hours}内没有确认的，会再往上报。\n"
    return View(said + view.text, view.rows, view.title)


def _acknowledge(turn: Turn, call: AlarmCall | None) -> None:
    """Only by whom it was for, in whichever role they act now."""
    alarm = turn.store.get(Alarm, call.alarm_id) if call else None
    if call is None or alarm is None:
        return turn.toast(GONE)
    if person_of(turn.store, call) != turn.actor.id or not stands(turn.store, call):
        raise Refused("这份快报是发给别人的，请由本人确认。")
    try:
        refuse_staff(turn.store, call, turn.actor.id, turn.account.channel)
    except OwnStaff as no:
        return turn.say(View(str(no), ((MENU,),)), fresh=True)
    before = call.acknowledged_at is not None
    acknowledge(turn.store, call)
    turn.toast("您已经确认过了" if before else "已确认收到")
    look = Choice("查看情况", press("alarm.show", alarm.id))
    view = telling.told(turn, alarm)
    turn.say(View(view, ((look,),), f"重大隐患快报 {alarm.number}", keep=True))


def _open(turn: Turn, call: AlarmCall | None) -> None:
    """Where a link to a messenger leads: what was found, with 收到."""
    alarm = turn.store.get(Alarm, call.alarm_id) if call else None
    if call is None or alarm is None:
        return turn.say(View(GONE, ((MENU,),)))
    _show(turn, alarm, 0)


def _link(turn: Turn, call: AlarmCall | None) -> None:
    """Text to pass on to a contact, with a fresh link; the former ones open nothing more."""
    alarm = turn.store.get(Alarm, call.alarm_id) if call else None
    if call is None or alarm is None:
        return turn.say(View(GONE, ((MENU,),)), fresh=True)
    _own(turn, alarm.agency_id)
    if call.acknowledged_at is not None:
        turn.toast("已经确认收到，不用再发")
        return turn.say(telling.overview(turn, alarm))
    try:
        code = alarm_link(turn.store, call, link_days())
    except Closed as no:
        return turn.say(View(str(no), ((MENU,),)), fresh=True)
    for view in telling.passed_on(turn, alarm, call, code):
        turn.say(view, fresh=True)


def _contact(turn: Turn, alarm: Alarm | None) -> None:
    """A contact for the client that has none to tell."""
    if alarm is None:
        return turn.say(View(GONE, ((MENU,),)))
    _own(turn, alarm.agency_id)
    turn.pressed = False
    open_form(turn, ContactForm, preset={"client_id": alarm.client_id, "principal": True})


def _show(turn: Turn, alarm: Alarm | None, page: int) -> None:
    if alarm is None:
        return turn.say(View(GONE, ((MENU,),)))
    calls = [call for call in calls_of(turn.store, alarm) if stands(turn.store, call)]
    told = {person_of(turn.store, call) for call in calls}
    if turn.actor.id not in told and not turn.actor.may_see(alarm.agency_id):
        raise Refused("这份快报与您无关，不能查看。")
    turn.say(telling.overview(turn, alarm, page))


def _list(turn: Turn, page: int) -> None:
    """The last ones first; a client's people see those they were told of."""
    if turn.actor.role is Role.CLIENT:
        client_id = turn.actor.membership.client_id
        found = alarms_of(turn.store, None, client_id, PAGE + 1, page * PAGE)
    else:
        found = alarms_of(turn.store, turn.actor.agency_id, None, PAGE + 1, page * PAGE)
    rows = [
        (Choice(cut(f"{n}. {subject_of(turn.store, alarm)}", 40), press("alarm.show", alarm.id)),)
        for n, alarm in enumerate(found[:PAGE], 1)
    ]
    lines = [f"{n}. {telling.line(turn, alarm)}" for n, alarm in enumerate(found[:PAGE], 1)]
    turning = [Choice("上一页", press("alarm.list", "", page - 1))] if page else []
    turning += [Choice("下一页", press("alarm.list", "", page + 1))] if len(found) > PAGE else []
    text = "\n".join(lines) or "还没有重大隐患快报。"
    turn.say(View(text, (*rows, (*turning, MENU)), "重大隐患快报", numbered=True))
