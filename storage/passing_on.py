"""The words with which a link to a hazard list is passed on to the contact it is for."""

from collections.abc import Sequence
from datetime import date, timedelta

from storage.contact import Contact
from storage.hand_over import HandOver
from storage.link import Purpose
from storage.store import ZONE, Store
from storage.telling import reached_at, tell
from storage.ways import address_lines, link_days


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
            "请打开链接查看隐患和整改意见，并签收；有异议可以逐条写明。",
            *lines,
            f"链接只供您本人使用，{until} 前有效，请不要转给别人。",
        ]
    )


def forwarding(store: Store, handed: HandOver, contact: Contact, code: str, **how: bool) -> str:
    until = (store.now + timedelta(days=link_days())).astimezone(ZONE).date()
    return words_for(handed, contact, address_lines(Purpose.SIGN, code), until, **how)


def push(store: Store, handed: HandOver, contact: Contact) -> bool:
    """Tell a contact with an account of their own; whether there is one."""
    if contact.person_id is None or reached_at(store, contact.person_id) is None:
        return False
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
    return True
