"""The pages a person opens: the chat, the door of an invitation, the personas of a demo."""

from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.channels.webchat.guard import sentence
from bot.channels.webchat.seams import Closed, Doors, Invitation, Persona

FOLDER = Path(__file__).with_name("page")
ASSETS = {
    "chat.css": "text/css",
    "composer.css": "text/css",
    "door.css": "text/css",
    "base.css": "text/css",
    "chat.js": "text/javascript",
    "link.js": "text/javascript",
    "bubbles.js": "text/javascript",
    "composer.js": "text/javascript",
    "history.js": "text/javascript",
    "talk.js": "text/javascript",
    "uploads.js": "text/javascript",
    "door.js": "text/javascript",
    "guest.css": "text/css",
    "guest.js": "text/javascript",
    "results.css": "text/css",
    "logins.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
USED_UP = "这条链接已经用过、过期或被收回，请向邀请您的人要一条新的链接。"
ZONE = ZoneInfo("Asia/Shanghai")


class Pages:
    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._texts = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/chat", self.chat),
            web.get("/static/{name}", self.asset),
            web.get("/i/{code}", self.door),
            web.post("/i/{code}", self.enter),
            web.post("/demo/login", self.play),
            web.get("/healthz", self.health),
        ]

    async def home(self, request: web.Request) -> web.Response:
        personas = await self._doors.personas()
        if not personas:
            return self.page("chat.html")
        cards = "\n".join(_card(persona) for persona in personas)
        return self.page("demo.html", cards=cards)

    async def chat(self, request: web.Request) -> web.Response:
        return self.page("chat.html")

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in ASSETS:
            raise web.HTTPNotFound
        return web.Response(text=self._texts[name], content_type=ASSETS[name], charset="utf-8")

    async def door(self, request: web.Request) -> web.Response:
        """Who invites to what. Looking changes nothing: previews of links and the curious may."""
        invitation = await self._doors.look(request.match_info["code"])
        if invitation is None:
            return self.page("door.html", status=404, body=f"<p class='note'>{USED_UP}</p>")
        return self.page("door.html", body=_invitation(invitation))

    async def enter(self, request: web.Request) -> web.Response:
        try:
            token = await self._doors.use(request.match_info["code"])
        except Closed as closed:
            return sentence(410, str(closed) or USED_UP)
        return web.json_response({"token": token})

    async def play(self, request: web.Request) -> web.Response:
        try:
            asked = await request.json()
            key = asked.get("persona") if isinstance(asked, dict) else None
        except (ValueError, RecursionError):
            key = None
        if not isinstance(key, str) or key not in [p.key for p in await self._doors.personas()]:
            return sentence(404, "没有这个演示人物。")
        return web.json_response({"token": await self._doors.enter(key)})

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    def page(self, name: str, status: int = 200, **holes: str) -> web.Response:
        text = self._texts[name]
        for hole, html in holes.items():
            text = text.replace(f"<!--{hole}-->", html)
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _card(persona: Persona) -> str:
    key, name, standing, hint = map(
        escape, (persona.key, persona.name, persona.standing, persona.hint)
    )
    return (
        f"<li><a class='card' href='/chat#as={key}' target='_blank' rel='noopener'>"
        f"<span class='avatar' aria-hidden='true'>{name[:1]}</span>"
        f"<span class='who'><strong>{name}</strong><span>{standing}</span>"
        f"<span class='hint'>{hint}</span></span></a></li>"
    )


def _invitation(invitation: Invitation) -> str:
    rows = [("单位", invitation.organisation), ("身份", invitation.standing)]
    if invitation.until is not None:
        local = invitation.until.astimezone(ZONE)
        rows.append(("有效期至", f"{local.month}月{local.day}日 {local:%H:%M}"))
    facts = "".join(
        f"<div><dt>{label}</dt><dd>{escape(text)}</dd></div>" for label, text in rows if text
    )
    who = f"<p class='by'>{escape(invitation.inviter)} 邀请您</p>" if invitation.inviter else ""
    return (
        f"{who}<h1>{escape(invitation.title)}</h1><dl>{facts}</dl>"
        "<button id='accept' class='primary' type='button'>接受邀请，开始使用</button>"
        "<p class='note'>链接只能用一次。请在您自己的手机或电脑上打开。</p>"
    )
