"""A code that binds another account: short, once, for minutes, and not to be guessed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import binding, outbox
from storage.account import account_of, accounts_of, end_accounts, mark_unreachable, open_account
from storage.audit import history
from storage.binding import ALL_TRIES, ALPHABET, HOLDS, LENGTH, TRIES, WITHIN, NotBound, code_in
from storage.contact import Contact
from storage.database import Database
from storage.organisation import Membership, Role
from storage.person import Person
from storage.store import Store
from tests.conftest import NOW
from tests.storage.registers import register

T = TypeVar("T")
NEVER_MADE = "ACDEFGHJ"


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char != " " else "\u3000" for char in text)


CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
WRITTEN: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    wide,
    lambda code: f"{code[:4]} {code[4:]}",
    lambda code: f" {code[:4].lower()}-{code[4:]}\n",
)
BEFORE = ("绑定 ", "绑定", "绑定：", "绑定码：", "/bind ", "/BIND@anxing_bot ", "/start b-")


@given(code=CODES, written=st.sampled_from(WRITTEN), before=st.sampled_from(BEFORE))
def test_a_code_is_read_however_it_is_typed(
    code: str, written: Callable[[str], str], before: str
) -> None:
    assert code_in(before + written(code)) == code
    assert code_in(written(code), alone=True) == code


@pytest.mark.parametrize(
    "said",
    ["绑定", "绑定单位", "/bind", "菜单", "B-12", "K7QF3MHT", "护栏缺失", "绑定 12", "绑定好了"],
)
def test_what_only_looks_like_it_is_no_code(said: str) -> None:
    assert code_in(said) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_complaint(text: str) -> None:
    found = code_in(text, alone=True)
    assert found is None or found == found.upper()


def test_no_two_letters_of_a_code_look_alike() -> None:
    for alike in ("0OQD", "1IL", "2Z", "5S", "6G", "8B"):
        assert len(set(alike) & set(ALPHABET)) <= (2 if alike == "0OQD" else 1)
    assert len(ALPHABET) ** LENGTH > 10**11


class Desk:
    """A person on Telegram, and units at a time of one's choosing."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.person = database, NOW, ""

    async def does(self, work: Callable[[Store], T]) -> T:
        return await self.database.write(lambda c: work(Store(c, self.now)))

    async def settles(self) -> None:
        def fill(store: Store) -> str:
            person = register(store).person("王晓芳", Role.AGENCY, channel="")
            open_account(store, "telegram", "1", person.id)
            return person.id

        self.person = await self.does(fill)

    async def code(self) -> str:
        return (await self.does(lambda store: binding.offer(store, self.person)))[1]

    async def types(self, code: str, account: str = "7", known: Person | None = None) -> str:
        """The sentence that is read, or "" once it is bound."""

        def work(store: Store) -> str:
            try:
                found = binding.by_code(store, code, "wecom", account, known)
            except NotBound as why:
                return str(why)
            binding.bind(store, found, "wecom", account)
            return ""

        return await self.does(work)


@pytest.fixture
async def desk(sqlite_database: Database) -> Desk:
    made = Desk(sqlite_database)
    await made.settles()
    return made


async def test_a_code_binds_an_account_once_on_either_database(database: Database) -> None:
    desk = Desk(database)
    await desk.settles()
    code = await desk.code()
    assert await desk.types(code) == ""
    bound = await desk.does(lambda store: account_of(store, "wecom", "7"))
    assert bound is not None
    assert bound.person_id == desk.person
    assert "已经用过" in await desk.types(code, "8")
    assert await desk.does(lambda store: account_of(store, "wecom", "8")) is None


async def test_only_hashes_of_a_code_are_kept(desk: Desk) -> None:
    made, code, link = await desk.does(lambda store: binding.offer(store, desk.person))
    trail = await desk.does(lambda store: history(store.connection, made.id))
    kept = f"{made} {trail}"
    assert code not in kept
    assert link not in kept


async def test_a_code_holds_for_ten_minutes_and_until_there_is_another(desk: Desk) -> None:
    first = await desk.code()
    second = await desk.code()
    assert "绑定码不对" in await desk.types(first)
    desk.now += HOLDS
    assert "绑定码不对" in await desk.types(second)
    third = await desk.code()
    desk.now += HOLDS - timedelta(seconds=1)
    assert await desk.types(third) == ""


async def test_the_page_and_the_typed_code_are_one_way_in(desk: Desk) -> None:
    _made, code, link = await desk.does(lambda store: binding.offer(store, desk.person))

    def opens(store: Store) -> Any:
        found = binding.by_link(store, link)
        return binding.log_in(store, found) if found else None

    someone = await desk.does(opens)
    assert someone.id == desk.person
    assert await desk.does(opens) is None
    assert "已经用过" in await desk.types(code)


