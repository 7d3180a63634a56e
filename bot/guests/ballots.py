"""The page of a satisfaction survey, on the real storage."""

from bot.channels.webchat import Closed
from bot.channels.webchat.guests import Ballot, Marks, Visitor
from bot.guests.desk import Desk


class Ballots(Desk):
    """The part of ``Guests`` that is about ballots."""

    async def ballot(self, code: str) -> Ballot:
        raise Closed("满意度测评还没有开始。")

    async def vote(self, code: str, marks: Marks, visitor: Visitor) -> None:
        raise Closed("满意度测评还没有开始。")
