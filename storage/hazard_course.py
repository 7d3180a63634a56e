"""The course of one hazard: found, advised, signed for, rectified, rechecked, closed; who, when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storage.audit import Entry
from storage.contact import CONFIRMATION_NAMES
from storage.person import Person
from storage.staff import StaffMember
from storage.store import ZONE, Store
from storage.visit import Hazard, SignedList, Visit

FAILED = "复查未到位"
"""How the reason of a recheck begins that opened the hazard again."""

ONLINE = "本人在线签收"


@dataclass(frozen=True)
class Step:
    """One step; ``day`` None: it has not come yet, and ``words`` say what is missing."""

    name: str
    day: date | None
    who: str = ""
    words: str = ""


def course(store: Store, hazard: Hazard) -> list[Step]:
    """All steps in their order, those that have not come with no day."""
    visit = store.get(Visit, hazard.visit_id)
    trail = store.history(hazard)
    found = Step("发现", visit.on if visit else None, _finders(store, hazard, visit))
    return [
        found,
        _advised(store, hazard, trail),
        _signed(store, hazard),
        *_failed(store, trail),
        _rectified(store, hazard, trail),
        _rechecked(store, hazard, trail),
        Step("销号", hazard.rechecked_on, words="" if hazard.rechecked_on else "还没有销号"),
    ]


def _finders(store: Store, hazard: Hazard, visit: Visit | None) -> str:
    """Who was on the visit, else who entered it."""
    there = [store.get(StaffMember, id) for id in (visit.staff if visit else ())]
    names = [one.name for one in there if one is not None]
    return "、".join(names) or _name(store, hazard.entered_by)


def _advised(store: Store, hazard: Hazard, trail: tuple[Entry, ...]) -> Step:
    if not hazard.advice:
        return Step("整改意见", None, words="还没有整改意见")
    day, who = _by(store, trail, "advice")
    return Step("整改意见", day, who, hazard.advice)


def _signed(store: Store, hazard: Hazard) -> Step:
    """The signature that counts; else the last one that no longer does."""
    lists = store.find(SignedList, visit_id=hazard.visit_id, order="signed_on")
    good = [one for one in lists if one.voided_on is None]
    if not lists:
        return Step("签收", None, words="还没有签收")
    if not good:
        last = lists[-1]
        return Step("签收", None, words=f"{last.signed_on} 的签收因清单改动已失效，等待重新签收")
    made = good[-1]
    who = f"{made.signer}（{made.post}）" if made.post else made.signer
    return Step("签收", made.signed_on, who, "；".join(_how(made, hazard)))


def _how(made: SignedList, hazard: Hazard) -> Iterator[str]:
    if made.refusal:
        yield f"拒签：{made.refusal}"
    elif made.content_hash:
        known = CONFIRMATION_NAMES[made.confirmed] if made.confirmed else "未核实"
        yield f"{ONLINE}，联系人{known}"
    if disputed := (made.disputes or {}).get(hazard.id):
        yield f"对这一条有异议：{disputed}"


def _failed(store: Store, trail: tuple[Entry, ...]) -> Iterator[Step]:
    for entry in trail:
        if (entry.reason or "").startswith(FAILED):
            before = entry.payload.get("before", {}).get("rectified_on")
            day = entry.at.astimezone(ZONE).date()
            words = f"{entry.reason}（原登记 {before} 整改）"
            yield Step("复查", day, _name(store, entry.actor), words)


def _rectified(store: Store, hazard: Hazard, trail: tuple[Entry, ...]) -> Step:
    if hazard.rectified_on is None:
        due = f"，期限 {hazard.deadline}" if hazard.deadline else ""
        return Step("整改", None, words=f"还没有整改{due}")
    _day, who = _by(store, trail, "rectified_on")
    photos = len(hazard.rectified_photos)
    seen = f"（照片{photos}张）" if photos else "（没有照片）"
    return Step("整改", hazard.rectified_on, who, f"{hazard.rectification or ''}{seen}")


def _rechecked(store: Store, hazard: Hazard, trail: tuple[Entry, ...]) -> Step:
    if hazard.rechecked_on is None:
        return Step("复查", None, words="还没有复查")
    _day, who = _by(store, trail, "rechecked_on")
    return Step("复查", hazard.rechecked_on, who, hazard.recheck or "")


def _by(store: Store, trail: tuple[Entry, ...], field: str) -> tuple[date | None, str]:
    """The day on which, and the name of whom, a field was last given its value."""
    for entry in reversed(trail):
        if entry.payload.get("after", {}).get(field) is not None:
            return entry.at.astimezone(ZONE).date(), _name(store, entry.actor)
    return None, ""


def _name(store: Store, person_id: str | None) -> str:
    person = store.get(Person, person_id) if person_id else None
    return person.name if person else "系统"
