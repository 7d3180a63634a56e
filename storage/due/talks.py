"""Talks that wait for somebody: to be acknowledged, held, confirmed, rectified or checked."""

from collections.abc import Callable
from datetime import date

from storage.agency import Agency
from storage.due.due import Due, Scope, Source
from storage.store import ZONE, Store
from storage.talk import KIND_NAMES, Candidate, Talk
from storage.talk_record import confirmed


def _of(when: Callable[[Talk], date | None]) -> Callable[[Store, Scope], list[Due]]:
    """The talks of an agency that wait for a step, each from its day on."""

    def find(store: Store, scope: Scope) -> list[Due]:
        talks = store.find(Talk, agency_id=scope.agency_id, closed_on=None)
        wanted = (one for one in talks if scope.only is None or one.id in scope.only)
        found = ((one, when(one)) for one in wanted)
        return [_due(one, day) for one, day in found if day is not None]

    return find


def _due(talk: Talk, day: date) -> Due:
    at = talk.planned_at.astimezone(ZONE)
    kind = KIND_NAMES[talk.kind]
    return Due(
        subject=f"talk:{talk.id}",
        due=day,
        what=f"{kind}约谈",
        agency_id=talk.agency_id,
        words={"kind": kind, "on": at.date(), "at": f"{at:%H:%M}", "place": talk.place},
        record_id=talk.id,
    )


def _to_acknowledge(talk: Talk) -> date | None:
    asked = talk.changed_at or talk.entered_at
    waits = talk.held_on is None and talk.acknowledged_at is None and asked is not None
    return asked.astimezone(ZONE).date() if waits and asked else None


def _to_hold(talk: Talk) -> date | None:
    return talk.planned_at.astimezone(ZONE).date() if talk.held_on is None else None


def _to_confirm(talk: Talk) -> date | None:
    return None if confirmed(talk) else talk.held_on


def _to_rectify(talk: Talk) -> date | None:
    return talk.rectify_by if confirmed(talk) and talk.rectified_on is None else None


def _to_check(talk: Talk) -> date | None:
    reported = talk.rectified_on is not None and talk.changed_at is not None
    return talk.changed_at.astimezone(ZONE).date() if reported and talk.changed_at else None


def _undecided(store: Store, scope: Scope) -> list[Due]:
    """Circumstances nobody has decided on: the bureau's own, so that no agency hears of them."""
    found: list[Due] = []
    if scope.agency_id is not None:
        return found
    for one in store.find(Candidate, outcome=None):
        agency = store.get(Agency, one.of_agency_id)
        if agency is None or (scope.only is not None and one.id not in scope.only):
            continue
        found.append(
            Due(
                subject=f"candidate:{one.id}",
                due=one.found_on,
                what=f"{agency.name}的约谈情形",
                words={"agency": agency.name, "code": one.code},
                record_id=one.id,
            )
        )
    return found


TALKS_TO_ACKNOWLEDGE = Source("talks_to_acknowledge", _of(_to_acknowledge))
TALKS_TO_HOLD = Source("talks_to_hold", _of(_to_hold))
TALKS_TO_CONFIRM = Source("talks_to_confirm", _of(_to_confirm))
TALKS_TO_RECTIFY = Source("talks_to_rectify", _of(_to_rectify))
TALKS_TO_CHECK = Source("talks_to_check", _of(_to_check))
CANDIDATES = Source("candidates", _undecided, bureau=True)

TALKS = (
    TALKS_TO_ACKNOWLEDGE,
    TALKS_TO_HOLD,
    TALKS_TO_CONFIRM,
    TALKS_TO_RECTIFY,
    TALKS_TO_CHECK,
    CANDIDATES,
)