async def test_whoever_left_brings_no_account_along(desk: Desk) -> None:
    code = await desk.code()

    def leaves(store: Store) -> None:
        (held,) = store.find(Membership, person_id=desk.person)
        store.withdraw(held, reason="离职")

    await desk.does(leaves)
    assert "绑定码不对" in await desk.types(code)


async def test_an_account_that_guesses_has_to_wait_even_with_the_right_code(desk: Desk) -> None:
    code = await desk.code()
    for _ in range(TRIES):
        assert "绑定码不对" in await desk.types(NEVER_MADE)
        desk.now += timedelta(seconds=1)
    assert "请15分钟后再试" in await desk.types(code)
    assert await desk.types(code, "8") == "", "nobody else waits"
    desk.now += WITHIN
    assert await desk.types(await desk.code()) == ""


async def test_a_slip_in_length_is_no_guess(desk: Desk) -> None:
    for _ in range(TRIES + 1):
        assert "8位字母和数字" in await desk.types("K7QF3")
    assert await desk.types(await desk.code()) == ""


async def test_strangers_together_are_slowed_and_who_is_known_is_not(desk: Desk) -> None:
    code = await desk.code()

    def guess(store: Store) -> None:
        for account in range(ALL_TRIES):
            with pytest.raises(NotBound):
                binding.by_code(store, NEVER_MADE, "wecom", f"stranger {account}")

    await desk.does(guess)
    assert "分钟后再试" in await desk.types(code)
    known = await desk.does(lambda store: store.get(Person, desk.person))
    assert await desk.types(code, "1", known) == ""


async def test_all_other_accounts_of_a_person_are_told(desk: Desk) -> None:
    def others(store: Store) -> None:
        open_account(store, "web", "1000", desk.person)
        open_account(store, "telegram", "2", desk.person)
        mark_unreachable(store, "telegram", "2")

    await desk.does(others)
    await desk.types(await desk.code())
    letters = await desk.database.read(outbox.waiting)
    assert sorted((one.channel, one.account) for one in letters) == [
        ("telegram", "1"),
        ("web", "1000"),
    ]
    for letter in letters:
        assert "企业微信刚刚绑定到您的账号" in letter.payload["views"][0]["text"]


async def test_an_account_that_changes_hands_is_told_to_both(desk: Desk) -> None:
    def other(store: Store) -> Person:
        person = store.add(Person(name="周卫东"))
        for channel, id in (("wecom", "7"), ("telegram", "9")):
            open_account(store, channel, id, person.id)
        return person

    zhou = await desk.does(other)
    assert await desk.types(await desk.code(), known=zhou) == ""
    told = {one.account: one for one in await desk.database.read(outbox.waiting)}
    assert set(told) == {"1", "9"}
    assert "改由另一个人使用" in told["9"].payload["views"][0]["text"]
    left = await desk.does(lambda store: accounts_of(store, zhou.id))
    assert [one.external_id for one in left] == ["9"]
    trail = await desk.does(lambda store: history(store.connection, zhou.id))
    assert "rebind_account" in [entry.act for entry in trail]


@pytest.mark.parametrize(
    ("role", "said"),
    [(Role.AGENCY, "您是这家机构的人员"), (Role.SUPERVISOR, "您是监管部门的人员")],
)
async def test_who_may_not_sign_for_a_client_binds_no_contacts_code(
    sqlite_database: Database, role: Role, said: str
) -> None:
    desk = Desk(sqlite_database)

    def fill(store: Store) -> Person:
        books = register(store)
        contact = books.handed(books.visit(-3)).contact_id
        desk.person = store.get(Contact, contact).person_id or ""  # type: ignore[union-attr]
        return books.person("沈志强", role, channel="wecom")

    known = await desk.does(fill)
    account = (await desk.does(lambda store: accounts_of(store, known.id)))[0]
    assert said in await desk.types(await desk.code(), account.external_id, known)
    still = await desk.does(lambda store: account_of(store, "wecom", account.external_id))
    assert still is not None
    assert still.person_id == known.id


async def test_an_ended_account_can_be_bound_anew(desk: Desk) -> None:
    assert await desk.types(await desk.code()) == ""
    bound = await desk.does(lambda store: account_of(store, "wecom", "7"))
    assert bound is not None
    await desk.does(lambda store: binding.unbind(store, bound))
    left = await desk.does(lambda store: accounts_of(store, desk.person))
    assert [one.channel for one in left] == ["telegram"]
    assert await desk.types(await desk.code()) == ""
    await desk.does(lambda store: end_accounts(store, desk.person))
