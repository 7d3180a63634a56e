"""A Bot API server on loopback: a queue with offsets, chats, limits, and bad days on request."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

TOKEN = "424242:loopback-loopback-loopback"
Answer = Callable[[str, dict[str, Any]], Awaitable[web.StreamResponse | None]]


class FakeTelegram:
    """``trouble`` may answer instead of it, or drop the answer (``lose`` after delivering)."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.offsets: list[int | None] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.trouble: Answer | None = None
        self.lost = 0
        self._ids = itertools.count(1)
        self._new = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""
        self._port = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self._serve)
        app.router.add_get(f"/file/bot{TOKEN}/{{path}}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def deliver(self, *updates: dict[str, Any]) -> None:
        """What people do; Telegram numbers it."""
        for update in updates:
            self.updates.append({**update, "update_id": next(self._ids)})
        self._new.set()

    def says(self, id: int, text: str) -> None:
        self.deliver(message(id, text=text))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        asked = {name: _value(value) for name, value in (await request.post()).items()}
        self.calls.append((method, asked))
        if self.trouble is not None:
            answer = await self.trouble(method, asked)
            if answer is not None:
                return answer
        result = await self._answer(method, asked)
        if self.lost and method.startswith("send"):
            self.lost -= 1
            assert request.transport is not None
            request.transport.abort()
        if result is None:
            unknown = {"ok": False, "error_code": 404, "description": "Not Found"}
            return web.json_response(unknown, status=404)
        return web.json_response({"ok": True, "result": result})

    async def _answer(self, method: str, asked: dict[str, Any]) -> Any:
        match method:
            case "getUpdates":
                return await self._get_updates(asked)
            case "getMe":
                me = {"id": 424242, "is_bot": True, "first_name": "安星"}
                return {**me, "username": "anxing_bot"}
            case "sendMessage" | "sendPhoto" | "sendDocument" | "editMessageText":
                id = next(self._ids)
                self.sent.append({"method": method, "id": id, **asked})
                chat = {"id": int(asked["chat_id"]), "type": "private"}
                return {"message_id": id, "date": 1, "chat": chat, "text": "…"}
            case "getFile":
                held = self.files[asked["file_id"]]
                id = asked["file_id"]
                return {
                    "file_id": id, "file_unique_id": id, "file_size": len(held), "file_path": id
                }
            case "setMyCommands" | "answerCallbackQuery":
                return True
        return None

    async def _get_updates(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        offset = asked.get("offset")
        self.offsets.append(offset)
        if offset is not None:
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
        if not self.updates:
            self._new.clear()
            try:
                async with asyncio.timeout(1.0):
                    await self._new.wait()
            except TimeoutError:
                return []
        return self.updates[:100]

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["path"]])


def _value(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{-0123456789":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def message(id: int, **content: Any) -> dict[str, Any]:
    user = {"id": id, "is_bot": False, "first_name": "某人"}
    chat = {"id": id, "type": "private"}
    return {"message": {"message_id": 1, "date": 1, "chat": chat, "from": user, **content}}


async def too_many(method: str, asked: dict[str, Any]) -> web.Response:
    return web.json_response(
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        },
        status=429,
    )


def refusing(code: int, description: str, *methods: str) -> Answer:
    """Telegram's own way of saying no."""

    async def answer(method: str, asked: dict[str, Any]) -> web.Response | None:
        if methods and method not in methods:
            return None
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body, status=code)

    return answer


async def proxy_page(method: str, asked: dict[str, Any]) -> web.Response:
    return web.Response(text="<html>502 Bad Gateway</html>", status=502, content_type="text/html")
