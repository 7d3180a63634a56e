"""Where a conversation stands, what comes next and what was before: paths over a form's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from handlers.formkit.draft import CANCEL, REVIEW, Draft, Mode, Path
from handlers.formkit.form import Form
from handlers.formkit.invalid import Invalid
from handlers.formkit.question import ABSENT, Answers, Json, Question
from handlers.formkit.questions import Group, Text

REASON = "@reason"
_WHY = {
    Mode.AMEND: Text(label="更正原因", name=REASON, example="日期写错了", limit=500),
    Mode.WITHDRAW: Text(label="作废原因", name=REASON, example="重复录入了", limit=500),
}


def asked(form: type[Form], draft: Draft) -> tuple[Question, ...]:
    """The form's questions as they stand; correcting and withdrawing ask for the reason too."""
    if draft.mode is Mode.WITHDRAW:
        return (_WHY[draft.mode],)
    questions = form.spec.asked(draft.answers)
    return (*questions, _WHY[draft.mode]) if draft.mode is Mode.AMEND else questions


@dataclass(frozen=True)
class Spot:
    """A question in its scope: the form's answers, or those of one entry of a group."""

    question: Question
    path: Path
    answers: Answers
    order: tuple[Question, ...]

    @property
    def answer(self) -> Json:
        return self.answers.get(self.question.name, ABSENT)

    @property
    def number(self) -> int:
        return self.order.index(self.question) + 1


def spot(form: type[Form], draft: Draft, path: Path) -> Spot | None:
    """None where the path leads to no question that is asked: a hub, or a place that is gone."""
    order = asked(form, draft)
    question = next((q for q in order if path and q.name == path[0]), None)
    if question is None:
        return None
    if len(path) == 1:
        return Spot(question, path, draft.answers, order)
    entry = entry_at(form, draft, path)
    if entry is None or not isinstance(question, Group) or len(path) != 3:
        return None
    inner = question.entry.spec.asked(entry)
    found = next((q for q in inner if q.name == path[2]), None)
    return Spot(found, path, entry, inner) if found else None


def entry_at(form: type[Form], draft: Draft, path: Path) -> Mapping[str, Json] | None:
    """The entry of a group that a path of two or three parts lies in."""
    if len(path) < 2 or group_at(form, draft, path) is None:
        return None
    entries = draft.answers.get(str(path[0])) or ()
    index = path[1]
    return entries[index] if isinstance(index, int) and 0 <= index < len(entries) else None


def group_at(form: type[Form], draft: Draft, path: Path) -> Group | None:
    found = next((q for q in asked(form, draft) if path and q.name == path[0]), None)
    return found if isinstance(found, Group) else None


def exists(form: type[Form], draft: Draft, path: Path) -> bool:
    if path in (REVIEW, CANCEL):
        return True
    if len(path) == 2:
        return entry_at(form, draft, path) is not None
    return spot(form, draft, path) is not None


def put(draft: Draft, path: Path, answer: Json) -> Draft:
    name = str(path[0])
    if len(path) == 3:
        entries = [dict(entry) for entry in draft.answers[name]]
        entries[int(path[1])][str(path[2])] = answer
        answer = entries
    return replace(draft, answers={**draft.answers, name: answer})


def drop_entry(draft: Draft, path: Path) -> Draft:
    name = str(path[0])
    entries = list(draft.answers[name])
    del entries[int(path[1])]
    trail = tuple(p for p in draft.trail if p[0] != name or len(p) == 1)
    return replace(draft, answers={**draft.answers, name: entries}, trail=trail)


def onward(form: type[Form], draft: Draft, path: Path) -> Path:
    """The next question without an answer, then any that is left, then where one came from."""
    here = spot(form, draft, path)
    if here is None:
        return REVIEW
    later = (*here.order[here.number :], *here.order[: here.number])
    for question in later:
        if not question.complete(here.answers.get(question.name, ABSENT)):
            return (*path[:-1], question.name)
    if len(path) == 3:
        return path[:2] if path[:2] in draft.trail else path[:1]
    return REVIEW


def inside(form: type[Form], draft: Draft, path: Path) -> Path:
    """The first open question of the entry at ``path``."""
    group, entry = group_at(form, draft, path), entry_at(form, draft, path)
    if group is None or entry is None:
        return path[:1]
    order = group.entry.spec.asked(entry)
    open_ = (q for q in order if not q.complete(entry.get(q.name, ABSENT)))
    return (*path[:2], next(open_, order[0]).name)


def behind(form: type[Form], draft: Draft) -> Draft | None:
    """The draft at the place before; None at the very first. Answers stay as they are."""
    trail = draft.trail
    while trail:
        place, trail = trail[-1], trail[:-1]
        if place != draft.at and exists(form, draft, place):
            return _left(form, draft, replace(draft, at=place, trail=trail))
    place = draft.at[:1] if len(draft.at) > 1 else ()
    here = spot(form, draft, draft.at)
    if here and here.number > 1:
        place = (*draft.at[:-1], here.order[here.number - 2].name)
    return _left(form, draft, replace(draft, at=place, trail=())) if place else None


def _left(form: type[Form], before: Draft, draft: Draft) -> Draft:
    """An entry left without a single answer was never added."""
    fresh = replace(draft, page=0, search="", month="")
    left = len(before.at) == 3 and draft.at[:2] != before.at[:2]
    if left and not entry_at(form, before, before.at):
        return drop_entry(fresh, before.at)
    return fresh


class Fault(NamedTuple):
    """A contradiction: the place to go to, what is wrong, and what was probably meant there."""

    place: Path
    sentence: str
    guesses: tuple[Any, ...] = ()


def obstacle(form: type[Form], draft: Draft) -> Fault | None:
    """Why the form can't be submitted yet, and the place to go to."""
    for question in asked(form, draft):
        answer = draft.answers.get(question.name, ABSENT)
        if not question.complete(answer):
            return Fault(_open(form, draft, question), f"「{question.label}」还没有填。")
    if draft.mode is Mode.WITHDRAW:
        return None
    for path in _finished(form, draft):
        if fault := entry_fault(form, draft, path):
            return fault
    try:
        form.from_answers(draft.answers).check()
    except Invalid as wrong:
        at: Path = (wrong.field,) if form.spec.question(wrong.field) else REVIEW
        return Fault(at, wrong.sentence, wrong.guesses)
    return None


def _finished(form: type[Form], draft: Draft) -> list[Path]:
    return [
        (question.name, index)
        for question in asked(form, draft)
        if isinstance(question, Group)
        for index in range(len(draft.answers.get(question.name) or ()))
    ]


def _open(form: type[Form], draft: Draft, question: Question) -> Path:
    if isinstance(question, Group):
        for index, entry in enumerate(draft.answers.get(question.name) or ()):
            if not question.entry_complete(entry):
                return inside(form, draft, (question.name, index))
    return (question.name,)


def entry_fault(form: type[Form], draft: Draft, path: Path) -> Fault | None:
    """What an entry just finished contradicts itself in."""
    group, entry = group_at(form, draft, path), entry_at(form, draft, path)
    if group is None or entry is None or not group.entry_complete(entry):
        return None
    try:
        group.entry.from_answers(entry).check()
    except Invalid as wrong:
        known = group.entry.spec.question(wrong.field)
        place = (*path[:2], wrong.field) if known else path[:2]
        return Fault(place, wrong.sentence, wrong.guesses)
    return None
