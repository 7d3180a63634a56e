"""The forms that fix a talk: what kind, when and where; moved, or called off."""

from datetime import date, datetime, time

from handlers.formkit import Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.talks.wording import SHORT, agency_name
from handlers.turn import Actor, Refused
from handlers.typed import clock
from storage import talks
from storage.candidates import to_talk_about
from storage.organisation import Role
from storage.store import ZONE, Store
from storage.talk import KIND_NAMES, Talk, TalkKind
from storage.talks import Appointment, NotNow

CHANGED = "您打开以后，要谈的情形有了变化。请取消这次填写，从“待安排的约谈”重新安排。"

KINDS = [(name, kind) for kind, name in KIND_NAMES.items()]


def talk_of(store: Store, id: str) -> Talk:
    """A form stays open for days: the talk as it is now."""
    found = store.get(Talk, id)
    if found is None:
        raise Refused("没有找到这次约谈。")
    return found


def moment_of(store: Store, day: date, at: str) -> datetime:
    """Raises ``Invalid`` where that moment is over."""
    found = datetime.combine(day, time.fromisoformat(at), ZONE)
    if found <= store.now:
        raise Invalid("约谈时间已经过去了，请重新填。", field="on")
    return found


class PlanForm(Form, name="talk.plan", title="安排约谈", roles={Role.SUPERVISOR}):
    agency: str = ask.carried()
    about: str = ask.carried()
    kind: TalkKind = ask.one_of("约谈类型", KINDS)
    on: date = ask.day("约谈日期", future=True)
    at: str = ask.text("约谈时间", limit=20, example="14:30", check=clock)
    place: str = ask.text("约谈地点", limit=100, example="市应急管理局3楼会议室")
    grounds: str = ask.text(
        "告知机构的事由", limit=800, hint="机构会看到这段话，不要写还没有决定的事。"
    )

    def save(self, store: Store, author: Actor) -> Talk:
        at = moment_of(store, self.on, self.at)
        meeting = Appointment(self.kind, at, self.place)
        if (now := {one.id for one in to_talk_about(store, self.agency)}) and now != self._seen():
            raise Invalid(CHANGED)
        try:
            return talks.plan(store, self.agency, meeting, self.grounds)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def _seen(self) -> set[str]:
        return set(self.about.split(","))

    def warn(self, store: Store, author: Actor) -> list[str]:
        about = [SHORT[one.code] for one in to_talk_about(store, self.agency)]
        named = agency_name(store, self.agency)
        return [f"{named}，一次谈{len(about)}个情形：{'；'.join(about)}"]

    def after(self, store: Store, author: Actor, record: Talk) -> list[str]:
        return ["通知已发给机构主要负责人，等其点“收到”。"]

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("查看约谈", press("talk.show", record.id)),)


class MoveForm(Form, name="talk.move", title="改约谈时间地点", roles={Role.SUPERVISOR}):
    talk: str = ask.carried()
    kind: TalkKind = ask.one_of("约谈类型", KINDS)
    on: date = ask.day("约谈日期", future=True)
    at: str = ask.text("约谈时间", limit=20, example="14:30", check=clock)
    place: str = ask.text("约谈地点", limit=100, example="市应急管理局3楼会议室")
    reason: str = ask.text("为什么改？", limit=200, example="机构主要负责人出差")

    def save(self, store: Store, author: Actor) -> Talk:
        found = talk_of(store, self.talk)
        meeting = Appointment(self.kind, moment_of(store, self.on, self.at), self.place)
        try:
            return talks.move(store, found, meeting, self.reason)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("查看约谈", press("talk.show", record.id)),)


class CallOffForm(Form, name="talk.off", title="取消约谈", roles={Role.SUPERVISOR}):
    talk: str = ask.carried()
    reason: str = ask.text(
        "为什么取消？", limit=200, hint="情形还在，可以重新安排或者改决定。", example="已移送立案"
    )

    def save(self, store: Store, author: Actor) -> Talk:
        try:
            return talks.call_off(store, talk_of(store, self.talk), self.reason)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("警示约谈", press("talk.list")),)
