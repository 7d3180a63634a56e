"""What is shown of one's accounts: which there are, a code to type, and warnings before changes."""

from collections.abc import Iterator

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import say_moment
from handlers.turn import Turn
from storage.account import Account, accounts_of
from storage.binding import Binding
from storage.store import ZONE
from storage.telling import CHANNEL_NAMES, PULLED, reached_at
from storage.ways import known_ways

TITLE = "我的账号"
MENU = Choice("菜单", press("menu"))
BACK = Choice("返回我的账号", press("bind.list"))
ALONE = "这是您唯一的账号，不能解除：解除了就没有办法再进来。要换账号，请先绑定新的。"
ON_THE_PAGE = (
    "网页登录不能改绑给另一个人。请在那个人已经能用安星的账号里发“绑定”，"
    "用浏览器打开其中的网页链接。"
)


def called(account: Account) -> str:
    return CHANNEL_NAMES.get(account.channel, account.channel)


def page(turn: Turn) -> View:
    """One's accounts, in the order in which they were opened."""
    mine = in_order(turn)
    several = len(mine) > 1
    rows = [(Choice("生成绑定码", press("bind.code")),)]
    if several:
        rows += [
            (Choice(f"解除第{n}个", press("bind.end", one.id)),) for n, one in enumerate(mine, 1)
        ]
    lines = [
        f"{turn.actor.name}，您可以在这些账号里使用安星，记录和没填完的表都是同一份：",
        *(f"{n}、{_line(turn, one)}" for n, one in enumerate(mine, 1)),
        _reminders(turn),
        "要在另一个账号里使用，请先生成绑定码。",
    ]
    return View("\n".join(lines), (*rows, (MENU,)), TITLE)


def in_order(turn: Turn) -> list[Account]:
    mine = accounts_of(turn.store, turn.actor.id)
    return sorted(mine, key=lambda one: (one.opened_at, one.id))


def _line(turn: Turn, account: Account) -> str:
    opened = f"{account.opened_at.astimezone(ZONE):%Y-%m-%d}绑定"
    if account.id == turn.account.id:
        return f"{called(account)}（正在用的这个），{opened}"
    used = say_moment(account.used_at.astimezone(ZONE), turn.today)
    gone = "，您停用了机器人，提醒发不到那里" if account.unreachable_at else ""
    return f"{called(account)}，{opened}，最近用过：{used}{gone}"


def _reminders(turn: Turn) -> str:
    """This account is the one last used, as soon as this turn is over."""
    here = turn.account.channel not in PULLED
    account = turn.account if here else reached_at(turn.store, turn.actor.id)
    if account is None or account.channel in PULLED:
        return "提醒在打开网页时能看到。"
    return f"提醒只发一份，发到最近用过的账号：{called(account)}。"


def code_view(found: Binding, code: str, link: str) -> View:
    """The only time that a code is shown."""
    until = found.expires_at.astimezone(ZONE)
    lines = [
        f"绑定码：{code}",
        f"{until:%H:%M}以前有效，只能用一次。在要绑定的账号里发送：",
        f"绑定 {code}",
        *_ways(code, link),
        "不要给别人：谁用了它，谁就能以您的身份使用安星。绑定以后，您的各个账号都会收到通知。",
    ]
    return View("\n".join(lines), ((BACK,), (MENU,)), "绑定新账号")


def _ways(code: str, link: str) -> Iterator[str]:
    """Each channel's own way: the page by its address, which needs no code to be typed."""
    for name, way in known_ways():
        if "/i/{code}" in way:
            yield f"{name}：{way.replace('{code}', link)}"
        else:
            opens = way.startswith(("http://", "https://")) or "/start" in way
            said = f"b-{code}" if opens else f"绑定 {code}"
            yield f"{name}：{way.replace('{code}', said)}"


def taken_view(turn: Turn, found: Binding, name: str) -> View:
    """The code is another person's: what binding it would mean."""
    others = [one for one in in_order(turn) if one.id != turn.account.id]
    left = (
        f"您还可以在{'、'.join(map(called, others))}里以{turn.actor.name}的身份使用。"
        if others
        else f"{turn.actor.name}没有别的账号，改绑后要请邀请人重发登录邀请才能再进来。"
    )
    text = (
        f"这个账号现在是{turn.actor.name}的，绑定码是{name}的。\n"
        f"改绑后，这里以{name}的身份使用，提醒也发给{name}；"
        f"{turn.actor.name}的记录和没填完的表都还在，但在这里看不到了。\n{left}"
    )
    yes = Choice("改绑", press("bind.move", found.id))
    return View(text, ((yes,), (Choice("不改绑", press("bind.list")),)), "改绑账号？")


def ending_view(turn: Turn, account: Account) -> View:
    here = account.id == turn.account.id
    name = f"{called(account)}（正在用的这个）" if here else called(account)
    lines = [f"解除{name}的绑定？", "记录和没填完的表都还在，可以在其他账号里接着用。"]
    if here:
        lines.append("解除以后，这里马上不能再用；要再用，得从其他账号重新绑定。")
    elif account.channel in PULLED:
        lines.append("解除以后，所有打开着的网页都要重新登录。")
    yes = Choice("解除绑定", press("bind.ended", account.id))
    return View("\n".join(lines), ((yes,), (BACK,)), "解除绑定？")
