"""隐患台账: hazards over time, of one client or all of an agency's, narrowed to what is wanted."""

from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.forms.recheck import RecheckForm
from handlers.forms.rectification import RectificationForm
from handlers.hazards.course import brief
from handlers.lookups import page as page_of
from handlers.turn import Refused, Turn
from storage.client import Client
from storage.hazards import ONLY_NAMES, Listed, Only, counted, listed
from storage.organisation import Role

PAGE = 5
MENU = Choice("菜单", press("menu"))
SHOWN = (Only.OPEN, Only.RECTIFIED, Only.CLOSED, Only.MAJOR)
WORDS = ("隐患台账", "/hazards")
OPENS: dict[str, type[Form]] = {"haz.rectify": RectificationForm, "haz.recheck": RecheckForm}


def handle(turn: Turn) -> None:
    """haz.menu; ``haz.clients`` to choose one; ``haz.list:ONLY:CLIENT:PAGE``, where no client
    stands for all that the reader may see; ``haz.rectify`` and ``haz.recheck`` open their form on
    a hazard."""
    event = turn.event
    form = OPENS.get(event.action) if isinstance(event, Pressed) else None
    if isinstance(event, Pressed) and form is not None:
        turn.pressed = False
        return open_form(turn, form, preset={"hazard_id": event.id})
    if isinstance(event, Pressed) and event.action == "haz.list":
        narrowed, _, client_id = event.id.partition(":")
        only = Only(narrowed) if narrowed in set(Only) else Only.ALL
        return turn.say(_view(turn, only, client_id or None, event.revision))
    if isinstance(event, Pressed) and event.action == "haz.clients" and turn.actor.agency_id:
        return turn.say(_clients(turn, event.revision))
    only = Only.ALL if turn.actor.agency_id or _theirs(turn) else Only.MAJOR
    turn.say(_view(turn, only, _theirs(turn), 0))


def of_client(client: Client) -> Choice:
    """The way from a client to its hazards over time."""
    return Choice("隐患台账", _press(Only.ALL, client.id))


def _theirs(turn: Turn) -> str | None:
    """The place of work of a client's own people, who see that alone."""
    return turn.actor.membership.client_id if turn.actor.role is Role.CLIENT else None


def _press(only: Only, client_id: str | None, page: int = 0) -> str:
    return press("haz.list", f"{only}:{client_id or ''}", page)


def _client(turn: Turn, client_id: str | None) -> Client | None:
    """Refuses another agency's client, and all but their own to a client's people."""
    if turn.actor.role is Role.CLIENT and (client_id is None or client_id != _theirs(turn)):
        raise Refused("这不是您单位的隐患，不能查看。")
    client = turn.store.get(Client, client_id) if client_id else None
    if client is not None and _theirs(turn) is None and not turn.actor.may_see(client.agency_id):
        raise Refused("这不是本单位的委托单位，不能查看。")
    if client_id and client is None:
        raise Refused("没有找到这家委托单位。")
    return client


def _view(turn: Turn, only: Only, client_id: str | None, page: int) -> View:
    client = _client(turn, client_id)
    agency_id = turn.actor.agency_id
    found = listed(turn.store, agency_id, client_id, only, PAGE + 1, page * PAGE)
    lines = [*_heading(turn, only, client_id), ""] if agency_id or client_id else []
    for number, one in enumerate(found[:PAGE], 1):
        lines.append(f"{number}. {_line(turn, one, client is None)}")
    if not found:
        lines.append("没有这样的隐患。" if only is not Only.ALL else "还没有登记过隐患。")
    rows = [
        (Choice(cut(f"{n}. {one.on} {one.hazard.place}", 40), _opened(one)),)
        for n, one in enumerate(found[:PAGE], 1)
    ]
    ways = (_filters(only, client_id), _turning(only, client_id, page, len(found) > PAGE))
    whose = client.name if client else ""
    title = f"隐患台账 · {whose or ONLY_NAMES[only]}"
    return View("\n".join(lines), (*rows, *filter(None, ways), _end(turn)), title, numbered=True)


def _heading(turn: Turn, only: Only, client_id: str | None) -> list[str]:
    counts = counted(turn.store, turn.actor.agency_id, client_id)
    said = " · ".join(f"{ONLY_NAMES[one]}{counts[one]}" for one in SHOWN)
    lines = [f"共{counts[Only.ALL]}条：{said}"]
    if only is not Only.ALL:
        lines.append(f"下面只列{ONLY_NAMES[only]}的，新的在前：")
    return lines


def _line(turn: Turn, one: Listed, named: bool) -> str:
    whose = f"{one.client} " if named else ""
    return f"{one.on} {whose}{brief(one.hazard, turn.today)}"


def _opened(one: Listed) -> str:
    return press("rec.open", f"hazard:{one.hazard.id}", 1)


def _filters(only: Only, client_id: str | None) -> tuple[Choice, ...]:
    others = [one for one in (Only.ALL, *SHOWN) if one is not only]
    return tuple(Choice(ONLY_NAMES[one], _press(one, client_id)) for one in others)


def _turning(only: Only, client_id: str | None, page: int, more: bool) -> tuple[Choice, ...]:
    found = [Choice("上一页", _press(only, client_id, page - 1))] if page else []
    if more:
        found.append(Choice("下一页", _press(only, client_id, page + 1)))
    return tuple(found)


def _end(turn: Turn) -> tuple[Choice, ...]:
    if turn.actor.agency_id is None:
        return (MENU,)
    return (Choice("按委托单位看", press("haz.clients")), MENU)


def _clients(turn: Turn, page: int) -> View:
    """The clients that were visited last come first."""
    found = page_of(turn.store, turn.actor, "clients", page=page, size=PAGE + 1)
    rows = [(Choice(label, _press(Only.ALL, id)),) for id, label in found.options]
    turning = []
    if found.page:
        turning.append(Choice("上一页", press("haz.clients", "", found.page - 1)))
    if found.page < found.last:
        turning.append(Choice("下一页", press("haz.clients", "", found.page + 1)))
    text = "看哪一家的隐患？最近服务过的在前；也可以发“查”加单位名称。"
    if not rows:
        text = "还没有委托单位。"
    return View(text, (*rows, (*turning, MENU)), "隐患台账", numbered=True)
