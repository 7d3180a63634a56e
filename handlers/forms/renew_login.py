"""重发登录邀请: somebody known who lost their phone gets in again by a new code."""

from functools import cached_property
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.links import invitation_links
from storage.account import Invitation, default_expiry, invite, new_code
from storage.organisation import Membership, Role, memberships
from storage.person import Person


class LoginRenewalForm(
    Form,
    name="renew_login",
    title="重发登录邀请",
    roles={Role.PRINCIPAL, Role.SUPERVISOR},
    record=Invitation,
):
    membership_id: str = ask.lookup("给谁", source="members")

    @cached_property
    def code(self) -> str:
        """Drawn with the form and never kept: the record has its hash."""
        return new_code()

    def save(self, store: Any, author: Any) -> Invitation:
        member = own(store, author, Membership, self.membership_id, "membership_id")
        person = store.get(Person, member.person_id)
        elsewhere = [
            other for other in memberships(store, person.id) if not author.may_see(other.agency_id)
        ]
        if elsewhere:
            # A code opens all of a person's roles: it must not hand over another organisation's.
            raise Invalid("这位人员还在别的单位任职，请监管人员重发。", field="membership_id")
        invitation = Invitation(
            code_hash="",
            role=member.role,
            name=person.name,
            agency_id=member.agency_id,
            department_id=member.department_id,
            person_id=person.id,
            expires_at=default_expiry(store),
        )
        return invite(store, invitation, self.code)[0]

    def amend(self, store: Any, author: Any, subject: Invitation, reason: str) -> Invitation:
        raise Invalid("邀请不用更正：发错了人就作废它，再重发一次。")

    @classmethod
    def prefill(cls, store: Any, subject: Invitation) -> dict[str, Any]:
        rows = store.find(Membership, person_id=subject.person_id, role=subject.role)
        return {"membership_id": rows[0].id if rows else None}

    def after(self, store: Any, author: Any, record: Invitation) -> list[str]:
        return invitation_links(self.code) if record.revision == 1 else []
