"""One page's conversation over its socket: hello, what it missed, then frame by frame."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.channels.webchat import frames, incoming, wire
from bot.channels.webchat.rooms import REFUSED, Frame, Rooms, Seat
from bot.channels.webchat.seams import Arrivals, Clock, Entry, Login, MessageLog
from bot.channels.webchat.signing import Signer

log = logging.getLogger(__name__)

HISTORY = 60
HELLO_SECONDS = 10
LOST_LOGIN = "登录已失效，请向邀请您的人要一条新的链接。"


@dataclass(frozen=True)
class Desk:
    """What every conversation shares."""

    log: MessageLog
    arrivals: Arrivals
    rooms: Rooms
    signer: Signer
    clock: Clock

    def frame(self, login: Login, entry: Entry) -> Frame:
        now = self.clock()
        return wire.frame(entry, lambda file: self.signer.address(login.id, file, now))


async def converse(desk: Desk, request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(heartbeat=30, timeout=3, max_msg_size=frames.FRAME_LIMIT)
    await socket.prepare(request)
    greeted = await _greet(desk, socket)
    if greeted is None:
        with suppress(ConnectionError):
            await socket.send_json({"type": "refused", "text": LOST_LOGIN})
        await socket.close(code=REFUSED)
        return socket
    login, hello = greeted
    seat = Seat(login, socket, cut=lambda: _cut(request))
    desk.rooms.join(seat)
    try:
        await _catch_up(desk, seat, hello.since)
        async for packet in socket:
            if packet.type is WSMsgType.TEXT:
                await _hear(desk, seat, packet.data)
            elif packet.type is WSMsgType.BINARY:
                seat.offer({"type": "error", "text": "没有看懂：收到的不是文字。"})
    finally:
        desk.rooms.leave(seat)
        await seat.leave()
    return socket


async def _greet(
    desk: Desk, socket: web.WebSocketResponse
) -> tuple[Login, frames.Hello] | None:
    """Whom the first frame proves; None of anything else."""
    try:
        packet = await socket.receive(timeout=HELLO_SECONDS)
        hello = frames.read(packet.data) if packet.type is WSMsgType.TEXT else None
    except (TimeoutError, frames.BadFrame):
        return None
    if not isinstance(hello, frames.Hello) or not hello.token:
        return None
    login = await desk.log.login(hello.token)
    return None if login is None else (login, hello)


async def _catch_up(desk: Desk, seat: Seat, since: int) -> None:
    """What changed since the page was last here. Of a long absence only the newest is sent, and the
    page is told to forget what it shows, so that no gap is left in the middle."""
    login = seat.login
    missed = await desk.log.since(login.account, since, HISTORY + 1)
    whole = since == 0 or len(missed) > HISTORY
    if whole:
        missed = await desk.log.before(login.account, 1 << 53, HISTORY + 1)
    more = whole and len(missed) > HISTORY
    seat.offer(
        {
            "type": "welcome",
            "name": login.name,
            "standing": login.standing,
            "login": login.id,
            "fresh": whole,
            "more": more,
            "limit": frames.TEXT_LIMIT,
            "messages": [desk.frame(login, one)["message"] for one in missed[-HISTORY:]],
        }
    )


async def _hear(desk: Desk, seat: Seat, raw: str) -> None:
    try:
        heard = frames.read(raw)
    except frames.BadFrame as problem:
        seat.offer(_error(str(problem), problem.client_id, lost=problem.lost))
        return
    try:
        # Asked of every frame, a ping too: an open page outlives neither its login nor its office.
        if not await desk.log.open(seat.login.id):
            return await seat.close(REFUSED)
        await HANDLERS[type(heard)](desk, seat, heard)
    except frames.BadFrame as problem:
        seat.offer(_error(str(problem), problem.client_id, lost=problem.lost))
    except Exception:
        log.exception("a frame could not be taken")
        client_id = getattr(heard, "client_id", "")
        seat.offer(_error("现在无法保存，稍后会自动再试。", client_id, retry=True))


def _error(text: str, client_id: str, *, retry: bool = False, lost: bool = False) -> Frame:
    return {"type": "error", "text": text, "client_id": client_id, "retry": retry, "lost": lost}


async def _text(desk: Desk, seat: Seat, said: frames.Said) -> None:
    login, at = seat.login, desk.clock()
    await _arrive(
        desk,
        seat,
        said.client_id,
        {"text": said.text},
        lambda id: incoming.text_update(login, said.client_id, id, said.text, at),
    )


async def _files(desk: Desk, seat: Seat, sent: frames.Files) -> None:
    login, at = seat.login, desk.clock()
    found = [desk.signer.referred(login.account, one) for one in sent.references]
    files = [file for file in found if file is not None]
    if len(files) < len(found):
        raise frames.BadFrame("文件没有发出，请重新选择后再发。", sent.client_id, lost=True)
    await _arrive(
        desk,
        seat,
        sent.client_id,
        {"text": sent.text, "files": [wire.file_of(file) for file in files]},
        lambda id: incoming.files_update(login, sent.client_id, id, files, sent.text, at),
    )


async def _arrive(
    desk: Desk,
    seat: Seat,
    client_id: str,
    body: dict[str, Any],
    update: Callable[[int], dict[str, Any]],
) -> None:
    """The acknowledgement is offered after the commit, to whoever asked again too."""
    entry = await desk.arrivals.message(seat.login.account, client_id, body, update)
    desk.rooms.show(seat.login.account, entry)
    seat.offer({"type": "ack", "client_id": client_id})


async def _press(desk: Desk, seat: Seat, press: frames.Press) -> None:
    account = seat.login.account
    pressed = await desk.log.entry(account, press.message_id)
    if pressed is not None and (pressed.sender != "bot" or pressed.body.get("gone")):
        pressed = None
    update = incoming.press_update(
        seat.login, press.client_id, press.message_id, pressed, press.data
    )
    await desk.arrivals.press(account, press.client_id, update)
    seat.offer({"type": "ack", "client_id": press.client_id})


async def _older(desk: Desk, seat: Seat, asked: frames.Older) -> None:
    account = seat.login.account
    if asked.one:
        entry = await desk.log.entry(account, asked.id)
        if entry is not None:
            seat.offer({**desk.frame(seat.login, entry), "type": "edit"})
        return
    found = await desk.log.before(account, asked.id, HISTORY + 1)
    shown = [desk.frame(seat.login, one)["message"] for one in found[-HISTORY:]]
    seat.offer({"type": "older", "messages": shown, "more": len(found) > HISTORY})


async def _ping(desk: Desk, seat: Seat, ping: frames.Ping) -> None:
    seat.offer({"type": "pong"})


async def _again(desk: Desk, seat: Seat, hello: frames.Hello) -> None:
    """A second hello changes nothing: a socket is one login's for its whole life."""


HANDLERS: dict[type[Any], Callable[[Desk, Seat, Any], Awaitable[None]]] = {
    frames.Said: _text,
    frames.Press: _press,
    frames.Files: _files,
    frames.Older: _older,
    frames.Ping: _ping,
    frames.Hello: _again,
}


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


