"""邀请评定人员或机构负责人: the bureau lets in who inspects, and who answers for an agency."""

from functools import cached_property
from typing import Any

from handlers.belonging import own
from handlers.formkit import Answers, Form, ask
from handlers.links import invitation_links
from storage.account import Invitation, default_expiry, invite, new_code
from storage.agency import Agency
from storage.organisation import ROLE_NAMES, Role


def for_agency(answers: Answers) -> bool:
    return answers.get("role") == Role.PRINCIPAL


class OfficialInvitationForm(
    Form,
    name="invite_official",
    title="邀请评定人员",
    roles={Role.SUPERVISOR},
    record=Invitation,
):
    role: Role = ask.one_of(
        "邀请谁", [(ROLE_NAMES[role], role) for role in (Role.INSPECTOR, Role.PRINCIPAL)]
    )
    agency_id: str | None = ask.lookup("哪一家机构", source="agencies", when=for_agency)
    name: str = ask.text("姓名", limit=40, example="陆海明")

    @cached_property
    def code(self) -> str:
        """Drawn with the form and never kept: the record has its hash."""
        return new_code()

    def save(self, store: Any, author: Any) -> Invitation:
        if self.agency_id is not None:
            own(store, author, Agency, self.agency_id, "agency_id")
        invitation = Invitation(
            code_hash="",
            role=self.role,
            name=self.name,
            agency_id=self.agency_id,
            department_id=None if self.agency_id else author.membership.department_id,
            expires_at=default_expiry(store),
        )
        return invite(store, invitation, self.code)[0]

    def after(self, store: Any, author: Any, record: Invitation) -> list[str]:
        return invitation_links(self.code) if record.revision == 1 else []
