"""Writing of site checks: who may, what follows from a comparison, the end of the sample."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.candidates import follow
from storage.client import Client
from storage.conflict import conflicts
from storage.cycle import Cycle, Participation
from storage.draw import Draw
from storage.evidence.asked import ask
from storage.evidence.site import Seen, counting
from storage.inspecting import why_not
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.talk import Origin
from storage.visit import Grade, Hazard

UNFOUND_MAJOR = "A5"
MISSED = "现场核查发现、机构清单未提出的重大隐患"
CONFLICT_HERE = "您已申报与这家委托单位有利害关系，应当回避，请由其他评定人员核查。"
SAMPLE_CLOSED = "这家机构的现场核查已经结束。要补充或更正，请先重新开放现场核查。"
NOBODY = "还没有在合同期内核查过一家委托单位，不能结束。"


@dataclass(frozen=True)
class Sample:
    """The clients of an agency inspected in a cycle: every check, and of these the ones that
    count (``seen``: the latest of each client, on a day that a contract covers)."""

    part: Participation
    checks: tuple[SiteCheck, ...]
    seen: tuple[Seen, ...]

    @property
    def closed(self) -> bool:
        return self.part.sample_closed_on is not None

    @property
    def uncompared(self) -> int:
        return sum(one.uncompared for one in self.seen)

    def counts(self, check_id: str) -> bool:
        return any(one.check == check_id for one in self.seen)


def sample(store: Store, part: Participation) -> Sample:
    """The newest check first."""
    cycle = store.get(Cycle, part.cycle_id)
    assert cycle is not None
    made = store.find(SiteCheck, participation_id=part.id, order="-on")
    seen = counting(store, ask(cycle, part, store.today))
    return Sample(part, tuple(made), tuple(seen))


def why_no_check(
    store: Store, part: Participation, person_id: str, client_id: str | None = None
) -> str | None:
    """Why somebody may not check at this client (or at any) now; None: they may."""
    if wrong := why_not(store, part, person_id):
        return wrong
    if part.sample_closed_on is not None:
        return SAMPLE_CLOSED
    declared = conflicts(store, person_id, part.agency_id)
    if client_id and any(one.client_id == client_id for one in declared):
        return CONFLICT_HERE
    return None


def drawn(store: Store, part: Participation) -> Draw | None:
    """The newest draw of an agency's clients that was carried out."""
    found = store.find(Draw, participation_id=part.id, order="-id")
    return next((one for one in found if one.picked is not None), None)


def picked(draw: Draw | None) -> tuple[str, ...]:
    """The ids of the clients that it picked."""
    return tuple(draw.picked.get("clients", ())) if draw and draw.picked else ()


def draw_of(store: Store, part: Participation, client_id: str) -> str | None:
    """The draw that a check at this client answers."""
    found = drawn(store, part)
    return found.id if found and client_id in picked(found) else None


def findings(store: Store, check: SiteCheck) -> list[SiteFinding]:
    return store.find(SiteFinding, site_check_id=check.id)


def next_uncompared(store: Store, of: Sample) -> SiteFinding | None:
    """The next finding to be compared, of the checks that count."""
    for one in of.seen:
        for finding in store.find(SiteFinding, site_check_id=one.check, advised=None):
            return finding
    return None


def compare(
    store: Store, finding: SiteFinding, hazard: Hazard | None, grounds: str | None = None
) -> SiteFinding:
    """An inspector's word: advised on in this hazard's list or, with grounds, in one that only the
    client has; neither is 未提出. A major hazard missed may call for a talk (A5)."""
    advised = hazard is not None or grounds is not None
    made = store.revise(
        finding,
        reason="比对：已提出" if advised else "比对：未提出",
        advised=advised,
        hazard_id=hazard.id if hazard else None,
        grounds=grounds,
        compared_by=store.author,
    )
    majors(store, finding.site_check_id, [finding])
    return made


def missed_majors(store: Store, participation_id: str) -> None:
    """Keep candidate A5 as the comparisons of this cycle show it now."""
    part = store.get(Participation, participation_id)
    cycle = store.get(Cycle, part.cycle_id) if part else None
    if part is None or cycle is None:
        return
    found = []
    for check in store.find(SiteCheck, participation_id=part.id):
        client = store.get(Client, check.client_id)
        for one in store.find(SiteFinding, site_check_id=check.id, advised=False):
            if one.grade is Grade.MAJOR:
                said = f"{client.name if client else ''} {check.on} {one.place}：{one.description}"
                found.append((f"site_finding:{one.id}", f"{MISSED}：{said}（{one.number}）"))
    follow(store, cycle, part.agency_id, UNFOUND_MAJOR, Origin.RECORDS, found)


def close_sample(store: Store, of: Sample) -> Participation:
    """From today nobody more is inspected: what was seen at none is good."""
    return store.revise(of.part, reason="现场核查结束", sample_closed_on=store.today)


def reopen_sample(store: Store, part: Participation, reason: str) -> Participation:
    return store.revise(part, reason=reason, sample_closed_on=None)


def why_not_close(of: Sample) -> str | None:
    if not of.seen:
        return NOBODY
    if of.uncompared:
        return f"还有{of.uncompared}处现场发现的隐患没有比对，请先逐条比对。"
    return None


def withdraw_check(store: Store, check: SiteCheck, reason: str) -> SiteCheck:
    """What was found goes with the check."""
    gone = findings(store, check)
    for one in gone:
        store.withdraw(one, reason)
    made = store.withdraw(check, reason)
    majors(store, check.id, gone)
    return made


def majors(store: Store, check_id: str, changed: Iterable[SiteFinding]) -> None:
    """After findings of a check changed or went: only major ones are anything to A5."""
    check = store.get(SiteCheck, check_id)
    if check is not None and any(one.grade is Grade.MAJOR for one in changed):
        missed_majors(store, check.participation_id)
