"""What runs out on the roster: certificates, labour contracts, social insurance."""

from datetime import timedelta

from storage.due.due import Due, Scope, Source
from storage.staff import StaffMember
from storage.store import Store

AHEAD = timedelta(days=61)
PAST = timedelta(days=31)
"""What ran out longer ago is no news: whoever left stays on the roster."""

KINDS = (
    ("certificate_until", "证书"),
    ("contract_until", "劳动合同"),
    ("insured_until", "社会保险"),
)


def _find(store: Store, scope: Scope) -> list[Due]:
    today = store.today
    found = []
    for person in store.find(StaffMember, agency_id=scope.agency_id):
        if scope.only is not None and person.id not in scope.only:
            continue
        left = person.contract_until is not None and person.contract_until < today
        for name, kind in KINDS:
            until = getattr(person, name)
            if until is None or not today - PAST <= until <= today + AHEAD:
                continue
            if left and name != "contract_until":
                continue
            found.append(
                Due(
                    subject=f"staff:{person.id}:{name}",
                    due=until,
                    what=f"{person.name}·{kind}",
                    agency_id=scope.agency_id,
                    words={"name": person.name, "kind": kind, "until": until},
                    record_id=person.id,
                )
            )
    return found


CERTIFICATES = Source("certificates", _find)
