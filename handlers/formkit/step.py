"""One event of a conversation: a pure function from a draft to the next draft and what is shown."""

from dataclasses import dataclass, replace
from typing import Any

from handlers.formkit import places
from handlers.formkit.draft import CANCEL, REVIEW, Draft, Mode, Path
from handlers.formkit.events import Event, Pressed, Sent, Typed, Unusable
from handlers.formkit.form import Form
from handlers.formkit.invalid import Invalid
from handlers.formkit.places import Spot, spot
from handlers.formkit.question import ABSENT, Answers, Asking, Reply
from handlers.formkit.show import asking, panel
from handlers.formkit.view import View
from handlers.formkit.words import command_of
from handlers.formkit.world import Need, World

OUTDATED = "这个按钮已过期，下面是当前的问题"
UNKNOWN = "没看懂，请从下面选一个"
FIRST = "这已经是第一步了"


@dataclass(frozen=True)
class Outcome:
    """``submit``, ``cancelled`` and ``parked`` ask the runner for what only a store can do."""

    draft: Draft
    view: View
    toast: str = ""
    submit: bool = False
    cancelled: bool = False
    parked: bool = False


@dataclass(frozen=True)
class Move:
    """Where an event leads, before the view is made."""

    draft: Draft
    said: tuple[str, ...] = ()
    toast: str = ""
    submit: bool = False
    cancelled: bool = False
    parked: bool = False
    guesses: tuple[Any, ...] = ()


class Nowhere(Exception):
    """A press on a button that is not on screen."""


def begin(
    form: type[Form],
    id: str,
    *,
    mode: Mode = Mode.NEW,
    subject: str | None = None,
    preset: Answers | None = None,
) -> Draft:
    """``preset``: answers known before the first question, in their kept JSON form."""
    known = {k: v for k, v in (preset or {}).items() if form.spec.question(k)}
    draft = Draft(id, form.spec.name, form.spec.fingerprint, mode, subject, known)
    if mode is Mode.AMEND:
        return draft
    first = places.asked(form, draft)
    open_ = (q for q in first if not q.complete(draft.answers.get(q.name, ABSENT)))
    at = next(((q.name,) for q in open_), REVIEW)
    return replace(draft, at=at)


def resume(form: type[Form], draft: Draft, world: World, *said: str) -> Outcome:
    """The current place on a new message: the buttons of older ones no longer count."""
    return _settle(form, draft, Move(draft, said), world)


def step(form: type[Form], draft: Draft, event: Event, world: World) -> Outcome:
    if isinstance(event, Pressed) and (event.id, event.revision) != (draft.id, draft.revision):
        return _again(form, draft, world, OUTDATED)
    try:
        return _settle(form, draft, _move(form, draft, event, world), world)
    except Nowhere:
        return _again(form, draft, world, OUTDATED if isinstance(event, Pressed) else UNKNOWN)
    except Invalid as wrong:
        said = f"没有记下：{wrong.sentence}"
        return _settle(form, draft, Move(draft, (said,), guesses=wrong.guesses), world)


def needs(form: type[Form], draft: Draft, event: Event, world: World) -> tuple[Need, ...]:
    """What ``step`` would ask the records for and this world doesn't hold. Answering these may
    raise others, so ask until there are none."""
    dry = replace(world, missing=set())
    step(form, draft, event, dry)
    return tuple(dry.missing or ())


def _settle(form: type[Form], before: Draft, move: Move, world: World) -> Outcome:
    made = panel(form, move.draft, world, move.guesses)
    revision = before.revision + 1
    same = (move.draft.at, move.draft.answers) == (before.at, before.answers)
    moved = before.moved if same else revision
    after = replace(move.draft, offered=made.offered, revision=revision, moved=moved)
    view = made.view(after, move.said)
    return Outcome(after, view, move.toast, move.submit, move.cancelled, move.parked)


def _again(form: type[Form], draft: Draft, world: World, toast: str) -> Outcome:
    """The current view, nothing changed; only if the records moved on, its buttons are new."""
    made = panel(form, draft, world, _guessed(form, draft, world))
    if made.offered == draft.offered:
        return Outcome(draft, made.view(draft, ()), toast)
    return replace(_settle(form, draft, Move(draft), world), toast=toast)


def _guessed(form: type[Form], draft: Draft, world: World) -> tuple[Any, ...]:
    """The guesses at a wrong answer that still stand before the question's own choices."""
    here = spot(form, draft, draft.at)
    if here is None:
        return ()
    rows = here.question.buttons(asking(draft, here, world))
    own = tuple(b.value for row in rows for b in row if b.action == "pick")
    before = len(draft.offered) - len(own)
    if before <= 0 or tuple(draft.offered[before:]) != own:
        return ()
    try:
        return tuple(here.question.decode(one) for one in draft.offered[:before])
    except (TypeError, ValueError):
        return ()


