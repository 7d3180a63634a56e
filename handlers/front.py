"""The front door of the conversation: greeting, menu, help, and what was not understood."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from handlers.formkit.events import Pressed, Sent, Typed, Unusable
from handlers.formkit.form import Form
from handlers.formkit.runner import Conversations
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import LABEL_LIMIT, cut
from handlers.turn import Actor, Refused, Turn
from storage.agency import Agency
from storage.client import Client
from storage.drafts import drafts_of
from storage.organisation import ROLE_NAMES, Department, Membership, Role
from storage.person import Person
from storage.store import Store

HELP = (
    "发“菜单”看能做的事，发“得分”看星级评定得分，发“查”加几个词找记录"
    "（例如“查 金属制品 2026年3月”），发“取消”放弃正在填的表，"
    "发“继续”接着填没填完的。\n"
    "填表时直接打字就行：日期可以写“昨天”“3月5日”，按钮上的字打出来和点它一样，"
    "列出选项时也可以回复序号。照片和文件直接发送，发完点“完成上传”。\n"
    "每答一题都会保存，中途离开、换手机都不会丢。\n"
    "想在另一个手机或聊天软件里也用，发“绑定”：身份、记录和没填完的表都是同一份。"
)
MENU = Choice("菜单", press("menu"))


@dataclass(frozen=True)
class Entry:
    """A line of the menu beside the forms."""

    label: str
    data: str
    roles: frozenset[Role]


ALL = frozenset(Role) - {Role.CLIENT}
OF_AGENCY = frozenset({Role.AGENCY, Role.PRINCIPAL})
OF_CLIENT = frozenset({Role.CLIENT})


class Front:
    """``entries`` stand before the ``forms`` that a role may open, ``after`` behind them.
    Those ``elsewhere`` are no line of it, but open by their title. ``search`` answers what names a
    record and nothing else, ``unpack`` takes files that no form asked for, and both say whether
    they did."""

    def __init__(
        self,
        conversations: Conversations,
        forms: Iterable[type[Form]] = (),
        entries: Iterable[Entry] = (),
        after: Iterable[Entry] = (),
        search: Callable[[Turn], bool] = lambda turn: False,
        unpack: Callable[[Turn], bool] = lambda turn: False,
        elsewhere: Collection[type[Form]] = (),
    ) -> None:
        self._conversations, self._search, self._unpack = conversations, search, unpack
        self._forms, self._entries, self._after = tuple(forms), tuple(entries), tuple(after)
        self._lines = tuple(form for form in self._forms if form not in elsewhere)

    def handle(self, turn: Turn) -> None:
        """Presses on menu.*"""
        assert isinstance(turn.event, Pressed)
        match turn.event.action:
            case "menu.help":
                self.help(turn)
            case "menu.start":
                self.start(turn)
            case "menu.who":
                turn.say(identities(turn))
            case "menu.act":
                self._act(turn, turn.event.id)
            case _:
                self.menu(turn)

    def start(self, turn: Turn) -> None:
        """Who one is, what one has begun, what one can do."""
        lines = [f"{turn.actor.name}，您好。您现在的身份：{standing(turn.store, turn.actor)}。"]
        rows: list[tuple[Choice, ...]] = []
        for kept in drafts_of(turn.store, turn.actor.id):
            if kept.membership_id == turn.actor.membership.id and len(rows) < 5:
                said = self._conversations.describe(kept, turn.now)
                lines.append(f"没填完：{said}")
                title = said.partition("（")[0]
                rows.append(
                    (
                        Choice(cut(f"继续：{title}"), press("form.continue", kept.id)),
                        Choice(cut(f"放弃：{title}"), press("form.leave", kept.id)),
                    )
                )
        view = self._menu_view(turn)
        turn.say(View("\n".join([*lines, view.text]), (*rows, *view.rows), "安星", numbered=True))

    def menu(self, turn: Turn) -> None:
        turn.say(self._menu_view(turn))

    def help(self, turn: Turn) -> None:
        turn.say(View(HELP, ((MENU,),), "帮助"))

    def cancel(self, turn: Turn) -> None:
        if self._conversations.in_progress(turn):
            return self._conversations.cancel(turn)
        turn.say(View("现在没有正在填的表。", ((MENU,),)))

    def otherwise(self, turn: Turn) -> None:
        """The form in progress takes what nobody else does; without one, a kind word."""
        if isinstance(turn.event, Pressed):
            turn.toast("这个按钮已经失效")
            if self._conversations.in_progress(turn):
                return self._conversations.continue_draft(turn)
            return turn.say(self._menu_view(turn), fresh=True)
        sent = isinstance(turn.event, Sent) and not self._conversations.wants_files(turn)
        if (sent and self._unpack(turn)) or self._conversations.take(turn):
            return
        if form := self._named(turn):
            turn.event = Pressed("form.open", form.spec.name)
            return self._conversations.handle(turn)
        if self._search(turn):
            return
        view = self._menu_view(turn)
        turn.say(View(f"{misunderstood(turn)}\n{view.text}", view.rows, numbered=True))

    def _named(self, turn: Turn) -> type[Form] | None:
        """The form whose title was typed: it opens without a way through the menu."""
        said = turn.event.text.strip() if isinstance(turn.event, Typed) else ""
        allowed = (form for form in self._forms if turn.actor.role in form.spec.roles)
        return next((form for form in allowed if form.spec.title == said), None)

    def _menu_view(self, turn: Turn) -> View:
        role = turn.actor.role
        choices = [Choice(one.label, one.data) for one in self._entries if role in one.roles]
        choices += [
            Choice(form.spec.title, press("form.open", form.spec.name))
            for form in self._lines
            if role in form.spec.roles
        ]
        choices += [Choice(one.label, one.data) for one in self._after if role in one.roles]
        if turn.actor.others:
            choices.append(Choice("切换身份", press("menu.who")))
        choices.append(Choice("帮助", press("menu.help")))
        return View("您可以做的事：", in_rows(choices), "菜单", numbered=True)

    def _act(self, turn: Turn, id: str) -> None:
        """Act in another of one's own memberships from now on."""
        held = {one.id: one for one in (turn.actor.membership, *turn.actor.others)}
        chosen = held.get(id)
        if chosen is None:
            raise Refused("您现在没有这个身份，请从菜单重新选择。")
        person = turn.store.get(Person, turn.actor.id)
        assert person is not None
        person = turn.store.revise(person, reason="切换身份", acting_id=chosen.id)
        others = tuple(one for one in held.values() if one is not chosen)
        turn.actor = Actor(person, chosen, others, turn.actor.account)
        self.start(turn)


