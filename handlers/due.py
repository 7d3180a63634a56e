"""Presses on reminders: open what is to be done, put it off, page through; asked anew each time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.turn import Refused, Turn
from storage.digest import digest, line
from storage.due import still_due
from storage.due.wording import spoken
from storage.notices import Notice, about, get_notice, in_letter, snooze, told_to
from storage.organisation import Role
from storage.person import Person
from storage.store import ZONE


@dataclass(frozen=True)
class Way:
    """How something that is no form is opened, and by whom."""

    open: Callable[[Turn, Notice], None]
    roles: frozenset[Role] = frozenset(Role)


MINE = "mine"
"""Stands for a letter: all that a person was told of and that is not settled."""

REMEMBERED = timedelta(days=90)
SETTLED = "已经完成，不用再处理。"
MENU = Choice("菜单", press("menu"))
WORDS = ("提醒", "待办", "/due")
"""What a person types to see what is due: on a channel without buttons the reminder's own word."""


class Reminders:
    """``handle`` for due.*, ``mine`` for the words. ``ways`` open what is no form (``inspection``,
    ``score``); ``hour`` is when reminders are sent."""

    def __init__(
        self, forms: Iterable[type[Form]], ways: Mapping[str, Way], hour: int = 9
    ) -> None:
        self.forms = {form.spec.name: form for form in forms}
        kinds = (form.spec.record for form in self.forms.values())
        self.kinds = {kind.table.name for kind in kinds if kind is not None}
        self.ways = ways
        self.hour = hour

    def handle(self, turn: Turn) -> None:
        event = turn.event
        if not isinstance(event, Pressed):
            return self.mine(turn)
        match event.action:
            case "due.open":
                return self._open(turn, event.id)
            case "due.later":
                return self._later(turn, event.id)
            case _:
                return _show(turn, event.id or MINE, page=event.revision)

    def mine(self, turn: Turn) -> None:
        _show(turn, MINE)

    def _open(self, turn: Turn, id: str) -> None:
        notice = get_notice(turn.store, id)
        if notice is None:
            return turn.toast("这条提醒已经不在了")
        _allow(turn, [notice])
        if not still_due(turn.store, [notice.matter]):
            turn.toast(SETTLED)
            return _show(turn, notice.letter, said=SETTLED)
        turn.pressed = False
        form = self.forms.get(notice.opens)
        if form is not None and turn.actor.role in form.spec.roles:
            return _open_form(turn, form, notice)
        way = self.ways.get(notice.opens)
        if way is not None and turn.actor.role in way.roles:
            return way.open(turn, notice)
        return turn.say(_looked_at(turn, notice, self.kinds))

    def _later(self, turn: Turn, id: str) -> None:
        """明天再提醒: this person's copies; whoever hears next hears all the same."""
        notices = _open_ones(turn, id)
        if not notices:
            turn.toast(SETTLED)
            return _show(turn, id, said=SETTLED)
        snooze(turn.store, notices, turn.today + timedelta(days=1))
        said = f"好的，明天 {self.hour}:00 再提醒。"
        turn.toast(said)
        return _show(turn, id, said=said)


def _open_form(turn: Turn, form: type[Form], notice: Notice) -> None:
    record = None
    if notice.record_id is not None and form.spec.record is not None:
        record = turn.store.get(form.spec.record, notice.record_id)
        if record is None or record.withdrawn_at is not None:
            return turn.say(View(SETTLED, ((MENU,),)))
    return open_form(turn, form, record, preset=notice.preset)


def _open_ones(turn: Turn, letter: str) -> list[Notice]:
    """Those of a letter that are not settled; a letter may also be named by one notice of it."""
    if letter == MINE:
        notices = told_to(turn.store, turn.actor.id, turn.now - REMEMBERED)
    else:
        one = get_notice(turn.store, letter)
        notices = [one] if one else in_letter(turn.store, letter)
        _allow(turn, notices)
    due = still_due(turn.store, {notice.matter for notice in notices})
    return [notice for notice in notices if notice.matter in due and _concerns(turn, notice)]


def _show(turn: Turn, letter: str, *, page: int = 0, said: str = "") -> None:
    """What is left of a letter, in its place. One's own list was asked for, so its numbers pick;
    a pushed letter never takes the numbers from a form in progress."""
    notices = _open_ones(turn, letter)
    asked_for = letter == MINE
    if not notices:
        text = SETTLED if said or not asked_for else "现在没有要办的事。"
        return turn.say(View(text, ((MENU,),), keep=not asked_for))
    shown = digest(notices, turn.today, letter, page)
    rows = tuple(tuple(Choice(label, data) for label, data in row) for row in shown.rows)
    text = f"{shown.text}\n\n{said}" if said else shown.text
    return turn.say(View(text, rows, shown.title, numbered=asked_for, keep=not asked_for))


def _allow(turn: Turn, notices: Iterable[Notice]) -> None:
    """A reminder is its reader's alone, in the agency it is about."""
    for notice in notices:
        if notice.person_id != turn.actor.id:
            raise Refused("这条提醒是发给别人的，您不能处理。")
        if not _concerns(turn, notice):
            raise Refused("您现在的身份不管这家机构的事；有其他身份的，请先切换身份。")


def _concerns(turn: Turn, notice: Notice) -> bool:
    return turn.actor.agency_id is None or turn.actor.agency_id == notice.agency_id


def _looked_at(turn: Turn, notice: Notice, kinds: Collection[str]) -> View:
    """For whoever hears of it but does not fill it in: who was told, and when."""
    lines = [line(notice, turn.today), "", "已提醒："]
    told = {each.person_id: each for each in about(turn.store, notice.reminder, notice.subject)}
    for each in told.values():
        person = turn.store.get(Person, each.person_id)
        day = spoken(each.told_at.astimezone(ZONE).date(), turn.today)
        lines.append(f"· {person.name if person else '（已离开）'}，{day}")
    later = Choice("明天再提醒", press("due.later", notice.id))
    kind, id = notice.subject.split(":")[:2]
    seen = Choice("查看记录", press("rec.open", f"{kind}:{id}", 1))
    row = (seen, later) if kind in kinds else (later,)
    return View("\n".join(lines), (row, (MENU,)), f"提醒：{notice.title}")
