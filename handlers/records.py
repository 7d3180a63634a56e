"""Looking at what was recorded: lists, a record with photos and past, and the ways to fix it."""

from collections.abc import Iterable

from handlers import client_file, looking, sign_off, upload_ledger
from handlers.formkit.events import Pressed, Typed
from handlers.formkit.form import Form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.front import OF_AGENCY, in_rows
from handlers.hazards import course_lines, record_ways
from handlers.photographs import photo_lines
from handlers.record_lines import (
    entry_lines,
    field_lines,
    files_of,
    history_lines,
    may_read,
    scope_of,
    title_line,
)
from handlers.turn import Refused, Turn
from storage.agency import Agency
from storage.entity import KINDS, Record
from storage.organisation import Role
from storage.picture import pictures_of
from storage.visit import Hazard, SignedList, Visit

PAGE = 6
MENU = Choice("菜单", press("menu"))
UNLISTED = ("membership", "ballot")
"""Kinds that a form writes and that are no record of somebody's work, or nobody's to read."""

OF_CLIENT = ("visit", "hazard", "signed_list")
"""What a client's own people read, of what concerns their place of work."""

GONE = "没有找到这份记录。"


class Records:
    """``handle`` for rec.*: ``rec.menu``, ``rec.list:KIND``; ``rec.find`` and ``rec.found:MARK`` to
    look for one; and for one record (KIND:ID) ``rec.open``, ``rec.history``, ``rec.files``
    and ``rec.originals``; ``rec.open:KIND:ID:1`` opens it beside the view it is pressed on, which
    keeps its own ways on. The first form of a kind that the reader may use, else the first of all,
    gives its words."""

    def __init__(self, forms: Iterable[type[Form]]) -> None:
        self.forms: dict[str, list[type[Form]]] = {}
        for form in forms:
            if form.spec.record is not None:
                self.forms.setdefault(form.spec.record.table.name, []).append(form)

    def _form(self, turn: Turn, kind: str) -> type[Form]:
        known = self.forms[kind]
        return next((form for form in known if turn.actor.role in form.spec.roles), known[0])

    def handle(self, turn: Turn) -> None:
        event = turn.event
        if not isinstance(event, Pressed) or event.action == "rec.menu":
            return self.menu(turn)
        if event.action == "rec.list":
            return self._list(turn, event.id, event.revision)
        if event.action == "rec.find":
            return looking.ask(turn, self.kinds(turn))
        if event.action == "rec.found":
            return looking.turn_page(turn, self.kinds(turn))
        kind, _, id = event.id.partition(":")
        record = self._record(turn, kind, id)
        if record is None:
            return turn.say(View(GONE, ((MENU,),)))
        match event.action:
            case "rec.history":
                return turn.say(self._history(turn, kind, record))
            case "rec.files":
                return _show_files(turn, files_of(self._form(turn, kind), record), event.id)
            case "rec.originals":
                files = files_of(self._form(turn, kind), record)
                return turn.say(View("原件：", files=files, whole=True), fresh=True)
            case _:
                return turn.say(self.view(turn, record), fresh=event.revision > 0)

    def kinds(self, turn: Turn) -> tuple[str, ...]:
        """The kinds of record that somebody may look through: those they keep themselves and, for
        the bureau's people, those that agencies keep."""
        role = turn.actor.role
        if role is Role.CLIENT:
            return OF_CLIENT
        theirs = {role} if turn.actor.agency_id else {role, *OF_AGENCY}
        kept = (
            kind
            for kind, forms in self.forms.items()
            if kind not in UNLISTED and any(theirs & form.spec.roles for form in forms)
        )
        return tuple(kept)

    def menu(self, turn: Turn) -> None:
        """The kinds of record, and the way to look for one."""
        kinds = [Choice(cut(KINDS[k].label), press("rec.list", k)) for k in self.kinds(turn)]
        rows = (*in_rows(kinds), (Choice("查找", press("rec.find")), MENU))
        turn.say(View("看哪一类记录？要找某一条，点“查找”。", rows, "记录", numbered=True))

    def search(self, turn: Turn) -> None:
        """查, /find, with what to look for."""
        looking.ask(turn, self.kinds(turn))

    def found(self, turn: Turn) -> bool:
        """Whether what was typed is looked for: it says so, or something stands under it."""
        said = turn.event.text if isinstance(turn.event, Typed) else ""
        if looking.asked_for(said):
            self.search(turn)
            return True
        return looking.shown_where_found(turn, self.kinds(turn), said)

    def _record(self, turn: Turn, kind: str, id: str) -> Record | None:
        """Refuses another agency's; None where there is none, or none that is shown."""
        if kind not in self.forms:
            return None
        record = turn.store.get(KINDS[kind], id)
        if record is not None and not may_read(turn.actor, record):
            raise Refused("这不是本单位的记录，不能查看。")
        return record

    def _list(self, turn: Turn, kind: str, page: int) -> None:
        if kind not in self.kinds(turn):
            return self.menu(turn)
        scope = scope_of(turn.actor)
        whose = {name: id for name, id in vars(scope).items() if id is not None}
        if kind == Agency.table.name and "agency_id" in whose:
            whose = {"id": whose["agency_id"]}
        found = turn.store.find(
            KINDS[kind], order="-id", limit=PAGE + 1, offset=page * PAGE, withdrawn=True, **whose
        )
        rows = [
            (Choice(_line(turn, record), press("rec.open", f"{kind}:{record.id}")),)
            for record in found[:PAGE]
        ]
        turning = []
        if page > 0:
            turning.append(Choice("上一页", press("rec.list", kind, page - 1)))
        if len(found) > PAGE:
            turning.append(Choice("下一页", press("rec.list", kind, page + 1)))
        ways = (*turning, Choice("别的记录", press("rec.menu")), MENU)
        text = "最近登记的在前，选一条查看：" if found else "还没有记录。"
        turn.say(View(text, (*rows, ways), KINDS[kind].label, numbered=True))

    def view(self, turn: Turn, record: Record) -> View:
        kind = record.table.name
        form = self._form(turn, kind)
        lines = field_lines(turn, form, record)
        lines += upload_ledger.record_lines(turn.store, record)
        lines += [*photo_lines(turn, record), *course_lines(turn.store, record)]
        lines += sign_off.record_lines(turn.store, record)
        lines += entry_lines(turn.store, record)
        ref = f"{kind}:{record.id}"
        ways = [*record_ways(turn, record), *client_file.record_ways(turn, record)]
        ways += sign_off.record_ways(turn, record)
        ways += upload_ledger.record_ways(turn, record)
        ways += _fixing(turn, form, record)
        if files := files_of(form, record):
            ways.append(Choice(f"照片和文件（{len(files)}）", press("rec.files", ref)))
        ways.append(Choice("更正历史", press("rec.history", ref)))
        rows = (*_related(turn, record), *in_rows(ways), (MENU,))
        return View("\n".join(lines), rows, f"{record.label} {record.number}", numbered=True)

    def _history(self, turn: Turn, kind: str, record: Record) -> View:
        lines = history_lines(turn, self._form(turn, kind), record)
        back = Choice("返回", press("rec.open", f"{kind}:{record.id}"))
        return View("\n".join(lines), ((back, MENU),), f"更正历史 {record.number}", numbered=True)


