"""Every route of the page, by everybody who may come to it: allowed or refused.

The routes come from the application; who may is written here by hand. A visitor is a browser with
nothing, one with a chat login of a role, one with a link, or one with a link and a login of the
agency's own staff. A route that this table doesn't know fails.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp
import pytest

from storage import webchat
from storage.alarm import AlarmCall
from storage.alarm_link import alarm_link
from storage.alarms import raise_alarm
from storage.cycle import Participation
from storage.organisation import Role
from storage.satisfaction import QUESTIONS, ask_client, link_for, open_survey
from storage.store import Store
from storage.visit import Hazard
from tests import rated
from tests.bot.webchat.handed import Handed, hand
from tests.bot.webchat.pictures import picture
from tests.bot.webchat.stage import Stage
from tests.handlers.bureau import member

NOBODY, LINK, OTHER, OWN = "nothing", "the link", "another link", "the link and a login of staff"
LOGINS = tuple(f"a login: {role}" for role in Role)
VISITORS = (NOBODY, *LOGINS, LINK, OTHER, OWN)
EVERYBODY = frozenset(VISITORS)
BY_LINK = frozenset({LINK, OWN})
NOT_STAFF = frozenset({LINK})
BY_LOGIN = frozenset({*LOGINS, OWN})

ROUTES = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/chat"): EVERYBODY,
    ("GET", "/static/{name}"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/v/{seal}"): EVERYBODY,
    ("GET", "/r"): EVERYBODY,
    ("GET", "/r/{number}"): EVERYBODY,
    ("GET", "/i/{code}"): frozenset({LINK, OWN}),
    ("POST", "/i/{code}"): frozenset({LINK, OWN}),
    ("POST", "/demo/login"): frozenset(),
    ("GET", "/ws"): BY_LOGIN,
    ("POST", "/upload"): BY_LOGIN,
    ("GET", "/file/{sha}/{name}"): BY_LOGIN,
    ("GET", "/s/{code}"): BY_LINK,
    ("POST", "/s/{code}/opened"): NOT_STAFF,
    ("POST", "/s/{code}"): NOT_STAFF,
    ("GET", "/{kind}/{code}/photo/{sha}"): BY_LINK,
    ("GET", "/p/{code}"): BY_LINK,
    ("POST", "/p/{code}/opened"): BY_LINK,
    ("POST", "/p/{code}"): NOT_STAFF,
    ("GET", "/a/{code}"): BY_LINK,
    ("POST", "/a/{code}/opened"): NOT_STAFF,
    ("POST", "/a/{code}"): NOT_STAFF,
}


@dataclass
class Way:
    """What a visitor has: the codes of links by their page, a login's token and name."""

    http: aiohttp.ClientSession
    codes: dict[str, str]
    token: str
    login: str
    handed: Handed
    ballot: str

    async def asks(self, method: str, path: str, body: object = None) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "X-Anxing-Logins": self.login}
        async with self.http.request(method, path, json=body, headers=headers) as answer:
            assert answer.status < 500, await answer.text()
            return answer.status < 400

    async def greets(self) -> bool:
        async with self.http.ws_connect("/ws") as socket:
            await socket.send_json({"type": "hello", "token": self.token, "since": 0})
            message = await socket.receive(timeout=60)
            return message.type is aiohttp.WSMsgType.TEXT and message.json()["type"] == "welcome"

    async def uploads(self) -> bool:
        data = aiohttp.FormData()
        data.add_field("file", picture(7), filename="x.png", content_type="image/png")
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.post("/upload", data=data, headers=headers) as answer:
            return answer.status < 400

    async def reads(self) -> bool:
        file = {"sha256": self.handed.photos[0], "name": "x.png", "type": "image/png"}
        stage = self.handed.stage
        return await self.asks("GET", stage.signer.address(self.login, file, stage.clock()))


