"""Presses on doc.*: one client's file to look through, and its papers to ask for."""

import re

from handlers import jobs
from handlers.client_file import views
from handlers.formkit.events import Pressed
from handlers.formkit.view import View
from handlers.turn import Refused, Turn
from storage.client import Client
from storage.dossier import dossier
from storage.visit import Visit

GONE = "没有找到这家委托单位的档案。"
NO_VISIT = "没有找到这次服务记录，可能已经作废。"
PACKING = "正在打包原件，做好了会发给您。"
SETTING = "正在排版，做好了会发给您。"
_PART = re.compile(r"doc\.part\.([a-z_]+)")


def handle(turn: Turn) -> None:
    """doc.list::PAGE, doc.lacking::PAGE; for a client (ID) doc.open, doc.part.NAME:ID:PAGE,
    doc.export, doc.pdf and doc.zip; for a visit doc.paper."""
    event = turn.event
    if not isinstance(event, Pressed):
        return turn.say(views.clients_view(turn, 0))
    if event.action == "doc.list":
        return turn.say(views.clients_view(turn, event.revision))
    if event.action == "doc.lacking":
        return turn.say(views.clients_view(turn, event.revision, lacking_only=True))
    if event.action == "doc.paper":
        return _paper(turn, event.id)
    client = _client(turn, event.id)
    if client is None:
        return turn.say(View(GONE, ((views.OTHERS, views.MENU),)))
    part = _PART.fullmatch(event.action)
    if part and part[1] in views.PARTS:
        return turn.say(views.part_view(dossier(turn.store, client), part[1], event.revision))
    match event.action:
        case "doc.export":
            turn.say(views.export_view(dossier(turn.store, client)))
        case "doc.pdf":
            jobs.begin(turn, "client_file", {"client": client.id}, SETTING)
        case "doc.zip":
            jobs.begin(turn, "client_originals", {"client": client.id}, PACKING)
        case _:
            turn.say(views.file_view(turn, dossier(turn.store, client)))


def _client(turn: Turn, id: str) -> Client | None:
    """A withdrawn client's file can still be read: its contracts still count."""
    found = turn.store.get(Client, id)
    if found is not None and not turn.actor.may_see(found.agency_id):
        raise Refused("这不是本单位的委托单位，不能查看。")
    return found


def _paper(turn: Turn, id: str) -> None:
    visit = turn.store.get(Visit, id)
    if visit is not None and not turn.actor.may_see(visit.agency_id):
        raise Refused("这不是本单位的记录，不能查看。")
    if visit is None or visit.withdrawn_at is not None:
        return turn.say(View(NO_VISIT, ((views.MENU,),)))
    jobs.begin(turn, "hazard_list", {"visit": visit.id}, SETTING)
