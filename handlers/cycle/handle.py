"""The way into a cycle's work: which press means what, and for which cycle."""

import re
from collections.abc import Callable

from handlers.cycle import assigning, board, closing, inviting, settings
from handlers.cycle.place import At, at_cycle, at_place, no_cycle
from handlers.formkit.events import Pressed
from handlers.turn import Turn
from storage.cycle import Participation

_PRESS = re.compile(r"cyc\.([a-z]+)(?:\.([0-9]{1,4}))?(?:\.([0-9]{1,5}))?")

VERBS: dict[str, Callable[[At], None]] = {
    "board": board.board,
    "list": board.list_,
    "items": board.items,
    "agency": board.agency,
    "cycles": board.cycles,
    "invite": inviting.list_,
    "asked": inviting.one,
    "ask": inviting.ask,
    "unask": inviting.unask,
    "several": inviting.several,
    "all": inviting.all_,
    "go": inviting.go,
    "assign": assigning.list_,
    "who": assigning.who,
    "add": assigning.add,
    "off": assigning.off,
    "gone": assigning.gone,
    "settings": settings.show,
    "alter": settings.alter,
    "change": settings.change,
    "apply": settings.apply_,
    "drop": settings.drop,
    "close": closing.close,
    "closed": closing.closed,
}
"""What a press may ask for: cyc.VERB.CYCLE.PAGE:ID; without the cycle's place it is today's."""


def handle(turn: Turn) -> None:
    """Presses on cyc.*"""
    event = turn.event
    found = _PRESS.fullmatch(event.action) if isinstance(event, Pressed) else None
    if not isinstance(event, Pressed) or found is None:
        return ask(turn)
    place = int(found[2]) if found[2] is not None else None
    page = int(found[3] or 0)
    part = turn.store.get(Participation, event.id) if place is None and event.id else None
    if part is not None:
        at = at_cycle(turn, part.cycle_id, page, event.id)
    else:
        at = at_place(turn, place, page, event.id)
    if at is None:
        return turn.say(no_cycle())
    VERBS.get(found[1], board.board)(at)


def ask(turn: Turn) -> None:
    """评定工作, /cycle"""
    at = at_place(turn, None, 0, "")
    return turn.say(no_cycle()) if at is None else board.board(at)
