"""One person, several accounts: a short code from one account binds another to the same person."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Annotated

from sqlalchemy import Column, Index, String, Table, delete, func, insert, select

from storage.account import Account, account_of, end_account, hashed, new_code, open_account
from storage.admission import person_of
from storage.columns import Instant, Sequence
from storage.contact import Contact
from storage.entity import Key, Record, Unique, metadata, stored
from storage.handing_over import is_staff
from storage.organisation import Role, memberships
from storage.person import Person
from storage.store import Store
from storage.telling import CHANNEL_NAMES, tell_everywhere

ALPHABET = "ACDEFGHJKMNPQRTUVWXY3479"
"""No two of them are taken for one another on a screen (8 and B, 5 and S, 2 and Z, 1 and I)."""

LENGTH = 8
HOLDS = timedelta(minutes=10)
TRIES, WITHIN = 5, timedelta(minutes=15)
"""How often an account may be wrong."""

ALL_TRIES = 300
"""How often all strangers together may be wrong within ``WITHIN``: were a code open at every
moment, to hit it would take ten thousand years. Who is known is counted alone, and never kept
waiting by strangers."""

WRONG = (
    "绑定码不对，或者已经用过、过了10分钟。"
    "请在已经能用安星的账号里发“绑定”，生成一个新的，再发到这里。"
)
SHORT = f"绑定码是{LENGTH}位字母和数字，请核对后再发，例如：绑定 K7QF3MHT"
SLOWLY = "绑定码打错的次数多了，请{minutes}分钟后再试。"
STAFF = "您是这家机构的人员，不能用其委托单位联系人的绑定码。"
OFFICIAL = "您是监管部门的人员，不能用委托单位联系人的绑定码。"
BUREAU = (Role.INSPECTOR, Role.SUPERVISOR)

_SAID = re.compile(
    r"(?:/start(?:@\w+)?\s+b-\s*|(?:绑定码?|/bind(?:@\w+)?)[\s:,“”]*)([0-9a-z][0-9a-z\s-]{3,30})",
    re.IGNORECASE,
)

wrong_tries = Table(
    "binding_try",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)


class NotBound(Exception):
    """Why a code binds nothing; the sentence is what its reader sees."""


@stored("binding", "绑定码", "", ("person_id",))
class Binding(Record):
    """Makes one account its person's, once, within minutes. Only hashes are kept: of the code that
    is typed, and of the longer one in the page's address. ``account`` (``channel:external id``) is
    the one that brought it, which alone may go on with it."""

    code_hash: Annotated[str, Unique()]
    link_hash: Annotated[str, Unique()]
    person_id: Annotated[str, Key("person")]
    expires_at: datetime
    used_at: datetime | None = None
    account: str | None = None


def code_in(text: str, *, alone: bool = False) -> str | None:
    """The code of 绑定 K7QF3MHT, however it was typed, well formed or not; ``alone``: also where
    nothing stands before it, if it looks like one."""
    said = unicodedata.normalize("NFKC", text).strip(" \t\r\n。.”“\"'") if len(text) < 100 else ""
    found = _SAID.fullmatch(said)
    bare = re.sub(r"[\s-]", "", found[1] if found else said.removeprefix("b-")).upper()
    return bare if found or (alone and _well_formed(bare)) else None


def offer(store: Store, person_id: str) -> tuple[Binding, str, str]:
    """A new code and a code for the page's address; the person's former ones end."""
    for before in store.find(Binding, person_id=person_id, used_at=None):
        store.withdraw(before, reason="有了新的绑定码")
    code, link = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)), new_code()
    made = Binding(
        code_hash=hashed(code),
        link_hash=hashed(link),
        person_id=person_id,
        expires_at=store.now + HOLDS,
    )
    return store.add(made), code, link


def by_code(
    store: Store, code: str, channel: str, external_id: str, known: Person | None = None
) -> Binding:
    """What a code typed by an account (of somebody ``known``) binds to; changes nothing but the
    count of wrong ones. Raises ``NotBound``."""
    mine = f"{channel}:{external_id}"
    _not_too_often(store, mine, known)
    if not _well_formed(code):
        raise NotBound(SHORT)
    found = next(iter(store.find(Binding, code_hash=hashed(code))), None)
    if found is None or not _holds(store, found):
        store.connection.execute(insert(wrong_tries).values(account=mine, at=store.now))
        raise NotBound(WRONG)
    _not_a_clients(store, found, known)
    return found


def by_link(store: Store, link: str) -> Binding | None:
    """What the page's address binds to, while it does."""
    found = next(iter(store.find(Binding, link_hash=hashed(link))), None)
    return found if found and _holds(store, found) else None


