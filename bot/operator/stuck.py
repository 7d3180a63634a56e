"""``anxing status``: channels that don't work, updates given up on, what is unsent or in doubt."""

from argparse import Namespace
from collections.abc import Iterator, Sequence

from bot.operator.office import Office, Order
from storage import inbox, outbox
from storage.account import account_of
from storage.database import Connection
from storage.inbox import Received
from storage.outbox import Delivery, Letter, Urgency
from storage.person import Person
from storage.store import ZONE, Store
from storage.stuck import piles

SHOWN = 50
STATES = {
    Delivery.QUEUED: "等待发送",
    Delivery.SENDING: "正在发送",
    Delivery.FAILED: "发送失败",
    Delivery.UNKNOWN: "不确定是否送达",
}
URGENCIES = {Urgency.REPLY: "回复", Urgency.NOTICE: "提醒"}
ALL_WELL = "一切正常：收到的消息都已处理，回复和提醒都已送达。"

NOTHING_STUCK = "收到的消息都已处理，没有等待发送的回复和提醒。"


async def status(office: Office, asked: Namespace) -> str:
    troubles = office.troubles()
    return await office.database.read(
        lambda connection: "\n".join(_lines(Store(connection, office.clock()), troubles))
    )


def _lines(store: Store, troubles: Sequence[str]) -> Iterator[str]:
    yield from troubles
    lying = piles(store.connection)
    waiting, dead = (lying.updates.get(state, 0) for state in (inbox.NEW, inbox.DEAD))
    open_letters = {state: lying.letters[state] for state in STATES if state in lying.letters}
    if not waiting and not dead and not open_letters:
        yield NOTHING_STUCK if troubles else ALL_WELL
        return
    yield f"收到的消息：等待处理 {waiting} 条，处理失败而放弃 {dead} 条"
    yield from _some((_update(store, one) for one in _given_up(store.connection)), dead)
    counted = [f"{STATES[state]} {number} 条" for state, number in open_letters.items()]
    yield f"未送达的回复和提醒：{'，'.join(counted) if counted else '没有'}"
    letters = outbox.unsent(store.connection, SHOWN)
    yield from _some((_letter(store, one) for one in letters), sum(open_letters.values()))


def _given_up(connection: Connection) -> list[Received]:
    return inbox.given_up(connection)[:SHOWN]


def _some(lines: Iterator[str], all_of_them: int) -> Iterator[str]:
    yield from lines
    if all_of_them > SHOWN:
        yield f"  …以上是前 {SHOWN} 条，共 {all_of_them} 条"


def _update(store: Store, one: Received) -> str:
    at = f"{one.received_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    return f"  {at}  {_whose(store, one.channel, one.account)}  {_first_line(one.error)}"


def _letter(store: Store, one: Letter) -> str:
    at = f"{one.made_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    whose = _whose(store, one.channel, one.account)
    what = f"{URGENCIES[one.urgency]}{STATES[one.state]}"
    return f"  {at}  {whose}  {what}  {_first_line(one.error)}".rstrip()


def _whose(store: Store, channel: str, external_id: str) -> str:
    account = account_of(store, channel, external_id)
    person = store.get(Person, account.person_id) if account else None
    return f"{person.name if person else '未登录者'}（{channel}）"


def _first_line(error: str | None) -> str:
    return (error or "").partition("\n")[0][:200]


STATUS = Order("status", "列出没能处理的消息和没能送达的回复、提醒", status)
