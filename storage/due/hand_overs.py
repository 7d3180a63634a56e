"""Hazard lists that a contact with an account was handed and has not answered yet."""

from datetime import date

from sqlalchemy import exists, select

from storage.contact import Contact
from storage.due.due import Due, Scope, Source
from storage.hand_over import HandOver
from storage.link import Link
from storage.store import Store


def _find(store: Store, scope: Scope) -> list[Due]:
    handed, contact, link = HandOver.table, Contact.table, Link.table
    open_still = exists().where(
        link.c.subject == handed.c.id, link.c.revoked_at.is_(None), link.c.expires_at > store.now
    )
    rows = store.connection.execute(
        select(handed, contact.c.person_id)
        .join(contact, contact.c.id == handed.c.contact_id)
        .where(
            *scope.of(handed),
            handed.c.outcome.is_(None),
            handed.c.superseded_at.is_(None),
            contact.c.person_id.is_not(None),
            open_still,
        )
        .order_by(handed.c.id)
    ).mappings()
    return [
        Due(
            subject=f"hand_over:{row['id']}",
            due=row["handed_on"],
            what="隐患清单",
            agency_id=scope.agency_id,
            words={
                "agency": row["content"]["agency"],
                "visited": date.fromisoformat(row["content"]["on"]),
                "count": len(row["content"]["hazards"]),
            },
            contact_person_id=row["person_id"],
        )
        for row in rows
    ]


HAND_OVERS = Source("hand_overs", _find)
