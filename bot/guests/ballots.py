"""The page of a satisfaction survey, on the real storage."""

from bot.channels.webchat.guests import Ballot, Marks, Paper, Question, Visitor
from bot.guests.desk import Desk, staff_of
from storage import satisfaction
from storage.link import Closed
from storage.satisfaction import QUESTIONS
from storage.store import Store
from storage.webchat import CHANNEL

ASKED = tuple(Question(each.name, each.label, each.hint) for each in QUESTIONS)


class Ballots(Desk):
    """The part of ``Guests`` that is about ballots."""

    async def ballot(self, code: str) -> Ballot:
        found = await self.read(lambda store: satisfaction.ballot_sheet(store, code))
        papers = (Paper(one.ballot_id, one.agency, one.answered_at) for one in found.papers)
        return Ballot(found.name, found.party, found.cycle, ASKED, tuple(papers))

    async def ballot_opened(self, code: str) -> None:
        def work(store: Store) -> str:
            satisfaction.open_ballots(store, code)
            return ""

        await self.act(work)

    async def vote(self, code: str, marks: Marks, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            papers = satisfaction.ballot_sheet(store, code).papers
            asked = next((one for one in papers if one.ballot_id == marks.paper), None)
            person = staff_of(store, visitor, asked.agency_id) if asked else None
            try:
                satisfaction.answer_ballot(
                    store,
                    code,
                    marks.paper,
                    marks.marks,
                    marks.words,
                    channel=CHANNEL,
                    address=visitor.address,
                    by_person=person,
                )
            except satisfaction.OwnStaff as refusal:
                return str(refusal)
            except satisfaction.Unanswerable as wrong:
                raise Closed(str(wrong)) from None
            return ""

        await self.act(work)
