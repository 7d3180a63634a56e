"""What a record says of its sign-off, and the ways from there: beside its fields."""

from collections.abc import Iterator

from handlers.formkit.view import Choice, press
from handlers.front import ALL, OF_AGENCY
from handlers.sign_off.reading import known_by, moment, signature_lines
from handlers.turn import Turn
from storage.contact import Contact
from storage.entity import Record
from storage.hand_over import HandOver
from storage.store import Store
from storage.visit import Hazard, SignedList, Visit


def record_lines(store: Store, record: Record) -> list[str]:
    """How a contact is known to be the client's; what proves a signature."""
    if isinstance(record, Contact):
        at = f"（{moment(record.confirmed_at)}）" if record.confirmed_at else ""
        account = "，有自己的账号" if record.person_id else ""
        return [f"核实：{known_by(record)}{at}{account}"]
    if not isinstance(record, SignedList) or record.hand_over_id is None:
        return []
    handed = store.get(HandOver, record.hand_over_id)
    where = f"{record.channel}，{record.address}" if record.address else record.channel
    return [*(signature_lines(record, handed) if handed else []), f"来自：{where}"]


def record_ways(turn: Turn, record: Record) -> Iterator[Choice]:
    role = turn.actor.role
    if role not in ALL or record.withdrawn_at is not None:
        return
    if isinstance(record, Visit):
        handed = turn.store.find(HandOver, visit_id=record.id, order="-id", limit=1)
        if role in OF_AGENCY and turn.store.find(Hazard, visit_id=record.id, limit=1):
            yield Choice("交给委托单位签收", press("sign.give", record.id))
        if handed:
            yield Choice("清单签收情况", press("sign.handed", handed[0].id))
    elif isinstance(record, SignedList) and record.hand_over_id is not None:
        yield Choice("签收的清单", press("sign.text", record.hand_over_id))
    elif isinstance(record, Contact) and role in OF_AGENCY:
        yield Choice("待签收的清单", press("sign.waiting", record.client_id))
