"""What a client is shown of a visit's hazards, word for word, and the hash that stands for it."""

import hashlib
from typing import Any

from storage.agency import Agency
from storage.client import Client
from storage.columns import canonical
from storage.store import Store
from storage.visit import GRADE_NAMES, Hazard, Visit

Content = dict[str, Any]


def content_of(store: Store, visit: Visit) -> Content:
    """The hazard list of a visit as it stands now: JSON, and nothing that is not shown."""
    agency, client = store.get(Agency, visit.agency_id), store.get(Client, visit.client_id)
    return {
        "agency": agency.name if agency else "",
        "client": client.name if client else "",
        "visit": visit.number,
        "on": visit.on.isoformat(),
        "hazards": [_shown(hazard) for hazard in store.find(Hazard, visit_id=visit.id)],
    }


def _shown(hazard: Hazard) -> dict[str, Any]:
    return {
        "id": hazard.id,
        "number": hazard.number,
        "place": hazard.place,
        "description": hazard.description,
        "grade": GRADE_NAMES[hazard.grade],
        "advice": hazard.advice,
        "deadline": hazard.deadline.isoformat() if hazard.deadline else None,
        "photos": list(hazard.photos),
    }


def content_hash(content: Content) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def same_list(one: Content, other: Content) -> bool:
    """Whether both say the same of the hazards; an agency or a client renamed since changes none
    of them."""
    return all(one.get(part) == other.get(part) for part in ("visit", "on", "hazards"))


def photos_of(content: Content) -> frozenset[str]:
    """The SHA-256 names of all photos that the content shows."""
    return frozenset(photo for hazard in content["hazards"] for photo in hazard["photos"])
