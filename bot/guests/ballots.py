"""The page of a satisfaction survey, on the real storage."""

from bot.channels.webchat.guests import Ballot, Marks, Question, Visitor
from bot.guests.desk import Desk, staff_of
from storage import satisfaction
from storage.link import Closed
from storage.satisfaction import QUESTIONS
from storage.store import Store
from storage.webchat import CHANNEL

ASKED = tuple(Question(each.name, f"{each.label}：{each.hint}") for each in QUESTIONS)


class Ballots(Desk):
    """The part of ``Guests`` that is about ballots."""

    async def ballot(self, code: str) -> Ballot:
        found = await self.read(lambda store: satisfaction.ballot_sheet(store, code))
        return Ballot(
            agency=found.agency,
            respondent=f"{found.name}（{found.party}）",
            questions=ASKED,
            cycle=found.cycle,
            answered=found.answered,
            closed=found.closed,
        )

    async def vote(self, code: str, marks: Marks, visitor: Visitor) -> None:
        def work(store: Store) -> str:
            asked = satisfaction.ballot_sheet(store, code)
            person = staff_of(store, visitor, asked.agency_id)
            try:
                satisfaction.answer_ballot(
                    store,
                    code,
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
