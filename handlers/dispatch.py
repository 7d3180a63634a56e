"""From an event to its handler: one table of actions, one of words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.formkit.events import Pressed, Typed
from handlers.formkit.view import Choice, View, pick
from handlers.turn import Refused, Turn
from storage.binding import code_in
from storage.organisation import Role

Handler = Callable[[Turn], None]

_BLANK = " \t\r\n"
_COMMAND = re.compile(r"(/[a-z_]+)(?:@\w+)?(?:\s|$)", re.ASCII | re.IGNORECASE)
_WORD_AND_DAY = re.compile(r"(\S+)\s+\d{4}-\d{1,2}-\d{1,2}")


BINDING = "绑定"
"""The word that brings a code with it, which is typed by hand."""

NOT_FOR_YOU = "您现在的身份不能用它。有其他身份的，请先切换身份。"


@dataclass(frozen=True)
class Only:
    """A handler for these roles; whoever acts in another is refused, with a sentence."""

    roles: frozenset[Role]
    handler: Handler
    otherwise: str = NOT_FOR_YOU

    def __call__(self, turn: Turn) -> None:
        if turn.actor.role not in self.roles:
            raise Refused(self.otherwise)
        self.handler(turn)


@dataclass(frozen=True)
class Tables:
    """``actions`` by the first part of an action, ``words`` that work everywhere (in lower case),
    and ``otherwise``: the form in progress, or a kind word that nothing was understood."""

    actions: Mapping[str, Handler]
    words: Mapping[str, Handler]
    otherwise: Handler


def last_choices(turn: Turn) -> tuple[tuple[Choice, ...], bool]:
    """The choices of the last view this account was shown, and whether numbers pick."""
    view = turn.account.view or {}
    choices = tuple(Choice(label, data) for label, data in view.get("choices", ()))
    return choices, bool(view.get("numbered"))


def word_of(text: str) -> str:
    """The word a text is: itself, the command it begins with, or what stands before a day or a
    code."""
    said = text.strip(_BLANK).lower()
    if code_in(text):
        return BINDING
    if command := _COMMAND.match(said):
        return command[1]
    dated = _WORD_AND_DAY.fullmatch(said)
    return dated[1] if dated else said


def dispatch(turn: Turn, tables: Tables) -> None:
    """Handle one event. A typed label or number of the last view is a press on it; then come the
    words that work everywhere; the rest goes to ``otherwise``. A refusal undoes what its handler
    wrote, is said and audited, and what was offered before it stays; an unknown or outdated press
    is answered and changes nothing."""
    if isinstance(turn.event, Typed):
        choices, numbered = last_choices(turn)
        if chosen := pick(choices, numbered, turn.event.text):
            pressed = Pressed.parse(chosen.data)
            if pressed:
                turn.event = pressed
    try:
        with turn.store.attempt():
            _handler(turn, tables)(turn)
    except Refused as refusal:
        turn.said.clear()
        turn.store.note(
            "refused", "event", turn.actor.id, turn.actor.agency_id, event=repr(turn.event)[:300]
        )
        turn.say(View(str(refusal), keep=True), fresh=True)


def _handler(turn: Turn, tables: Tables) -> Handler:
    if isinstance(turn.event, Pressed):
        return tables.actions.get(turn.event.action.partition(".")[0], tables.otherwise)
    if isinstance(turn.event, Typed):
        return tables.words.get(word_of(turn.event.text), tables.otherwise)
    return tables.otherwise
