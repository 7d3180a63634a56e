"""A filled-in form becomes a record: once, in the unit of its last press, with a receipt."""

from typing import Any, Protocol, TypeVar

from handlers.formkit.draft import Draft, Mode
from handlers.formkit.form import Form
from handlers.formkit.places import REASON
from handlers.formkit.receipt import again, receipt
from handlers.formkit.view import Choice, View
from handlers.turn import Turn
from storage.entity import KINDS, Record
from storage.store import Store, Taken

R = TypeVar("R", bound=Record)


class Scoring(Protocol):
    """What a receipt needs of the score: how an agency stands, and what lies between two
    standings, in lines."""

    def standing(self, store: Store, agency_id: str) -> Any: ...

    def lines(self, before: Any, after: Any) -> list[str]: ...


class Submission(Store):
    """The unit's store, in which the first record added carries the submission's key: what makes
    five taps one record is the unique key in the database."""

    def __init__(self, store: Store, key: str) -> None:
        super().__init__(store.connection, store.now, store.author)
        self._key: str | None = key

    def add(self, record: R, *, submit_key: str | None = None) -> R:
        key, self._key = submit_key or self._key, None
        return super().add(record, submit_key=key)


def submit(
    turn: Turn, form: type[Form], draft: Draft, subject: Record | None, scoring: Scoring | None
) -> View:
    """Write what the review showed and say what came of it. Raises Invalid, and writes nothing,
    where the records of this moment forbid it."""
    written = draft.answers.get("agency_id")
    agency = turn.actor.agency_id or getattr(subject, "agency_id", written)
    scored = scoring if form.spec.items and agency else None
    before = scored.standing(turn.store, str(agency)) if scored else None
    try:
        with turn.store.attempt():
            record, due, onward = _write(turn, form, draft, subject)
    except Taken as taken:
        return again(form, taken.record)
    after = scored.standing(turn.store, str(agency)) if scored else None
    score = scored.lines(before, after) if scored else []
    return receipt(turn.store, form, draft.mode, record, score, due, onward)


def _write(
    turn: Turn, form: type[Form], draft: Draft, subject: Record | None
) -> tuple[Any, list[str], tuple[Choice, ...]]:
    author = turn.actor
    if subject is not None and draft.mode is Mode.WITHDRAW:
        gone = form.withdraw(turn.store, author, subject, reason=draft.answers[REASON])
        return gone or subject, [], ()
    store = Submission(turn.store, draft.id)
    filled = form.from_answers(draft.answers)
    if subject is not None:
        record = filled.amend(store, author, subject, draft.answers[REASON])
    else:
        record = filled.save(store, author)
    return record, list(filled.after(store, author, record)), filled.onward(record)


def submitted(store: Store, form_names: dict[str, type[Form]], key: str) -> View | None:
    """The receipt of a submission that was made before, found by its key."""
    for kind in KINDS.values():
        for record in store.find(kind, submit_key=key, withdrawn=True):
            form = next((f for f in form_names.values() if f.spec.record is kind), None)
            if form and record.entered_by == store.author:
                return again(form, record)
    return None
