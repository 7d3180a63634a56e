"""The words with which a link to a hazard list is passed on to the contact it is for."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from storage.account import Account
from storage.contact import Contact
from storage.hand_over import HandOver
from storage.handing_over import another_link, concerned, links_of, state_now
from storage.letters import ViewBody
from storage.link import Purpose
from storage.outbox import Letter, known
from storage.store import ZONE, Store
from storage.telling import reached_at, tell
from storage.ways import address_lines, link_days, page_of

AFTER = (1, 3, 7)
"""Days after a hand-over on which its contact is reminded."""


def words_for(
    handed: HandOver, contact: Contact, lines: Sequence[str], until: date, *, again: bool = False
) -> str:
    """What the agency forwards, ready to be sent."""
    content = handed.content
    found = f"{content['agency']}在 {content['on']} 的服务中，发现贵单位有事故隐患"
    asked = "清单还没有签收，" if again else ""
    return "\n".join(
        [
            f"{contact.name}您好：",
            f"{found}{len(content['hazards'])}条，{asked}"
            "请从这里打开，查看隐患和整改意见并签收；有异议可以逐条写明：",
            *lines,
            f"只供您本人使用，{until} 前有效，请不要转给别人。",
        ]
    )


def forwarding(store: Store, handed: HandOver, contact: Contact, code: str, **how: bool) -> str:
    until = (store.now + timedelta(days=link_days())).astimezone(ZONE).date()
    return words_for(handed, contact, address_lines(Purpose.SIGN, code), until, **how)


def push(store: Store, handed: HandOver, contact: Contact) -> Account | None:
    """Tell a contact with an account of their own; which one, if there is one."""
    account = reached_at(store, contact.person_id) if contact.person_id else None
    if contact.person_id is None or account is None:
        return None
    content = handed.content
    count = len(content["hazards"])
    text = f"{content['agency']}把 {content['on']} 服务的隐患清单（{count}条）交给您签收。"
    look = [["查看并签收", f"sheet.open:{handed.id}:0"]]
    tell(
        store,
        [contact.person_id],
        {"title": "隐患清单待签收", "text": text, "rows": [look]},
        f"handed:{handed.id}:{handed.revision}",
    )
    return account


def unreached(store: Store) -> list[str]:
    """The unanswered hand-overs whose contact no account reaches and of which a day has come."""
    table, contact = HandOver.table, Contact.table
    rows = store.connection.execute(
        select(table.c.id, contact.c.person_id)
        .join(contact, contact.c.id == table.c.contact_id)
        .where(
            table.c.outcome.is_(None),
            table.c.superseded_at.is_(None),
            table.c.withdrawn_at.is_(None),
            contact.c.withdrawn_at.is_(None),
            table.c.handed_on <= store.today - timedelta(days=AFTER[0]),
        )
        .order_by(table.c.id)
    )
    return [
        row.id for row in rows if row.person_id is None or not reached_at(store, row.person_id)
    ]


def forward_again(store: Store, id: str) -> list[Letter]:
    """Ask the agency to pass a fresh link on, on the last of the days that has come, once. A link
    that was taken back stays so."""
    handed = store.get(HandOver, id)
    contact = store.get(Contact, handed.contact_id) if handed else None
    if handed is None or contact is None or not _waits(store, handed):
        return []
    gone = (store.today - handed.handed_on).days
    rung = max((day for day in AFTER if day <= gone), default=0)
    people = concerned(store, handed)
    key = f"forward:{handed.id}:{rung}"
    told = [person for person in people if known(store.connection, f"{key}:{person}")]
    if not rung or told or not any(reached_at(store, person) for person in people):
        return []
    _link, code = another_link(store, handed, link_days())
    words = forwarding(store, handed, contact, code, again=True)
    said = f"{contact.name}还没有签收（交付已{gone}天，{state_now(store, handed)}）。请转发："
    view: ViewBody = {
        "title": "请提醒委托单位签收",
        "text": f"{said}\n\n{words}",
        "rows": [[["查看签收情况", f"sign.handed:{handed.id}:0"]]],
        "qr": page_of(Purpose.SIGN, code),
    }
    return tell(store, people, view, key)


def _waits(store: Store, handed: HandOver) -> bool:
    live = [link for link in links_of(store, handed) if link.revoked_at is None]
    return handed.outcome is None and handed.superseded_at is None and bool(live)
