"""How a form is opened: on nothing, on what is known already, or on a record to be corrected."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import lookups
from handlers.formkit.carry import fits
from handlers.formkit.draft import Draft, Mode
from handlers.formkit.fetching import in_world
from handlers.formkit.form import Form
from handlers.formkit.places import REASON
from handlers.formkit.question import Json, Question
from handlers.formkit.questions import Group, Lookup
from handlers.formkit.step import begin, resume
from handlers.turn import Refused, Turn
from storage import drafts
from storage.drafts import KeptDraft
from storage.entity import Record
from storage.ids import new_id
from storage.organisation import ROLE_NAMES, Role


def allow(turn: Turn, form: type[Form], subject: Record | None = None) -> None:
    """Raises ``Refused`` unless the acting role may use the form, and on this very record."""
    if turn.actor.role not in form.spec.roles:
        names = "、".join(ROLE_NAMES[Role(role)] for role in sorted(form.spec.roles))
        raise Refused(f"“{form.spec.title}”由{names}填写，您现在的身份不能用它。")
    if subject is not None and not turn.actor.may_see(getattr(subject, "agency_id", None)):
        raise Refused("这不是本单位的记录，不能打开。")


def open_form(
    turn: Turn,
    form: type[Form],
    subject: Record | None = None,
    preset: Mapping[str, Any] | None = None,
    mode: Mode = Mode.AMEND,
) -> None:
    """Open a form: a new one, or (``subject``) to correct or withdraw a record. ``preset``: values
    by question, as values or as their kept JSON. A form in progress is parked, not lost."""
    allow(turn, form, subject)
    draft = first_draft(turn, form, subject, preset or {}, mode)
    before = drafts.active_draft(turn.store, turn.actor.id)
    said = []
    if before is not None and _untouched(Draft.from_json(before.state)):
        drafts.drop_draft(turn.store, before.id)
    elif before is not None:
        said.append("原来填到一半的表已替您留着，发“开始”可以接着填。")
    outcome = in_world(turn, lambda world: resume(form, draft, world, *said))
    state = outcome.draft.to_json()
    member = turn.actor.membership.id
    drafts.open_draft(turn.store, draft.id, turn.actor.id, member, form.spec.name, state)
    turn.say(outcome.view)


def first_draft(
    turn: Turn, form: type[Form], subject: Record | None, preset: Mapping[str, Any], mode: Mode
) -> Draft:
    if subject is None:
        known = {**form.opening(turn.store, turn.actor), **preset}
        return begin(form, new_id(), preset=_answers(turn, form, known))
    known = {**form.prefill(turn.store, subject), **preset}
    answers = _answers(turn, form, known)
    opened = begin(form, new_id(), mode=mode, subject=subject.id, preset=answers)
    return replace(opened, seen=subject.revision)


def _untouched(draft: Draft) -> bool:
    """Nothing was said yet that would be lost."""
    if draft.mode is Mode.NEW:
        return not draft.answers
    return REASON not in draft.answers and (draft.mode is Mode.WITHDRAW or draft.revision <= 1)


def subject_of(turn: Turn, form: type[Form], id: str) -> Record | None:
    """The record to be corrected, None where it was withdrawn. Refuses another agency's."""
    kind = form.spec.record
    record: Record | None = turn.store.get(kind, id) if kind else None
    if record is None or record.withdrawn_at is not None:
        return None
    allow(turn, form, record)
    return record


def acting_as(turn: Turn, kept: KeptDraft) -> bool:
    """A draft belongs to the role it was opened in."""
    return kept.membership_id == turn.actor.membership.id


def _answers(turn: Turn, form: type[Form], known: Mapping[str, Any]) -> dict[str, Json]:
    """Values, or their kept JSON (a reminder's preset), as answers; what does not fit is asked.
    An older record's entries are kept even where they lack an answer: it is asked for."""
    answers: dict[str, Json] = {}
    for question in form.spec.questions:
        value = known.get(question.name)
        if value is None:
            if question.name in known and question.optional:
                answers[question.name] = None
            continue
        answer = value if _is_json(question, value) else question.encode(value)
        taken = isinstance(question, Group) or fits(question, answer)
        if taken and _ours(turn, question, answer):
            answers[question.name] = answer
    return answers


def _is_json(question: Question, value: Any) -> bool:
    return isinstance(value, str | int | list) and fits(question, value)


def _ours(turn: Turn, question: Question, answer: Json) -> bool:
    """A preset may come from a button's data: only what this person could have chosen counts."""
    if not isinstance(question, Lookup):
        return True
    return answer in lookups.labels(turn.store, turn.actor, question.source, [answer])

