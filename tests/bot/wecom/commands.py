"""What the gateway does with a robot's commands: which request takes which, rates, ids, uploads."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.channels.wecom import wire
from tests.bot.wecom.chats import Chats
from tests.bot.wecom.members import Raw
from tests.bot.wecom.rules import INVALID, No, Upload, Window, broken_by

HOUR = 60
"""Minutes of an hour."""


@dataclass
class Opened:
    """A click or a first visit: what may be answered to it, for five seconds and once."""

    chat: str
    task_id: str
    at: float
    answered: bool = False


class Commands:
    """One robot's conversations, and what it did wrong."""

    def __init__(self, minute: float, click: float) -> None:
        self.chats = Chats()
        self.violations: list[str] = []
        self.refusals: list[tuple[str, int]] = []
        self.wrote: set[str] = set()
        self.groups: set[str] = set()
        self.clicks: dict[str, Opened] = {}
        self.media: dict[str, tuple[str, str, bytes]] = {}
        self.click_seconds = click
        self._limits = ((30, minute), (1000, HOUR * minute))
        self._windows: dict[str, Window] = {}
        self._uploads: dict[str, Upload] = {}
        self._task_ids: set[str] = set()
        self._requests: set[str] = set()
        self._ids = itertools.count(1)

    def opened(self, request: str, chat: str, task_id: str) -> None:
        self.clicks[request] = Opened(chat, task_id, time.monotonic())

    def forgive(self, words: str) -> None:
        """What a test means to see: these violations are none."""
        self.violations = [one for one in self.violations if words not in one]

    @contextmanager
    def judging(self, command: str) -> Iterator[None]:
        try:
            yield
        except No as no:
            self.refused(command, no)
            raise

    def refused(self, command: str, no: No) -> None:
        self.refusals.append((command, no.code))
        if no.fault:
            self.violations.append(f"{command}: {no}")

    def answer(self, command: str, request: str, body: Raw) -> Raw:
        """Does it and returns the body of the answer."""
        with self.judging(command):
            if command in (wire.UPDATE, wire.WELCOME):
                return self._respond(command, request, body)
            self._is_new(request)
            match command:
                case wire.PING:
                    return {}
                case wire.SEND:
                    return self._send(body)
                case wire.UPLOAD_INIT:
                    return self._begin(body)
                case wire.UPLOAD_CHUNK:
                    self._upload(body).take(body)
                    return {}
                case wire.UPLOAD_FINISH:
                    return self._finish(body)
            raise No(40008, "no such command")

    def _is_new(self, request: str) -> None:
        if request in self.clicks or request.startswith("req-"):
            raise No(wire.WRONG_REQUEST, "this request takes another command")
        if not request or request in self._requests:
            raise No(INVALID, f"req_id {request!r} again")
        self._requests.add(request)

    def _respond(self, command: str, request: str, body: Raw) -> Raw:
        opened = self.clicks.get(request)
        if opened is None:
            raise No(wire.WRONG_REQUEST, "nothing was asked by this request")
        if bool(opened.task_id) is not (command == wire.UPDATE):
            raise No(wire.WRONG_REQUEST, "this request takes another command")
        if opened.answered:
            raise No(wire.WRONG_REQUEST, "answered twice")
        if time.monotonic() - opened.at > self.click_seconds:
            raise No(wire.TOO_LATE, "the time for it is over", fault=False)
        opened.answered = True
        if command == wire.WELCOME:
            self._check(body, ("text", "template_card"))
            self._count(opened.chat)
            self.chats.show(opened.chat, body)
            return {}
        return self._update(opened, body)

    def _update(self, opened: Opened, body: Raw) -> Raw:
        if body.get("response_type") != "update_template_card":
            raise No(INVALID, f"response_type {body.get('response_type')!r}")
        card = body.get("template_card") or {}
        self._check({"msgtype": "template_card", "template_card": card}, ("template_card",))
        if card["task_id"] != opened.task_id:
            raise No(INVALID, "another card's task_id")
        self._count(opened.chat)
        if opened.task_id in self.chats.cards:
            self.chats.redraw(opened.task_id, card)
        return {}

    def _send(self, body: Raw) -> Raw:
        chat, kind = body.get("chatid"), body.get("chat_type")
        if not isinstance(chat, str) or kind not in (1, 2):
            raise No(INVALID, f"chatid {chat!r}, chat_type {kind!r}")
        if chat not in self.wrote:
            raise No(wire.NEVER_WROTE, "invalid chatid", fault=False)
        if (kind == 2) is not (chat in self.groups):
            raise No(INVALID, f"chat_type {kind} of {chat}")
        self._check(body, ("markdown", "template_card", "image", "file", "voice", "video"))
        msgtype = body["msgtype"]
        name, content = self._media(msgtype, body[msgtype].get("media_id"))
        if msgtype == "template_card" and body[msgtype]["task_id"] in self._task_ids:
            raise No(wire.TASK_TWICE, "task_id was used")
        self._count(chat)
        if msgtype == "template_card":
            self._task_ids.add(body[msgtype]["task_id"])
        self.chats.show(chat, body, name, content)
        return {}

    def _media(self, msgtype: str, media_id: str | None) -> tuple[str, bytes]:
        if media_id is None:
            return "", b""
        kind, name, content = self.media.get(media_id, ("", "", b""))
        if kind != msgtype:
            raise No(40007, f"media_id of {kind or 'nothing'} sent as {msgtype}")
        return name, content

    def _check(self, body: Raw, kinds: tuple[str, ...]) -> None:
        broken = [] if body.get("msgtype") in kinds else [f"msgtype {body.get('msgtype')!r}"]
        broken = broken or list(broken_by(body))
        if broken:
            raise No(INVALID, "; ".join(broken))

    def _count(self, chat: str) -> None:
        self._window(chat).take(chat)

    def _window(self, what: str) -> Window:
        if what not in self._windows:
            self._windows[what] = Window(self._limits, time.monotonic)
        return self._windows[what]

    def _begin(self, body: Raw) -> Raw:
        upload = Upload.begun(body)
        self._window("\0uploads").take("uploads")
        upload_id = f"upload-{next(self._ids)}"
        self._uploads[upload_id] = upload
        return {"upload_id": upload_id}

    def _upload(self, body: Raw) -> Upload:
        upload = self._uploads.get(str(body.get("upload_id")))
        if upload is None:
            raise No(INVALID, f"no upload {body.get('upload_id')!r}")
        return upload

    def _finish(self, body: Raw) -> Raw:
        upload = self._upload(body)
        media_id = f"media-{next(self._ids)}"
        self.media[media_id] = (upload.kind, upload.name, upload.finished())
        del self._uploads[body["upload_id"]]
        answer: dict[str, Any] = {"type": upload.kind, "media_id": media_id}
        return {**answer, "created_at": 1_790_000_000}
