"""The signing page and the check of a paper copy, on the real storage."""

from datetime import date
from typing import Any

from bot.channels.webchat import Closed
from bot.channels.webchat.guests import (
    Check,
    Hazard,
    Receipt,
    Sheet,
    Signing,
    Standing,
    Visitor,
)
from bot.guests.desk import Desk, people_of, staff_of
from storage import sign_off, webchat
from storage.contact import CONFIRMATION_NAMES
from storage.hand_over import OUTCOME_NAMES, HandOver, Outcome
from storage.link import note_refused
from storage.proof import UNCONFIRMED
from storage.store import Store
from storage.visit import GRADE_NAMES, Grade, SignedList

UNKNOWN_SEAL = "没有找到这份清单。请核对地址是否完整，或直接询问服务机构。"
STAFF_LOOKS = (
    "这个浏览器登录过这家服务机构的人员，不能在这里代委托单位签收，打开也不算对方已打开。"
    "请把链接发给对方，在对方自己的手机上打开。"
)


class Sheets(Desk):
    """The part of ``Guests`` that is about hazard lists."""

    async def sheet(self, code: str) -> Sheet:
        return await self.read(lambda store: shown(sign_off.sheet(store, code)))

    async def opened(self, code: str, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            handed = sign_off.sheet(store, code).hand_over
            if staff_of(store, visitor, handed.agency_id):
                return STAFF_LOOKS
            sign_off.open_sheet(store, code)
            return ""

        await self.act(work)

    async def sign(self, code: str, signing: Signing, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            try:
                sheet = sign_off.sheet(store, code)
            except sign_off.Closed as closed:
                note_refused(store, code, address=visitor.address, said=str(closed))
                return str(closed)
            handed = sheet.hand_over
            person = staff_of(store, visitor, handed.agency_id)
            try:
                sign_off.answer(
                    store,
                    handed,
                    _answer(signing),
                    webchat.CHANNEL,
                    visitor.address,
                    person or _client(store, visitor, handed),
                    sheet.link,
                )
            except (sign_off.OwnStaff, sign_off.WrongCode) as refusal:
                return str(refusal)
            return ""

        await self.act(work)

    async def check(self, seal: str) -> Check:
        found = await self.read(lambda store: sign_off.verify(store, seal))
        if found is None:
            raise Closed(UNKNOWN_SEAL)
        paper = found.on_paper
        named = paper or found
        return Check(
            seal=found.content_hash,
            agency=found.agency,
            client=found.client,
            visit=found.visit,
            handed_on=found.handed_on,
            outcome=_on_paper(paper) if paper else _said(found),
            name=named.signer,
            post=named.post or "",
            at=found.signed_at,
            standing=found.confirmed if found.signer else "",
            disputes=found.disputed,
            void_on=found.voided_on,
            printed=found.printed_on is not None,
        )


def _said(found: sign_off.Verification) -> str:
    return OUTCOME_NAMES[found.outcome] if found.outcome else ""


def _on_paper(paper: SignedList) -> str:
    """The agency says so: no link was opened for it."""
    done = "拒签" if paper.refusal else "签收"
    return f"已在纸上{done}（服务机构登记，{paper.signed_on}）"


def _client(store: Store, visitor: Visitor, handed: HandOver) -> str | None:
    people = people_of(store, visitor)
    known = (one for one in people if sign_off.client_of(store, one, handed.client_id))
    return next(known, None)


def _answer(signing: Signing) -> sign_off.Answer:
    disputed = signing.outcome == Outcome.SIGNED and signing.disputes
    return sign_off.Answer(
        outcome=Outcome.DISPUTED if disputed else Outcome(signing.outcome),
        seen=signing.seal,
        signer=signing.name,
        post=signing.post or None,
        disputes=signing.disputes,
        reason=signing.reason,
        code=signing.code,
    )


def shown(sheet: sign_off.Sheet) -> Sheet:
    """A list in the words of its page, from the content that was hashed and nothing else."""
    handed, content = sheet.hand_over, sheet.hand_over.content
    assert sheet.link is not None
    return Sheet(
        agency=content["agency"],
        client=content["client"],
        visit=content["visit"],
        on=date.fromisoformat(content["on"]),
        hazards=tuple(_hazard(one) for one in content["hazards"]),
        seal=handed.content_hash,
        name=sheet.contact.name,
        post=sheet.contact.post or "",
        confirmed=sheet.contact.confirmed is not None,
        until=sheet.link.expires_at,
        standing=_standing(sheet),
        receipt=_receipt(handed, sheet.signed),
    )


def _standing(sheet: sign_off.Sheet) -> Standing:
    if sheet.hand_over.superseded_at is not None:
        return Standing.VOID
    return Standing.OPEN if sheet.open else Standing.ANSWERED


def _receipt(handed: HandOver, signed: SignedList | None) -> Receipt | None:
    if handed.outcome is None or handed.answered_at is None:
        return None
    confirmed = signed.confirmed if signed else None
    return Receipt(
        outcome=OUTCOME_NAMES[Outcome(handed.outcome)],
        name=signed.signer if signed else "",
        post=(signed.post or "") if signed else "",
        at=handed.answered_at,
        standing=CONFIRMATION_NAMES[confirmed] if confirmed else UNCONFIRMED,
        reason=(signed.refusal or "") if signed else "",
        disputes=(signed.disputes or {}) if signed else {},
    )


def _hazard(one: dict[str, Any]) -> Hazard:
    return Hazard(
        id=one["id"],
        number=one["number"],
        place=one["place"],
        description=one["description"],
        grade=one["grade"],
        major=one["grade"] == GRADE_NAMES[Grade.MAJOR],
        advice=one["advice"] or "",
        deadline=date.fromisoformat(one["deadline"]) if one["deadline"] else None,
        photos=tuple(one["photos"]),
    )
