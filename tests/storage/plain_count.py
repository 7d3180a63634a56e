"""Section 8 of reading.md once more, in plain Python: what the SQL must agree with.

Written from the words of the section, without a look at the queries.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from scoring.values import Cases, Value
from storage.accident import Accident, AccidentRegister
from storage.agency import Profile
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.entity import Record
from storage.follow_up import FollowUp
from storage.gathering import Gathered, Gathering
from storage.site_check import SiteCheck, SiteFinding
from storage.staff import Qualification, StaffMember, Title
from storage.visit import Grade, Hazard, SignedList, Visit

SHANGHAI = ZoneInfo("Asia/Shanghai")
R = TypeVar("R", bound=Record)


def written(text: str | None) -> bool:
    return text is not None and text.strip() != ""


class Books:
    """An agency's records that count."""

    def __init__(
        self, records: Iterable[Record], agency_id: str, known_on: date | None = None
    ) -> None:
        self.records = [
            record
            for record in records
            if getattr(record, "agency_id", None) == agency_id
            and record.withdrawn_at is None
            and (known_on is None or day_of(record) <= known_on)
        ]
        self.clients = {r.id: r for r in records if isinstance(r, Client)}

    def all(self, kind: type[R]) -> list[R]:
        return [record for record in self.records if isinstance(record, kind)]

    def covers(self, contract: Contract, day: date) -> bool:
        begins = contract.starts_on or contract.signed_on
        return begins <= day and (contract.ends_on is None or day <= contract.ends_on)

    def covered(self, client_id: str, day: date) -> bool:
        theirs = [c for c in self.all(Contract) if c.client_id == client_id]
        return any(self.covers(contract, day) for contract in theirs)


def day_of(record: Record) -> date:
    assert record.entered_at is not None
    return record.entered_at.astimezone(SHANGHAI).date()


def count(
    records: Sequence[Record],
    cycle: Cycle,
    joined: Participation,
    day: date,
    known_on: date | None = None,
) -> dict[str, Value]:
    books = Books(records, joined.agency_id, known_on)
    until = min(day, cycle.end)
    since = max(cycle.start, joined.joined_on)
    found: dict[str, Value] = {}
    found.update(of_the_roster(books, until))
    found.update(of_contracts(books, cycle.start, since, until, day))
    found.update(of_visits(books, since, until, day))
    found.update(of_quarters(books, since, until, day))
    found.update(of_accidents(books, cycle, since, until))
    found.update(of_the_profile(books, until))
    over = joined.sample_closed_on
    closed = over is not None and over <= day and (known_on is None or over <= known_on)
    found.update(of_the_clients(books, since, until, closed))
    return found


def of_the_roster(books: Books, on: date) -> dict[str, Value]:
    roster = books.all(StaffMember)
    if not roster:
        return {}

    def between(first: date | None, last: date | None) -> bool:
        return first is not None and first <= on and (last is None or on <= last)

    employed = [
        p
        for p in roster
        if between(p.contract_from, p.contract_until)
        and between(p.insured_from, p.insured_until)
    ]
    engineers = titles = either = 0
    for person in employed:
        valid = person.certificate_until is None or person.certificate_until >= on
        registered = valid and person.qualification in (
            Qualification.ENGINEER,
            Qualification.ENGINEER_SENIOR,
        )
        assessor = valid and person.qualification is Qualification.ASSESSOR
        titled = person.title in (Title.INTERMEDIATE, Title.SENIOR)
        if registered or (assessor and titled):
            either += 1
        elif assessor:
            engineers += 1
        elif titled:
            titles += 1
    while either and engineers < 3:
        engineers, either = engineers + 1, either - 1
    return {
        "staff": Decimal(len(employed)),
        "engineers": Decimal(engineers),
        "other_titles": Decimal(titles + either),
    }


def of_contracts(
    books: Books, start: date, since: date, until: date, day: date
) -> dict[str, Value]:
    everything = books.all(Contract)
    signed = [c for c in everything if start <= c.signed_on <= until]
    found: dict[str, Value] = {"contracts_signed": Decimal(len(signed))}
    window = [c for c in signed if since <= c.signed_on]
    if not window:
        return found
    vague, waiting, incomplete = [], [], {}
    for contract in sorted(window, key=lambda c: (c.signed_on, c.id)):
        if not written(contract.content) or None in (
            contract.starts_on,
            contract.ends_on,
            contract.visits,
        ):
            vague.append(f"contract:{contract.id}")
        if contract.uploaded_on is None or contract.uploaded_on > day:
            waiting.append(f"contract:{contract.id}")
        client = books.clients[contract.client_id]
        known = (client.address, client.industry, client.contact)
        if not contract.scan or not all(written(one) for one in known):
            incomplete[f"client:{client.id}"] = True
    found["contracts_vague"] = Cases.of(vague)
    found["contracts_not_uploaded"] = Cases.of(waiting)
    found["no_contract_uploaded"] = len(waiting) == len(window)
    found["files_incomplete"] = Cases.of(incomplete)
    return found


