"""Circumstances that may call for a talk (约谈情形): opened by records, by signals or by hand."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from scoring.admonition import circumstance
from storage.cycle import cycle_at
from storage.store import Store
from storage.talk import Candidate, Origin

Piece = tuple[str, str]
"""One piece of evidence: the reference of what it is (``visit:ID``; several joined by a comma;
``other:…`` where no record stands behind it), and a plain line."""

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
    given, known = dict(evidence), _refs(store, agency_id, code)
    fresh = {ref: said for ref, said in given.items() if ref not in known}
    if given and not fresh:
        return None
    undecided = store.find(
        Candidate, of_agency_id=agency_id, code=code, origin=origin, outcome=None
    )
    if undecided and origin is not Origin.PERSON:
        return _more(store, undecided[0], fresh, words)
    cycle = cycle_at(store)
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


def _more(
    store: Store, candidate: Candidate, fresh: dict[str, str], words: str | None
) -> Candidate:
    return store.revise(
        candidate,
        reason="又有新的证据",
        evidence=as_evidence([*pieces(candidate), *fresh.items()]),
        words=words or candidate.words,
    )


def follow(
    store: Store, agency_id: str, code: str, origin: Origin, found: Iterable[Piece]
) -> Candidate | None:
    """Keep a circumstance that records or signals show as they show it now: what was decided on
    stays decided, what is new opens it, and what no longer holds falls out of an undecided one."""
    held = dict(found)
    decided = decided_evidence(store, agency_id, code)
    wanted = {ref: said for ref, said in held.items() if ref not in decided}
    undecided = store.find(
        Candidate, of_agency_id=agency_id, code=code, origin=origin, outcome=None
    )
    if not undecided:
        return open_candidate(store, agency_id, code, origin, None, wanted.items())
    if not wanted:
        store.withdraw(undecided[0], GONE)
        return None
    changed = as_evidence(wanted.items())
    return store.revise(undecided[0], reason="随记录更新", evidence=changed)


def decided_evidence(store: Store, agency_id: str, code: str) -> set[str]:
    return _refs(store, agency_id, code, decided=True)


def _refs(store: Store, agency_id: str, code: str, decided: bool = False) -> set[str]:
    found = store.find(Candidate, of_agency_id=agency_id, code=code)
    counted = (one for one in found if not decided or one.outcome is not None)
    return {ref for one in counted for ref, _said in pieces(one)}


def as_evidence(found: Iterable[Piece]) -> dict[str, Any]:
    return {"list": [{"ref": ref, "words": said} for ref, said in found]}


def pieces(candidate: Candidate) -> list[Piece]:
    return [(one["ref"], one["words"]) for one in candidate.evidence.get("list", ())]


def waiting(
    store: Store, agency_id: str | None = None, limit: int = 7, offset: int = 0
) -> list[Candidate]:
    """Those not decided yet, the oldest first."""
    mine: dict[str, Any] = {} if agency_id is None else {"of_agency_id": agency_id}
    return store.find(
        Candidate, outcome=None, order="found_on", limit=limit, offset=offset, **mine
    )


def count_waiting(store: Store) -> int:
    c = Candidate.table.c
    wanted = select(c.id).where(c.outcome.is_(None), c.withdrawn_at.is_(None))
    return len(store.connection.execute(wanted).all())
