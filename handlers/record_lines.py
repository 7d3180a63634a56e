"""A record as lines a person reads: its fields in the form's words, its line, its past."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from handlers import lookups
from handlers.formkit.form import Form
from handlers.formkit.question import ABSENT, Answers, Asking, Json, Question
from handlers.formkit.questions import Files, Lookup, SeveralOf
from handlers.formkit.show import row_of
from handlers.formkit.wording import cut
from handlers.formkit.world import World
from handlers.found_hazard import FoundHazard
from handlers.turn import Actor, Turn
from handlers.wordings import late
from storage.account import Invitation
from storage.audit import Entry
from storage.client import Client
from storage.entity import Record
from storage.looking import Scope
from storage.organisation import Role
from storage.person import Person
from storage.store import ZONE, Store
from storage.visit import Hazard

ACTS = {"add": "登记", "revise": "更正", "withdraw": "作废"}
NAMES = {
    "started": "开始时间",
    "ended": "结束时间",
    "uploaded_on": "上传日期",
    "upload_receipt": "平台回执编号",
    "rectified_on": "整改完成日期",
    "rectification": "整改情况",
    "rectified_photos": "整改后照片",
    "rechecked_on": "复查日期",
    "recheck": "复查情况",
    "recheck_photos": "复查照片",
    "until": "截止",
}
PHOTOS = ("photos", "scan", "rectified_photos", "recheck_photos")
EVENTS = ("on", "signed_on", "rectified_on")
"""The field that says when a record's event happened."""


def questions_of(form: type[Form], record: Record) -> tuple[Question, ...]:
    if isinstance(record, Hazard):
        shown = FoundHazard.spec.asked({})
        return (*shown, *(q for q in form.spec.questions if q.name != "hazard_id"))
    return form.spec.questions


def field_lines(turn: Turn, form: type[Form], record: Record) -> list[str]:
    """Every answer that the record holds, as the review showed it."""
    answers = answers_of(turn.store, form, record)
    asked = form.spec.asked(answers)
    shown = [
        q
        for q in questions_of(form, record)
        if (isinstance(record, Hazard) or q in asked) and answers.get(q.name) not in (None, [])
    ]
    world = labelled(turn, shown, [answers])
    return [row_of(question, answers, world, limit=500) for question in shown]


def answers_of(store: Store, form: type[Form], record: Record) -> dict[str, Json]:
    known: Mapping[str, Any] = form.prefill(store, record)
    if isinstance(record, Hazard):
        known = {**record.values(), **known}
    return {
        q.name: q.encode(known[q.name])
        for q in questions_of(form, record)
        if known.get(q.name) is not None
    }


def labelled(turn: Turn, asked: Iterable[Question], all_answers: Iterable[Answers]) -> World:
    """A world that knows the names of the records these answers mention."""
    known: dict[tuple[str, str], str] = {}
    gathered = list(all_answers)
    for question in asked:
        if isinstance(question, Lookup | SeveralOf):
            ids = {id for answers in gathered for id in _ids(answers.get(question.name))}
            found = lookups.labels(turn.store, turn.actor, question.source, ids)
            known |= {(question.source, id): label for id, label in found.items()}
    return World(turn.now, turn.today, labels=known)


def _ids(answer: Json) -> Iterator[str]:
    yield from answer if isinstance(answer, list) else ([answer] if answer else [])


def files_of(form: type[Form], record: Record) -> tuple[str, ...]:
    """The photos and files a record holds."""
    names = {q.name for q in questions_of(form, record) if isinstance(q, Files)}
    names |= {f.name for f in fields(record) if f.name in PHOTOS}
    held = (getattr(record, name, None) or () for name in sorted(names))
    return tuple(dict.fromkeys(one for some in held for one in some))


def happened(record: Record) -> date | None:
    found = (getattr(record, name, None) for name in EVENTS)
    return next((day for day in found if isinstance(day, date)), None)