def ways(way: Way) -> dict[tuple[str, str], Callable[[], Awaitable[bool]]]:
    """How each route is asked by somebody who has what ``way`` says."""
    seal, (shot, _other) = way.handed.made.content_hash, way.handed.photos
    marks = {"paper": way.ballot, "marks": {question.name: 8 for question in QUESTIONS}}
    signing = way.handed.signing(outcome="signed")
    codes = way.codes
    plain = {
        "/": ("GET", "/", None),
        "/chat": ("GET", "/chat", None),
        "/static/{name}": ("GET", "/static/chat.css", None),
        "/healthz": ("GET", "/healthz", None),
        "/v/{seal}": ("GET", f"/v/{seal}", None),
        "/r": ("GET", "/r", None),
        "/r/{number}": ("GET", "/r/GB-2026-0001", None),
        "/i/{code}": ("GET", f"/i/{codes['i']}", None),
        "POST /i/{code}": ("POST", f"/i/{codes['i']}", {}),
        "/demo/login": ("POST", "/demo/login", {"persona": "wang"}),
        "/s/{code}": ("GET", f"/s/{codes['s']}", None),
        "/s/{code}/opened": ("POST", f"/s/{codes['s']}/opened", {}),
        "POST /s/{code}": ("POST", f"/s/{codes['s']}", signing),
        "/{kind}/{code}/photo/{sha}": ("GET", f"/s/{codes['s']}/photo/{shot}", None),
        "/a/{code}/opened": ("POST", f"/a/{codes['a']}/opened", {}),
        "/p/{code}": ("GET", f"/p/{codes['p']}", None),
        "/p/{code}/opened": ("POST", f"/p/{codes['p']}/opened", {}),
        "POST /p/{code}": ("POST", f"/p/{codes['p']}", marks),
        "/a/{code}": ("GET", f"/a/{codes['a']}", None),
        "POST /a/{code}": ("POST", f"/a/{codes['a']}", {}),
    }
    asked: dict[tuple[str, str], Callable[[], Awaitable[bool]]] = {
        (method, named.removeprefix("POST ")): partial(way.asks, method, path, body)
        for named, (method, path, body) in plain.items()
    }
    asked["GET", "/ws"] = way.greets
    asked["POST", "/upload"] = way.uploads
    asked["GET", "/file/{sha}/{name}"] = way.reads
    return asked


@pytest.fixture
async def handed(stage: Stage) -> Handed:
    stage.doors.demo = False
    return await hand(stage)


def links(store: Store, handed: Handed) -> tuple[dict[str, str], str]:
    """A link of every kind for the contact of the list's client, and the ballot's id."""
    open_survey(store, handed.town.cycle)
    ballot = ask_client(store, handed.town.cycle, handed.contact)
    hazard = store.get(Hazard, handed.hazards[1])
    assert hazard is not None
    alarm = raise_alarm(store, hazard, 2)
    (part,) = store.find(Participation, agency_id=handed.town.agency.id)
    rated.announce(store, part, member(store, "顾某", Role.INSPECTOR))
    call = store.find(AlarmCall, alarm_id=alarm.id, contact_id=handed.contact.id)[0]
    codes = {"s": handed.code, "p": link_for(store, ballot, 14), "a": alarm_link(store, call, 14)}
    return {**codes, "i": "good"}, ballot.id


def logged_in(store: Store, handed: Handed, role: Role) -> str:
    """The token of somebody with this role: staff of this agency, or its client's contact."""
    place = {
        Role.CLIENT: {"client_id": handed.visit.client_id},
        Role.INSPECTOR: {"department_id": handed.town.bureau.id},
        Role.SUPERVISOR: {"department_id": handed.town.bureau.id},
    }.get(role, {"agency_id": handed.town.agency.id})
    return webchat.admit(store, member(store, "某人", role, **place).id)


async def way_of(visitor: str, handed: Handed, http: aiohttp.ClientSession) -> Way:
    codes, ballot = await handed.write(lambda store: links(store, handed))
    if visitor == OTHER:
        codes = {"s": codes["p"], "p": codes["s"], "a": codes["s"], "i": codes["s"]}
    elif visitor not in (LINK, OWN):
        codes = dict.fromkeys(codes, "never-made-never-made-12")
    token = login = ""
    role = Role.AGENCY if visitor == OWN else None
    role = Role(visitor.removeprefix("a login: ")) if visitor in LOGINS else role
    if role is not None:
        token = await handed.write(lambda store: logged_in(store, handed, role))
        found = await handed.stage.log.login(token)
        assert found is not None
        login = found.id
    return Way(http, codes, token, login, handed, ballot)


def test_the_table_names_every_route_there_is(stage: Stage) -> None:
    found = {
        (route.method, route.resource.canonical)
        for route in stage.chat.app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("visitor", VISITORS)
async def test_every_route_by_a_visitor(
    handed: Handed, http: aiohttp.ClientSession, visitor: str
) -> None:
    asked = ways(await way_of(visitor, handed, http))
    wrong = []
    for route, allowed in ROUTES.items():
        done = await asked[route]()
        if done != (visitor in allowed):
            wrong.append(f"{' '.join(route)}: {'allowed' if done else 'refused'}")
    assert wrong == []
