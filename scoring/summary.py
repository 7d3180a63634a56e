"""A card in one line and in one bar per section, so that what is pending is never hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.scorecard import Scorecard
from scoring.states import State
from scoring.values import plain


@dataclass(frozen=True)
class Share:
    """Points so far, of the 标准得分 of some items."""

    points: Decimal
    possible: Decimal


@dataclass(frozen=True)
class Summary:
    """The parts of the line that stands above every card."""

    assessed: Share
    derived: Share
    pending: Decimal
    worst: Decimal
    best: Decimal


@dataclass(frozen=True)
class SectionSum:
    """What a section of the table is worth: between worst and best of its possible points."""

    name: str
    possible: Decimal
    worst: Decimal
    best: Decimal


def summarise(card: Scorecard, known: Mapping[int, State]) -> Summary:
    """Add up a card by the states of its items."""
    return Summary(
        assessed=_share(card, known, State.ASSESSED),
        derived=_share(card, known, State.DERIVED),
        pending=_share(card, known, State.PENDING).possible,
        worst=card.worst,
        best=card.best,
    )


def line(summary: Summary) -> str:
    """已核 41.5/47 · 预评 33/38 · 待评 15分 → 74.5–89.5; a part that no item is in is left out."""
    parts = [
        f"{state.label} {plain(share.points)}/{plain(share.possible)}"
        for state, share in (
            (State.ASSESSED, summary.assessed),
            (State.DERIVED, summary.derived),
        )
        if share.possible
    ]
    if summary.pending:
        parts.append(f"{State.PENDING.label} {plain(summary.pending)}分")
    return f"{' · '.join(parts)} → {between(summary.worst, summary.best)}"


def between(worst: Decimal, best: Decimal) -> str:
    """The range that is still possible, or the one number that it has come down to."""
    return plain(best) if worst == best else f"{plain(worst)}–{plain(best)}"


def section_sums(card: Scorecard) -> tuple[SectionSum, ...]:
    """One sum per section, in the order of the table."""
    names = dict.fromkeys(scored.item.section for scored in card.items)
    return tuple(_section(name, card) for name in names)


def _section(name: str, card: Scorecard) -> SectionSum:
    items = [scored for scored in card.items if scored.item.section == name]
    return SectionSum(
        name,
        possible=_sum(item.points for item in items),
        worst=_sum(item.worst for item in items),
        best=_sum(item.best for item in items),
    )


def _share(card: Scorecard, known: Mapping[int, State], state: State) -> Share:
    items = [item for item in card.items if known[item.number] is state]
    return Share(_sum(item.worst for item in items), _sum(item.points for item in items))


def _sum(points: Iterable[Decimal]) -> Decimal:
    return sum(points, Decimal(0))
