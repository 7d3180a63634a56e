"""Answering: what a respondent is asked, through their own account or a link, until it closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from storage.agency import Agency
from storage.contact import Contact
from storage.cycle import Cycle
from storage.link import Closed, Link, Purpose, mark_opened, mark_used, read_link
from storage.organisation import memberships
from storage.satisfaction.surveys import survey_of
from storage.store import Store
from storage.survey import PARTY_NAMES, Ballot

MOST = 10
WORDS_LIMIT = 1000
CLOSED = "这次满意度测评已经结束，不能再填写或修改。谢谢您！"
NOT_ASKED = "这份测评已改请其他人填写，您不用再填。谢谢您！"
OWN_STAFF = "您是这家服务机构的人员，不能评价本机构。这次尝试已记录。"


@dataclass(frozen=True)
class Question:
    """One thing that is marked from 0 to 10."""

    name: str
    label: str
    hint: str


QUESTIONS = (
    Question("quality", "专业水平", "检查、评审、咨询是不是专业，问题找得准不准"),
    Question("timely", "及时规范", "说好的服务是不是按时、按约定做到了"),
    Question("conduct", "廉洁诚信", "收费、廉洁、保密是不是让人放心"),
    Question("overall", "总体满意度", "总的来说有多满意"),
)
"""Four, so that their mean is an exact decimal."""


class Unanswerable(Exception):
    """What is wrong with an answer; the sentence is what its giver reads."""


class OwnStaff(Closed):
    """Somebody of the agency's own staff tried; it is noted: catch it within the unit."""


@dataclass(frozen=True)
class Paper:
    """One agency to be judged. What was answered is not told again: a link may have gone through
    other hands."""

    ballot_id: str
    agency_id: str
    agency: str
    answered_at: datetime | None


@dataclass(frozen=True)
class BallotSheet:
    """What a link shows: who is asked as which party, and about which agencies."""

    cycle: str
    party: str
    name: str
    papers: tuple[Paper, ...]


def holder_of(ballot: Ballot) -> str:
    """Whom a survey's link is for: one respondent in one cycle, whatever agencies they judge."""
    return f"{ballot.cycle_id}:{ballot.contact_id or ballot.person_id}"


def ballot_sheet(store: Store, code: str) -> BallotSheet:
    """What a link opens; changes nothing. Raises ``Closed``."""
    link = read_link(store, code, Purpose.SURVEY)
    ballots = _of_link(store, link)
    first = ballots[0]
    cycle = store.get(Cycle, first.cycle_id)
    assert cycle is not None
    papers = tuple(paper(store, ballot) for ballot in ballots)
    return BallotSheet(cycle.name, PARTY_NAMES[first.party], first.name, papers)


def open_ballots(store: Store, code: str) -> None:
    """A person opened the link (a preview that only fetches it did not). Raises ``Closed``."""
    mark_opened(store, read_link(store, code, Purpose.SURVEY))


def answer_ballot(
    store: Store,
    code: str,
    ballot_id: str,
    marks: Mapping[str, int],
    words: str | None = None,
    *,
    channel: str = "",
    address: str | None = None,
    by_person: str | None = None,
) -> Paper:
    """Answer through a link, or change the answer. Raises ``Closed`` or ``Unanswerable``;
    ``OwnStaff`` after it was noted. The same answer again changes nothing."""
    link = read_link(store, code, Purpose.SURVEY)
    ballot = next((each for each in _of_link(store, link) if each.id == ballot_id), None)
    if ballot is None:
        raise Closed(NOT_ASKED)
    given = give(store, ballot, marks, words, by_person=by_person, channel=channel)
    if given.revision != ballot.revision:
        # In the bureau's chain: where an answer came from is not for its agency.
        store.note("answer_ballot", "ballot", ballot.id, channel=channel, address=address)
    mark_used(store, mark_opened(store, link))
    return paper(store, given)


def give(
    store: Store,
    ballot: Ballot,
    marks: Mapping[str, int],
    words: str | None = None,
    *,
    by_person: str | None = None,
    channel: str = "",
) -> Ballot:
    """The answer of one respondent about one agency: the latest counts."""
    if by_person is not None and is_staff(store, by_person, ballot.agency_id):
        # In the bureau's chain: the agency's own must not tell that a client has a link.
        store.note("refused_ballot", "ballot", ballot.id, person=by_person, channel=channel)
        raise OwnStaff(OWN_STAFF)
    check_open(store, ballot)
    given = _checked(marks)
    said = (words or "").strip()
    if len(said) > WORDS_LIMIT:
        raise Unanswerable(f"意见最多写{WORDS_LIMIT}个字，现在有{len(said)}个字。")
    return store.revise(
        ballot,
        reason="填写满意度测评" if ballot.answered_at is None else "修改满意度测评",
        marks=given,
        mark=mean(given),
        words=said or None,
        answered_at=ballot.answered_at or store.now,
    )


def mean(marks: Mapping[str, int]) -> Decimal:
    """What counts of an answer: the mean of its marks, exact."""
    return Decimal(sum(marks.values())) / len(marks)


def check_open(store: Store, ballot: Ballot) -> None:
    """Raises ``Closed`` unless this ballot can be answered now."""
    survey = survey_of(store, ballot.cycle_id)
    if survey is None or survey.closed_at is not None:
        raise Closed(CLOSED)
    if ballot.withdrawn_at is not None:
        raise Closed(NOT_ASKED)


def mine(store: Store, person_id: str) -> list[Ballot]:
    """The ballots that a person may answer now, as an official or as a client's contact."""
    found = store.find(Ballot, person_id=person_id)
    for contact in store.find(Contact, person_id=person_id):
        found += store.find(Ballot, contact_id=contact.id)
    known = {ballot.id: ballot for ballot in found}
    running = {id for id in {b.cycle_id for b in known.values()} if _running(store, id)}
    return [ballot for ballot in known.values() if ballot.cycle_id in running]


def paper(store: Store, ballot: Ballot) -> Paper:
    agency = store.get(Agency, ballot.agency_id)
    return Paper(ballot.id, ballot.agency_id, agency.name if agency else "", ballot.answered_at)


def is_staff(store: Store, person_id: str, agency_id: str) -> bool:
    return any(held.agency_id == agency_id for held in memberships(store, person_id))


def _of_link(store: Store, link: Link) -> list[Ballot]:
    cycle_id, _, holder = link.subject.partition(":")
    if not _running(store, cycle_id):
        raise Closed(CLOSED)
    if link.contact_id is not None:
        found = store.find(Ballot, cycle_id=cycle_id, contact_id=holder)
    else:
        found = store.find(Ballot, cycle_id=cycle_id, person_id=holder, contact_id=None)
    if not found:
        raise Closed(NOT_ASKED)
    return found


def _running(store: Store, cycle_id: str) -> bool:
    survey = survey_of(store, cycle_id)
    return survey is not None and survey.closed_at is None


def _checked(marks: Mapping[str, int]) -> dict[str, int]:
    """Every question, and nothing else, with a whole number."""
    if set(marks) != {question.name for question in QUESTIONS}:
        raise Unanswerable("每一项都要打分，请把没打的补上。")
    for question in QUESTIONS:
        mark = marks[question.name]
        if type(mark) is not int or not 0 <= mark <= MOST:
            raise Unanswerable(f"「{question.label}」请打0到{MOST}的整数。")
    return {question.name: marks[question.name] for question in QUESTIONS}
