"""A letter of several messages in WeCom, whose connection is lost between them."""

from typing import Any

from bot.channels.wecom.clicks import Clicks
from bot.channels.wecom.link import Link
from bot.channels.wecom.names import Names
from bot.channels.wecom.outgoing import Outgoing
from bot.channels.wecom.session import WeComSession, wecom_bot
from bot.channels.wecom.windows import Windows
from bot.channels.wecom.wire import Away
from bot.render import keyboard
from storage.database import Database
from tests.conftest import NOW


class Broken(Link):
    """A connection that is lost after its first message and back when it is waited for."""

    def __init__(self) -> None:
        super().__init__("ws://nowhere", "aib", "s", lambda frame: None)
        self.told: list[str] = []
        self.lost = False

    async def call(
        self, command: str, body: dict[str, Any], request: str | None = None
    ) -> dict[str, Any]:
        if self.told and not self.lost:
            self.lost = True
            raise Away
        self.told.append(body["msgtype"])
        return {}

    async def ready(self) -> None:
        assert self.lost


async def test_what_was_seen_of_a_letter_is_not_said_again(sqlite_database: Database) -> None:
    link, names = Broken(), Names(sqlite_database, lambda: NOW)
    names.heard(7, "wang")
    clicks = Clicks(lambda *_late: None)
    outgoing = Outgoing(link, Windows(), Windows())
    bot = wecom_bot(WeComSession(link, outgoing, clicks, names))
    await bot.send_message(
        7, "说明\n" + "很长的话。" * 100, reply_markup=keyboard([[["好", "menu.home::0"]]])
    )
    assert link.told == ["markdown", "template_card"]