def in_rows(choices: Iterable[Choice], across: int = 2) -> tuple[tuple[Choice, ...], ...]:
    """Buttons side by side where their labels are short enough for a phone."""
    rows: list[tuple[Choice, ...]] = []
    for choice in choices:
        fits = rows and len(rows[-1]) < across
        if fits and all(len(one.label) <= LABEL_LIMIT // 2 for one in (*rows[-1], choice)):
            rows[-1] = (*rows[-1], choice)
        else:
            rows.append((choice,))
    return tuple(rows)


def misunderstood(turn: Turn) -> str:
    match turn.event:
        case Unusable(what):
            return f"收到了{what}，不过这里用不上它。"
        case Sent():
            return "文件收到了，不过现在没有要传文件的表。请先从菜单打开一张表，再发文件。"
        case Typed(text):
            return f"没看懂“{cut(text, 30)}”。"
    return "没看懂。"


def standing(store: Store, actor: Actor) -> str:
    return _named(store, actor.membership)


def _named(store: Store, membership: Membership) -> str:
    """某某机构 · 机构主要负责人"""
    where: Agency | Department | Client | None = None
    if membership.client_id:
        where = store.get(Client, membership.client_id)
    elif membership.agency_id:
        where = store.get(Agency, membership.agency_id)
    elif membership.department_id:
        where = store.get(Department, membership.department_id)
    role = ROLE_NAMES[membership.role]
    return f"{where.name} · {role}" if where else role


def identities(turn: Turn) -> View:
    """One's memberships to choose from, the acting one marked."""
    held = (turn.actor.membership, *turn.actor.others)
    lines = [f"{n}. {_named(turn.store, one)}" for n, one in enumerate(held, 1)]
    rows = tuple(
        (Choice(cut(_named(turn.store, one)), press("menu.act", one.id)),) for one in held
    )
    return View("\n".join(["现在用的是第1个。换成哪个身份？", *lines]), rows, "切换身份", True)
