"""Taking a file in: checked, then its bytes, then its rows; refused, it leaves nothing behind."""

from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import func, select

from storage.account import account_of
from storage.files import Files, files, keep
from storage.media import NotTaken, examine
from storage.organisation import Membership, memberships
from storage.picture import VIEWED, Picture, keep_picture
from storage.store import ZONE, Store

DAILY_FILES = 2000
DAILY_BYTES = 4 * 1024**3
"""What one agency (of others: one person) may add in a day."""


@dataclass(frozen=True)
class Taken:
    """A file whose bytes are kept and whose rows are still to be written. ``view_size`` is of the
    copy for viewing of a picture."""

    sha256: str
    name: str
    type: str
    size: int
    picture: Picture | None = None
    view_size: int = 0


@dataclass
class Room:
    """What may still be added today. ``person_id`` None: nobody we know, who may add nothing."""

    person_id: str | None
    files: int = 0
    bytes: int = 0
    said: str = field(default="今天发的文件已经很多了，明天再发，或联系管理员。", repr=False)

    def use(self, size: int, name: str) -> None:
        """Raises ``NotTaken`` when there is no room for one more of this size."""
        if self.files < 1 or self.bytes < size:
            raise NotTaken(f"“{name}”没有收下：{self.said}")
        self.files -= 1
        self.bytes -= size


def take(folder: Files, content: bytes, name: str) -> Taken:
    """Keep the bytes of a file that passes the check. Raises ``NotTaken``."""
    examined = examine(content, name)
    sha256 = folder.put(content)
    seen = examined.seen
    if seen is None:
        return Taken(sha256, examined.name, examined.type, len(content))
    view = folder.put(seen.view)
    said = (seen.taken_at, seen.latitude, seen.longitude)
    picture = Picture(sha256, seen.width, seen.height, view, *said)
    return Taken(sha256, examined.name, examined.type, len(content), picture, len(seen.view))


def keep_taken(store: Store, taken: Taken) -> None:
    """The rows of a file that was taken."""
    keep(store, taken.sha256, taken.name, taken.type, taken.size)
    if taken.picture is None:
        return
    if taken.picture.view is not None:
        keep(store.at(store.now, None), taken.picture.view, taken.name, VIEWED, taken.view_size)
    keep_picture(store, taken.picture)


def room_of(store: Store, channel: str, external_id: str) -> Room:
    """What the person behind an account may still add today."""
    account = account_of(store, channel, external_id)
    held = memberships(store, account.person_id) if account and not account.ended_at else []
    if account is None or not held:
        return Room(None)
    morning = datetime.combine(store.today, time(), ZONE)
    agencies = [one.agency_id for one in held if one.agency_id]
    people = select(Membership.table.c.person_id).where(
        Membership.table.c.agency_id.in_(agencies)
    )
    by = files.c.stored_by
    mine = by.in_(people) if agencies else by == account.person_id
    count, size = store.connection.execute(
        select(func.count(), func.coalesce(func.sum(files.c.size), 0)).where(
            mine, files.c.stored_at >= morning
        )
    ).one()
    return Room(account.person_id, DAILY_FILES - count, DAILY_BYTES - int(size))
