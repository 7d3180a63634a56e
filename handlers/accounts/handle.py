"""Binding accounts to a person in conversation: a code is made here and typed there."""

from handlers.accounts import views
from handlers.accounts.views import BACK, MENU, called, page
from handlers.formkit.events import Pressed, Typed
from handlers.formkit.view import Choice, View, press
from handlers.front import standing
from handlers.turn import Turn
from storage import binding
from storage.account import Account, accounts_of
from storage.binding import NotBound, code_in
from storage.drafts import drafts_of
from storage.person import Person
from storage.telling import PULLED

WORDS = ("/bind", "绑定", views.TITLE)


def ask(turn: Turn) -> None:
    """绑定 alone shows one's accounts; with a code it uses it."""
    code = code_in(turn.event.text) if isinstance(turn.event, Typed) else None
    turn.say(_typed(turn, code) if code else page(turn))


def handle(turn: Turn) -> None:
    """Presses on bind.*"""
    assert isinstance(turn.event, Pressed)
    match turn.event.action:
        case "bind.code":
            turn.say(views.code_view(*binding.offer(turn.store, turn.actor.id)))
        case "bind.end":
            turn.say(_end(turn))
        case "bind.ended":
            turn.say(_ended(turn))
        case "bind.move":
            turn.say(_move(turn))
        case "bind.bound":
            turn.say(_bound(turn))
        case _:
            turn.say(page(turn))


def _typed(turn: Turn, code: str) -> View:
    account, person = turn.account, turn.actor.person
    try:
        found = binding.by_code(turn.store, code, account.channel, account.external_id, person)
    except NotBound as why:
        return View(str(why), ((BACK,), (MENU,)))
    if found.person_id == person.id:
        text = "这个账号已经是您的了，不用再绑定。请把绑定码发到要绑定的那个账号里。"
        return View(text, ((BACK,), (MENU,)))
    if account.channel in PULLED:
        # Its conversation stays on the page, and would be read by another person.
        return View(views.ON_THE_PAGE, ((BACK,), (MENU,)))
    found = binding.claim(turn.store, found, account.channel, account.external_id)
    return views.taken_view(turn, found, _name(turn, found.person_id))


def _move(turn: Turn) -> View:
    assert isinstance(turn.event, Pressed)
    account, store = turn.account, turn.store
    found = binding.claimed(store, turn.event.id, account.channel, account.external_id)
    if found is None or account.channel in PULLED:
        return View("这个绑定码已经用过或者过了10分钟，没有改绑。", ((BACK,), (MENU,)))
    binding.bind(store, found, account.channel, account.external_id)
    name = _name(turn, found.person_id)
    return View(f"已改绑。从现在起，您在这里是{name}。", ((MENU,),), "已绑定")


def _bound(turn: Turn) -> View:
    """The first words to somebody whose account was just bound."""
    text = (
        f"{turn.actor.name}，您好。这个{called(turn.account)}账号已绑定，"
        f"您在这里也是：{standing(turn.store, turn.actor)}。"
    )
    rows: list[tuple[Choice, ...]] = [(MENU,), (Choice(views.TITLE, press("bind.list")),)]
    if drafts_of(turn.store, turn.actor.id):
        text += "\n您有没填完的表，可以在这里接着填。"
        rows.insert(0, (Choice("继续填写", press("form.continue")),))
    return View(text, tuple(rows), "已绑定")


def _end(turn: Turn) -> View:
    account = _mine(turn)
    if account is None:
        return page(turn)
    if len(accounts_of(turn.store, turn.actor.id)) == 1:
        return View(views.ALONE, ((BACK,), (MENU,)))
    return views.ending_view(turn, account)


def _ended(turn: Turn) -> View:
    account = _mine(turn)
    if account is None:
        return page(turn)
    if len(accounts_of(turn.store, turn.actor.id)) == 1:
        return View(views.ALONE, ((BACK,), (MENU,)))
    binding.unbind(turn.store, account)
    if account.id == turn.account.id:
        return View("已解除。这个账号从现在起不能再以您的身份使用安星。")
    shown = page(turn)
    text = f"已解除{called(account)}的绑定。\n{shown.text}"
    return View(text, shown.rows, shown.title)


def _mine(turn: Turn) -> Account | None:
    """The account a press is about, while it is one's own and open."""
    id = turn.event.id if isinstance(turn.event, Pressed) else ""
    return next((one for one in accounts_of(turn.store, turn.actor.id) if one.id == id), None)


def _name(turn: Turn, person_id: str) -> str:
    person = turn.store.get(Person, person_id)
    return person.name if person else ""
