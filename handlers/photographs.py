"""What a record's photos say of when and where they were taken, beside what was claimed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.turn import Turn
from storage.entity import Record
from storage.organisation import Role
from storage.picture import Picture, pictures_of
from storage.repeats import visits_with
from storage.store import ZONE, Store
from storage.visit import Hazard, SignedList, Visit

MOST = 9


@dataclass(frozen=True)
class Claim:
    """Photos, and the day they are to show by what was entered."""

    of: str
    photos: tuple[str, ...]
    label: str
    day: date | None


def photo_lines(turn: Turn, record: Record) -> list[str]:
    """One line for each photo that says something and, but for the client, one for each that
    another visit has too."""
    store, lines = turn.store, []
    for claim in _claims(store, record):
        known = pictures_of(store, claim.photos)
        told = [(n, known[one]) for n, one in enumerate(claim.photos, 1) if one in known]
        lines += [
            f"{claim.of}{n}：{said}" for n, one in told[:MOST] if (said := _said(one, claim))
        ]
    if turn.actor.role is Role.CLIENT:
        return lines
    return [*lines, *_repeated(store, record)]


def _claims(store: Store, record: Record) -> Iterator[Claim]:
    if isinstance(record, Visit):
        yield Claim("照片", record.photos, "服务日期", record.on)
    elif isinstance(record, Hazard):
        visit = store.get(Visit, record.visit_id)
        yield Claim("照片", record.photos, "服务日期", visit.on if visit else None)
        yield Claim("整改后照片", record.rectified_photos, "整改完成日期", record.rectified_on)
        yield Claim("复查照片", record.recheck_photos, "复查日期", record.rechecked_on)
    elif isinstance(record, SignedList):
        yield Claim("照片", record.photos, "签收日期", record.signed_on)


def _said(picture: Picture, claim: Claim) -> str:
    parts = []
    if picture.taken_at is not None:
        at = picture.taken_at.astimezone(ZONE)
        parts.append(f"拍摄于 {at:%Y-%m-%d %H:%M}{_apart(at.date(), claim)}")
    if picture.latitude is not None and picture.longitude is not None:
        north, east = picture.latitude, picture.longitude
        parts.append(
            f"位置 {'北纬' if north >= 0 else '南纬'}{abs(north):.5f}，"
            f"{'东经' if east >= 0 else '西经'}{abs(east):.5f}"
        )
    return "；".join(parts)


def _apart(taken: date, claim: Claim) -> str:
    if claim.day is None or taken == claim.day:
        return ""
    days = (taken - claim.day).days
    return f"（比{claim.label} {claim.day} {'晚' if days > 0 else '早'}{abs(days)}天）"


def _repeated(store: Store, record: Record) -> Iterator[str]:
    if not isinstance(record, Visit | Hazard):
        return
    own = record.id if isinstance(record, Visit) else record.visit_id
    for n, sha256 in enumerate(record.photos[:MOST], 1):
        others = [one for one in visits_with(store, record.agency_id, sha256) if one.id != own]
        if others:
            numbers = "、".join(one.number for one in others[:3])
            yield f"照片{n}：同一张照片也用在 {numbers}"