def _move(form: type[Form], draft: Draft, event: Event, world: World) -> Move:
    here = spot(form, draft, draft.at)
    now = asking(draft, here, world) if here else Asking(world)
    match event:
        case Pressed(action=action) if action.startswith("form."):
            return _command(form, draft, here, now, action.removeprefix("form."))
        case Pressed():
            raise Nowhere
        case Typed(text=text):
            command = command_of(here, draft.at, now, text)
            if command:
                return _command(form, draft, here, now, command)
            if here is None:
                raise Invalid("没看懂。请从下面选一个，照着打字也行。")
            return _take(form, draft, here, now, here.question.typed(text, now))
        case Sent() if here is not None:
            return _take(form, draft, here, now, here.question.sent(event, now))
        case Sent():
            raise Invalid("现在不收照片和文件，请从下面选一个。")
        case Unusable(what=what):
            way = here.question.way() if here else "从下面选一个"
            raise Invalid(f"{what}不能当作回答，请{way}。")


def _command(form: type[Form], draft: Draft, here: Spot | None, now: Asking, command: str) -> Move:
    action, _, argument = command.partition(".")
    if action == "cancel":
        return Move(draft.went(CANCEL))
    if action == "back" or (action == "resume" and draft.at == CANCEL):
        before = places.behind(form, draft)
        return Move(before) if before else Move(draft, toast=FIRST)
    if draft.at == CANCEL:
        if action not in ("discard", "park"):
            raise Nowhere
        return Move(draft, cancelled=action == "discard", parked=action == "park")
    if here is not None:
        return _answer(form, draft, here, now, action, argument)
    if action == "submit" and draft.at == REVIEW:
        return _submit(form, draft)
    if action == "drop" and len(draft.at) == 2:
        return Move(places.drop_entry(draft.went(draft.at[:1]), draft.at), ("已删除。",))
    if action == "edit":
        return Move(draft.went(_row(form, draft, argument)))
    raise Nowhere


def _row(form: type[Form], draft: Draft, argument: str) -> Path:
    """The question behind a row of the review or of an entry."""
    group, entry = places.group_at(form, draft, draft.at), places.entry_at(form, draft, draft.at)
    rows = places.asked(form, draft)
    if group is not None and entry is not None:
        rows = group.entry.spec.asked(entry)
    if argument not in map(str, range(len(rows))):
        raise Nowhere
    prefix = draft.at if entry is not None else ()
    return (*prefix, rows[int(argument)].name)


def _answer(
    form: type[Form], draft: Draft, here: Spot, now: Asking, action: str, argument: str
) -> Move:
    question = here.question
    if action == "pick" and argument in map(str, range(len(draft.offered))):
        reply: Reply | None = question.picked(draft.offered[int(argument)], now)
    elif action == "keep" and question.keeps(now):
        reply = Reply(here.answer, on=True)
    elif action == "skip":
        reply = question.passed(now)
    elif action == "clear" and question.optional:
        reply = Reply(None, on=True)
    else:
        reply = question.pressed(action, argument, now)
    if reply is None:
        raise Nowhere
    return _take(form, draft, here, now, reply)


def _take(form: type[Form], draft: Draft, here: Spot, now: Asking, reply: Reply) -> Move:
    after = draft if reply.answer is ABSENT else places.put(draft, here.path, reply.answer)
    said = (reply.note,)
    if reply.inside is not None:
        place: Path = (*here.path, reply.inside[0])
        if len(reply.inside) == 2:
            place = places.inside(form, after, place)
        return Move(after.went(place), said)
    if not reply.on:
        stay = replace(after, page=reply.page, search=reply.search, month=reply.month)
        return Move(stay, said, reply.toast)
    if here.question.echoed and reply.answer is not None:
        said = (f"✓ {here.question.label}：{here.question.words(reply.answer, now)}",)
    return _arrive(form, after, places.onward(form, after, here.path), said)


def _arrive(form: type[Form], draft: Draft, place: Path, said: tuple[str, ...]) -> Move:
    """There, unless what was just finished contradicts itself: then at the question to change."""
    fault = None
    if place == REVIEW:
        fault = places.obstacle(form, draft)
    elif len(draft.at) == 3 and len(place) < 3:
        fault = places.entry_fault(form, draft, draft.at)
    if fault is None:
        return Move(draft.went(place), said)
    said = (*said, f"还要改一下：{fault.sentence}")
    return Move(draft.went(place).went(fault.place), said, guesses=fault.guesses)


def _submit(form: type[Form], draft: Draft) -> Move:
    fault = places.obstacle(form, draft)
    if fault is None:
        return Move(draft, submit=True)
    return Move(draft.went(fault.place), (f"还不能提交：{fault.sentence}",), guesses=fault.guesses)