def entry_lines(store: Store, record: Record) -> list[str]:
    """Who entered it when, whether late, and that it no longer counts where it was withdrawn."""
    lines = []
    if record.entered_at is not None:
        at = record.entered_at.astimezone(ZONE)
        lines.append(f"录入：{who(store, record.entered_by)} {at:%Y-%m-%d %H:%M}")
        day = happened(record)
        lines += late(day, at.date()) if day else []
    if record.revision > 1:
        lines.append(f"改过{record.revision - 1}次，见“更正历史”。")
    if isinstance(record, Invitation):
        lines.append(_use_of(record))
    if record.withdrawn_at is not None:
        lines.append(f"已作废：{record.withdrawn_at.astimezone(ZONE):%Y-%m-%d %H:%M}，不再计分。")
    return lines


def _use_of(invitation: Invitation) -> str:
    if invitation.used_at is not None:
        return f"邀请码已在 {invitation.used_at.astimezone(ZONE):%Y-%m-%d %H:%M} 使用。"
    return f"邀请码还没有使用，{invitation.expires_at.astimezone(ZONE):%Y-%m-%d %H:%M} 到期。"


def who(store: Store, person_id: str | None) -> str:
    person = store.get(Person, person_id) if person_id else None
    return person.name if person else "系统"


def title_line(store: Store, record: Record) -> str:
    """A record's line in a list: its day, whose it is, its number."""
    day = happened(record)
    client = store.get(Client, record.client_id) if hasattr(record, "client_id") else None
    own = (getattr(record, name, None) for name in ("name", "topic", "place"))
    named = next((name for name in own if name), "")
    parts = (str(day) if day else "", client.name if client else "", named, record.number)
    return cut(" ".join(part for part in parts if part), 60)


def history_lines(turn: Turn, form: type[Form], record: Record) -> list[str]:
    """The audit trail of a record, oldest first: each change with its former value."""
    asked = {q.name: q for q in questions_of(form, record)}
    entries = turn.store.history(record)
    sides = [entry.payload.get(side, {}) for entry in entries for side in ("before", "after")]
    world = labelled(turn, asked.values(), sides)
    lines = []
    for entry in entries:
        at = f"{entry.at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        reason = f"（{entry.reason}）" if entry.reason else ""
        act = ACTS.get(entry.act, entry.act)
        lines.append(f"{at} {who(turn.store, entry.actor)} {act}{reason}")
        lines += _changes(entry, asked, world)
    return lines


def _changes(entry: Entry, asked: Mapping[str, Question], world: World) -> Iterator[str]:
    if entry.act != "revise":
        return
    before, after = entry.payload.get("before", {}), entry.payload.get("after", {})
    for name in after:
        question = asked.get(name)
        label = question.label if question else NAMES.get(name, "")
        if label:
            was, now = (_words(question, side.get(name), world) for side in (before, after))
            yield f"　{label}：{was} → {now}"


def _words(question: Question | None, value: Json, world: World) -> str:
    if value in (None, [], ""):
        return "（无）"
    if question is None:
        return f"{len(value)}个文件" if isinstance(value, list) else cut(str(value), 80)
    try:
        return cut(question.words(value, Asking(world, value if value else ABSENT)), 80)
    except (ValueError, TypeError, AttributeError):
        return cut(str(value), 80)


def scope_of(actor: Actor) -> Scope:
    """Whose records somebody may read: their agency's, those about their own place of work, or
    (the bureau's people) all."""
    return Scope(actor.agency_id, actor.membership.client_id)


def may_read(actor: Actor, record: Record) -> bool:
    scope = scope_of(actor)
    if actor.role is Role.CLIENT:
        return scope.client_id is not None and scope.client_id == getattr(record, "client_id", None)
    if hasattr(record, "of_agency_id"):
        # Of an agency, but the bureau's own matter.
        return scope.agency_id is None
    return scope.agency_id is None or actor.may_see(getattr(record, "agency_id", scope.agency_id))
