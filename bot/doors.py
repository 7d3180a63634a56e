"""The web chat's ways in: an invitation's link, and the personas of the demo."""

from collections.abc import Awaitable, Callable

from bot.channels.webchat import Closed, Invitation, Persona
from bot.clock import Clock
from storage import account, binding, webchat
from storage.admission import NotAdmitted, accept_invitation
from storage.agency import Agency
from storage.client import Client
from storage.database import Connection, Database
from storage.organisation import ROLE_NAMES, Department, Membership, Role, memberships
from storage.person import Person
from storage.store import Store

HINTS = {
    Role.AGENCY: "填服务记录、合同、回访，看得分变化",
    Role.PRINCIPAL: "看本机构得分，邀请人员，收到逾期提醒",
    Role.INSPECTOR: "逐项核查25个评分项",
    Role.SUPERVISOR: "看全部机构得分，管理评定周期",
    Role.CLIENT: "看隐患清单，签收或写异议",
}


class StoredDoors:
    """``Doors``. ``demo``: anybody may be anybody of this database."""

    def __init__(self, database: Database, clock: Clock, *, demo: bool = False) -> None:
        self._database, self._clock, self._demo = database, clock, demo
        self.entered: Callable[[str], Awaitable[None]] | None = None

    async def look(self, code: str) -> Invitation | None:
        def work(connection: Connection) -> Invitation | None:
            store = Store(connection, self._clock())
            if bound := binding.by_link(store, code):
                return _known(store, bound)
            found = account.look_at(store, code)
            return _shown(store, found) if found else None

        return await self._database.read(work)

    async def use(self, code: str) -> str:
        def person(store: Store) -> Person | None:
            if bound := binding.by_link(store, code):
                return binding.log_in(store, bound)
            try:
                return accept_invitation(store, code)
            except NotAdmitted:
                return None

        token = await self._open(person)
        if token is None:
            raise Closed("这条链接已经用过、过期或被收回，请向邀请您的人要一条新的链接。")
        return token

    async def personas(self) -> tuple[Persona, ...]:
        if not self._demo:
            return ()
        return await self._database.read(lambda c: _everybody(Store(c, self._clock())))

    async def enter(self, key: str) -> str:
        def person(store: Store) -> Person | None:
            found = store.get(Person, key) if self._demo else None
            return found if found and memberships(store, found.id) else None

        token = await self._open(person)
        if token is None:
            raise Closed("演示里没有这个人，请回到首页重新选择。")
        return token

    async def _open(self, whose: Callable[[Store], Person | None]) -> str | None:
        """The token of a new login; whoever has one is greeted."""

        def work(connection: Connection) -> tuple[str, str] | None:
            store = Store(connection, self._clock())
            person = whose(store)
            if person is None:
                return None
            token = webchat.admit(store.at(store.now, person.id), person.id)
            tab = webchat.tab_of(connection, token)
            return (token, tab.account) if tab else None

        opened = await self._database.write(work)
        if opened is not None and self.entered is not None:
            await self.entered(opened[1])
        return opened[0] if opened else None


def _shown(store: Store, found: account.Invitation) -> Invitation:
    inviter = store.get(Person, found.entered_by) if found.entered_by else None
    place = _place(store, found.agency_id, found.department_id)
    role = ROLE_NAMES[found.role]
    title = f"{found.name}，请重新登录安星" if found.person_id else f"邀请{found.name}加入安星"
    return Invitation(title, inviter.name if inviter else "", place, role, found.expires_at)


def _known(store: Store, bound: binding.Binding) -> Invitation:
    """Somebody who uses another account comes in on the page as well."""
    person, held = store.get(Person, bound.person_id), memberships(store, bound.person_id)[0]
    place = _place(store, held.agency_id, held.department_id, held.client_id)
    title = f"{person.name if person else ''}，在网页上登录安星"
    return Invitation(title, "", place, ROLE_NAMES[held.role], bound.expires_at)


def _place(
    store: Store, agency_id: str | None, department_id: str | None, client_id: str | None = None
) -> str:
    place: Agency | Department | Client | None = None
    if client_id:
        place = store.get(Client, client_id)
    elif agency_id:
        place = store.get(Agency, agency_id)
    elif department_id:
        place = store.get(Department, department_id)
    return place.name if place else ""


def _everybody(store: Store) -> tuple[Persona, ...]:
    """Those who hold an office today, the bureau's first."""
    shown = []
    for held in store.find(Membership):
        person = store.get(Person, held.person_id)
        if person is not None and held in memberships(store, person.id):
            place = _place(store, held.agency_id, held.department_id, held.client_id)
            standing = f"{place} · {ROLE_NAMES[held.role]}"
            shown.append(Persona(person.id, person.name, standing, HINTS[held.role]))
    return tuple(shown)