def claim(store: Store, found: Binding, channel: str, external_id: str) -> Binding:
    """An account that is another person's brought the code: it is asked before it changes hands."""
    return store.revise(found, account=f"{channel}:{external_id}")


def claimed(store: Store, id: str, channel: str, external_id: str) -> Binding | None:
    """What this account was asked about, while it can still say yes."""
    found = store.get(Binding, id)
    mine = found is not None and found.account == f"{channel}:{external_id}"
    return found if found and mine and _holds(store, found) else None


def bind(store: Store, found: Binding, channel: str, external_id: str) -> Account:
    """The account is the person's from now on, and all their others are told; whose it was before
    is told as well."""
    former = person_of(store, account_of(store, channel, external_id))
    acting = store.at(store.now, found.person_id)
    acting.revise(found, used_at=store.now, account=f"{channel}:{external_id}")
    opened = open_account(acting, channel, external_id, found.person_id)
    mine = f"{channel}:{external_id}"
    store.connection.execute(delete(wrong_tries).where(wrong_tries.c.account == mine))
    _tell_bound(store, found, channel, opened)
    if former is not None and former.id != found.person_id:
        acting.note("rebind_account", "account", former.id, channel=channel, to=found.person_id)
        text = f"您的{CHANNEL_NAMES.get(channel, channel)}账号刚刚改由另一个人使用。"
        tell_everywhere(
            store,
            former.id,
            {"title": "账号已改绑", "text": f"{text}您的记录和没填完的表都还在。{NOT_YOU}"},
            f"unbound:{found.id}",
        )
    return opened


def log_in(store: Store, found: Binding) -> Person | None:
    """The page's address was used: a login of the web chat, which the page opens itself."""
    acting = store.at(store.now, found.person_id)
    acting.revise(found, used_at=store.now)
    _tell_bound(store, found, "web", None)
    return store.get(Person, found.person_id)


def unbind(store: Store, account: Account) -> None:
    """The account is nobody's from now on; with a web account its logins end."""
    end_account(store, account)


def forget(store: Store) -> None:
    """Drop the wrong tries that count no more."""
    old = wrong_tries.c.at < store.now - WITHIN
    store.connection.execute(delete(wrong_tries).where(old))


NOT_YOU = "不是您本人操作的，请马上发“绑定”查看并解除，或者联系监管人员。"


def _tell_bound(store: Store, found: Binding, channel: str, opened: Account | None) -> None:
    name = CHANNEL_NAMES.get(channel, channel)
    text = f"{name}刚刚绑定到您的账号，在那里也能以您的身份使用安星。{NOT_YOU}"
    view = {"title": "绑定了新账号", "text": text, "rows": [[["我的账号", "bind.list::0"]]]}
    tell_everywhere(store, found.person_id, view, f"bound:{found.id}", but=opened)  # type: ignore[arg-type]


def _well_formed(code: str) -> bool:
    return len(code) == LENGTH and set(code) <= set(ALPHABET)


def _holds(store: Store, found: Binding) -> bool:
    open_ = found.used_at is None and found.withdrawn_at is None and found.expires_at > store.now
    return open_ and bool(memberships(store, found.person_id))


def _not_too_often(store: Store, account: str, known: Person | None) -> None:
    forget(store)
    counted = select(func.count(), func.min(wrong_tries.c.at))
    mine, since = store.connection.execute(
        counted.where(wrong_tries.c.account == account)
    ).one()
    everybodys = store.connection.scalar(select(func.count()).select_from(wrong_tries)) or 0
    if mine >= TRIES or (known is None and everybodys >= ALL_TRIES):
        left = WITHIN - (store.now - since) if mine >= TRIES else WITHIN
        raise NotBound(SLOWLY.format(minutes=max(1, -(-left // timedelta(minutes=1)))))


def _not_a_clients(store: Store, found: Binding, known: Person | None) -> None:
    """As with links: an agency's staff, and the bureau's, never come in as a client's contact."""
    contacts = store.find(Contact, person_id=found.person_id)
    if known is None or known.id == found.person_id or not contacts:
        return
    own = next((one for one in contacts if is_staff(store, known.id, one.agency_id)), None)
    official = any(one.role in BUREAU for one in memberships(store, known.id))
    if own is not None or official:
        agency = contacts[0].agency_id if own is None else own.agency_id
        store.note("refused_binding", "binding", found.id, agency, person=known.id)
        raise NotBound(STAFF if own is not None else OFFICIAL)