def _show_files(turn: Turn, files: tuple[str, ...], ref: str) -> None:
    """Pictures as copies that a phone loads fast, and the way to the originals."""
    text, ways = f"共{len(files)}个文件：", [Choice("返回", press("rec.open", ref)), MENU]
    if pictures_of(turn.store, files):
        text = f"共{len(files)}个文件（照片是缩小的，原件可以下载）："
        ways.insert(0, Choice("下载原件", press("rec.originals", ref)))
    turn.say(View(text, (tuple(ways),), files=files), fresh=True)


def _line(turn: Turn, record: Record) -> str:
    gone = "【作废】" if record.withdrawn_at is not None else ""
    return gone + title_line(turn.store, record)


def _fixing(turn: Turn, form: type[Form], record: Record) -> Iterable[Choice]:
    """更正 and 作废, for whom may and while the record counts. A hazard itself is
    corrected in its visit, here only the last that came of it; a signature from the client's own
    hand, by nobody."""
    if record.withdrawn_at is not None or turn.actor.role not in form.spec.roles:
        return
    if isinstance(record, SignedList) and record.hand_over_id is not None:
        return
    name, what = form.spec.name, ""
    if isinstance(record, Hazard):
        if record.rectified_on is None:
            return
        closed = record.rechecked_on is not None
        name, what = ("recheck", "复查登记") if closed else ("rectification", "整改登记")
    yield Choice(f"更正{what}", press(f"form.amend.{name}", record.id))
    yield Choice(f"作废{what}", press(f"form.withdraw.{name}", record.id))


def _related(turn: Turn, record: Record) -> Iterable[tuple[Choice, ...]]:
    """From a visit to its hazards and their signed list, and from those back to the visit."""
    found: list[Record] = []
    gone = record.withdrawn_at is not None
    if isinstance(record, Visit):
        found += turn.store.find(Hazard, visit_id=record.id, withdrawn=gone)[:20]
        found += turn.store.find(SignedList, visit_id=record.id, withdrawn=gone)
    elif isinstance(record, Hazard | SignedList):
        visit = turn.store.get(Visit, record.visit_id)
        found += [visit] if visit else []
    for one in found:
        label = f"{one.label} {title_line(turn.store, one)}"
        yield (Choice(cut(label, 40), press("rec.open", f"{one.table.name}:{one.id}")),)
