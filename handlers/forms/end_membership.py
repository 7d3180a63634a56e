"""停用人员: from a day on a person acts for the agency no more, and their logins end."""

from datetime import date, timedelta
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from storage.account import end_accounts
from storage.assignment import kept_by
from storage.organisation import Membership, Role, memberships


class EndMembershipForm(
    Form,
    name="end_membership",
    title="停用人员",
    roles={Role.PRINCIPAL, Role.SUPERVISOR},
    record=Membership,
):
    membership_id: str = ask.lookup("停用谁", source="members")
    last_day: date = ask.day(
        "最后一天是哪天",
        future=True,
        default=lambda world: world.today - timedelta(days=1),
        hint="过了这一天就不能再登录；要马上停用，选昨天。",
    )

    def save(self, store: Any, author: Any) -> Membership:
        return self._ended(store, author, None)

    def amend(self, store: Any, author: Any, subject: Membership, reason: str) -> Membership:
        if self.membership_id != subject.id:
            raise Invalid("更正时不能换成另一个人；停用错的请先作废。", field="membership_id")
        return self._ended(store, author, reason)

    def _ended(self, store: Any, author: Any, reason: str | None) -> Membership:
        member = own(store, author, Membership, self.membership_id, "membership_id")
        if member.person_id == author.id:
            raise Invalid("不能停用自己。", field="membership_id")
        ended: Membership = store.revise(member, reason=reason, until=self.last_day)
        if not memberships(store, member.person_id):
            end_accounts(store, member.person_id)
        return ended

    @classmethod
    def prefill(cls, store: Any, subject: Membership) -> dict[str, Any]:
        return {"membership_id": subject.id, "last_day": subject.until}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Membership, reason: str) -> Membership:
        """The person stays; a login that ended meanwhile needs a new invitation."""
        again: Membership = store.revise(subject, reason=reason, until=None)
        return again

    def after(self, store: Any, author: Any, record: Membership) -> list[str]:
        lines = [f"{self.last_day}以后不能再登录。"]
        if self.last_day < store.today:
            lines = ["已经停用，这个人的登录都已结束。"]
        if record.role is Role.INSPECTOR and (kept := kept_by(store, record.person_id)):
            lines.append(f"评定分工里还有{kept}家机构由其评定，请从“评定工作”另行安排。")
        return lines
