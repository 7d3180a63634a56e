"""The ways of a guest: pages that only look, and posts that act for whoever holds the link."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.webchat.guard import sentence
from bot.channels.webchat.guests import asking, reading
from bot.channels.webchat.guests import results as public
from bot.channels.webchat.guests.markup import note
from bot.channels.webchat.guests.seams import Guests
from bot.channels.webchat.guests.sheet import check_page, sheet_page
from bot.channels.webchat.incoming import PICTURES
from bot.channels.webchat.pages import Pages
from bot.channels.webchat.seams import Closed

CODE = "{code:[A-Za-z0-9_-]{8,64}}"
SHA = "{sha:[0-9a-f]{64}}"
SEAL = re.compile(r"[0-9a-f]{16,64}")
CHECK = "隐患清单查验"
FRESH_SECONDS = 60
UNKNOWN_SEAL = "没有找到这份清单。请核对地址是否完整，或直接询问服务机构。"

Act = Callable[[web.Request, str], Awaitable[None]]


class GuestRoutes:
    def __init__(self, pages: Pages, guests: Guests) -> None:
        self._pages, self._guests = pages, guests

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"/s/{CODE}", self.sheet),
            web.post(f"/s/{CODE}/opened", self._acting(self._open)),
            web.post(f"/s/{CODE}", self._acting(self._sign)),
            web.get(f"/{{kind:[sa]}}/{CODE}/photo/{SHA}", self.photo),
            web.get("/v/{seal}", self.check),
            web.get("/r", self.results),
            web.get("/r/{number}", self.result),
            web.get(f"/p/{CODE}", self.ballot),
            web.post(f"/p/{CODE}/opened", self._acting(self._look)),
            web.post(f"/p/{CODE}", self._acting(self._vote)),
            web.get(f"/a/{CODE}", self.alarm),
            web.post(f"/a/{CODE}/opened", self._acting(self._hear)),
            web.post(f"/a/{CODE}", self._acting(self._acknowledge)),
        ]

    async def sheet(self, request: web.Request) -> web.Response:
        async def body(code: str) -> str:
            return sheet_page(await self._guests.sheet(code), code)

        return await self._shown(request, "隐患清单签收", body)

    async def ballot(self, request: web.Request) -> web.Response:
        async def body(code: str) -> str:
            about = request.query.get("about", "")
            return asking.ballot_page(await self._guests.ballot(code), code, about)

        return await self._shown(request, "满意度测评", body)

    async def alarm(self, request: web.Request) -> web.Response:
        async def body(code: str) -> str:
            return asking.alarm_page(await self._guests.alarm(code), code)

        return await self._shown(request, "重大隐患快报", body)

    async def check(self, request: web.Request) -> web.Response:
        seal = request.match_info["seal"].lower()
        try:
            if not SEAL.fullmatch(seal):
                raise Closed(UNKNOWN_SEAL)
            body = check_page(await self._guests.check(seal))
        except Closed as closed:
            return self._page(CHECK, f"<h1>{CHECK}</h1>{note(str(closed), 'lead')}", 404)
        return self._page(CHECK, body)

    async def results(self, request: web.Request) -> web.Response:
        page = request.query.get("page", "0")
        at = int(page) if page.isascii() and page.isdigit() and len(page) <= 4 else 0
        found = await self._guests.results(request.query.get("cycle", ""), at)
        return self._public(public.list_page(found))

    async def result(self, request: web.Request) -> web.Response:
        try:
            found = await self._guests.result(request.match_info["number"][:40])
        except Closed as closed:
            more = "<nav class='ways'><a href='/r'>全部公布的结果</a></nav>"
            return self._public(f"<h1>{public.TITLE}</h1>{note(str(closed), 'lead')}{more}", 404)
        return self._public(public.result_page(found))

    def _public(self, body: str, status: int = 200) -> web.Response:
        page = self._pages.page("results.html", status, title=public.TITLE, body=body)
        if status == 200:
            # The same for everybody, so that anything between may keep it for a moment.
            page.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return page

    async def photo(self, request: web.Request) -> web.StreamResponse:
        kind, code, sha = (request.match_info[key] for key in ("kind", "code", "sha"))
        try:
            photo = await self._guests.photo(kind, code, sha)
        except Closed as closed:
            return sentence(404, str(closed))
        if photo.type not in PICTURES or not photo.path.exists():
            return sentence(404, "找不到这张照片。")
        response = web.FileResponse(photo.path)
        response.content_type = photo.type
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cache-Control"] = "private, max-age=600"
        return response

    async def _open(self, request: web.Request, code: str) -> None:
        await self._guests.opened(code, reading.visitor_of(request))

    async def _sign(self, request: web.Request, code: str) -> None:
        signing = reading.signing_of(await reading.submitted(request))
        await self._guests.sign(code, signing, reading.visitor_of(request))

    async def _look(self, request: web.Request, code: str) -> None:
        await self._guests.ballot_opened(code)

    async def _vote(self, request: web.Request, code: str) -> None:
        marks = reading.marks_of(await reading.submitted(request))
        await self._guests.vote(code, marks, reading.visitor_of(request))

    async def _hear(self, request: web.Request, code: str) -> None:
        await self._guests.alarm_opened(code, reading.visitor_of(request))

    async def _acknowledge(self, request: web.Request, code: str) -> None:
        await self._guests.acknowledge(code, reading.visitor_of(request))

    def _acting(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A post: done, or the sentence why not."""

        async def post(request: web.Request) -> web.Response:
            try:
                await act(request, request.match_info["code"])
            except reading.Unread as unread:
                return sentence(422, str(unread))
            except Closed as closed:
                return sentence(410, str(closed))
            return web.json_response({"done": True})

        return post

    async def _shown(
        self, request: web.Request, title: str, body: Callable[[str], Awaitable[str]]
    ) -> web.Response:
        try:
            return self._page(title, await body(request.match_info["code"]))
        except Closed as closed:
            return self._page(title, f"<h1>{title}</h1>{note(str(closed), 'lead')}", 410)

    def _page(self, title: str, body: str, status: int = 200) -> web.Response:
        page = self._pages.page("guest.html", status, title=title, body=body)
        page.headers["Cache-Control"] = "no-store"
        return page
