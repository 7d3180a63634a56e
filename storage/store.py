"""What a handler reads and writes through: one connection, one transaction, one author."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    String,
    Table,
    bindparam,
    update,
)

from storage import audit
from storage.entity import Record, metadata, plain
from storage.ids import new_id
from storage.statements import inserting, run, selecting, shape, sought, updating
from storage.writer import savepoint

ZONE = ZoneInfo("Asia/Shanghai")
"""Where days are counted (reading.md, section 2: Dates)."""

R = TypeVar("R", bound=Record)

counter = Table(
    "counter",
    metadata,
    Column("name", String, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

_DRAW = (
    update(counter)
    .where(counter.c.name == bindparam("of"))
    .values(last=counter.c.last + 1)
    .returning(counter.c.last)
)


class Taken(Exception):
    """The submission was made before; ``record`` is what it made."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"已提交过：{record.label} {record.number}")
        self.record = record


class Store:
    """Reads and writes of one unit. ``now`` is the time of the unit, ``author`` the id of the
    person who acts (None: the system itself)."""

    def __init__(self, connection: Connection, now: datetime, author: str | None = None) -> None:
        self.connection = connection
        self.now = now.astimezone(UTC)
        self.author = author

    def at(self, now: datetime, author: str | None) -> "Store":
        """The same unit at another time, in another hand: for imports and the demo's past."""
        return Store(self.connection, now, author)

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self.now.astimezone(ZONE).date()

    def attempt(self) -> AbstractContextManager[Any]:
        """Within it all is written or, where an exception leaves it, nothing."""
        return savepoint(self.connection)

    def get(self, kind: type[R], id: str) -> R | None:
        """The record of that id, withdrawn ones included; None when there is none."""
        equal = {"id": id}
        wanted = selecting(kind.table, shape(equal), ())
        return next((kind(**row) for row in run(self.connection, wanted, sought(equal))), None)

    def find(
        self,
        kind: type[R],
        /,
        *,
        order: str = "id",
        limit: int | None = None,
        offset: int = 0,
        withdrawn: bool = False,
        **equal: Any,
    ) -> list[R]:
        """The records whose fields equal what is given; withdrawn ones only when asked for.
        ``order`` is a column, with a leading ``-`` for the last first."""
        if not withdrawn:
            equal["withdrawn_at"] = None
        wanted = selecting(kind.table, shape(equal), (order, "id"), limit is not None)
        page = {} if limit is None else {"limit": limit, "offset": offset}
        rows = run(self.connection, wanted, {**sought(equal), **page})
        return [kind(**row) for row in rows]

    def add(self, record: R, *, submit_key: str | None = None) -> R:
        """Write a new record: draws its id and number, dates its entry, chains its audit entry.
        Raises ``Taken`` when this submission was made before."""
        if submit_key is not None and (made := self._submitted(type(record), submit_key)):
            raise Taken(made)
        whole = replace(
            record,
            id=record.id or new_id(),
            number=self._number(record),
            entered_at=self.now,
            entered_by=self.author,
            submit_key=submit_key,
        )
        run(self.connection, inserting(record.table), whole.values())
        kept = {name: plain(value) for name, value in whole.values().items() if value is not None}
        self._audit(whole, "add", {"before": {}, "after": kept})
        return whole

    def revise(self, record: R, reason: str | None = None, **changes: Any) -> R:
        """Correct a record: its former values stay in the trail, with who, when and why. What does
        not change is not written; a record nobody changed is returned as it is."""
        wanted = replace(record, **changes)
        changed = {
            name: getattr(wanted, name)
            for name in changes
            if getattr(wanted, name) != getattr(record, name)
        }
        if not changed:
            return record
        return self._change(record, "revise", reason, changed)

    def withdraw(self, record: R, reason: str) -> R:
        """作废: the record stays and can be read, but no longer counts."""
        if record.withdrawn_at is not None:
            return record
        return self._change(record, "withdraw", reason, {"withdrawn_at": self.now})

    def note(
        self, act: str, kind: str, subject: str, chain: str | None = None, **payload: Any
    ) -> None:
        """An audit entry of something that is no record's change (a refusal, a login)."""
        self._append(chain or audit.BUREAU, act, kind, subject, None, payload)

    def history(self, record: Record) -> tuple[audit.Entry, ...]:
        return audit.history(self.connection, record.id)

    def _change(self, record: R, act: str, reason: str | None, changed: dict[str, Any]) -> R:
        table = record.table
        whole = replace(record, **changed, revision=record.revision + 1, changed_at=self.now)
        written = {**changed, "revision": whole.revision, "changed_at": self.now}
        wanted = updating(table, shape({"id": record.id}), tuple(written))
        run(self.connection, wanted, {**sought({"id": record.id}), **written})
        payload = {
            "before": {name: plain(getattr(record, name)) for name in changed},
            "after": {name: plain(value) for name, value in changed.items()},
        }
        self._audit(whole, act, payload, reason)
        return whole

    def _submitted(self, kind: type[R], submit_key: str) -> R | None:
        rows = self.find(kind, submit_key=submit_key, withdrawn=True)
        return rows[0] if rows else None

    def _number(self, record: Record) -> str:
        if record.number or not record.prefix:
            return record.number
        head = f"{record.prefix}-{self.today.year}"
        return f"{head}-{self.draw(f'{head}:{chain_of(record)}'):04d}"

    def draw(self, name: str) -> int:
        """The next of a running series."""
        made = run(self.connection, _DRAW, {"of": name}).scalar
        if made is None:
            run(self.connection, inserting(counter), {"name": name, "last": 1})
            return 1
        return int(made)

    def _audit(
        self, record: Record, act: str, payload: dict[str, Any], reason: str | None = None
    ) -> None:
        self._append(chain_of(record), act, record.table.name, record.id, reason, payload)

    def _append(
        self, chain: str, act: str, kind: str, subject: str, reason: str | None, payload: Any
    ) -> None:
        audit.append(
            self.connection,
            chain,
            at=self.now,
            actor=self.author,
            act=act,
            kind=kind,
            subject=subject,
            reason=reason,
            payload=payload,
        )


def chain_of(record: Record) -> str:
    """The chain a record's entries stand in: its agency's, or the bureau's."""
    agency: str | None = getattr(record, "agency_id", None)
    return agency or audit.BUREAU
