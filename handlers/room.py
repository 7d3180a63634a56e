"""A part of the conversation beside the forms: what leads to it, and who may come in."""

from dataclasses import dataclass

from handlers.dispatch import NOT_FOR_YOU, Handler, Only
from storage.organisation import Role

EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Room:
    """``handler`` answers the presses on ``name.*``, ``ask`` the ``words`` that lead there from
    anywhere. ``label`` is its line in the menu of those ``listed`` (None: whoever may come in),
    which presses ``opens``; ``refusal`` is what everybody else is told."""

    name: str
    handler: Handler
    ask: Handler
    roles: frozenset[Role] = EVERYBODY
    words: tuple[str, ...] = ()
    label: str = ""
    opens: str = ""
    refusal: str = NOT_FOR_YOU
    listed: frozenset[Role] | None = None

    def guarded(self, handler: Handler) -> Handler:
        return handler if self.roles == EVERYBODY else Only(self.roles, handler, self.refusal)
