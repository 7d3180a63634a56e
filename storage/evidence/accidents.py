"""Fatal accidents as a fact, once a supervisor has said that their register is complete."""

from typing import Any

from sqlalchemy import Select, select

from storage.accident import Accident, AccidentRegister
from storage.evidence.asked import CYCLE, LAST, Scope, in_window, there_is
from storage.evidence.contracts import Cases, covered


def fatal(scope: Scope) -> Cases:
    """Accidents in the window at a client, on a day that a contract of the agency covers."""
    a = Accident.table.c
    return select(a.id, a.on).where(
        *scope.counts(Accident), in_window(a.on), covered(scope, a.client_id, a.on)
    )


def register_confirmed(scope: Scope) -> Select[Any]:
    """Whether the register is confirmed for this cycle up to the window's last day."""
    r = AccidentRegister.table.c
    return select(
        there_is(
            *scope.counts(AccidentRegister), r.cycle_id == CYCLE, r.until >= LAST
        )
    )
