"""The words of the 智能机器人 long connection: commands, limits, and how it says no."""

from dataclasses import dataclass
from typing import Any

CHANNEL = "wecom"
URL = "wss://openws.work.weixin.qq.com"
INVITATION = ("企业微信", "在企业微信里打开“安星”，发送 {code}")
"""What it is called, and how a code is used: no address opens a chat there."""

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
SEND = "aibot_send_msg"
UPDATE = "aibot_respond_update_msg"
WELCOME = "aibot_respond_welcome_msg"
UPLOAD_INIT = "aibot_upload_media_init"
UPLOAD_CHUNK = "aibot_upload_media_chunk"
UPLOAD_FINISH = "aibot_upload_media_finish"
HEARD_MESSAGE = "aibot_msg_callback"
HEARD_EVENT = "aibot_event_callback"

ENTERED, CLICKED, DISPLACED = "enter_chat", "template_card_event", "disconnected_event"

BUTTONS = 6
LABEL = 20
"""Columns of a button's label: a Chinese character takes two."""
TITLE, REST = 26, 112
"""Characters of a card's title, and of the text below it."""
MARKDOWN = 20_480
"""Bytes of a markdown message."""
TASK_ID = 128
KEY = 1024
CHUNK, CHUNKS = 512 * 1024, 100
"""Bytes of one piece of a file before base64, and how many pieces there may be."""
IMAGE, FILE = 10 * 1024 * 1024, 20 * 1024 * 1024
"""Bytes of a picture, and of any other file."""

THROTTLED = frozenset({45009, 45033})
NEVER_WROTE = 93006
WRONG_SECRET = frozenset({853000, 40013})
WRONG_REQUEST, TOO_LATE = 846605, 846608
NOT_SUBSCRIBED = 846609
TASK_TWICE = 42014


@dataclass(frozen=True)
class Frame:
    """Something the gateway told us by itself; ``request`` is what an answer to it names."""

    command: str
    request: str
    body: dict[str, Any]

    @property
    def event(self) -> str:
        """What kind of event it is; empty when it is none."""
        event = self.body.get("event") if self.command == HEARD_EVENT else None
        return str(event.get("eventtype", "")) if isinstance(event, dict) else ""


class Refused(Exception):
    """The gateway took a command and said no."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code, self.words = code, words


class Away(Exception):
    """There is no connection: the command was never sent."""


class Unanswered(Exception):
    """The command was sent and the connection lost before its answer: it may have arrived."""


def cause(error: Exception) -> str:
    """What failed, as short as an operator can read it."""
    return str(error) or type(error).__name__
