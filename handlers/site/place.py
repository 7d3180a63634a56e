"""Where a press of this room stands: whose checks they are, and whether this person may write."""

from dataclasses import dataclass, replace
from functools import cached_property

from handlers.formkit.view import Choice, press
from handlers.scorecard.load import names
from handlers.turn import Refused, Turn
from storage.agency import Agency
from storage.checking import Sample, sample, why_no_check
from storage.client import Client
from storage.cycle import Participation
from storage.organisation import Role
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store

TITLE = "现场核查"
PAGE = 6
OUTDATED = "这个按钮已过期，下面是现在的情况"
NOT_YOURS = "这不是本单位的核查记录，不能查看。"
ONLY_INSPECTORS = "现场核查由评定人员进行，您现在的身份只能查看。"
MENU = Choice("菜单", press("menu"))


@dataclass
class At:
    """The sample of one agency's participation before one person."""

    turn: Turn
    part: Participation

    @property
    def store(self) -> Store:
        return self.turn.store

    @cached_property
    def sample(self) -> Sample:
        return sample(self.store, self.part)

    @cached_property
    def agency(self) -> str:
        found = self.store.get(Agency, self.part.agency_id)
        return found.name if found else ""

    @cached_property
    def why_not(self) -> str | None:
        """Why this person may write nothing here now; None: they may."""
        return self.why_not_at(None)

    def why_not_at(self, client_id: str | None) -> str | None:
        """The same of what was seen at one client."""
        if self.turn.actor.role is not Role.INSPECTOR:
            return ONLY_INSPECTORS
        return why_no_check(self.store, self.part, self.turn.actor.id, client_id)

    @cached_property
    def may_reopen(self) -> bool:
        """Whether only the sample's end keeps this person from writing."""
        if not self.sample.closed or self.turn.actor.role is not Role.INSPECTOR:
            return False
        opened = replace(self.part, sample_closed_on=None)
        return why_no_check(self.store, opened, self.turn.actor.id) is None

    def client(self, id: str) -> str:
        found = self.store.get(Client, id)
        return found.name if found else ""

    def inspector(self, check: SiteCheck) -> str:
        return names(self.store, [check.inspector_id]).get(check.inspector_id, "")

    @property
    def back(self) -> Choice:
        return Choice("返回现场核查", press("site.of", self.part.id))


def at_part(turn: Turn, id: str) -> At | None:
    """None where there is none (any more); another agency's is refused."""
    part = turn.store.get(Participation, id)
    if part is None or part.withdrawn_at is not None:
        return None
    if not turn.actor.may_see(part.agency_id):
        raise Refused(NOT_YOURS)
    return At(turn, part)


def at_check(turn: Turn, id: str) -> tuple[At, SiteCheck] | None:
    check = turn.store.get(SiteCheck, id)
    at = at_part(turn, check.participation_id) if check else None
    if at is None or check is None or check.withdrawn_at is not None:
        return None
    return at, check


def at_finding(turn: Turn, id: str) -> tuple[At, SiteCheck, SiteFinding] | None:
    finding = turn.store.get(SiteFinding, id)
    found = at_check(turn, finding.site_check_id) if finding else None
    if found is None or finding is None or finding.withdrawn_at is not None:
        return None
    return (*found, finding)


def turning(action: str, id: str, page: int, last: int) -> list[tuple[Choice, ...]]:
    """The row of buttons that turns pages, where there are several."""
    ways = (("上一页", page - 1), ("下一页", page + 1))
    row = tuple(Choice(label, press(f"{action}.{to}", id)) for label, to in ways if 0 <= to <= last)
    return [row] if row else []
