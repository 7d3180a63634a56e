"""Presses on long work that somebody asked for: for now only to stop it."""

from handlers.formkit.events import Pressed
from handlers.formkit.view import Choice, View, press
from handlers.turn import Refused, Turn
from storage.job import ask, cancel, get_job

MENU = Choice("菜单", press("menu"))
CANCELLED = "已取消，什么都没有写入。"
TOO_LATE = "这项工作已经做完或者停下了。"


def handle(turn: Turn) -> None:
    """job.cancel:ID"""
    event = turn.event
    job = get_job(turn.store, event.id) if isinstance(event, Pressed) else None
    if job is not None and job.person_id != turn.actor.id:
        raise Refused("这是别人交办的工作，您不能处理。")
    if job is None or not cancel(turn.store, job.id):
        turn.toast(TOO_LATE)
        return None if turn.pressed else turn.say(View(TOO_LATE, ((MENU,),)))
    return turn.say(View(CANCELLED, ((MENU,),)))


def begin(turn: Turn, kind: str, asked: dict[str, object], words: str) -> str:
    """Ask for long work and say that it has begun; the answer comes by itself."""
    actor, account = turn.actor, turn.account
    id = ask(
        turn.store,
        kind,
        asked,
        person_id=actor.id,
        agency_id=actor.agency_id,
        channel=account.channel,
        account=account.external_id,
    )
    stop = Choice("取消", press("job.cancel", id))
    turn.say(View(words, ((stop,),)), fresh=True)
    return id
