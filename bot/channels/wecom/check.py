"""The first day's walk with a real robot: what works is told step by step, and what to do."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.channels.wecom import media, wire
from bot.channels.wecom.check_words import (
    ASK_PICTURE,
    ASK_WORDS,
    CLOSED,
    CONNECTING,
    FILE_BYTES,
    FILE_NAME,
    FIRST,
    NOBODY,
    NOTHING,
    REFUSED,
    SAMPLE,
    SECOND,
    UNREACHED,
    WHY,
    card,
)
from bot.channels.wecom.link import DISPLACED, LOST, Link, Standing
from bot.channels.wecom.rendering import Markdown
from bot.channels.wecom.wire import Away, Frame, Refused, Unanswered

CONNECT_SECONDS = 30.0


class Broken(Exception):
    """A step that didn't work; the sentence says what to do."""


@dataclass(frozen=True)
class Step:
    """Without a ``needed`` one nothing after it can work."""

    name: str
    do: Callable[[], Any]
    needed: bool = False


@dataclass
class Walk:
    """``say`` tells the operator a line; ``wait`` are the seconds a person has for each thing they
    are asked to do; ``user`` is empty where whoever writes first is meant."""

    link: Link
    frames: asyncio.Queue[Frame]
    http: ClientSession
    say: Callable[[str], None]
    picture: bytes
    user: str = ""
    wait: float = 120.0
    connect: float = CONNECT_SECONDS
    _task: str = field(default_factory=lambda: f"check-{secrets.token_hex(8)}")
    _seen: set[str] = field(default_factory=set)

    async def take(self) -> bool:
        """Whether all of it worked."""
        fine = True
        for step in self._steps():
            try:
                self.say(f"✓ {step.name}：{await step.do()}")
            except Broken as reason:
                fine = False
                self.say(f"✗ {step.name}：{reason}。")
                if step.needed:
                    self.say("后面的步骤没有检查。")
                    break
        return fine

    def _steps(self) -> tuple[Step, ...]:
        return (
            Step("连接和身份", self._connected, needed=True),
            Step("心跳", self._pulse),
            Step("找到人", self._somebody, needed=True),
            Step("发卡片", self._card, needed=True),
            Step("收到点击，5秒内改卡片", partial(self._click, FIRST, SECOND), needed=True),
            Step("改过的卡片还能再点、再改", partial(self._click, SECOND, CLOSED)),
            Step("发文字", self._sample),
            Step("发图片", partial(self._show, "安星检查.png", self.picture)),
            Step("发文件", partial(self._show, FILE_NAME, FILE_BYTES)),
            Step("收到回复", self._words),
            Step("收到照片", self._photo),
        )

    async def _connected(self) -> str:
        self.say(CONNECTING.format(self.connect))
        try:
            async with asyncio.timeout(self.connect):
                while self.link.standing is not Standing.REFUSED:
                    try:
                        async with asyncio.timeout(0.2):
                            await self.link.ready()
                        return "企业微信认了这个机器人的 Bot ID 和 Secret"
                    except TimeoutError:
                        continue
        except (TimeoutError, Away):
            pass
        raise Broken(self._trouble() or UNREACHED)

    def _trouble(self) -> str:
        if self.link.standing is Standing.REFUSED:
            return REFUSED
        displaced = self.link.standing is Standing.DISPLACED
        said = DISPLACED if displaced else self.link.trouble
        return said.replace(LOST, UNREACHED).removeprefix("企业微信：").rstrip("。")

    async def _pulse(self) -> str:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await self._call(wire.PING, {})
        return f"来回{(loop.time() - before) * 1000:.0f}毫秒"

    async def _somebody(self) -> str:
        if self.user:
            return f"要发给“{self.user}”"
        self.say(f"… 请在企业微信里打开这个机器人，随便发一句话（等{self.wait:g}秒）。")
        frame = await self._next(
            lambda one: one.command == wire.HEARD_MESSAGE and _single(one), NOBODY
        )
        self.user = _sender(frame)
        return f"“{self.user}”发来了消息（用户ID，可用 --user 写明）"

    async def _card(self) -> str:
        await self._send(card(FIRST).body(self._task))
        return "请看手机：标题、说明和按钮有没有被截断"

    async def _click(self, label: str, then: str) -> str:
        self.say(f"… 请在卡片上点“{label}”（等{self.wait:g}秒）。")
        frame = await self._next(self._is_click)
        body = {
            "response_type": "update_template_card",
            "template_card": card(then).card(self._task),
        }
        await self._call(wire.UPDATE, body, frame.request)
        who = _sender(frame)
        other = "" if who == self.user else f"；点击里的用户ID是“{who}”，和消息里的不同，请记下来"
        return f"卡片应已变成“{then}”{other}"

    def _is_click(self, frame: Frame) -> bool:
        event = frame.body.get("event")
        told = event.get(wire.CLICKED) if isinstance(event, dict) else None
        return isinstance(told, dict) and told.get("task_id") == self._task

    async def _sample(self) -> str:
        await self._send(Markdown(SAMPLE).body())
        return "请看分行、粗体和编号显示得对不对"

    async def _show(self, name: str, data: bytes) -> str:
        kind = media.kind_of(data)
        try:
            media_id = await media.upload(self._call, kind, name, data)
        except (Broken, Refused) as reason:
            raise Broken(f"上传没有成功：{reason}") from reason
        await self._send({"msgtype": kind, kind: {"media_id": media_id}})
        return f"发出了“{name}”，请看能不能打开"

    async def _words(self) -> str:
        await self._send(Markdown(ASK_WORDS).body())
        self.say(f"… 请在企业微信里回复一句话（等{self.wait:g}秒）。")
        frame = await self._next(partial(self._is_message, ("text", "voice")))
        part = frame.body.get(str(frame.body.get("msgtype")))
        said = part.get("content") if isinstance(part, dict) else ""
        return f"{len(str(said))}个字"

    async def _photo(self) -> str:
        await self._send(Markdown(ASK_PICTURE).body())
        self.say(f"… 请在企业微信里发一张照片（等{self.wait:g}秒）。")
        frame = await self._next(partial(self._is_message, ("image", "file")))
        held = frame.body.get(str(frame.body["msgtype"]))
        where = held if isinstance(held, dict) else {}
        try:
            found = await media.fetch(
                self.http, str(where.get("url", "")), str(where.get("aeskey", ""))
            )
        except media.Gone as gone:
            raise Broken(f"照片的链接打不开，或解不开密（{gone}）") from gone
        except media.TooBig as big:
            raise Broken("这张照片超过20 MB，请换一张再试") from big
        except (ClientError, OSError) as error:
            words = "请看服务器能不能访问企业微信存放文件的地址"
            raise Broken(f"照片下载不了（{media.why(error)}）：{words}") from error
        return f"{max(1, len(found.data) // 1024)} KB，已下载并解密"

    def _is_message(self, kinds: tuple[str, ...], frame: Frame) -> bool:
        ours = frame.command == wire.HEARD_MESSAGE and _sender(frame) == self.user
        return ours and frame.body.get("msgtype") in kinds

    async def _next(self, wanted: Callable[[Frame], bool], do: str = NOTHING) -> Frame:
        """The next of its kind; what else comes meanwhile, or again, is passed over. ``do`` says
        what can be done where none comes."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.wait
        while (left := end - loop.time()) > 0:
            if self.link.standing is Standing.DISPLACED:
                raise Broken(self._trouble())
            try:
                async with asyncio.timeout(min(left, 0.5)):
                    frame = await self.frames.get()
            except TimeoutError:
                continue
            key = str(frame.body.get("msgid"))
            if wanted(frame) and key not in self._seen:
                self._seen.add(key)
                return frame
        raise Broken(f"等了{self.wait:g}秒没有等到：{do}")

    async def _send(self, body: dict[str, Any]) -> None:
        await self._call(wire.SEND, {"chatid": self.user, "chat_type": 1, **body})

    async def _call(
        self, command: str, body: dict[str, Any], request: str | None = None
    ) -> dict[str, Any]:
        try:
            return await self.link.call(command, body, request)
        except Refused as no:
            raise Broken(f"{WHY.get(no.code, '企业微信拒绝了，请记下这一行')}（{no}）") from no
        except Away as gone:
            raise Broken(self._trouble() or "连接断开了，请再试一次") from gone
        except Unanswered as lost:
            raise Broken("发出去了，但没有等到回音：请看网络是不是不稳，再试一次") from lost


def _single(frame: Frame) -> bool:
    return frame.body.get("chattype", "single") == "single" and bool(_sender(frame))


def _sender(frame: Frame) -> str:
    sender = frame.body.get("from")
    return str(sender.get("userid", "")) if isinstance(sender, dict) else ""