def of_visits(books: Books, since: date, until: date, day: date) -> dict[str, Value]:
    visits = sorted(
        (v for v in books.all(Visit) if since <= v.on <= until), key=lambda v: (v.on, v.id)
    )
    if not visits:
        return {}
    waiting, unproven, missed, uncovered = [], [], [], {}
    found_any = uploaded_any = False
    for visit in visits:
        hazards = [h for h in books.all(Hazard) if h.visit_id == visit.id]
        up = [h for h in hazards if h.uploaded_on is not None and h.uploaded_on <= day]
        found_any, uploaded_any = found_any or bool(hazards), uploaded_any or bool(up)
        if len(up) < len(hazards):
            waiting.append(f"visit:{visit.id}")
        late = day - visit.on > timedelta(days=7)
        if not written(visit.done) or (hazards and late and not signed_for(books, visit, day)):
            unproven.append(f"visit:{visit.id}")
        calls = [f for f in books.all(FollowUp) if f.client_id == visit.client_id]
        if day - visit.on > timedelta(days=30) and not any(
            visit.on <= call.on <= day for call in calls
        ):
            missed.append(f"visit:{visit.id}")
        if not books.covered(visit.client_id, visit.on):
            uncovered[f"client:{visit.client_id}"] = True
    return {
        "visits_not_uploaded": Cases.of(waiting),
        "no_hazard_uploaded": found_any and not uploaded_any,
        "visits_unproven": Cases.of(unproven),
        "callbacks_missed": Cases.of(missed),
        "clients_without_contract": Cases.of(uncovered),
    }


def signed_for(books: Books, visit: Visit, day: date) -> bool:
    for paper in books.all(SignedList):
        if paper.visit_id != visit.id or paper.signed_on > day:
            continue
        if not written(paper.refusal) or written(paper.witness) or paper.photos:
            return True
    return False


def of_quarters(books: Books, since: date, until: date, day: date) -> dict[str, Value]:
    untrained, silent = [], []
    for year in range(since.year, until.year + 1):
        for number, (first, last) in enumerate(
            ((101, 331), (401, 630), (701, 930), (1001, 1231)), 1
        ):
            begins = date(year, first // 100, first % 100)
            ends = date(year, last // 100, last % 100)
            if not (since <= begins and ends <= until and ends < day):
                continue
            kinds = {g.kind for g in books.all(Gathering) if begins <= g.on <= ends}
            ref = f"quarter:{year}Q{number}"
            untrained += [ref] * (Gathered.TRAINING not in kinds)
            silent += [ref] * (Gathered.MEETING not in kinds)
    return {
        "quarters_untrained": Cases.of(untrained),
        "quarters_without_meeting": Cases.of(silent),
    }


def of_accidents(books: Books, cycle: Cycle, since: date, until: date) -> dict[str, Value]:
    words = [r for r in books.all(AccidentRegister) if r.cycle_id == cycle.id]
    if not any(word.until >= until for word in words):
        return {}
    counted = [
        f"accident:{a.id}"
        for a in sorted(books.all(Accident), key=lambda a: (a.on, a.id))
        if since <= a.on <= until and books.covered(a.client_id, a.on)
    ]
    return {"fatal_accidents": Cases.of(counted)}


def of_the_profile(books: Books, on: date) -> dict[str, Value]:
    versions = sorted(
        (p for p in books.all(Profile) if p.since <= on), key=lambda p: (p.since, p.id)
    )
    if not versions:
        return {}
    said, found = versions[-1], dict[str, Value]()
    if said.office_area is not None:
        found["office_area"] = said.office_area
    if said.equipment is not None:
        found["equipment"] = said.equipment
    if said.grading_body is not None:
        found["grading_body"] = said.grading_body
    if said.policies is not None:
        required = ("员工从业守则", "考核培训", "保密管理", "工作流程")
        missing = [f"policy:{name}" for name in required if name not in said.policies]
        found["policies_missing"] = Cases.of(missing)
        found["callback_policy"] = "服务回访" in said.policies
    return found


def of_the_clients(books: Books, since: date, until: date, closed: bool) -> dict[str, Value]:
    """Items 15 to 22 at the clients that were inspected."""
    last: dict[str, SiteCheck] = {}
    for check in sorted(books.all(SiteCheck), key=lambda c: (c.on, c.id)):
        if since <= check.on <= until and books.covered(check.client_id, check.on):
            last[check.client_id] = check
    found: dict[str, Value] = {}
    for flag in (
        "duty_system_deficient procedures_generic training_irregular uncertified_staff "
        "no_emergency_drill ledger_irregular ledger_for_show papers_unlawful"
    ).split():
        said = [getattr(check, flag) for check in last.values()]
        if any(said):
            found[flag] = True
        elif closed and any(word is False for word in said):
            found[flag] = False
    lists: list[list[str]] = []
    majors, open_ = [], False
    for check in sorted(last.values(), key=lambda c: (c.on, c.id)):
        seen = [f for f in books.all(SiteFinding) if f.site_check_id == check.id]
        open_ = open_ or any(f.advised is None for f in seen)
        silent = [f for f in seen if f.advised is False]
        lists.append([f"site_finding:{f.id}" for f in silent])
        majors += [f"site_finding:{f.id}" for f in silent if f.grade is Grade.MAJOR]
    longest = max(lists, key=len, default=[])
    if len(longest) >= 10 or (last and closed and not open_):
        found["hazards_unadvised"] = Cases.of(longest)
    if majors or (last and closed and not open_):
        found["major_unadvised"] = Cases.of(majors)
    return found
