"""What a form refers to must be there and be the author's own: checked again when it is written."""

from typing import TypeVar

from handlers.formkit import Invalid
from handlers.turn import Actor, Refused
from storage.cycle import Cycle
from storage.entity import Record
from storage.references import referring
from storage.store import Store

R = TypeVar("R", bound=Record)


def own(store: Store, author: Actor, kind: type[R], id: str, field: str) -> R:
    """The record a look-up answered with. A question stays open for days: the record may have been
    withdrawn since; a forged answer may name another agency's."""
    record = store.get(kind, id)
    if record is not None and not author.may_see(getattr(record, "agency_id", None)):
        raise Refused("这不是本单位的记录，不能使用。")
    if record is None or record.withdrawn_at is not None:
        raise Invalid(f"选的{kind.label}已经作废，请重新选择。", field=field)
    return record


def agency_of(author: Actor) -> str:
    """The agency an author writes for; the bureau's people have none."""
    if author.agency_id is None:
        raise Refused("这张表由机构人员填写。")
    return author.agency_id


def same_agency(subject: Record, agency_id: str) -> None:
    """A correction can't hand a record to another agency: its history would stand in two chains."""
    if getattr(subject, "agency_id", None) != agency_id:
        raise Invalid("更正时不能换成另一家机构；登错的请作废后重新登记。", field="agency_id")


def withdraw_alone(store: Store, subject: R, reason: str) -> R:
    """作废, unless other records stand on this one."""
    found = referring(store, subject)
    if found:
        named = "、".join(f"{label}{count}条" for label, count in found.items())
        raise Invalid(f"还有{named}与它有关，不能作废；可以更正它，或者先作废那些记录。")
    return store.withdraw(subject, reason=reason)


def still_open(cycle: Cycle, field: str = "") -> None:
    """In a closed cycle nothing more is joined, assigned or changed."""
    if cycle.closed_on is not None:
        raise Invalid(f"{cycle.name}已在{cycle.closed_on}结束；监管人员可以重新开放。", field=field)
