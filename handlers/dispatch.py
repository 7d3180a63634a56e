"""From an event to its handler: one table of actions, one of words."""

from collections.abc import Callable, Mapping

from handlers.formkit.events import Pressed, Typed
from handlers.formkit.view import Choice, View, pick
from handlers.turn import Refused, Turn

Handler = Callable[[Turn], None]


def last_choices(turn: Turn) -> tuple[tuple[Choice, ...], bool]:
    """The choices of the last view this account was shown, and whether numbers pick."""
    view = turn.account.view or {}
    choices = tuple(Choice(label, data) for label, data in view.get("choices", ()))
    return choices, bool(view.get("numbered"))


def dispatch(
    turn: Turn, actions: Mapping[str, Handler], words: Mapping[str, Handler], otherwise: Handler
) -> None:
    """Handle one event. A typed label or number of the last view is a press on it; then come the
    words that work everywhere; the rest goes to ``otherwise`` (the form in progress). A refusal is
    said and audited; an unknown or outdated press is answered and changes nothing."""
    if isinstance(turn.event, Typed):
        choices, numbered = last_choices(turn)
        if chosen := pick(choices, numbered, turn.event.text):
            pressed = Pressed.parse(chosen.data)
            if pressed:
                turn.event = pressed
    try:
        _handler(turn, actions, words, otherwise)(turn)
    except Refused as refusal:
        turn.said.clear()
        turn.store.note(
            "refused", "event", turn.actor.id, turn.actor.agency_id, event=repr(turn.event)[:300]
        )
        turn.say(View(str(refusal)), fresh=True)


def _handler(
    turn: Turn, actions: Mapping[str, Handler], words: Mapping[str, Handler], otherwise: Handler
) -> Handler:
    if isinstance(turn.event, Pressed):
        return actions.get(turn.event.action.partition(".")[0], otherwise)
    if isinstance(turn.event, Typed):
        return words.get(turn.event.text.strip(" \t\r\n").lower(), otherwise)
    return otherwise
