"""Quarters without a training or without a safety meeting: the running one, and the last."""

from datetime import date, timedelta

from storage.due.due import Due, Scope, Source
from storage.gathering import GATHERED_NAMES, Gathered, Gathering
from storage.store import Store

LATE_ENTRY = timedelta(days=45)
"""How long after its end a quarter may still be asked for: only a late entry can settle it."""


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter that holds a day."""
    month = (day.month - 1) // 3 * 3 + 1
    after = date(day.year + month // 10, (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), after - timedelta(days=1)


def _find(store: Store, scope: Scope) -> list[Due]:
    running = quarter_of(store.today)
    last = quarter_of(running[0] - timedelta(days=1))
    spans = [
        (first, end)
        for first, end in (last, running)
        if scope.start <= first and end <= scope.end and store.today - end <= LATE_ENTRY
    ]
    held = store.find(Gathering, agency_id=scope.agency_id) if spans else []
    days = {(g.kind, quarter_of(g.on)) for g in held if g.on <= store.today}
    return [
        _due(scope, kind, span)
        for span in spans
        for kind in Gathered
        if (kind, span) not in days
    ]


def _due(scope: Scope, kind: Gathered, span: tuple[date, date]) -> Due:
    number = (span[0].month + 2) // 3
    quarter = f"{span[0].year}年第{number}季度"
    return Due(
        subject=f"quarter:{scope.agency_id}:{span[0].year}Q{number}:{kind}",
        due=span[1],
        what=f"第{number}季度{GATHERED_NAMES[kind].removeprefix('安全')}",
        agency_id=scope.agency_id,
        words={"quarter": quarter, "kind": GATHERED_NAMES[kind]},
        preset={"kind": kind},
    )


QUARTERS = Source("quarters", _find)
