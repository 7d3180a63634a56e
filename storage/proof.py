"""What the hash on a paper copy proves: whether, when and by whom this very content was signed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from storage.contact import CONFIRMATION_NAMES
from storage.hand_over import HandOver, Outcome
from storage.handing_over import signature_of
from storage.paper_copy import changed_on, copies, signed_on_paper
from storage.store import ZONE, Store
from storage.visit import SignedList

UNCONFIRMED = "未核实"
PREFIX_LENGTH = 16
"""Characters of a hash that name a content on a paper copy, at least."""


@dataclass(frozen=True)
class Verification:
    """What a content's hash proves: whether, when and by whom it was signed. ``given`` says it
    through which door, ``confirmed`` how the signer was known to be the client's."""

    content_hash: str
    agency: str
    client: str
    visit: str
    on: date
    handed_on: date
    outcome: Outcome | None
    signer: str = ""
    post: str | None = None
    signed_at: datetime | None = None
    confirmed: str = UNCONFIRMED
    disputed: int = 0
    voided_on: date | None = None
    printed_on: date | None = None
    """Set where it was never handed over by a link, only printed."""
    on_paper: SignedList | None = None
    """What the agency entered of a signature on paper."""


def verify(store: Store, prefix: str) -> Verification | None:
    """What is known of the content that a paper copy's code names: the answer to it where there is
    one, else that it was handed over. None where nothing was."""
    wanted = prefix.strip().lower()
    if len(wanted) < PREFIX_LENGTH or any(c not in "0123456789abcdef" for c in wanted):
        return None
    rows = store.connection.execute(
        HandOver.table.select()
        .where(HandOver.table.c.content_hash.startswith(wanted))
        .where(HandOver.table.c.withdrawn_at.is_(None))
        .order_by(HandOver.table.c.id)
    ).mappings()
    found = [HandOver.of(row) for row in rows]
    if not found:
        return _of_paper(store, wanted)
    answered = [one for one in found if signature_of(store, one)]
    return _proof(store, (answered or found)[-1])


def _of_paper(store: Store, wanted: str) -> Verification | None:
    """What is known of a content that was printed and never handed over by a link."""
    for copy in copies(store, wanted):
        content = copy.content
        return Verification(
            content_hash=copy.content_hash,
            agency=content["agency"],
            client=content["client"],
            visit=content["visit"],
            on=date.fromisoformat(content["on"]),
            handed_on=copy.printed_on,
            outcome=None,
            voided_on=changed_on(store, copy),
            printed_on=copy.printed_on,
            on_paper=signed_on_paper(store, copy.visit_id, copy.printed_at),
        )
    return None


def _proof(store: Store, handed: HandOver) -> Verification:
    signed, content = signature_of(store, handed), handed.content
    base = Verification(
        content_hash=handed.content_hash,
        agency=content["agency"],
        client=content["client"],
        visit=content["visit"],
        on=date.fromisoformat(content["on"]),
        handed_on=handed.handed_on,
        outcome=Outcome(handed.outcome) if handed.outcome else None,
    )
    if signed is None:
        changed = handed.superseded_at
        if changed is not None:
            return replace(base, voided_on=changed.astimezone(ZONE).date())
        out = [copy.printed_at for copy in copies(store, handed.content_hash)]
        first = min([*out, handed.entered_at or store.now])
        paper = signed_on_paper(store, handed.visit_id, first)
        return replace(base, on_paper=paper)
    return replace(
        base,
        signer=signed.signer,
        post=signed.post,
        signed_at=signed.signed_at,
        confirmed=CONFIRMATION_NAMES[signed.confirmed] if signed.confirmed else UNCONFIRMED,
        disputed=len(signed.disputes or {}),
        voided_on=signed.voided_on,
    )
