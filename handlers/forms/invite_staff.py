"""邀请本单位人员: a principal lets somebody in, by a code that is shown once."""

from functools import cached_property
from typing import Any

from handlers.belonging import agency_of
from handlers.formkit import Form, ask
from handlers.links import invitation_links
from storage.account import Invitation, default_expiry, invite, new_code
from storage.organisation import ROLE_NAMES, Role


class StaffInvitationForm(
    Form,
    name="invite_staff",
    title="邀请本单位人员",
    roles={Role.PRINCIPAL},
    record=Invitation,
):
    name: str = ask.text("姓名", limit=40, example="陈敏")
    role: Role = ask.one_of(
        "身份", [(ROLE_NAMES[role], role) for role in (Role.AGENCY, Role.PRINCIPAL)]
    )

    @cached_property
    def code(self) -> str:
        """Drawn with the form and never kept: the record has its hash."""
        return new_code()

    def save(self, store: Any, author: Any) -> Invitation:
        invitation = Invitation(
            code_hash="",
            role=self.role,
            name=self.name,
            agency_id=agency_of(author),
            expires_at=default_expiry(store),
        )
        return invite(store, invitation, self.code)[0]

    def after(self, store: Any, author: Any, record: Invitation) -> list[str]:
        return invitation_links(self.code) if record.revision == 1 else []
