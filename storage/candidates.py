"""Circumstances that may call for a talk (约谈情形): opened by records, by signals or by hand."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from scoring.admonition import circumstance
from storage.cycle import Cycle, cycle_at
from storage.store import Store
from storage.talk import Candidate, Origin, Outcome

Piece = tuple[str, str]
"""One piece of evidence: what it refers to (``visit:ID``; several joined by commas, of which those
of a kind of record can be opened), and a plain line."""

GONE = "记录已更正，情形不再存在"


def open_candidate(
    store: Store,
    agency_id: str,
    code: str,
    origin: Origin,
    words: str | None,
    evidence: Iterable[Piece],
    photos: tuple[str, ...] = (),
) -> Candidate | None:
    """Open a circumstance of an agency; what records or signals show is added to the one that is
    not decided yet. Evidence that stands in one, decided or not, opens nothing again: then None."""
    circumstance(code)
    given, known = dict(evidence), _refs(store.find(Candidate, of_agency_id=agency_id, code=code))
    fresh = {ref: said for ref, said in given.items() if ref not in known}
    if given and not fresh:
        return None
    cycle = cycle_at(store)
    undecided = _undecided(store, agency_id, code, origin, cycle)
    if undecided is not None and origin is not Origin.PERSON:
        return store.revise(
            undecided,
            reason="又有新的证据",
            evidence=as_evidence([*pieces(undecided), *fresh.items()]),
            words=words or undecided.words,
        )
    return store.add(
        Candidate(
            of_agency_id=agency_id,
            cycle_id=cycle.id if cycle else None,
            code=code,
            origin=origin,
            words=words,
            evidence=as_evidence(fresh.items()),
            photos=photos,
            found_on=store.today,
        )
    )


def follow(
    store: Store, cycle: Cycle, agency_id: str, code: str, origin: Origin, found: Iterable[Piece]
) -> Candidate | None:
    """Keep what records or signals of a cycle show as they show it now: evidence that stands in
    another candidate, or that was decided on, is not taken up again; what is new opens one, and
    what no longer holds falls out of the one that is not decided."""
    mine = _undecided(store, agency_id, code, origin, cycle)
    others = store.find(Candidate, of_agency_id=agency_id, code=code)
    known = _refs(one for one in others if mine is None or one.id != mine.id)
    wanted = [(ref, said) for ref, said in found if ref not in known]
    if mine is None:
        if not wanted:
            return None
        return open_candidate(store, agency_id, code, origin, None, wanted)
    if not wanted:
        store.withdraw(mine, GONE)
        return None
    if dict(wanted) == dict(pieces(mine)):
        return mine
    return store.revise(mine, reason="随记录更新", evidence=as_evidence(wanted))


def _undecided(
    store: Store, agency_id: str, code: str, origin: Origin, cycle: Cycle | None
) -> Candidate | None:
    found = store.find(
        Candidate,
        of_agency_id=agency_id,
        code=code,
        origin=origin,
        outcome=None,
        cycle_id=cycle.id if cycle else None,
    )
    return found[0] if found else None


def _refs(candidates: Iterable[Candidate]) -> set[str]:
    return {ref for one in candidates for ref, _said in pieces(one)}


def as_evidence(found: Iterable[Piece]) -> dict[str, Any]:
    return {"list": [{"ref": ref, "words": said} for ref, said in found]}


def pieces(candidate: Candidate) -> list[Piece]:
    return [(one["ref"], one["words"]) for one in candidate.evidence.get("list", ())]


def decide(
    store: Store, candidate: Candidate, outcome: Outcome, weighed: dict[str, Any], grounds: str
) -> Candidate:
    """约谈, 不予约谈 or 移送, with the answers to the three questions and the reason."""
    return store.revise(
        candidate,
        reason=grounds,
        outcome=outcome,
        weighed=weighed,
        grounds=grounds,
        decided_by=store.author,
        decided_on=store.today,
    )


def to_talk_about(store: Store, agency_id: str) -> list[Candidate]:
    """Decided for a talk, and in none yet."""
    wanted = {"of_agency_id": agency_id, "outcome": Outcome.TALK, "talk_id": None}
    return store.find(Candidate, order="code", **wanted)  # type: ignore[arg-type]


def listed(store: Store, decided: bool, limit: int, offset: int = 0) -> list[Candidate]:
    """Those to decide, the oldest first; or those decided, the last first."""
    c = Candidate.table.c
    asked = c.outcome.is_not(None) if decided else c.outcome.is_(None)
    order = (c.decided_on.desc(), c.id.desc()) if decided else (c.found_on, c.id)
    rows = store.connection.execute(
        select(Candidate.table)
        .where(asked, c.withdrawn_at.is_(None))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).mappings()
    return [Candidate.of(row) for row in rows]


def counted(store: Store) -> tuple[int, int]:
    """How many wait to be decided, and how many decided for a talk are in none yet."""
    c = Candidate.table.c
    unplanned = (c.outcome == Outcome.TALK) & c.talk_id.is_(None)
    wanted = select(
        func.count().filter(c.outcome.is_(None)), func.count().filter(unplanned)
    ).where(c.withdrawn_at.is_(None))
    waiting, planned = store.connection.execute(wanted).one()
    return int(waiting), int(planned)
