"""One update's unit of work: whoever it is from, their handler, the inbox mark and the letter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.access import admit
from bot.arrivals import Arrival
from bot.render import said_in, shown, with_words
from handlers.dispatch import Tables, dispatch
from handlers.formkit.events import Typed
from handlers.formkit.view import View
from handlers.publication import group
from handlers.turn import Turn
from storage import inbox
from storage.account import mark_reachable, mark_unreachable, touch
from storage.admission import NotAdmitted
from storage.database import Connection
from storage.ids import new_id
from storage.inbox import Received
from storage.letters import ShownFile
from storage.outbox import Letter, Urgency, post
from storage.picture import shown_file
from storage.store import Store
from storage.taking import keep_taken

GIVEN_UP = "这条消息没能处理，已记录编号 {seq}。请换一种说法，或联系管理员。"


@dataclass(frozen=True)
class Exchange:
    """What was received (an album: several updates) and what it comes to."""

    received: Sequence[Received]
    arrival: Arrival

    @property
    def channel(self) -> str:
        return self.received[0].channel

    @property
    def account(self) -> str:
        return self.received[0].account


def settle(
    connection: Connection, exchange: Exchange, tables: Tables, now: datetime, *, answered: bool
) -> list[Letter]:
    """The whole unit. What was handled before is not handled again; what was ``answered`` already,
    while nothing could be written, is only marked."""
    fresh = [one for one in exchange.received if inbox.finish(connection, one.seq)]
    if not fresh or answered:
        return []
    payload = converse(connection, exchange, tables, now)
    return [] if payload is None else [reply(connection, exchange, payload, now)]


def fail(
    connection: Connection, exchange: Exchange, words: str, now: datetime
) -> list[Letter] | None:
    """Count a failed try; the last one is told to the person, who can go on."""
    last = [inbox.fail(connection, one.seq, words) for one in exchange.received]
    if not any(last):
        return None
    text = GIVEN_UP.format(seq=exchange.received[0].seq)
    payload = _answer(exchange.arrival, [{"text": text}])
    assert payload is not None
    return [reply(connection, exchange, payload, now)]


def reply(
    connection: Connection, exchange: Exchange, payload: dict[str, Any], now: datetime
) -> Letter:
    key = f"reply:{new_id()}"
    return post(
        connection, key, exchange.channel, exchange.account, Urgency.REPLY, payload, now
    )


def converse(
    connection: Connection, exchange: Exchange, tables: Tables, now: datetime, *, keep: bool = True
) -> dict[str, Any] | None:
    """What is answered. Without ``keep`` nothing is written but what the handler itself writes, so
    that a handler that only reads can answer on a connection that only reads."""
    store, arrival = Store(connection, now), exchange.arrival
    if arrival.asked is not None:
        return _in_group(store, exchange, arrival.asked)
    if arrival.reachable is not None:
        _reach(store, exchange, arrival.reachable)
    if arrival.event is None or not exchange.account:
        return _answer(arrival, [])
    try:
        admitted = admit(store, exchange.channel, exchange.account, arrival.event)
    except NotAdmitted as refusal:
        return _answer(arrival, [*_to_anybody(store, arrival), {"text": str(refusal)}])
    account, actor, event = admitted.account, admitted.actor, admitted.event
    store.author = actor.id
    if keep:
        for one in arrival.taken:
            keep_taken(store, one)
    turn = Turn(store, actor, account, event, pressed=arrival.message is not None)
    dispatch(turn, tables)
    if keep:
        touch(store, account, unreachable_at=None, **_last_view(turn))
    return _said(turn, arrival, keep=keep)


def _in_group(store: Store, exchange: Exchange, asked: str) -> dict[str, Any]:
    """The answer in a group: to nobody, in the topic in which it was asked."""
    said = dict(shown(group.answer(store, asked, exchange.channel), _no_file, None))
    topic = exchange.arrival.topic
    return {"views": [said]} | ({"topic": topic} if topic is not None else {})


def _to_anybody(store: Store, arrival: Arrival) -> list[dict[str, Any]]:
    """What is public is said to whoever asks for it, before they are told how to get in."""
    said = arrival.event.text if isinstance(arrival.event, Typed) else ""
    if not group.asks_publicly(said):
        return []
    asked = "/results" if said.startswith("/start") else said
    return [dict(shown(group.public(store, asked), _no_file, None))]


def _no_file(sha256: str) -> ShownFile | None:
    """Nothing that is public has files."""
    return None


def _reach(store: Store, exchange: Exchange, reachable: bool) -> None:
    if reachable:
        mark_reachable(store, exchange.channel, exchange.account)
    else:
        mark_unreachable(store, exchange.channel, exchange.account)


def _last_view(turn: Turn) -> dict[str, Any]:
    """The choices that may be typed next, as they are kept."""
    view = _asked(turn)
    if view is None:
        return {}
    choices = [[choice.label, choice.data] for choice in view.choices]
    return {"view": {"choices": choices, "numbered": view.numbered}}


def _asked(turn: Turn) -> View | None:
    """The view that what is typed next is an answer to: the last one that doesn't stand aside."""
    return next((view for view, _edit in reversed(turn.said) if not view.keep), None)


def _said(turn: Turn, arrival: Arrival, *, keep: bool) -> dict[str, Any] | None:
    """Whatever can't be answered by typing stands aside: its numbers would pick from another."""
    asked = _asked(turn) if keep else None

    def body(view: View, edit: bool) -> dict[str, Any]:
        if view is not asked and view.rows:
            view = replace(view, keep=True)

        def file(sha256: str) -> ShownFile | None:
            return shown_file(turn.store, sha256, original=view.whole)

        return dict(shown(view, file, arrival.message if edit else None))

    views = [body(view, edit) for view, edit in turn.said]
    return _answer(arrival, views, turn.toasted)


def _answer(
    arrival: Arrival, views: list[dict[str, Any]], toast: str = ""
) -> dict[str, Any] | None:
    """A press is always answered, if only by making its button stop turning. Where there was no
    press, a toast has nowhere to be shown and is said with the view. What a view says anyway needs
    no toast."""
    if any(said_in(view, toast) for view in views):
        toast = ""
    if arrival.callback is None:
        views = with_words(views, toast) if toast else views
        return {"views": views} if views else None
    payload: dict[str, Any] = {"views": views, "callback": arrival.callback}
    return {**payload, "toast": toast} if toast else payload
