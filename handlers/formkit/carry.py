"""A draft kept while its form changed: what still fits is carried over, the rest is explained."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.formkit.draft import CANCEL, REVIEW, Draft
from handlers.formkit.form import Form, Spec
from handlers.formkit.invalid import Invalid
from handlers.formkit.places import REASON, asked, exists
from handlers.formkit.question import ABSENT, Answers, Json, Question
from handlers.formkit.questions import Group


def carry_over(form: type[Form], draft: Draft) -> tuple[Draft, str]:
    """The draft in the form's present edition, and what the person should know of it ("": nothing).
    Nothing is deleted: answers that no longer fit stay under ``lost``."""
    if draft.fingerprint == form.spec.fingerprint:
        return draft, ""
    kept, lost = _fitting(form.spec, draft.answers)
    if REASON in draft.answers:
        kept[REASON] = draft.answers[REASON]
        lost.pop(REASON, None)
    moved = replace(
        draft,
        fingerprint=form.spec.fingerprint,
        answers=kept,
        lost={**draft.lost, **lost},
        trail=(),
        page=0,
        search="",
        month="",
        offered=(),
    )
    return _placed(form, moved), _explained(form, moved, lost)


def _fitting(spec: Spec, answers: Answers) -> tuple[dict[str, Json], dict[str, Json]]:
    kept: dict[str, Json] = {}
    lost: dict[str, Json] = {}
    for name, answer in answers.items():
        question = spec.question(name)
        if isinstance(question, Group) and isinstance(answer, list):
            kept[name], gone = _entries(question, answer)
            if gone:
                lost[name] = gone
        elif question is not None and fits(question, answer):
            kept[name] = answer
        else:
            lost[name] = answer
    return kept, lost


def _entries(group: Group, answer: list[Json]) -> tuple[list[Json], dict[str, Json]]:
    kept, lost = [], {}
    for index, entry in enumerate(answer):
        fitting, gone = _fitting(group.entry.spec, entry if isinstance(entry, Mapping) else {})
        kept.append(fitting)
        if gone or not isinstance(entry, Mapping):
            lost[str(index)] = gone or entry
    return kept, lost


def fits(question: Question, answer: Json) -> bool:
    """Whether a kept answer is still one to this question."""
    if answer is None:
        return question.optional
    try:
        question.decode(answer)
    except (ValueError, TypeError, KeyError, ArithmeticError, Invalid):
        return False
    return question.complete(answer)


def _placed(form: type[Form], draft: Draft) -> Draft:
    open_ = (q for q in asked(form, draft) if not q.complete(draft.answers.get(q.name, ABSENT)))
    first = next(open_, None)
    if first is not None:
        return replace(draft, at=(first.name,))
    at = draft.at if draft.at != CANCEL and exists(form, draft, draft.at) else REVIEW
    return replace(draft, at=at[:1])


def _explained(form: type[Form], draft: Draft, lost: Mapping[str, Json]) -> str:
    again = [
        q.label
        for q in asked(form, draft)
        if q.name != REASON and not q.complete(draft.answers.get(q.name, ABSENT))
    ]
    gone = [name for name in lost if form.spec.question(name) is None]
    parts = [f"「{'」「'.join(again)}」需要填写" if again else "", "其余已为您保留"]
    if gone:
        parts.append(f"有 {len(gone)} 项旧内容表格里已不再问，另外存着")
    return f"表格更新了：{'，'.join(filter(None, parts))}。"
